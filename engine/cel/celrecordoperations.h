// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/cel/celoperation.h"
#include "engine/data/schema.h"

#include <cstddef>
#include <optional>
#include <string>
#include <utility>

namespace streamgauge {

/// The kind a field has where it is neither null nor kept as text.
[[nodiscard]] CelKind celKindOf(ValueKind kind);
/// One cell: null, an error of fault Absent, or its value, borrowing its text.
[[nodiscard]] CelValue celCellValue(const ColumnData &data, std::size_t row);

/// How a field is asked for.
enum class CelAccess : std::uint8_t {
    Read,
    Test,    ///< has(): a value is there
    Optional ///< .? : none where no value is
};

class CelFieldRead final : public CelOperation
{
public:
    CelFieldRead(std::size_t record, std::size_t column, ValueKind kind, CelAccess access, std::size_t offset);
    [[nodiscard]] CelValue evaluate(CelFrame &frame) const override;
    [[nodiscard]] CelKernelPtr kernel() const override;
    /// The column when this reads text of the first record.
    [[nodiscard]] std::optional<std::size_t> textColumn() const;

private:
    std::size_t record_;
    std::size_t column_;
    ValueKind value_kind_;
    CelAccess access_;
};

/// A field whose name is computed, or whose record has no schema before evaluation.
class CelFieldByName final : public CelOperation
{
public:
    CelFieldByName(std::size_t record, CelOperationPtr field, CelAccess access, std::size_t offset);
    [[nodiscard]] CelValue evaluate(CelFrame &frame) const override;

private:
    std::size_t record_;
    CelOperationPtr field_;
    CelAccess access_;
};

/// The whole record as a map of the fields that hold a value.
class CelRecordRead final : public CelOperation
{
public:
    CelRecordRead(std::size_t record, std::size_t offset)
        : CelOperation(CelKind::Map, offset)
        , record_(record)
    {
    }
    [[nodiscard]] CelValue evaluate(CelFrame &frame) const override;

private:
    std::size_t record_;
};

} // namespace streamgauge
