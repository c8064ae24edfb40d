// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/stores/seriesstore.h"

#include <algorithm>
#include <cmath>

namespace streamgauge {

namespace {

/// Precondition: a numeric kind, and the cell has a value.
double numberOf(const ColumnData &data, std::uint32_t row)
{
    switch (data.kind()) {
    case ValueKind::Bool: return data.boolAt(row) ? 1.0 : 0.0;
    case ValueKind::Int64: return static_cast<double>(data.intAt(row));
    case ValueKind::UInt64: return static_cast<double>(data.uintAt(row));
    default: return data.doubleAt(row);
    }
}

} // namespace

std::uint32_t SeriesStore::streamOf(const SchemaPtr &schema)
{
    const auto [entry, added] = stream_numbers_.try_emplace(schema->stream, static_cast<std::uint32_t>(streams_.size()));
    if (added)
        streams_.push_back(std::make_unique<Stream>());
    Stream &stream = *streams_[entry->second];
    if (stream.planned != schema)
        makePlan(stream, schema);
    return entry->second;
}

void SeriesStore::makePlan(Stream &stream, const SchemaPtr &schema)
{
    stream.plan.clear();
    for (std::uint32_t column = 0; column < schema->columns.size(); ++column) {
        if (!isNumeric(schema->columns[column].kind))
            continue;
        const std::string &name = schema->columns[column].name;
        std::uint32_t field = 0;
        while (field < stream.fields.size() && stream.fields[field] != name)
            ++field;
        if (field == stream.fields.size())
            stream.fields.push_back(name);
        stream.plan.push_back({ column, field });
    }
    stream.planned = schema;
}

std::uint64_t SeriesStore::append(const Batch &batch, std::span<const std::uint32_t> rows)
{
    const std::uint32_t stream_number = streamOf(batch.schemaPtr());
    Stream &stream = *streams_[stream_number];
    if (stream.plan.empty())
        return 0;
    ++tick_;
    std::uint64_t late_rows = 0;
    for (const std::uint32_t row : rows) {
        const Op op = batch.op(row);
        if (op == Op::Deleted || isStreamWide(op))
            continue;
        const std::uint32_t group_number = groupOf(stream, batch, row);
        Group &group = stream.groups[group_number];
        group.version = tick_;
        const TimeNs arrival_ns = batch.arrivalTime(row);
        Sample sample { batch.eventTime(row), 0 };
        bool late = false;
        for (const ColumnPlan &plan : stream.plan) {
            const ColumnData &data = batch.after(plan.column);
            if (!data.has(row))
                continue;
            sample.value = numberOf(data, row);
            if (std::isnan(sample.value))
                continue;
            if (!group.fields[plan.field].tryAppend(sample, arrival_ns, tick_))
                late |= !appendSlowly({ tick_, stream_number, group_number, plan.field }, sample, arrival_ns);
        }
        late_rows += late ? 1 : 0;
        if (group.live_series == 0)
            forgetGroup(stream, group_number);
    }
    trim();
    return late_rows;
}

bool SeriesStore::appendSlowly(const Age &place, const Sample &sample, TimeNs arrival_ns)
{
    Group &group = streams_[place.stream]->groups[place.group];
    Series &series = group.fields[place.field];
    const std::size_t before_bytes = series.memoryBytes();
    if (series.empty()) {
        ++group.live_series;
        ages_.push(place);
        share_.take(sizeof(Age));
    }
    const Series::Appended appended = series.append(sample, arrival_ns, tick_);
    share_.take(series.memoryBytes() - before_bytes);
    return appended != Series::Appended::TooLate;
}

std::uint32_t SeriesStore::groupOf(Stream &stream, const Batch &batch, std::uint32_t row)
{
    const std::string_view key = batch.key(row);
    const std::uint64_t hash = batch.keyHash(row);
    std::uint32_t found = stream.index.find(hash, [&](std::uint32_t id) { return stream.groups[id].key == key; });
    if (found == KeyIndex::none)
        found = addGroup(stream, key, hash);
    else if (stream.groups[found].fields.size() != stream.fields.size())
        widen(stream, stream.groups[found]);
    return found;
}

std::uint32_t SeriesStore::addGroup(Stream &stream, std::string_view key, std::uint64_t hash)
{
    const std::size_t before_bytes = stream.index.memoryBytes() + stream.groups.capacity() * sizeof(Group);
    std::uint32_t number = 0;
    if (stream.free_groups.empty()) {
        number = static_cast<std::uint32_t>(stream.groups.size());
        stream.groups.emplace_back();
    } else {
        number = stream.free_groups.back();
        stream.free_groups.pop_back();
    }
    Group &group = stream.groups[number];
    group.key = key;
    group.hash = hash;
    group.used = true;
    group.fields = std::vector<Series>(stream.fields.size());
    stream.index.insert(hash, number);
    ++stream.keys_version;
    share_.take(stream.index.memoryBytes() + stream.groups.capacity() * sizeof(Group) - before_bytes);
    share_.take(groupBytes(group));
    return number;
}

void SeriesStore::widen(Stream &stream, Group &group)
{
    share_.give(groupBytes(group));
    group.fields.resize(stream.fields.size());
    share_.take(groupBytes(group));
}

std::size_t SeriesStore::groupBytes(const Group &group)
{
    return group.key.capacity() + group.fields.capacity() * sizeof(Series) + 2 * allocation_overhead_bytes;
}

void SeriesStore::trim()
{
    while (share_.mustGive() && !ages_.empty()) {
        const Age age = ages_.top();
        ages_.pop();
        forgetChunkOf(age);
    }
}

void SeriesStore::forgetChunkOf(Age age)
{
    Stream &stream = *streams_[age.stream];
    Group &group = stream.groups[age.group];
    Series &series = group.fields[age.field];
    if (series.oldestTouch() > age.touched) {
        age.touched = series.oldestTouch();
        ages_.push(age);
        return;
    }
    const std::size_t before_bytes = series.memoryBytes();
    series.dropOldestChunk();
    share_.give(before_bytes - series.memoryBytes());
    group.version = ++tick_;
    if (!series.empty()) {
        age.touched = series.oldestTouch();
        ages_.push(age);
        return;
    }
    share_.give(sizeof(Age));
    if (--group.live_series == 0)
        forgetGroup(stream, age.group);
}

void SeriesStore::forgetGroup(Stream &stream, std::uint32_t number)
{
    Group &group = stream.groups[number];
    share_.give(groupBytes(group));
    stream.index.erase(group.hash, number);
    group = Group();
    stream.free_groups.push_back(number);
    ++stream.keys_version;
}

void SeriesStore::Ages::forgetStream(std::uint32_t stream)
{
    std::erase_if(c, [stream](const Age &age) { return age.stream == stream; });
    c.shrink_to_fit();
    std::ranges::make_heap(c, comp);
}

std::size_t SeriesStore::streamBytes(const Stream &stream)
{
    std::size_t bytes = stream.index.memoryBytes() - KeyIndex().memoryBytes() + stream.groups.capacity() * sizeof(Group);
    for (const Group &group : stream.groups) {
        if (!group.used)
            continue;
        bytes += groupBytes(group) + group.live_series * sizeof(Age);
        for (const Series &series : group.fields)
            bytes += series.memoryBytes();
    }
    return bytes;
}

std::shared_ptr<const void> SeriesStore::forget(std::string_view name)
{
    const auto known = stream_numbers_.find(name);
    if (known == stream_numbers_.end())
        return nullptr;
    std::shared_ptr<const Stream> stream = std::move(streams_[known->second]);
    share_.give(streamBytes(*stream));
    ages_.forgetStream(known->second);
    stream_numbers_.erase(known);
    return stream;
}

const SeriesStore::Stream *SeriesStore::findStream(std::string_view stream) const
{
    const auto found = stream_numbers_.find(stream);
    return found == stream_numbers_.end() ? nullptr : streams_[found->second].get();
}

const Series *SeriesStore::find(const SeriesRef &ref) const
{
    const Stream *stream = findStream(ref.stream);
    if (stream == nullptr)
        return nullptr;
    const std::uint32_t number =
        stream->index.find(keyHash(ref.key), [&](std::uint32_t id) { return stream->groups[id].key == ref.key; });
    if (number == KeyIndex::none)
        return nullptr;
    const Group &group = stream->groups[number];
    for (std::size_t field = 0; field < group.fields.size(); ++field) {
        if (stream->fields[field] == ref.field)
            return group.fields[field].empty() ? nullptr : &group.fields[field];
    }
    return nullptr;
}

std::uint64_t SeriesStore::version(std::string_view stream_name, std::string_view key) const
{
    const Stream *stream = findStream(stream_name);
    if (stream == nullptr)
        return 0;
    const std::uint32_t number =
        stream->index.find(keyHash(key), [&](std::uint32_t id) { return stream->groups[id].key == key; });
    return number == KeyIndex::none ? 0 : stream->groups[number].version;
}

std::size_t SeriesStore::keyCount(std::string_view stream_name) const
{
    const Stream *stream = findStream(stream_name);
    return stream == nullptr ? 0 : stream->index.size();
}

std::uint64_t SeriesStore::keysVersion(std::string_view stream_name) const
{
    const Stream *stream = findStream(stream_name);
    return stream == nullptr ? 0 : stream->keys_version;
}

std::size_t SeriesStore::forEachKey(std::string_view stream_name, std::size_t slot, std::size_t most,
                                    const std::function<void(const std::string &)> &key) const
{
    const Stream *stream = findStream(stream_name);
    if (stream == nullptr)
        return 0;
    const std::size_t end = std::min(stream->groups.size(), slot + most);
    for (; slot < end; ++slot) {
        if (stream->groups[slot].used)
            key(stream->groups[slot].key);
    }
    return slot < stream->groups.size() ? slot : 0;
}

} // namespace streamgauge
