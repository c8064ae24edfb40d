// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/cel/celast.h"
#include "engine/cel/cellexer.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace streamgauge {

/// What is wrong with a text, at which byte, and what was expected there.
struct CelSyntaxFault {
    std::size_t offset = 0;
    std::string message;
    std::string expected;
};

/// Reads one expression, by precedence, one token ahead. nullptr from any
/// member means that `fault()` is set.
class CelParser
{
public:
    explicit CelParser(std::string_view text);

    [[nodiscard]] CelNodePtr expression();
    /// The first token behind what was read.
    [[nodiscard]] const CelToken &token() const { return token_; }
    /// The end of the last token that was read.
    [[nodiscard]] std::size_t end() const { return end_; }
    [[nodiscard]] const CelSyntaxFault &fault() const { return fault_; }
    /// Sets the fault that token() is not what should stand there.
    CelNodePtr unexpected(std::string expected);

private:
    using NodeList = std::vector<CelNodePtr>;

    CelNodePtr choice(CelNodePtr condition);
    CelNodePtr binary(unsigned least_precedence);
    CelNodePtr unary();
    CelNodePtr negativeNumber(std::size_t minus);
    CelNodePtr member();
    CelNodePtr memberOf(CelNodePtr node);
    CelNodePtr selection(CelNodePtr target);
    CelNodePtr index(CelNodePtr target);
    CelNodePtr message(const CelNodePtr &type);
    CelNodePtr primary();
    CelNodePtr literal();
    CelNodePtr identifier();
    CelNodePtr list();
    CelNodePtr map();
    bool arguments(NodeList &into);
    bool entryMark(CelNode &node);

    void advance();
    bool accept(std::string_view symbol);
    bool expect(std::string_view symbol, std::string_view instead);
    CelNodePtr make(CelNode node);
    CelNodePtr fail(std::size_t offset, std::string message, std::string expected);
    static CelNode node(CelNodeKind kind, std::size_t begin, std::size_t offset);

    CelLexer lexer_;
    CelToken token_;
    std::size_t end_ = 0;
    std::uint32_t nesting_ = 0;
    bool failed_ = false;
    CelSyntaxFault fault_;
};

} // namespace streamgauge
