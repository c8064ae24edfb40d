// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/batchbuilder.h"
#include "engine/source/connector.h"

namespace streamgauge {

/// Makes events at a steady rate: noisy waves in `fields` numeric fields of `keys` keys of the stream "load".
class LoadConnector final : public Connector
{
public:
    LoadConnector(int keys, int fields, double events_per_second, const Clock &clock);

    [[nodiscard]] std::vector<Finding> check(std::stop_token) override { return {}; }
    [[nodiscard]] Result<Catalog> browse(std::stop_token) override { return Catalog {}; }
    [[nodiscard]] Result<std::string> identify(std::stop_token) override { return std::string(); }
    [[nodiscard]] RunEnd run(std::stop_token stop, const RunStart &start, EventSink &sink) override;

    [[nodiscard]] static ConnectorInfo info();
    [[nodiscard]] static std::string fieldName(int field) { return "value_" + std::to_string(field); }
    [[nodiscard]] static std::string keyName(int key) { return "key-" + std::to_string(key); }

private:
    void addEvent(BatchBuilder &builder, TimeNs time_ns);

    int keys_;
    int fields_;
    double events_per_second_;
    const Clock &clock_;
    SchemaPtr schema_;
    std::uint64_t made_ = 0;
    std::uint64_t noise_ = 1;
};

} // namespace streamgauge
