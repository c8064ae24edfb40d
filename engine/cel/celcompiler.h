// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/cel/celaccessoperations.h"
#include "engine/cel/celmacro.h"
#include "engine/cel/celnames.h"
#include "engine/cel/celoperations.h"
#include "engine/cel/celparser.h"
#include "engine/cel/celrecordoperations.h"

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace streamgauge {

/// Makes the operations of one expression. nullptr from any member means that fault() is set.
class CelCompiler
{
public:
    /// `scope` must outlive this.
    explicit CelCompiler(const CelScope &scope);

    [[nodiscard]] CelOperationPtr build(const CelNode &node);

    [[nodiscard]] const CelSyntaxFault &fault() const { return fault_; }
    /// What the expression reads: columns by record, variables.
    [[nodiscard]] const std::vector<std::set<std::size_t>> &columns() const { return columns_; }
    [[nodiscard]] const std::set<std::size_t> &variables() const { return variables_; }
    [[nodiscard]] bool readsClock() const { return reads_clock_; }
    /// Places for the variables that macros bind.
    [[nodiscard]] std::size_t locals() const { return locals_; }

private:
    struct Local {
        std::string name;
        std::size_t slot = 0;
    };

    CelOperationPtr identifier(const CelNode &node);
    CelOperationPtr named(const CelNode &node, const CelMeaning &meaning);
    CelOperationPtr select(const CelNode &node, CelAccess access);
    CelOperationPtr index(const CelNode &node);
    CelOperationPtr field(const CelNode &node, std::size_t record, std::string_view name, CelAccess access);
    CelOperationPtr operation(const CelNode &node);
    CelOperationPtr unary(const CelNode &node, CelOperationPtr operand);
    CelOperationPtr binary(const CelNode &node, CelBinary op, CelOperations operands);
    CelOperationPtr logic(const CelNode &node, CelOperations operands);
    CelOperationPtr conditional(const CelNode &node, CelOperations operands);
    CelOperationPtr list(const CelNode &node);
    CelOperationPtr map(const CelNode &node);
    CelOperationPtr call(const CelNode &node);
    CelOperationPtr hostCall(const CelNode &node, const CelFunction &function, std::size_t first_argument);
    CelOperationPtr builtinCall(const CelNode &node, const CelBuiltin &function, CelOperations arguments);
    CelOperationPtr memberCall(const CelNode &node);
    CelOperationPtr unknownFunction(const CelNode &node, std::string_view name);
    CelOperationPtr macro(const CelNode &node, const CelMacro &macro);
    CelOperationPtr comprehension(const CelNode &node, const CelMacro &macro);

    /// All children from `first` on; empty when one failed.
    bool buildAll(const CelNode &node, std::size_t first, CelOperations &into);
    /// The record a node names, if it does.
    [[nodiscard]] std::optional<std::size_t> recordNamed(const CelNode &node) const;
    [[nodiscard]] const Local *findLocal(std::string_view name) const;
    std::size_t bindLocal(const std::string &name);
    /// Evaluates now what depends on nothing, as long as that stays cheap.
    CelOperationPtr folded(CelOperationPtr operation, bool constant);
    CelOperationPtr fail(std::size_t offset, std::string message, std::string expected);
    /// A fault where the scope is checked; otherwise an operation that fails.
    CelOperationPtr failLater(const CelNode &node, const std::string &message, std::string expected);

    const CelScope &scope_;
    CelNames names_;
    std::vector<Local> bound_;
    std::size_t locals_ = 0;
    std::size_t built_ = 0;
    std::size_t folding_steps_left_ = 100'000;
    std::size_t folding_bytes_left_ = 1UL << 20;
    std::vector<std::set<std::size_t>> columns_;
    std::set<std::size_t> variables_;
    bool reads_clock_ = false;
    CelSyntaxFault fault_;
};

} // namespace streamgauge
