// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugins/api/datafeed.h"
#include "plugins/api/timelink.h"

#include <QColor>
#include <QJsonObject>
#include <QList>
#include <QWidget>

namespace streamgauge {

/// Colours of the running theme. Panels take all their colours from here and repaint on themeChanged().
struct Palette {
    bool dark = true;
    QColor window;  ///< behind everything
    QColor surface; ///< panel background
    QColor raised;  ///< headers, hover
    QColor border;
    QColor text;
    QColor text_muted;
    QColor accent;
    QColor info;
    QColor warning;
    QColor critical;
    QColor good;
    QColor stale; ///< data that no longer updates
    QColor grid;
    QList<QColor> series; ///< colour-blind-safe, in order of use
    friend bool operator==(const Palette &, const Palette &) = default;
};

/// What a panel is given; outlives it.
struct PanelContext {
    DataFeed *feed = nullptr;
    std::function<const Palette &()> palette;
    TimeLink *time_link = nullptr; ///< of the dashboard; nullptr: the panel stands alone
};

/// The content of one cell of a dashboard. The frame around it (title bar, menu, badges) is the dashboard's.
class Panel : public QWidget
{
    Q_OBJECT

public:
    explicit Panel(PanelContext context, QWidget *parent = nullptr)
        : QWidget(parent)
        , context_(std::move(context))
    {
    }

    /// What the frame shows when the user gave no title.
    [[nodiscard]] virtual QString suggestedTitle() const = 0;
    [[nodiscard]] virtual QJsonObject settings() const = 0;
    /// Unknown keys are ignored, wrong types fall back to defaults: a workspace may come from anywhere.
    virtual void applySettings(const QJsonObject &settings) = 0;
    /// Whether a stream's field may be dropped here.
    [[nodiscard]] virtual bool acceptsField(const SchemaPtr &, const QString & /*field*/) const { return false; }
    /// An empty key means all keys.
    virtual void addField(const SchemaPtr &, const QString & /*field*/, const QString & /*key*/) { }
    /// Actions for the panel's menu.
    [[nodiscard]] virtual QList<QAction *> panelActions() { return {}; }
    /// The streams it shows, for the age, rate and loss badges in the frame.
    [[nodiscard]] virtual QStringList streams() const { return {}; }

Q_SIGNALS:
    /// The user changed something that belongs in the workspace.
    void settingsChanged();
    void titleChanged();

public Q_SLOTS:
    virtual void themeChanged() { update(); }
    /// Live (true) or paused.
    virtual void setLive(bool) { }
    /// Bring an instant into view (from an alert).
    virtual void showInstant(qint64 /*time_ns*/) { }

protected:
    [[nodiscard]] const PanelContext &context() const { return context_; }
    [[nodiscard]] const Palette &colors() const { return context_.palette(); }

private:
    PanelContext context_;
};

/// Makes panels of one kind.
class PanelFactory
{
public:
    virtual ~PanelFactory() = default;
    [[nodiscard]] virtual QString kind() const = 0; ///< in the workspace file
    [[nodiscard]] virtual QString title() const = 0;
    [[nodiscard]] virtual QString description() const = 0;
    [[nodiscard]] virtual QSize defaultGridSize() const = 0; ///< columns × rows
    [[nodiscard]] virtual Panel *create(const PanelContext &context, QWidget *parent) const = 0;
};

} // namespace streamgauge
