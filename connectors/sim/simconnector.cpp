// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/sim/simconnector.h"

#include "engine/source/pacer.h"

#include <algorithm>

namespace streamgauge {

namespace {

constexpr std::uint64_t rows_per_turn = 4'096;
constexpr double most_behind_ns = 1e9;

/// One run: the simulation, its builders and how far it has come.
class SimRun
{
public:
    SimRun(const SimulationFactory &factory, const SimOptions &options, const Clock &clock)
        : simulation_(factory.create(options.seed))
        , options_(options)
        , clock_(clock)
        , pacer_(clock, options.speed)
        , start_ns_(options.start_ns.value_or(clock.now()))
    {
        for (const SchemaPtr &schema : simulation_->schemas())
            builders_.emplace_back(schema);
    }

    RunEnd run(const std::stop_token &stop, EventSink &sink)
    {
        pacer_.setDue(start_ns_);
        while (!stop.stop_requested()) {
            const TimeNs due_ns = pacer_.due();
            makeDue(due_ns);
            if (!push(sink))
                return { RunEnd::Reason::Stopped, {} };
            if (made_ > 0)
                sink.advanceTime(std::min(due_ns, timeOf(finished() ? made_ - 1 : made_)));
            if (finished())
                return { RunEnd::Reason::Finished, {} };
            if (pacer_.paced()) {
                slowDownWhenBehind(sink);
                pacer_.waitFor(stop, timeOf(made_));
            }
        }
        return { RunEnd::Reason::Stopped, {} };
    }

private:
    [[nodiscard]] bool finished() const { return options_.most_events > 0 && made_ >= options_.most_events; }

    [[nodiscard]] TimeNs timeOf(std::uint64_t event) const
    {
        return start_ns_ + static_cast<DurationNs>(static_cast<double>(event) * 1e9 / options_.events_per_second);
    }

    void makeDue(TimeNs due_ns)
    {
        const TimeNs arrival_ns = clock_.now();
        for (std::uint64_t row = 0; row < rows_per_turn && !finished(); ++row) {
            const TimeNs time_ns = timeOf(made_);
            if (time_ns > due_ns)
                break;
            simulation_->next(time_ns, arrival_ns, builders_);
            ++made_;
        }
    }

    bool push(EventSink &sink)
    {
        for (BatchBuilder &builder : builders_) {
            builder.endTransaction();
            if (BatchPtr batch = builder.finish(); batch && !sink.push(std::move(batch)))
                return false;
        }
        return true;
    }

    void slowDownWhenBehind(EventSink &sink)
    {
        const TimeNs next_ns = timeOf(made_);
        const double behind_ns = static_cast<double>(pacer_.due()) - static_cast<double>(next_ns);
        if (behind_ns < most_behind_ns * options_.speed)
            return;
        pacer_.setDue(next_ns);
        sink.report({ Problem::Severity::Notice,
                      "Simulated time runs slower than the clock: fewer events could be made than asked for", "rate",
                      "Ask for a lower rate or speed" });
    }

    std::unique_ptr<Simulation> simulation_;
    const SimOptions &options_;
    const Clock &clock_;
    Pacer pacer_;
    TimeNs start_ns_;
    std::vector<BatchBuilder> builders_;
    std::uint64_t made_ = 0;
};

} // namespace

SimConnector::SimConnector(const SimulationFactory &factory, SimOptions options, const Clock &clock)
    : factory_(factory)
    , options_(options)
    , clock_(clock)
{
}

std::vector<Finding> SimConnector::check(std::stop_token)
{
    return { { "simulation", FindingState::Ok, factory_.name() + ": " + factory_.title(), "a simulation", "" } };
}

Result<Catalog> SimConnector::browse(std::stop_token)
{
    Catalog catalog;
    const std::unique_ptr<Simulation> simulation = factory_.create(options_.seed);
    for (const SchemaPtr &schema : simulation->schemas()) {
        CatalogStream stream { "", schema->stream, {}, 0 };
        for (std::uint32_t i = 0; i < schema->columns.size(); ++i) {
            const bool key = std::ranges::find(schema->key_columns, i) != schema->key_columns.end();
            stream.fields.push_back({ schema->columns[i].name, std::string(name(schema->columns[i].kind)), key });
        }
        catalog.push_back(std::move(stream));
    }
    return catalog;
}

RunEnd SimConnector::run(std::stop_token stop, const RunStart &, EventSink &sink)
{
    return SimRun(factory_, options_, clock_).run(stop, sink);
}

} // namespace streamgauge
