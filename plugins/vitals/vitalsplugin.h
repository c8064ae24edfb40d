// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugins/api/plugin.h"

#include <QObject>

namespace streamgauge {

/// Bedside vital signs: the bed overview and a ward to try it with.
class VitalsPlugin : public QObject, public DomainPlugin
{
    Q_OBJECT
    Q_PLUGIN_METADATA(IID "org.streamgauge.DomainPlugin/1" FILE "vitals.json")
    Q_INTERFACES(streamgauge::DomainPlugin)

public:
    [[nodiscard]] std::vector<std::unique_ptr<PanelFactory>> panels() const override;
    [[nodiscard]] std::vector<DemoWorkspace> demos() const override;
    [[nodiscard]] QString notice() const override;
};

} // namespace streamgauge
