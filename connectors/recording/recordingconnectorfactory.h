// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/source/registry.h"

namespace streamgauge {

/// Makes connectors for `recording:PATH?speed=max`.
class RecordingConnectorFactory final : public ConnectorFactory
{
public:
    RecordingConnectorFactory();

    [[nodiscard]] const ConnectorInfo &info() const override { return info_; }
    [[nodiscard]] Result<std::unique_ptr<Connector>> create(const std::string &source_name, const Settings &settings,
                                                            const Clock &clock) const override;

private:
    ConnectorInfo info_;
};

} // namespace streamgauge
