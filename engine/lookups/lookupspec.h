// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/base/result.h"

#include <cstddef>
#include <string>
#include <vector>

namespace streamgauge {

/// A table whose rows rules may read: lookup("patients", event.patient_id).max_hr. A value.
struct LookupSpec {
    static constexpr DurationNs longest_time_to_live_ns = 30LL * 24 * 3'600 * ns_per_s;
    static constexpr std::size_t least_bytes = 64 << 10;
    static constexpr std::size_t largest_bytes = 4UL << 30;
    static constexpr std::size_t most_columns = 200;

    std::string name;   ///< as rules call it
    std::string source; ///< the source whose server holds the table
    std::string table;  ///< "hospital.patients", or "patients" of the source's database
    std::string key;    ///< the column rows are found by: on its own the primary or a unique key
    /// A row older than this is read again before the next event that needs it is judged.
    DurationNs time_to_live_ns = 300 * ns_per_s;
    std::size_t most_bytes = 32UL << 20; ///< of rows kept; the longest unused go first
    std::vector<std::string> columns;    ///< that rules may read, beside the key; none: all of the table

    friend bool operator==(const LookupSpec &, const LookupSpec &) = default;
};

/// Error Configuration: a part is missing or out of its bounds.
[[nodiscard]] Result<void> checkLookup(const LookupSpec &spec);

} // namespace streamgauge
