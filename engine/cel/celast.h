// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/result.h"
#include "engine/cel/celvalue.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace streamgauge {

enum class CelNodeKind : std::uint8_t {
    Literal,    ///< `literal`
    Identifier, ///< `name`; with a leading dot when it was written with one
    Select,     ///< child 0 . `name`
    Index,      ///< child 0 [ child 1 ]
    Call,       ///< `name`(children); with `has_target` child 0 is what stands before
                ///< the dot
    Operator,   ///< `name` is one of ! - * / % + < <= > >= == != in && || ?: (&&
                ///< and || have two or more children)
    List,       ///< children
    Map,        ///< children: key, value, key, value...
    Message     ///< `name` { field: value }: children are values, `fields` their
                ///< names; there are no message types
};

class CelNode;
using CelNodePtr = std::shared_ptr<const CelNode>;

/// One part of a parsed expression. Macros stand as they were written.
/// Immutable; any thread.
class CelNode
{
public:
    CelNodeKind kind = CelNodeKind::Literal;
    std::string name;
    CelValue literal;
    std::vector<CelNodePtr> children;
    std::vector<std::string> fields;
    /// List: which elements, Map and Message: which entries were written with
    /// `?`. Empty when none was.
    std::vector<bool> optional_entries;
    bool has_target = false;
    bool optional = false;  ///< Select, Index: written with `?`
    bool quoted = false;    ///< Select: the name stood in backquotes
    std::size_t offset = 0; ///< the byte of the text to point at: the operator, the name
    std::size_t begin = 0;  ///< bytes of the text this node spans: [begin, end)
    std::size_t end = 0;
    std::uint32_t depth = 1; ///< 1 + that of its deepest child; at most most_cel_depth
};

inline constexpr std::size_t most_cel_text_bytes = 64UL << 10;
/// Levels of nesting, where a chain a + b + c counts one for each operator (a
/// && b && c: one in all).
inline constexpr std::uint32_t most_cel_depth = 250;

struct CelPrefix {
    CelNodePtr root;
    std::size_t length = 0; ///< bytes of the text up to the end of its last token
};

/// Parses the longest expression a text begins with; what follows may be
/// anything that cannot continue it. Errors: kind Input, place "line L, column
/// C" (from 1, columns in code points), remedy: what was expected.
[[nodiscard]] Result<CelPrefix> parseCelPrefix(std::string_view text);
/// The whole text has to be one expression.
[[nodiscard]] Result<CelNodePtr> parseCel(std::string_view text);

/// "line L, column C" of a byte of a text.
[[nodiscard]] std::string celPlace(std::string_view text, std::size_t offset);

/// A field read straight from a name: `event.load` or `event["load"]`.
struct CelFieldReference {
    std::string_view record;
    std::string_view field;
    friend bool operator==(const CelFieldReference &, const CelFieldReference &) = default;
};
/// nullopt when the node is no such read. The views live as long as the node.
[[nodiscard]] std::optional<CelFieldReference> celFieldReference(const CelNode &node);

/// Every identifier (the first part of a dotted name) the expression mentions
/// outside the variables its own macros bind, each once, in the order of the
/// text.
[[nodiscard]] std::vector<std::string> celNames(const CelNode &node);

} // namespace streamgauge
