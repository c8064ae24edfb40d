// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/batch.h"
#include "plugins/vitals/news2.h"

#include <string>

namespace streamgauge {

/// The stream of bedside observations: one row a bed, its key.
namespace vitals {

inline constexpr std::string_view stream = "vitals";

/// In the order of the schema.
enum Field : std::uint32_t {
    bed,
    heart_rate,
    spo2,
    resp_rate,
    sbp,
    dbp,
    temp_c,
    acvpu,
    oxygen,
    news2_score,
    spo2_scale,
    field_count
};

/// "bed", "heart_rate", ..., "news2", "spo2_scale".
[[nodiscard]] std::string_view fieldName(Field field);
[[nodiscard]] SchemaPtr schema(bool simulated);

} // namespace vitals

/// One bed's latest row, read from any stream that uses the field names above; absent columns are missing values.
struct BedReading {
    std::string bed;
    Observations observations;
    std::optional<double> diastolic_bp; ///< mmHg
    friend bool operator==(const BedReading &, const BedReading &) = default;
};

/// Reads a row by column names, so a table of a real database with these columns serves as well.
[[nodiscard]] BedReading readBed(const Batch &batch, std::size_t row);

} // namespace streamgauge
