// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cel/celrecordoperations.h"

#include "engine/cel/celfieldkernel.h"
#include "engine/cel/celjson.h"
#include "engine/cel/celoperators.h"

#include <utility>
#include <vector>

namespace streamgauge {

namespace {

CelValue accessed(CelAccess access, const ColumnData &data, std::size_t row)
{
    if (access == CelAccess::Test)
        return CelValue::ofBool(data.has(row));
    if (access == CelAccess::Read)
        return celCellValue(data, row);
    return data.has(row) ? CelValue::ofOptional(celCellValue(data, row)) : CelValue::noOptional();
}

/// nullptr: there is no such record this time.
const CelRow *rowOf(const CelFrame &frame, std::size_t record)
{
    return record < frame.input.records.size() && frame.input.records[record].batch != nullptr ? &frame.input.records[record]
                                                                                               : nullptr;
}

CelValue unset(CelAccess access)
{
    switch (access) {
    case CelAccess::Test: return CelValue::ofBool(false);
    case CelAccess::Optional: return CelValue::noOptional();
    case CelAccess::Read: break;
    }
    return CelValue::ofStaticError("there is no such event yet", CelFault::NoData);
}

CelKind accessKind(CelAccess access, CelKind kind)
{
    return access == CelAccess::Read ? kind : access == CelAccess::Test ? CelKind::Bool : CelKind::Optional;
}

} // namespace

CelKind celKindOf(ValueKind kind)
{
    switch (kind) {
    case ValueKind::Bool: return CelKind::Bool;
    case ValueKind::Int64: return CelKind::Int;
    case ValueKind::UInt64: return CelKind::Uint;
    case ValueKind::Double:
    case ValueKind::Decimal: return CelKind::Double;
    case ValueKind::String: return CelKind::String;
    case ValueKind::Bytes: return CelKind::Bytes;
    // A timestamp out of range stays text.
    case ValueKind::Timestamp:
    case ValueKind::Json: break;
    }
    return CelKind::Dyn;
}

CelValue celCellValue(const ColumnData &data, std::size_t row)
{
    switch (data.state(row)) {
    case CellState::Absent: return CelValue::ofStaticError("the event does not carry this field", CelFault::Absent);
    case CellState::Null: return {};
    case CellState::Value: break;
    }
    switch (data.kind()) {
    case ValueKind::Bool: return CelValue::ofBool(data.boolAt(row));
    case ValueKind::Int64: return CelValue::ofInt(data.intAt(row));
    case ValueKind::UInt64: return CelValue::ofUint(data.uintAt(row));
    case ValueKind::Double:
    case ValueKind::Decimal: return CelValue::ofDouble(data.doubleAt(row));
    case ValueKind::String: return CelValue::borrowing(CelKind::String, data.textAt(row));
    case ValueKind::Bytes: return CelValue::borrowing(CelKind::Bytes, data.textAt(row));
    case ValueKind::Timestamp:
        return data.intAt(row) == ColumnData::no_instant ? CelValue::borrowing(CelKind::String, data.textAt(row))
                                                         : CelValue::ofTimestamp(data.intAt(row));
    case ValueKind::Json: break;
    }
    return celFromJson(data.textAt(row));
}

CelFieldRead::CelFieldRead(std::size_t record, std::size_t column, ValueKind kind, CelAccess access, std::size_t offset)
    : CelOperation(accessKind(access, celKindOf(kind)), offset)
    , record_(record)
    , column_(column)
    , value_kind_(kind)
    , access_(access)
{
}

CelValue CelFieldRead::evaluate(CelFrame &frame) const
{
    const CelRow *row = rowOf(frame, record_);
    if (row == nullptr)
        return placed(unset(access_));
    const ColumnData &data = row->batch->after(column_);
    if (access_ == CelAccess::Read && value_kind_ == ValueKind::Double && data.has(row->row))
        return CelValue::ofDouble(data.doubleAt(row->row));
    // JSON is parsed each time it is read.
    constexpr std::size_t parsing_cost = 4;
    if (value_kind_ == ValueKind::Json && data.has(row->row)
        && !frame.spendReading(data.textAt(row->row).size() * parsing_cost))
        return placed(tooManySteps());
    return placed(accessed(access_, data, row->row));
}

CelKernelPtr CelFieldRead::kernel() const
{
    if (record_ != 0 || access_ == CelAccess::Optional)
        return nullptr;
    return access_ == CelAccess::Test ? makePresenceKernel(column_) : makeFieldKernel(column_, value_kind_);
}

std::optional<std::size_t> CelFieldRead::textColumn() const
{
    const bool text = record_ == 0 && access_ == CelAccess::Read && value_kind_ == ValueKind::String;
    return text ? std::optional(column_) : std::nullopt;
}

CelFieldByName::CelFieldByName(std::size_t record, CelOperationPtr field, CelAccess access, std::size_t offset)
    : CelOperation(accessKind(access, CelKind::Dyn), offset)
    , record_(record)
    , field_(std::move(field))
    , access_(access)
{
}

CelValue CelFieldByName::evaluate(CelFrame &frame) const
{
    CelValue field = field_->evaluate(frame);
    if (field.isError())
        return field;
    if (field.kind() != CelKind::String)
        return placed(noOverload("a field's name", { &field, 1 }));
    const CelRow *row = rowOf(frame, record_);
    if (row == nullptr)
        return placed(unset(access_));
    const auto column = row->batch->schema().find(field.text());
    if (column)
        return placed(accessed(access_, row->batch->after(*column), row->row));
    return access_ == CelAccess::Read ? placed(CelValue::ofError("there is no field \"" + std::string(field.text()) + '"'))
                                      : unset(access_);
}

CelValue CelRecordRead::evaluate(CelFrame &frame) const
{
    const CelRow *row = rowOf(frame, record_);
    if (row == nullptr)
        return placed(unset(CelAccess::Read));
    std::vector<CelValue::Entry> entries;
    const Schema &schema = row->batch->schema();
    std::size_t bytes = 0;
    for (std::size_t column = 0; column < schema.columns.size(); ++column) {
        const ColumnData &data = row->batch->after(column);
        if (!data.has(row->row))
            continue;
        entries.emplace_back(CelValue::ofString(schema.columns[column].name), celCellValue(data, row->row));
        const CelValue &value = entries.back().second;
        bytes += sizeof(CelValue::Entry)
            + (value.kind() == CelKind::String || value.kind() == CelKind::Bytes ? value.text().size() : 0);
    }
    return frame.spendBytes(bytes) ? CelValue::ofMap(std::move(entries)) : placed(tooManyBytes());
}

} // namespace streamgauge
