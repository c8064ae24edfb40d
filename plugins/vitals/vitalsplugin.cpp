// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/vitals/vitalsplugin.h"

#include "plugins/vitals/bedoverviewpanel.h"

#include <QFile>

namespace streamgauge {

namespace {

class BedOverviewFactory final : public PanelFactory
{
public:
    [[nodiscard]] QString kind() const override { return QStringLiteral("vitals.beds"); }
    [[nodiscard]] QString title() const override { return VitalsPlugin::tr("Bed overview"); }
    [[nodiscard]] QString description() const override
    {
        return VitalsPlugin::tr("A tile per bed: NEWS2 with its trend, vital signs with limits, age of the values");
    }
    [[nodiscard]] QSize defaultGridSize() const override { return { 12, 5 }; }
    [[nodiscard]] Panel *create(const PanelContext &context, QWidget *parent) const override
    {
        return new BedOverviewPanel(context, parent);
    }
};

} // namespace

std::vector<std::unique_ptr<PanelFactory>> VitalsPlugin::panels() const
{
    std::vector<std::unique_ptr<PanelFactory>> panels;
    panels.push_back(std::make_unique<BedOverviewFactory>());
    return panels;
}

std::vector<DemoWorkspace> VitalsPlugin::demos() const
{
    QFile file(QStringLiteral(":/vitals/vitals.sgw"));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return { { QStringLiteral("vitals"), tr("A ward with eight beds"),
               tr("Simulated vital signs with NEWS2, charts, rules and alerts. Not a medical device."), file.readAll() } };
}

QString VitalsPlugin::notice() const
{
    return tr("Not a medical device");
}

} // namespace streamgauge
