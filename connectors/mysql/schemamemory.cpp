// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/schemamemory.h"

namespace streamgauge {

SchemaPtr SchemaMemory::continued(Schema shape)
{
    if (const auto known = newest_.find(shape.stream); known != newest_.end()) {
        shape.generation = known->second->generation;
        if (shape == *known->second)
            return known->second;
        ++shape.generation;
    }
    return std::make_shared<const Schema>(std::move(shape));
}

bool SchemaMemory::push(BatchPtr batch)
{
    SchemaPtr &newest = newest_[batch->schema().stream];
    if (newest != batch->schemaPtr())
        newest = batch->schemaPtr();
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
