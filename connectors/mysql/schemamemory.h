// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/mysql/tableselection.h"
#include "engine/source/connector.h"

#include <map>
#include <string>

namespace streamgauge {

/// Passes everything of the selected tables on and remembers the newest schema of each stream on its way, so that the
/// generations of a later snapshot go on from there. Can hold back checkpoints. One thread, the connector's.
class SchemaMemory final : public EventSink
{
public:
    explicit SchemaMemory(TableSelection selection)
        : selection_(std::move(selection))
    {
    }

    /// Where the calls go from now on; must outlive the run.
    void setSink(EventSink &sink) { sink_ = &sink; }
    /// While changes before a pending snapshot arrive, a resume must not skip the snapshot.
    void holdCheckpoints(bool hold) { holding_ = hold; }

    /// `shape` as it goes on: the stream's newest schema itself when nothing changed, else the next generation.
    [[nodiscard]] SchemaPtr continued(Schema shape);

    bool push(BatchPtr batch) override;
    void checkpoint(std::string position) override;
    void alive() override { sink_->alive(); }
    void advanceTime(TimeNs time_ns) override { sink_->advanceTime(time_ns); }
    void report(Problem problem) override { sink_->report(std::move(problem)); }
    void progress(std::string what, std::uint64_t done, std::uint64_t expected) override;
    void gap(TimeNs from_ns, TimeNs to_ns, std::string reason) override { sink_->gap(from_ns, to_ns, std::move(reason)); }
    void countLate(std::uint64_t events) override { sink_->countLate(events); }
    void countDuplicates(std::uint64_t events) override { sink_->countDuplicates(events); }
    void countDropped(std::uint64_t events) override { sink_->countDropped(events); }

private:
    EventSink *sink_ = nullptr;
    bool holding_ = false;
    TableSelection selection_;
    struct Stream {
        SchemaPtr newest; ///< nullptr: not selected
        bool selected = false;
    };
    std::map<std::string, Stream, std::less<>> streams_;
};

} // namespace streamgauge
