// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/extensionloader.h"

#include <algorithm>

namespace streamgauge {

namespace {

constexpr std::string_view file_prefix = "streamgauge-";
#ifdef _WIN32
constexpr std::string_view file_suffix = ".dll";
#else
constexpr std::string_view file_suffix = ".so";
#endif

std::string joined(const std::vector<std::string> &names)
{
    std::string text;
    for (const std::string &name : names)
        text += (text.empty() ? "" : ", ") + name;
    return text.empty() ? "none" : text;
}

} // namespace

ExtensionLoader::ExtensionLoader(std::filesystem::path directory)
    : directory_(std::move(directory))
{
    std::error_code failed;
    for (std::filesystem::directory_iterator entry(directory_, failed), end; !failed && entry != end;
         entry.increment(failed)) {
        const std::string file = entry->path().filename().string();
        if (!file.starts_with(file_prefix) || !file.ends_with(file_suffix))
            continue;
        Module module;
        module.status.name = file.substr(file_prefix.size(), file.size() - file_prefix.size() - file_suffix.size());
        module.status.file = entry->path();
        modules_.push_back(std::move(module));
    }
    std::ranges::sort(modules_, {}, [](const Module &module) { return module.status.name; });
}

ExtensionLoader::~ExtensionLoader() = default;

void ExtensionLoader::load(Module &module)
{
    if (module.status.state != ExtensionState::Found)
        return;
    module.status.state = ExtensionState::Failed;
    auto library = DynamicLibrary::open(module.status.file);
    if (!library) {
        module.status.error = library.error().message;
        return;
    }
    const auto abi = (*library)->function<ExtensionAbiFunction>("streamgaugeExtensionAbi");
    const auto enrol = (*library)->function<ExtensionRegisterFunction>("streamgaugeRegister");
    if (abi == nullptr || enrol == nullptr) {
        module.status.error = "is not an extension of this program";
        return;
    }
    if (abi() != extension_abi) {
        module.status.error = "was built for extension interface " + std::to_string(abi()) + ", this program has "
            + std::to_string(extension_abi);
        return;
    }
    enrol(&registry_);
    module.library = std::move(library.value());
    module.status.state = ExtensionState::Loaded;
}

void ExtensionLoader::load(std::string_view name)
{
    for (Module &module : modules_) {
        if (module.status.name == name)
            load(module);
    }
}

void ExtensionLoader::loadAll()
{
    for (Module &module : modules_)
        load(module);
}

Result<const ConnectorFactory *> ExtensionLoader::connector(std::string_view scheme)
{
    if (const ConnectorFactory *factory = registry_.connector(scheme))
        return factory;
    load(scheme);
    if (registry_.connector(scheme) == nullptr)
        loadAll();
    if (const ConnectorFactory *factory = registry_.connector(scheme))
        return factory;
    std::vector<std::string> known;
    for (const auto &factory : registry_.connectors()) {
        known.push_back(factory->info().kind);
        known.insert(known.end(), factory->info().aliases.begin(), factory->info().aliases.end());
    }
    std::ranges::sort(known);
    return notFound("kind of source", scheme, joined(known));
}

Result<const SimulationFactory *> ExtensionLoader::simulation(std::string_view name)
{
    if (const SimulationFactory *factory = registry_.simulation(name))
        return factory;
    load(name);
    if (registry_.simulation(name) == nullptr)
        loadAll();
    if (const SimulationFactory *factory = registry_.simulation(name))
        return factory;
    std::vector<std::string> known;
    for (const auto &factory : registry_.simulations())
        known.push_back(factory->name());
    std::ranges::sort(known);
    return notFound("simulation", name, joined(known));
}

Result<const NoticeSenderFactory *> ExtensionLoader::noticeSender(std::string_view kind)
{
    if (registry_.noticeSender(kind) == nullptr)
        load("notify");
    if (const NoticeSenderFactory *factory = registry_.noticeSender(kind))
        return factory;
    return notFound("kind of receiver", kind, "command, email, sql, webhook");
}

Result<const StatementRunnerFactory *> ExtensionLoader::statementRunner(std::string_view kind)
{
    if (registry_.statementRunner(kind) == nullptr)
        load(kind);
    if (const StatementRunnerFactory *factory = registry_.statementRunner(kind))
        return factory;
    return notFound("source that runs statements", kind, "mysql");
}

Result<const LookupSourceFactory *> ExtensionLoader::lookupSource(std::string_view kind)
{
    if (registry_.lookupSource(kind) == nullptr)
        load(kind);
    if (const LookupSourceFactory *factory = registry_.lookupSource(kind))
        return factory;
    return notFound("source to look rows up in of kind", kind, "mysql");
}

const CelFunction *ExtensionLoader::function(std::string_view name)
{
    if (registry_.function(name) == nullptr)
        loadAll();
    return registry_.function(name);
}

Error ExtensionLoader::notFound(std::string_view what, std::string_view name, const std::string &known) const
{
    Error error { ErrorKind::Unsupported, "there is no " + std::string(what) + " \"" + std::string(name) + "\"", "",
                  "There are: " + known };
    for (const Module &module : modules_) {
        if (module.status.state == ExtensionState::Failed)
            error.remedy += ". " + module.status.file.string() + " could not be used: " + module.status.error;
    }
    if (modules_.empty())
        error.remedy += ". No extensions were found in " + directory_.string();
    return error;
}

std::vector<ExtensionStatus> ExtensionLoader::status() const
{
    std::vector<ExtensionStatus> list;
    for (const Module &module : modules_)
        list.push_back(module.status);
    return list;
}

} // namespace streamgauge
