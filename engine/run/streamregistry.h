// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/run/snapshot.h"

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace streamgauge {

/// Only the first workers can be home to rules, since they are the bits of a number.
inline constexpr std::uint32_t most_home_workers = 64;

/// What the engine knows of one stream apart from its data. The counters may be read and changed from any thread.
class StreamInfo
{
public:
    StreamInfo(std::string stream, std::string source)
        : stream_(std::move(stream))
        , source_(std::move(source))
    {
    }

    [[nodiscard]] const std::string &stream() const { return stream_; }
    [[nodiscard]] const std::string &source() const { return source_; }
    /// Of the newest generation seen.
    [[nodiscard]] SchemaPtr schema() const;
    void setSchema(SchemaPtr schema);

    std::atomic<std::uint64_t> events = 0;
    std::atomic<TimeNs> last_arrival_ns = 0;
    std::atomic<TimeNs> last_event_time_ns = 0;
    /// See SharedBatch::home_workers.
    std::atomic<std::uint64_t> home_workers = 0;

private:
    const std::string stream_;
    const std::string source_;
    mutable std::mutex mutex_;
    SchemaPtr schema_;
};

using StreamInfoPtr = std::shared_ptr<StreamInfo>;

/// Who owns which stream name. A name another source owns already is prefixed with the newcomer's. Thread-safe.
class StreamRegistry
{
public:
    /// The stream that `source` calls `stream`.
    [[nodiscard]] StreamInfoPtr adopt(const std::string &source, const std::string &stream);
    /// By its name in the engine; nullptr when never seen.
    [[nodiscard]] StreamInfoPtr find(const std::string &stream) const;
    /// The name is free again.
    void forget(const std::string &stream);
    /// By name.
    [[nodiscard]] std::vector<StreamInfoPtr> all() const;
    /// The home workers of all streams, also of those never seen yet; those not named have none.
    void setHomes(std::map<std::string, std::uint64_t> homes);

private:
    mutable std::mutex mutex_;
    std::map<std::string, StreamInfoPtr> streams_;
    std::map<std::string, std::uint64_t> homes_;
};

} // namespace streamgauge
