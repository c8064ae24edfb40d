// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/batchbuilder.h"
#include "engine/source/benchmarknoise.h"
#include "engine/source/connector.h"

namespace streamgauge {

/// What the connectors of the desk's measurements have in common: one simulated stream, whose events come at a steady rate,
/// a batch every 5 ms, until the source is stopped.
class PacedConnector : public Connector
{
public:
    [[nodiscard]] std::vector<Finding> check(std::stop_token) final { return {}; }
    [[nodiscard]] Result<Catalog> browse(std::stop_token) final { return Catalog {}; }
    [[nodiscard]] Result<std::string> identify(std::stop_token) final { return std::string(); }
    [[nodiscard]] RunEnd run(std::stop_token stop, const RunStart &start, EventSink &sink) final;

protected:
    PacedConnector(SchemaPtr schema, double events_per_second);

    [[nodiscard]] static ConnectorInfo simulatedInfo(std::string kind, std::string title);
    [[nodiscard]] static SchemaPtr simulated(Schema schema);

    [[nodiscard]] const SchemaPtr &schema() const { return schema_; }
    [[nodiscard]] double eventsPerSecond() const { return events_per_second_; }
    [[nodiscard]] BenchmarkNoise &noise() { return noise_; }

private:
    /// Before the first paced event. False when the sink takes no more.
    [[nodiscard]] virtual bool begin(const std::stop_token &, EventSink &) { return true; }
    virtual void addEvents(BatchBuilder &builder, std::uint64_t count) = 0;

    SchemaPtr schema_;
    double events_per_second_;
    BenchmarkNoise noise_ { 1 };
};

} // namespace streamgauge
