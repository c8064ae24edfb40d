// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/cel/celoperation.h"

#include <cstddef>
#include <string>

namespace streamgauge {

/// operand.name, operand.?name and has(operand.name) on maps and optionals.
class CelSelect final : public CelOperation
{
public:
    enum class Mode : std::uint8_t { Read, Optional, Test };
    CelSelect(CelOperationPtr operand, const std::string &name, Mode mode, std::size_t offset);
    [[nodiscard]] CelValue evaluate(CelFrame &frame) const override;

private:
    CelOperationPtr operand_;
    CelValue name_;
    Mode mode_;
};

/// operand[key] and operand[?key].
class CelIndex final : public CelOperation
{
public:
    CelIndex(CelOperationPtr operand, CelOperationPtr key, bool optional, std::size_t offset);
    [[nodiscard]] CelValue evaluate(CelFrame &frame) const override;

private:
    CelOperationPtr operand_;
    CelOperationPtr key_;
    bool optional_;
};

/// operand.or(other) and operand.orValue(other): `other` is evaluated only when there is no value.
class CelOrElse final : public CelOperation
{
public:
    CelOrElse(CelOperationPtr operand, CelOperationPtr other, bool unwraps, std::size_t offset);
    [[nodiscard]] CelValue evaluate(CelFrame &frame) const override;

private:
    CelOperationPtr operand_;
    CelOperationPtr other_;
    bool unwraps_;
};

} // namespace streamgauge
