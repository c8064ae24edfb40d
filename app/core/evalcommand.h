// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/core/commandline.h"
#include "app/core/extensionloader.h"

#include <iosfwd>
#include <string>
#include <string_view>

namespace streamgauge {

/// `streamgauge eval`: expressions from the command line, or JSON lines from standard input, one tagged JSON result a
/// line. One thread.
class EvalCommand
{
public:
    /// The references must outlive it.
    EvalCommand(const CommandLine &line, ExtensionLoader &extensions, std::istream &in, std::ostream &out, std::ostream &err)
        : line_(line)
        , extensions_(extensions)
        , in_(in)
        , out_(out)
        , err_(err)
    {
    }

    /// The exit status. An expression of the command line that fails is a failure; one of a JSON line is a result.
    [[nodiscard]] int run();

private:
    int runExpressions();
    int runLines();

    const CommandLine &line_;
    ExtensionLoader &extensions_; ///< whose functions expressions may call
    std::istream &in_;
    std::ostream &out_;
    std::ostream &err_;
};

/// The longest line of input.
inline constexpr std::size_t most_eval_line_bytes = 16UL << 20;

/// What one line of input gives, without its line end: {"expr", "bindings"?, "container"?, "disable_macros"?} makes a
/// tagged value, or {"error": "...", "line": 1, "column": 5, "expected": "..."} where the last three are there when
/// they are known. The thread of `extensions`, whose functions it may call.
[[nodiscard]] std::string evalLine(std::string_view json, ExtensionLoader &extensions);

} // namespace streamgauge
