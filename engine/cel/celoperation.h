// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/cel/celframe.h"
#include "engine/cel/celkernel.h"

#include <cstddef>
#include <memory>
#include <vector>

namespace streamgauge {

/// One step of a compiled expression. Immutable; any thread.
class CelOperation
{
public:
    CelOperation(CelKind kind, std::size_t offset)
        : kind_(kind)
        , offset_(offset)
    {
    }
    CelOperation(const CelOperation &) = delete;
    CelOperation &operator=(const CelOperation &) = delete;
    virtual ~CelOperation();

    /// May borrow from the frame's input and locals and from this operation's constants.
    [[nodiscard]] virtual CelValue evaluate(CelFrame &frame) const = 0;
    /// The value when it depends on nothing; nullptr otherwise.
    [[nodiscard]] virtual const CelValue *constant() const { return nullptr; }
    /// The same over whole columns; nullptr when it has to go row by row.
    [[nodiscard]] virtual CelKernelPtr kernel() const;

    /// Of every value that is neither null nor an error.
    [[nodiscard]] CelKind kind() const { return kind_; }
    /// The byte of the text to blame.
    [[nodiscard]] std::size_t offset() const { return offset_; }

protected:
    /// The same value; an error gets this operation's place unless it has one.
    [[nodiscard]] CelValue placed(CelValue value) const
    {
        if (value.isError())
            value.setOffset(offset_);
        return value;
    }

private:
    CelKind kind_;
    std::size_t offset_;
};

using CelOperationPtr = std::unique_ptr<const CelOperation>;
using CelOperations = std::vector<CelOperationPtr>;

} // namespace streamgauge
