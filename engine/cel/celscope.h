// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/cel/celvalue.h"
#include "engine/data/schema.h"

#include <cstddef>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace streamgauge {

/// One event an expression may read, under its name: "event", or the "a" and
/// "b" of a pattern. Fields are `event.name` and `event["name"]`.
struct CelRecord {
    std::string name;
    SchemaPtr schema; ///< nullptr: any field may be there; fields are looked up
                      ///< by name at each evaluation
};

/// A value handed in at each evaluation. The name may be qualified ("a.b").
struct CelVariable {
    std::string name;
    CelKind kind = CelKind::Dyn;
};

inline constexpr std::size_t any_number_of_arguments = std::numeric_limits<std::size_t>::max();

/// What a function takes in one place.
struct CelParameter {
    std::string name;           ///< for whoever reads an error: "pulse"
    std::vector<CelKind> kinds; ///< it may have; empty: any. A null is left to the call
};

/// Why a call can never succeed.
struct CelCallFault {
    std::string message;
    std::string expected;
    std::size_t argument = 0; ///< to blame, from 0; of all the arguments: the call itself
};

/// A function of the program that embeds CEL. `call` gets no errors (those pass
/// it by) and must neither throw nor block; it may be called from several
/// threads at once. Copies of its arguments may be kept.
struct CelFunction {
    std::string name;
    std::size_t least_arguments = 0;
    std::size_t most_arguments = any_number_of_arguments;
    CelKind result = CelKind::Dyn;
    std::function<CelValue(std::span<const CelValue>)> call;
    std::vector<CelParameter> parameters; ///< of the first arguments; further ones are taken as the last
    /// Judges a call by what its number and kinds do not tell, before any evaluation: of each argument the value, or
    /// nullptr where it is not constant. May be empty; as `call` otherwise.
    std::function<std::optional<CelCallFault>(std::span<const CelValue *const>)> check;
};

/// What the names of an expression mean. `now`, unless declared here, is the
/// instant of CelInput::now_ns.
struct CelScope {
    std::vector<CelRecord> records;
    std::vector<CelVariable> variables;
    std::vector<CelFunction> functions;
    std::string container; ///< the namespace names are looked for in first: "com.example"
    bool macros = true;
    /// Unknown names and operands that can never fit are errors of compile().
    /// Without, they are errors of evaluation, which && and || may absorb.
    bool checked = true;
};

} // namespace streamgauge
