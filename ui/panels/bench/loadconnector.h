// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/bench/pacedconnector.h"

namespace streamgauge {

/// Makes events at a steady rate: noisy waves in `fields` numeric fields of `keys` keys of the stream "load".
class LoadConnector final : public PacedConnector
{
public:
    LoadConnector(int keys, int fields, double events_per_second, const Clock &clock);

    [[nodiscard]] static ConnectorInfo info() { return simulatedInfo("load", "Load"); }
    [[nodiscard]] static std::string fieldName(int field) { return "value_" + std::to_string(field); }
    [[nodiscard]] static std::string keyName(int key) { return "key-" + std::to_string(key); }

private:
    void addEvents(BatchBuilder &builder, std::uint64_t count) override;
    void addEvent(BatchBuilder &builder, TimeNs time_ns);

    int keys_;
    int fields_;
    const Clock &clock_;
    std::uint64_t made_ = 0;
};

} // namespace streamgauge
