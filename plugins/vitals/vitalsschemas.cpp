// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/vitals/vitalsschemas.h"

#include <array>

namespace streamgauge {

namespace vitals {

namespace {

struct FieldInfo {
    std::string_view name;
    ValueKind kind;
    std::string_view unit;
};
constexpr std::array<FieldInfo, field_count> fields { {
    { "bed", ValueKind::String, "" },
    { "heart_rate", ValueKind::Double, "1/min" },
    { "spo2", ValueKind::Double, "%" },
    { "resp_rate", ValueKind::Double, "1/min" },
    { "sbp", ValueKind::Double, "mmHg" },
    { "dbp", ValueKind::Double, "mmHg" },
    { "temp_c", ValueKind::Double, "°C" },
    { "acvpu", ValueKind::String, "" },
    { "oxygen", ValueKind::Bool, "" },
    { "news2", ValueKind::Int64, "" },
    { "spo2_scale", ValueKind::Int64, "" },
} };

} // namespace

std::string_view fieldName(Field field)
{
    return fields[field].name;
}

SchemaPtr schema(bool simulated)
{
    auto made = std::make_shared<Schema>();
    made->stream = stream;
    for (const FieldInfo &field : fields)
        made->columns.push_back({ std::string(field.name), field.kind, std::string(field.unit), field.name != "bed" });
    made->key_columns = { bed };
    made->simulated = simulated;
    return made;
}

} // namespace vitals

namespace {

const ColumnData *cell(const Batch &batch, std::size_t row, vitals::Field field)
{
    const auto column = batch.schema().find(vitals::fieldName(field));
    if (!column || !batch.after(*column).has(row))
        return nullptr;
    return &batch.after(*column);
}

std::optional<double> number(const Batch &batch, std::size_t row, vitals::Field field)
{
    const ColumnData *data = cell(batch, row, field);
    return data ? data->numberAt(row) : std::nullopt;
}

} // namespace

BedReading readBed(const Batch &batch, std::size_t row)
{
    BedReading reading;
    reading.bed = batch.key(row);
    reading.observations.pulse = number(batch, row, vitals::heart_rate);
    reading.observations.spo2 = number(batch, row, vitals::spo2);
    reading.observations.resp_rate = number(batch, row, vitals::resp_rate);
    reading.observations.systolic_bp = number(batch, row, vitals::sbp);
    reading.diastolic_bp = number(batch, row, vitals::dbp);
    reading.observations.temperature = number(batch, row, vitals::temp_c);
    if (const auto oxygen = number(batch, row, vitals::oxygen))
        reading.observations.on_oxygen = *oxygen != 0;
    if (const ColumnData *data = cell(batch, row, vitals::acvpu); data && data->kind() == ValueKind::String)
        reading.observations.consciousness = consciousnessFromLetter(data->textAt(row));
    if (number(batch, row, vitals::spo2_scale) == 2.0)
        reading.observations.spo2_scale = Spo2Scale::Two;
    return reading;
}

} // namespace streamgauge
