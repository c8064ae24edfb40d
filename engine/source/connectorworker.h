// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/base/result.h"
#include "engine/run/engine.h"
#include "engine/run/snapshot.h"
#include "engine/source/connector.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace streamgauge {

struct ConnectorWorkerOptions {
    std::string source;
    ConnectorInfo info;
    /// Bring the streams to their current content in the first run, resumed or not; ignored when the connector cannot.
    bool snapshot = true;
    GapPolicy gap_policy = GapPolicy::Snapshot;
    DurationNs first_backoff_ns = 250 * ns_per_ms;
    DurationNs most_backoff_ns = 30 * ns_per_s;
    std::uint64_t seed = 0; ///< of the jitter
};

/// The part of SourceStatus that supervision knows.
struct SourceSupervision {
    SourceState state = SourceState::Connecting;
    std::uint32_t attempt = 0;
    std::uint32_t reconnects = 0;
    DurationNs next_try_in_ns = 0;
    Error last_error;
    std::vector<Gap> gaps;         ///< the newest 1,000
    std::vector<Problem> problems; ///< newest last; of repeated texts the newest, with its count in the text; at most 100
    std::string identity;          ///< of the source the position belongs to; empty before the first connection
    std::string progress_what;
    std::uint64_t progress_done = 0;
    std::uint64_t progress_expected = 0;
};

/// Supervises one connector on a thread of its own: runs it, waits with full jitter between tries, decides by the
/// error's kind whether to try again, checks the source's identity before a position is used.
/// Transient: back off and run again from the last checkpoint; in a run that was asked for a snapshot, the first
/// checkpoint says that it is complete, and until then each try is asked for it again. Gap: mark it and follow the policy.
/// All else: Failed until retry(). The public calls are thread-safe.
class ConnectorWorker
{
public:
    /// `sink` and `clock` outlive the worker. The sink gets everything but report() and progress(), which end in
    /// status(); its calls come from the worker's thread.
    ConnectorWorker(ConnectorWorkerOptions options, std::unique_ptr<Connector> connector, EventSink &sink,
                    const Clock &clock, std::optional<PositionStore::Entry> resume);
    ~ConnectorWorker();
    ConnectorWorker(const ConnectorWorker &) = delete;
    ConnectorWorker &operator=(const ConnectorWorker &) = delete;

    void start();
    /// Idempotent; ends waits at once and joins. Returns after a push under way has returned; later ones are refused,
    /// but for at most 1,000 that a source that can resume hands over up to its next checkpoint.
    void stop();
    /// Ends a back-off wait, or runs a failed or stopped connector again. A finished one starts from the beginning.
    void retry();

    [[nodiscard]] SourceSupervision status() const;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

} // namespace streamgauge
