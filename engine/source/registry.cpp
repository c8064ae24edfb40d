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
