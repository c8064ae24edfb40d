// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/schemamemory.h"

namespace streamgauge {

SchemaPtr SchemaMemory::continued(Schema shape)
{
    if (const auto known = streams_.find(shape.stream); known != streams_.end() && known->second.newest) {
        shape.generation = known->second.newest->generation;
        if (shape == *known->second.newest)
            return known->second.newest;
        ++shape.generation;
    }
    return std::make_shared<const Schema>(std::move(shape));
}

bool SchemaMemory::push(BatchPtr batch)
{
    const std::string &name = batch->schema().stream;
    auto stream = streams_.find(name);
    if (stream == streams_.end()) {
        const std::size_t dot = name.find('.');
        stream = streams_.emplace(name, Stream()).first;
        stream->second.selected = selection_.matches(name.substr(0, dot), name.substr(dot + 1));
    }
    if (!stream->second.selected)
        return true;
    if (stream->second.newest != batch->schemaPtr())
        stream->second.newest = batch->schemaPtr();
    return sink_->push(std::move(batch));
}

void SchemaMemory::checkpoint(std::string position)
{
    if (!holding_)
        sink_->checkpoint(std::move(position));
}

void SchemaMemory::progress(std::string what, std::uint64_t done, std::uint64_t expected)
{
    sink_->progress(std::move(what), done, expected);
}

} // namespace streamgauge
