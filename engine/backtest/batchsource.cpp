// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/backtest/batchsource.h"

#include "engine/record/recordingreader.h"
#include "engine/record/unheardsources.h"

#include <algorithm>
#include <limits>

namespace streamgauge {

namespace {

constexpr std::size_t most_faults = 100;

Error cancelled()
{
    return { ErrorKind::Cancelled, "the backtest was stopped", "", "" };
}

/// Hands a connector's events on to the player.
class PlayingSink final : public EventSink
{
public:
    PlayingSink(const std::string &source, TimeBasis basis, BatchPlayer &player, std::stop_token stop,
                std::vector<Error> &faults)
        : source_(source)
        , basis_(basis)
        , player_(player)
        , stop_(std::move(stop))
        , faults_(faults)
    {
    }
    bool push(BatchPtr batch) override
    {
        player_.play(source_, basis_, batch, 0, static_cast<std::uint32_t>(batch->rows()), true);
        return !stop_.stop_requested();
    }
    void checkpoint(std::string) override { }
    void alive() override { }
    void advanceTime(TimeNs time_ns) override { player_.advance(source_, time_ns, {}); }
    void advanceStreams(TimeNs time_ns, const std::vector<std::string> &streams) override
    {
        player_.advance(source_, time_ns, streams);
    }
    void awaitStreams(bool on) override { player_.await(on); }
    void report(Problem problem) override
    {
        if (problem.severity != Problem::Severity::Notice && faults_.size() < most_faults)
            faults_.push_back({ ErrorKind::Input, problem.text, problem.place, problem.remedy });
    }
    void progress(std::string, std::uint64_t, std::uint64_t) override { }
    void gap(TimeNs, TimeNs, std::string) override { }
    void countLate(std::uint64_t) override { }
    void countDuplicates(std::uint64_t) override { }
    void countDropped(std::uint64_t) override { }

private:
    const std::string &source_;
    TimeBasis basis_;
    BatchPlayer &player_;
    std::stop_token stop_;
    std::vector<Error> &faults_;
};

} // namespace

Result<void> RecordedBatches::play(std::span<const RuleSpec> rules, BatchPlayer &player, std::stop_token stop)
{
    ReadChoice choice;
    choice.streams = streamsRead(rules);
    std::vector<SchemaPtr> schemas;
    for (const auto &[id, shape] : recording_.shapes()) {
        if (std::ranges::find(choice.streams, shape.schema->stream) != choice.streams.end())
            schemas.push_back(shape.schema);
    }
    choice.fields = fieldsRead(rules, schemas);
    UnheardSources unheard(recording_, choice.streams);
    player.await(!unheard.empty());
    RecordingReader reader(recording_, std::move(choice));
    RecordedStep step;
    while (!stop.stop_requested()) {
        const auto more = reader.next(step);
        faults_ = reader.faults();
        lost_rows_ = reader.lostRows();
        if (!more)
            return more.error();
        if (!*more) {
            player.await(false);
            return {};
        }
        const RecordedSource &source = recording_.sources()[step.source];
        if (step.batch)
            player.play(source.name, source.time_basis, step.batch, step.first, step.rows, step.ends_batch);
        else
            player.advance(source.name, step.time_ns, *step.streams);
        if (unheard.hear(step.source))
            player.await(false);
    }
    return cancelled();
}

Result<void> ConnectorBatches::play(std::span<const RuleSpec>, BatchPlayer &player, std::stop_token stop)
{
    faults_.clear();
    PlayingSink sink(source_, basis_, player, stop, faults_);
    const RunEnd end = connector_.run(stop, {}, sink);
    if (stop.stop_requested())
        return cancelled();
    return end.reason == RunEnd::Reason::Failed ? Result<void>(end.error) : Result<void>();
}

Result<void> HeldBatches::play(std::span<const RuleSpec> rules, BatchPlayer &player, std::stop_token stop)
{
    const std::vector<std::string> streams = streamsRead(rules);
    RowRef open;
    std::uint32_t rows = 0;
    const auto play_open = [&] {
        if (rows == 0)
            return;
        if (basis_ != TimeBasis::Event)
            player.advance({}, open.batch->arrivalTime(open.row), {});
        player.play({}, basis_, open.batch, open.row, rows, true);
        rows = 0;
    };
    engine_.forEachEvent({}, from_ns_, to_ns_, [&](const RowRef &row) {
        if (std::ranges::find(streams, row.batch->schema().stream) == streams.end())
            return !stop.stop_requested();
        if (rows == 0 || row.batch != open.batch || row.row != open.row + rows) {
            play_open();
            open = row;
        }
        ++rows;
        return !stop.stop_requested();
    });
    play_open();
    return stop.stop_requested() ? Result<void>(cancelled()) : Result<void>();
}

} // namespace streamgauge
