// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/source/registry.h"

#include <algorithm>

namespace streamgauge {

void Registry::add(std::unique_ptr<ConnectorFactory> factory)
{
    connectors_.push_back(std::move(factory));
}

void Registry::add(std::unique_ptr<SimulationFactory> simulation)
{
    simulations_.push_back(std::move(simulation));
}

void Registry::add(Benchmark benchmark)
{
    benchmarks_.push_back(std::move(benchmark));
}

void Registry::add(std::unique_ptr<NoticeSenderFactory> sender)
{
    senders_.push_back(std::move(sender));
}

void Registry::add(std::unique_ptr<StatementRunnerFactory> runner)
{
    runners_.push_back(std::move(runner));
}

void Registry::add(std::unique_ptr<LookupSourceFactory> source)
{
    lookup_sources_.push_back(std::move(source));
}

void Registry::add(CelFunction function)
{
    if (this->function(function.name) == nullptr)
        functions_.push_back(std::move(function));
}

const CelFunction *Registry::function(std::string_view name) const
{
    const auto found = std::ranges::find(functions_, name, &CelFunction::name);
    return found == functions_.end() ? nullptr : &*found;
}

const NoticeSenderFactory *Registry::noticeSender(std::string_view kind) const
{
    const auto found = std::ranges::find_if(senders_, [&](const auto &sender) { return sender->kind() == kind; });
    return found == senders_.end() ? nullptr : found->get();
}

const StatementRunnerFactory *Registry::statementRunner(std::string_view kind) const
{
    const auto found = std::ranges::find_if(runners_, [&](const auto &runner) { return runner->kind() == kind; });
    return found == runners_.end() ? nullptr : found->get();
}

const LookupSourceFactory *Registry::lookupSource(std::string_view kind) const
{
    const auto found = std::ranges::find_if(lookup_sources_, [&](const auto &source) { return source->kind() == kind; });
    return found == lookup_sources_.end() ? nullptr : found->get();
}

const ConnectorFactory *Registry::connector(std::string_view scheme) const
{
    for (const auto &factory : connectors_) {
        const ConnectorInfo &info = factory->info();
        if (info.kind == scheme || std::ranges::find(info.aliases, scheme) != info.aliases.end())
            return factory.get();
    }
    return nullptr;
}

const SimulationFactory *Registry::simulation(std::string_view name) const
{
    const auto found =
        std::ranges::find_if(simulations_, [&](const auto &simulation) { return simulation->name() == name; });
    return found == simulations_.end() ? nullptr : found->get();
}

} // namespace streamgauge
