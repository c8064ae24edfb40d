// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desk/deskprogram.h"
#include "app/desk/pluginmanager.h"
#include "ui/panels/builtinpanels.h"

namespace streamgauge {

Result<void> listPanelKinds(const DeskRequest &request)
{
    for (const auto &factory : builtinPanels())
        request.panel_kinds->push_back(factory->kind().toStdString());
    const PluginManager plugins(request.program->paths().plugins);
    for (const PanelKind &kind : plugins.panelKinds())
        request.panel_kinds->push_back(kind.kind.toStdString());
    return {};
}

} // namespace streamgauge
