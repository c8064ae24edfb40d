// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/backtest/shardplayer.h"

#include "engine/run/sharedbatch.h"

#include <algorithm>
#include <numeric>

namespace streamgauge {

void ShardPlayer::note(TimeNs time_ns)
{
    if (first_ns_ == no_time)
        first_ns_ = time_ns;
    last_ns_ = std::max(last_ns_, time_ns);
}

void ShardPlayer::findSpecial(const BatchPtr &batch)
{
    if (batch == scanned_)
        return;
    scanned_ = batch;
    special_rows_.clear();
    moved_from_.clear();
    const std::size_t rows = batch->rows();
    bool stream_wide = false;
    for (std::size_t row = 0; row < rows; ++row)
        stream_wide = stream_wide || isStreamWide(batch->op(row));
    if (!stream_wide && !batch->hasBefore())
        return;
    const auto shared = split(batch, 1);
    special_rows_ = shared->parts[0].special_rows;
    for (const auto &move : shared->moves)
        moved_from_.emplace(move->row, move->old_key);
}

void ShardPlayer::play(const std::string &source, TimeBasis basis, const BatchPtr &batch, std::uint32_t first,
                       std::uint32_t rows, bool ends_batch)
{
    const std::string &stream = batch->schema().stream;
    streams_[source].insert(stream);
    findSpecial(batch);
    for (auto row = static_cast<std::uint32_t>(all_rows_.size()); row < first + rows; ++row)
        all_rows_.push_back(row);
    const std::uint32_t end = first + rows;
    auto special = std::ranges::lower_bound(special_rows_, first);
    while (first < end) {
        const std::uint32_t stop = special == special_rows_.end() ? end : std::min(end, *special);
        judge(basis, batch, first, stop);
        first = stop;
        if (first == end)
            break;
        judgeSpecial(basis, batch, first++);
        ++special;
    }
    if (ends_batch && basis == TimeBasis::Event && newest_event_ns_ != no_time)
        advanceStream(stream, newest_event_ns_);
    if (ends_batch)
        newest_event_ns_ = no_time;
}

void ShardPlayer::judge(TimeBasis basis, const BatchPtr &batch, std::uint32_t first, std::uint32_t end)
{
    if (first == end)
        return;
    for (std::uint32_t row = first; row < end; ++row)
        newest_event_ns_ = std::max(newest_event_ns_, batch->eventTime(row));
    const auto time = [&](std::uint32_t row) {
        return basis == TimeBasis::Event ? batch->eventTime(row) : batch->arrivalTime(row);
    };
    note(time(first));
    note(time(end - 1));
    events_ += end - first;
    shard_.evaluate(batch, std::span(all_rows_).subspan(first, end - first), basis, out_);
}

void ShardPlayer::judgeSpecial(TimeBasis basis, const BatchPtr &batch, std::uint32_t row)
{
    if (const auto move = moved_from_.find(row); move != moved_from_.end()) {
        const TimeNs time_ns = basis == TimeBasis::Event ? batch->eventTime(row) : batch->arrivalTime(row);
        shard_.keyGone(batch->schema().stream, move->second, keyHash(move->second), time_ns, out_);
        judge(basis, batch, row, row + 1);
        return;
    }
    shard_.evaluate(batch, std::span(all_rows_).subspan(row, 1), basis, out_);
}

void ShardPlayer::advanceStream(const std::string &stream, TimeNs time_ns)
{
    const auto [known, added] = advanced_to_ns_.try_emplace(stream, time_ns);
    if (!added && known->second >= time_ns)
        return;
    known->second = time_ns;
    shard_.advance(stream, time_ns, out_);
}

void ShardPlayer::advance(const std::string &source, TimeNs time_ns, const std::vector<std::string> &streams)
{
    if (!streams.empty()) {
        for (const std::string &stream : streams)
            advanceStream(stream, time_ns);
    } else if (const auto known = streams_.find(source); known != streams_.end()) {
        for (const std::string &stream : known->second)
            advanceStream(stream, time_ns);
    }
    note(time_ns);
}

void ShardPlayer::finish()
{
    for (const auto &[source, streams] : streams_) {
        for (const std::string &stream : streams)
            shard_.flush(stream, out_);
    }
}

} // namespace streamgauge
