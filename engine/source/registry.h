// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/alerts/noticesender.h"
#include "engine/cel/celscope.h"
#include "engine/lookups/lookupsource.h"
#include "engine/source/benchmark.h"
#include "engine/source/connector.h"
#include "engine/source/simulation.h"

#include <memory>
#include <string_view>
#include <vector>

namespace streamgauge {

/// What loaded extensions offer. Filled by one thread before and between runs; owned by the composition root.
class Registry
{
public:
    void add(std::unique_ptr<ConnectorFactory> factory);
    void add(std::unique_ptr<SimulationFactory> simulation);
    void add(Benchmark benchmark);
    void add(std::unique_ptr<NoticeSenderFactory> sender);
    void add(std::unique_ptr<StatementRunnerFactory> runner);
    void add(std::unique_ptr<LookupSourceFactory> source);
    /// A function of a domain that rules may call beside CEL's own: pure, and as CelFunction demands. Its name is its own
    /// among all modules; of two alike the first stays.
    void add(CelFunction function);

    /// By kind or alias; nullptr when not loaded.
    [[nodiscard]] const ConnectorFactory *connector(std::string_view scheme) const;
    [[nodiscard]] const SimulationFactory *simulation(std::string_view name) const;
    [[nodiscard]] const NoticeSenderFactory *noticeSender(std::string_view kind) const;
    [[nodiscard]] const StatementRunnerFactory *statementRunner(std::string_view kind) const;
    /// By kind of connector; nullptr when not loaded, or when rows of such sources cannot be looked up.
    [[nodiscard]] const LookupSourceFactory *lookupSource(std::string_view kind) const;
    /// nullptr when not loaded.
    [[nodiscard]] const CelFunction *function(std::string_view name) const;
    [[nodiscard]] const std::vector<std::unique_ptr<ConnectorFactory>> &connectors() const { return connectors_; }
    [[nodiscard]] const std::vector<std::unique_ptr<SimulationFactory>> &simulations() const { return simulations_; }
    [[nodiscard]] const std::vector<Benchmark> &benchmarks() const { return benchmarks_; }

private:
    std::vector<std::unique_ptr<ConnectorFactory>> connectors_;
    std::vector<std::unique_ptr<SimulationFactory>> simulations_;
    std::vector<Benchmark> benchmarks_;
    std::vector<std::unique_ptr<NoticeSenderFactory>> senders_;
    std::vector<std::unique_ptr<StatementRunnerFactory>> runners_;
    std::vector<std::unique_ptr<LookupSourceFactory>> lookup_sources_;
    std::vector<CelFunction> functions_;
};

/// Grows whenever a type above, or one that crosses the boundary, changes its layout.
inline constexpr std::uint32_t extension_abi = 6;

/// A loadable module without Qt (a connector, a domain's simulations and functions) exports two C functions:
///   extern "C" std::uint32_t streamgaugeExtensionAbi();              // returns extension_abi
///   extern "C" void streamgaugeRegister(streamgauge::Registry *);    // called once, after the version matched
using ExtensionAbiFunction = std::uint32_t (*)();
using ExtensionRegisterFunction = void (*)(Registry *);

} // namespace streamgauge
