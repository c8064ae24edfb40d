// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/result.h"
#include "engine/data/schema.h"
#include "engine/rules/condition.h"
#include "engine/rules/threshold.h"

#include <memory>
#include <string>
#include <variant>

namespace streamgauge {

/// One field compared with one constant. Numbers compare by value across int, uint, double and decimal, exactly; a decimal
/// meets a double constant as the shortest decimal number that reads back as it, so 0.10 == 0.1. NaN compares as IEEE 754
/// says: only != holds. Texts compare by code point, bools with bools (false < true). Null is no data to an order, and is
/// equal to no constant.
class ThresholdCondition final : public Condition
{
public:
    /// Error Configuration when the schema lacks the field (naming those it has), or its kind does not compare with the
    /// constant's.
    [[nodiscard]] static Result<std::unique_ptr<Condition>> compile(const Threshold &threshold, const Schema &schema);

    void evaluate(const Batch &batch, std::span<const std::uint32_t> rows, std::span<Outcome> outcomes) const override;

    /// The comparison brought to the form that suits the column.
    struct Constant {
        bool holds = false;
    };
    /// lowest <= word <= lowest + span in modular arithmetic: signed, unsigned and bool alike.
    struct WordRange {
        std::uint64_t lowest = 0;
        std::uint64_t span = 0;
        bool outside = false;
    };
    struct RealTest {
        Comparison comparison = Comparison::Equal;
        double value = 0;
    };
    /// By the nearest doubles, and by text where these are equal.
    struct DecimalTest {
        Comparison comparison = Comparison::Equal;
        double nearest = 0;
        std::string text;
    };
    struct TextTest {
        Comparison comparison = Comparison::Equal;
        std::string value;
    };
    using Test = std::variant<Constant, WordRange, RealTest, DecimalTest, TextTest>;

private:
    ThresholdCondition(std::size_t column, Outcome of_null, Test test)
        : column_(column)
        , of_null_(of_null)
        , test_(std::move(test))
    {
    }

    std::size_t column_;
    Outcome of_null_;
    Test test_;
};

} // namespace streamgauge
