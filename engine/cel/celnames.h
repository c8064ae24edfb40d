// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/cel/celast.h"
#include "engine/cel/celscope.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace streamgauge {

/// What a name stands for.
struct CelMeaning {
    enum class Kind : std::uint8_t { Record, Variable, Type, Clock };
    Kind kind = Kind::Variable;
    std::size_t index = 0; ///< into the scope's records or variables
    std::string_view type; ///< of Type: its name, with static storage duration
};

/// Looks names up in a scope: in its container first, then in those around it ("a.b.x", "a.x", "x"); a name with a
/// leading dot is looked up as it stands.
class CelNames
{
public:
    /// `scope` must outlive this.
    explicit CelNames(const CelScope &scope)
        : scope_(scope)
    {
    }
    [[nodiscard]] std::optional<CelMeaning> find(std::string_view name) const;
    [[nodiscard]] const CelFunction *findFunction(std::string_view name) const;
    /// Every form under which a name may be known, the most likely first.
    [[nodiscard]] std::vector<std::string> candidates(std::string_view name) const;

    /// "a.b.c" of a select written that way; nullopt when it is anything else. Its first part is in `first`.
    [[nodiscard]] static std::optional<std::string> dotted(const CelNode &node, std::string_view *first = nullptr);
    /// "event, low or now": what could stand where an unknown name stood.
    [[nodiscard]] std::string known() const;

private:
    [[nodiscard]] std::optional<CelMeaning> findExactly(std::string_view name) const;

    const CelScope &scope_;
};

} // namespace streamgauge
