// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/source/registry.h"

namespace streamgauge {

/// Makes connectors for `sim:NAME?rate=1000&seed=1&speed=1`. NAME is a simulation in the registry, looked up when
/// the connector is created.
class SimConnectorFactory final : public ConnectorFactory
{
public:
    /// `registry` outlives the factory and everything it makes.
    explicit SimConnectorFactory(const Registry &registry);

    [[nodiscard]] const ConnectorInfo &info() const override { return info_; }
    [[nodiscard]] Result<std::unique_ptr<Connector>> create(const std::string &source_name, const Settings &settings,
                                                            const Clock &clock) const override;

private:
    const Registry &registry_;
    ConnectorInfo info_;
};

} // namespace streamgauge
