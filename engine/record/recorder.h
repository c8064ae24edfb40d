// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/record/recordwriter.h"
#include "engine/run/batchtap.h"
#include "engine/run/boundedqueue.h"

#include <atomic>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <variant>

namespace streamgauge {

struct RecorderOptions {
    std::filesystem::path file; ///< must not exist yet
    std::string workspace {};   ///< text kept with the recording
    std::size_t queue_rows = 1U << 20;
    std::size_t queue_bytes = 128UL << 20;
    /// What a killed process can lose.
    DurationNs flush_every_ns = ns_per_s;
};

struct RecorderStatus {
    std::filesystem::path file;
    bool recording = false; ///< false: finished, or stopped by `error`
    TimeNs started_ns = 0;
    std::uint64_t rows = 0; ///< safe in the file
    std::uint64_t bytes = 0;
    std::size_t queued_rows = 0;
    std::size_t queue_bound_rows = 0;
    std::uint64_t waits = 0; ///< how often a source had to wait for the recorder
    DurationNs waited_ns = 0;
    std::uint64_t dropped_rows = 0; ///< not recorded: the source could not wait, or the recording had stopped
    Error error;                    ///< message empty: none
};

/// Records everything the engine judges into a file, on a thread of its own; set it with Engine::setTap(). A source that
/// can be asked again waits while the queue is full; the rows of another are left out, counted, and marked as a gap. When
/// the disk is full it stops, says so in status(), and what was written can be read.
class Recorder final : public BatchTap
{
public:
    /// Creates the file. `clock` outlives the recorder.
    [[nodiscard]] static Result<std::shared_ptr<Recorder>> start(RecorderOptions options, const Clock &clock);
    ~Recorder() override;
    Recorder(const Recorder &) = delete;
    Recorder &operator=(const Recorder &) = delete;

    void waitForRoom(const ConnectorInfo &info, const BatchPtr &batch) override;
    void taken(const std::string &source, const ConnectorInfo &info, const BatchPtr &batch) override;
    void advanced(const std::string &source, const ConnectorInfo &info, TimeNs time_ns,
                  const std::vector<std::string> &streams) override;
    void gap(const std::string &source, const Gap &gap) override;
    void alerted(const Alert &alert) override;
    void addProblem(const std::string &source, const Problem &problem);
    void addNote(const RecordingNote &note);

    /// Writes what is queued and completes the file; later calls of the tap are counted as dropped. Idempotent.
    Result<void> finish();
    [[nodiscard]] RecorderStatus status() const;

private:
    using SourcePtr = std::shared_ptr<const RecordedSource>;
    struct TakenBatch {
        SourcePtr source;
        BatchPtr batch;
    };
    struct ClockStep {
        SourcePtr source;
        TimeNs time_ns = 0;
        std::vector<std::string> streams;
    };
    using Item = std::variant<TakenBatch, ClockStep, RecordedGap, RecordedProblem, RecordingNote, Alert>;

    Recorder(RecorderOptions options, const Clock &clock, std::unique_ptr<RecordWriter> writer);
    void run();
    Result<void> write(const Item &item);
    void stopBy(const Error &error);
    void put(Item item, QueueWeight weight);
    [[nodiscard]] SourcePtr sourceOf(const std::string &name, const ConnectorInfo &info);
    void writeDropped();

    const RecorderOptions options_;
    const Clock &clock_;
    const TimeNs started_ns_;
    std::unique_ptr<RecordWriter> writer_; ///< of the thread, and of finish() behind it
    BoundedQueue<Item> queue_;
    std::atomic<bool> recording_ = true;
    std::atomic<std::uint64_t> rows_ = 0;
    std::atomic<std::uint64_t> bytes_ = 0;
    std::atomic<std::uint64_t> waits_ = 0;
    std::atomic<DurationNs> waited_ns_ = 0;
    std::atomic<std::uint64_t> dropped_rows_ = 0;

    mutable std::mutex mutex_;
    std::unordered_map<std::string, SourcePtr> sources_;
    std::unordered_map<std::string, RecordedGap> dropped_; ///< by source
    Error error_;

    std::mutex finish_mutex_;
    std::jthread thread_;
};

} // namespace streamgauge
