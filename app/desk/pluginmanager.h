// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/result.h"
#include "plugins/api/plugin.h"
#include "ui/deskservices.h"

#include <QPluginLoader>

#include <filesystem>
#include <memory>
#include <vector>

namespace streamgauge {

/// Domain plugins of one directory: known by their metadata alone, loaded when a panel or demo of theirs is first
/// needed. Those made for another version of the interface, or damaged, are listed with the reason. GUI thread.
/// Outlives every panel made by its factories.
class PluginManager
{
public:
    explicit PluginManager(const std::filesystem::path &directory);
    ~PluginManager();

    [[nodiscard]] std::vector<PluginInfo> plugins() const;
    [[nodiscard]] std::vector<PanelKind> panelKinds() const;
    [[nodiscard]] std::vector<QString> demoNames() const;
    /// Loads the plugin that names this kind.
    [[nodiscard]] Result<const PanelFactory *> panelFactory(const QString &kind);
    [[nodiscard]] Result<DemoWorkspace> demo(const QString &name);

private:
    struct Plugin {
        PluginInfo info;
        QStringList demos;
        std::unique_ptr<QPluginLoader> loader;
        DomainPlugin *instance = nullptr; ///< the loader's
        std::vector<std::unique_ptr<PanelFactory>> factories;
    };

    [[nodiscard]] static Plugin inspect(const QString &file);
    Result<void> load(Plugin &plugin);

    std::vector<Plugin> plugins_;
};

} // namespace streamgauge
