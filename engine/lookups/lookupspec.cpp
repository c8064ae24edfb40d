// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/lookups/lookupspec.h"

#include <algorithm>

namespace streamgauge {

Result<void> checkLookup(const LookupSpec &spec)
{
    const std::string place = spec.name.empty() ? "lookup" : "lookup " + spec.name;
    const auto fault = [&](std::string message, std::string remedy) {
        return Error { ErrorKind::Configuration, std::move(message), place, std::move(remedy) };
    };
    if (spec.name.empty())
        return fault("the lookup has no name", "give the name rules call it by");
    if (spec.source.empty())
        return fault("the lookup has no source", "name the source whose server holds the table");
    if (spec.table.empty())
        return fault("the lookup has no table", "name it as database.table");
    if (spec.key.empty())
        return fault("the lookup has no key column", "name the column its rows are found by");
    if (spec.time_to_live_ns < ns_per_ms || spec.time_to_live_ns > LookupSpec::longest_time_to_live_ns)
        return fault("the time to live is out of range", "give 1ms to 30d");
    if (spec.most_bytes < LookupSpec::least_bytes || spec.most_bytes > LookupSpec::largest_bytes)
        return fault("the most bytes are out of range", "give 65536 to 4294967296");
    if (spec.columns.size() > LookupSpec::most_columns || std::ranges::find(spec.columns, "") != spec.columns.end())
        return fault("the columns are too many, or one has no name", "name up to 200, or none for all");
    return {};
}

} // namespace streamgauge
