// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/record/recording.h"
#include "engine/rules/rulespec.h"
#include "engine/run/engine.h"
#include "engine/source/connector.h"

#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace streamgauge {

/// Takes what a BatchSource plays, in the order in which it was judged. A call's batch is not kept.
class BatchPlayer
{
public:
    virtual ~BatchPlayer() = default;
    /// `rows` from `first` of the batch; `ends_batch`: the source's own batch ends with them.
    virtual void play(const std::string &source, TimeBasis basis, const BatchPtr &batch, std::uint32_t first,
                      std::uint32_t rows, bool ends_batch) = 0;
    /// Timers of the source's streams (those named, when `streams` is not empty) run up to `time_ns`.
    virtual void advance(const std::string &source, TimeNs time_ns, const std::vector<std::string> &streams) = 0;
    /// See EventSink::awaitStreams().
    virtual void await(bool on) { static_cast<void>(on); }
};

/// Events of the past. Used by one thread.
class BatchSource
{
public:
    virtual ~BatchSource() = default;
    /// Plays, from the beginning, at least what the rules read. Blocks; a stop request ends it early (Error Cancelled).
    virtual Result<void> play(std::span<const RuleSpec> rules, BatchPlayer &player, std::stop_token stop) = 0;
    /// Of the last play(): what was damaged and passed over.
    [[nodiscard]] virtual std::vector<Error> faults() const { return {}; }
    [[nodiscard]] virtual std::uint64_t lostRows() const { return 0; }
};

/// A recording, with the timers where they ran. Only the columns that the rules name are read.
class RecordedBatches final : public BatchSource
{
public:
    /// `recording` outlives it.
    explicit RecordedBatches(Recording &recording)
        : recording_(recording)
    {
    }
    Result<void> play(std::span<const RuleSpec> rules, BatchPlayer &player, std::stop_token stop) override;
    [[nodiscard]] std::vector<Error> faults() const override { return faults_; }
    [[nodiscard]] std::uint64_t lostRows() const override { return lost_rows_; }

private:
    Recording &recording_;
    std::vector<Error> faults_;
    std::uint64_t lost_rows_ = 0;
};

/// A source with an end, such as a file that is replayed; it is run on the calling thread.
class ConnectorBatches final : public BatchSource
{
public:
    /// `connector` outlives it.
    ConnectorBatches(std::string source, TimeBasis basis, Connector &connector)
        : source_(std::move(source))
        , basis_(basis)
        , connector_(connector)
    {
    }
    Result<void> play(std::span<const RuleSpec> rules, BatchPlayer &player, std::stop_token stop) override;
    [[nodiscard]] std::vector<Error> faults() const override { return faults_; }

private:
    std::string source_;
    TimeBasis basis_;
    Connector &connector_;
    std::vector<Error> faults_;
};

/// What a running engine still holds of the rules' streams, with event times [from, to). Timers run with the events, not
/// between them as they did live; marks around snapshots are left out.
class HeldBatches final : public BatchSource
{
public:
    /// `engine` outlives it. `basis`: of the streams' sources.
    HeldBatches(const Engine &engine, TimeBasis basis, TimeNs from_ns, TimeNs to_ns)
        : engine_(engine)
        , basis_(basis)
        , from_ns_(from_ns)
        , to_ns_(to_ns)
    {
    }
    Result<void> play(std::span<const RuleSpec> rules, BatchPlayer &player, std::stop_token stop) override;

private:
    const Engine &engine_;
    TimeBasis basis_;
    TimeNs from_ns_;
    TimeNs to_ns_;
};

/// The columns of a schema that the rules can read: those whose names stand in their texts. Empty optional: any.
[[nodiscard]] std::optional<std::vector<std::string>> fieldsRead(std::span<const RuleSpec> rules,
                                                                 const std::vector<SchemaPtr> &schemas);
/// The streams that the rules read, each once.
[[nodiscard]] std::vector<std::string> streamsRead(std::span<const RuleSpec> rules);

} // namespace streamgauge
