// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/builtinpanels.h"

#include "ui/panels/chart/chartpanel.h"
#include "ui/panels/events/eventspanel.h"
#include "ui/panels/health/healthpanel.h"
#include "ui/panels/table/tablepanel.h"
#include "ui/panels/value/gaugepanel.h"
#include "ui/panels/value/statpanel.h"

#include <QCoreApplication>

namespace streamgauge {

namespace {

struct PanelText {
    const char *kind;
    const char *title;
    const char *description;
    QSize grid;
};

template <typename PanelType> class BuiltinFactory final : public PanelFactory
{
public:
    explicit BuiltinFactory(const PanelText &text)
        : text_(text)
    {
    }

    [[nodiscard]] QString kind() const override { return QString::fromLatin1(text_.kind); }
    [[nodiscard]] QString title() const override
    {
        return QCoreApplication::translate("streamgauge::builtinPanels", text_.title);
    }
    [[nodiscard]] QString description() const override
    {
        return QCoreApplication::translate("streamgauge::builtinPanels", text_.description);
    }
    [[nodiscard]] QSize defaultGridSize() const override { return text_.grid; }
    [[nodiscard]] Panel *create(const PanelContext &context, QWidget *parent) const override
    {
        return new PanelType(context, parent);
    }

private:
    PanelText text_;
};

} // namespace

std::vector<std::unique_ptr<PanelFactory>> builtinPanels()
{
    std::vector<std::unique_ptr<PanelFactory>> panels;
    panels.push_back(std::make_unique<BuiltinFactory<ChartPanel>>(
        PanelText { "chart",
                    QT_TRANSLATE_NOOP("streamgauge::builtinPanels", "Time chart"),
                    QT_TRANSLATE_NOOP("streamgauge::builtinPanels", "Number fields over time, with their rules and alerts"),
                    { 6, 4 } }));
    panels.push_back(std::make_unique<BuiltinFactory<TablePanel>>(
        PanelText { "table",
                    QT_TRANSLATE_NOOP("streamgauge::builtinPanels", "Table"),
                    QT_TRANSLATE_NOOP("streamgauge::builtinPanels", "The latest row of every key, sorted and filtered"),
                    { 6, 4 } }));
    panels.push_back(std::make_unique<BuiltinFactory<GaugePanel>>(PanelText {
        "gauge",
        QT_TRANSLATE_NOOP("streamgauge::builtinPanels", "Gauge"),
        QT_TRANSLATE_NOOP("streamgauge::builtinPanels", "The latest value on an arc, with the limits of its rules"),
        { 2, 3 } }));
    panels.push_back(std::make_unique<BuiltinFactory<StatPanel>>(
        PanelText { "stat",
                    QT_TRANSLATE_NOOP("streamgauge::builtinPanels", "Stat"),
                    QT_TRANSLATE_NOOP("streamgauge::builtinPanels", "One value in big, with its recent course"),
                    { 2, 2 } }));
    panels.push_back(std::make_unique<BuiltinFactory<EventsPanel>>(
        PanelText { "events",
                    QT_TRANSLATE_NOOP("streamgauge::builtinPanels", "Event feed"),
                    QT_TRANSLATE_NOOP("streamgauge::builtinPanels", "Every change as it happens, before and after"),
                    { 6, 4 } }));
    panels.push_back(std::make_unique<BuiltinFactory<HealthPanel>>(
        PanelText { "health",
                    QT_TRANSLATE_NOOP("streamgauge::builtinPanels", "Health"),
                    QT_TRANSLATE_NOOP("streamgauge::builtinPanels", "State, rate, lag, losses and problems of the sources"),
                    { 6, 3 } }));
    return panels;
}

} // namespace streamgauge
