// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desk/pluginmanager.h"

#include <QCoreApplication>
#include <QDir>
#include <QJsonArray>
#include <QLibrary>

namespace streamgauge {

namespace {

const QString interface_id = QStringLiteral("org.streamgauge.DomainPlugin/1");

struct PluginText {
    Q_DECLARE_TR_FUNCTIONS(PluginText)
};

QStringList stringList(const QJsonValue &value)
{
    QStringList list;
    for (const auto &item : value.toArray())
        list << item.toString();
    return list;
}

} // namespace

PluginManager::PluginManager(const std::filesystem::path &directory)
{
    const QDir folder(QString::fromStdString(directory.string()));
    for (const QString &file : folder.entryList({ QStringLiteral("streamgauge-*") }, QDir::Files, QDir::Name)) {
        if (QLibrary::isLibrary(file))
            plugins_.push_back(inspect(folder.absoluteFilePath(file)));
    }
}

PluginManager::~PluginManager() = default;

PluginManager::Plugin PluginManager::inspect(const QString &file)
{
    Plugin plugin;
    plugin.info.path = file;
    plugin.info.name = plugin.info.title = QFileInfo(file).completeBaseName().mid(12);
    plugin.loader = std::make_unique<QPluginLoader>(file);
    const QJsonObject all = plugin.loader->metaData();
    const QJsonObject own = all.value(QStringLiteral("MetaData")).toObject();
    if (all.value(QStringLiteral("IID")).toString() != interface_id || own.isEmpty()) {
        plugin.info.error = all.isEmpty() ? PluginText::tr("not a plugin, or built for another version of Qt")
                                          : PluginText::tr("not a domain plugin of Streamgauge");
        return plugin;
    }
    plugin.info.name = own.value(QStringLiteral("name")).toString(plugin.info.name);
    plugin.info.title = own.value(QStringLiteral("title")).toString(plugin.info.name);
    plugin.info.version = own.value(QStringLiteral("version")).toString();
    plugin.info.panels = stringList(own.value(QStringLiteral("panels")));
    plugin.info.functions = stringList(own.value(QStringLiteral("functions")));
    plugin.demos = stringList(own.value(QStringLiteral("demos")));
    const int api = own.value(QStringLiteral("api")).toInt(0);
    if (api != plugin_api_version) {
        plugin.info.error =
            (api < plugin_api_version
                 ? PluginText::tr("too old: made for version %1 of the plugin interface, this program has %2")
                 : PluginText::tr("too new: made for version %1 of the plugin interface, this program has %2"))
                .arg(api)
                .arg(plugin_api_version);
    }
    return plugin;
}

Result<void> PluginManager::load(Plugin &plugin)
{
    if (plugin.instance != nullptr)
        return {};
    if (plugin.info.error.isEmpty()) {
        plugin.instance = qobject_cast<DomainPlugin *>(plugin.loader->instance());
        if (plugin.instance == nullptr)
            plugin.info.error = plugin.loader->isLoaded() ? PluginText::tr("does not offer the plugin interface")
                                                          : plugin.loader->errorString();
    }
    if (plugin.instance == nullptr) {
        return Error {
            ErrorKind::Unsupported, plugin.info.error.toStdString(), "plugin " + plugin.info.name.toStdString(),
            PluginText::tr("Install the plugin of this version; Help, Plugins lists what was found").toStdString()
        };
    }
    plugin.info.loaded = true;
    plugin.factories = plugin.instance->panels();
    return {};
}

std::vector<PluginInfo> PluginManager::plugins() const
{
    std::vector<PluginInfo> infos;
    for (const Plugin &plugin : plugins_)
        infos.push_back(plugin.info);
    return infos;
}

std::vector<PanelKind> PluginManager::panelKinds() const
{
    std::vector<PanelKind> kinds;
    for (const Plugin &plugin : plugins_) {
        if (!plugin.info.error.isEmpty())
            continue;
        for (const QString &kind : plugin.info.panels)
            kinds.push_back({ kind,
                              plugin.info.title,
                              {},
                              QSize(6, 4),
                              plugin.info.title,
                              plugin.instance == nullptr ? QString() : plugin.instance->notice() });
        for (const auto &factory : plugin.factories) {
            for (PanelKind &kind : kinds) {
                if (kind.kind != factory->kind())
                    continue;
                kind.title = factory->title();
                kind.description = factory->description();
                kind.grid_size = factory->defaultGridSize();
            }
        }
    }
    return kinds;
}

std::vector<QString> PluginManager::demoNames() const
{
    std::vector<QString> names;
    for (const Plugin &plugin : plugins_) {
        if (plugin.info.error.isEmpty())
            names.insert(names.end(), plugin.demos.begin(), plugin.demos.end());
    }
    return names;
}

Result<const PanelFactory *> PluginManager::panelFactory(const QString &kind)
{
    for (Plugin &plugin : plugins_) {
        if (!plugin.info.panels.contains(kind))
            continue;
        if (const Result<void> loaded = load(plugin); !loaded)
            return loaded.error();
        for (const auto &factory : plugin.factories) {
            if (factory->kind() == kind)
                return factory.get();
        }
    }
    return Error { ErrorKind::Unsupported,
                   PluginText::tr("no plugin offers this kind of panel").toStdString(),
                   {},
                   PluginText::tr("Install the plugin it comes from").toStdString() };
}

Result<DemoWorkspace> PluginManager::demo(const QString &name)
{
    for (Plugin &plugin : plugins_) {
        if (!plugin.demos.contains(name))
            continue;
        if (const Result<void> loaded = load(plugin); !loaded)
            return loaded.error();
        for (DemoWorkspace &demo : plugin.instance->demos()) {
            if (demo.name == name)
                return demo;
        }
    }
    return Error {
        ErrorKind::Configuration, PluginText::tr("there is no demo of that name").toStdString(), name.toStdString(), {}
    };
}

} // namespace streamgauge
