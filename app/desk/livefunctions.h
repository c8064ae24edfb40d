// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/core/rulefunctions.h"

#include <atomic>
#include <memory>
#include <optional>
#include <vector>

namespace streamgauge {

/// lookup() and model() as compiled rules hold them: each call goes to what is set now, so that an edit of a lookup holds
/// without compiling a rule again. Thread-safe.
class LiveFunctions
{
public:
    using Set = std::shared_ptr<const RuleFunctionSet>;

    /// Null: calls are errors. The old set may be called still for a moment, and must be let go where one may wait.
    void set(Set functions) { set_.store(std::move(functions)); }
    [[nodiscard]] Set now() const { return set_.load(); }
    /// For Engine::setFunctions().
    [[nodiscard]] static std::vector<CelFunction> functions(const std::shared_ptr<const LiveFunctions> &live);

private:
    [[nodiscard]] CelValue call(std::string_view name, std::span<const CelValue> arguments) const;
    [[nodiscard]] std::optional<CelCallFault> check(std::string_view name, std::span<const CelValue *const> arguments) const;

    std::atomic<Set> set_;
};

} // namespace streamgauge
