// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/run/enginecore.h"
#include "engine/stores/seriesreader.h"

namespace streamgauge {

/// Answers one series query again and again. One thread.
class SeriesFeed
{
public:
    SeriesFeed(const EngineCore &core, SeriesQuery query);
    /// nullopt when neither samples nor range changed since the last call.
    [[nodiscard]] std::optional<SeriesSlice> next();

private:
    [[nodiscard]] SeriesGrid grid(const StreamInfo *stream, TimeNs latest_ns) const;

    const EngineCore &core_;
    const SeriesQuery query_;
    const Shard &shard_;
    bool answered_ = false;
    std::uint64_t version_ = 0;
    std::size_t gaps_ = 0;
    SeriesGrid grid_;
};

/// Follows the keys of a stream that have series. One thread.
class KeysFeed
{
public:
    KeysFeed(const EngineCore &core, KeysQuery query)
        : core_(core)
        , query_(std::move(query))
    {
    }
    /// nullopt when no key came or went since the last call, or it is too early to look again.
    [[nodiscard]] std::optional<KeysAnswer> next();

private:
    [[nodiscard]] KeysAnswer collect() const;

    const EngineCore &core_;
    const KeysQuery query_;
    bool answered_ = false;
    std::uint64_t version_ = 0;
    CostLimit cost_;
};

/// Calls `sample` for each sample still held in [from, to), oldest first.
void forEachSample(const EngineCore &core, const SeriesRef &series, TimeNs from_ns, TimeNs to_ns,
                   const std::function<bool(TimeNs, double)> &sample);

} // namespace streamgauge
