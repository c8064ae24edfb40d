// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cel/celparser.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

namespace streamgauge {

namespace {

struct BinaryOperator {
    std::string_view text;
    unsigned precedence;
};

constexpr unsigned or_precedence = 1;
constexpr unsigned and_precedence = 2;
constexpr std::array<BinaryOperator, 14> binary_operators { { { "||", or_precedence },
                                                              { "&&", and_precedence },
                                                              { "==", 3 },
                                                              { "!=", 3 },
                                                              { "<", 3 },
                                                              { "<=", 3 },
                                                              { ">", 3 },
                                                              { ">=", 3 },
                                                              { "in", 3 },
                                                              { "+", 4 },
                                                              { "-", 4 },
                                                              { "*", 5 },
                                                              { "/", 5 },
                                                              { "%", 5 } } };

/// 0: the token is no binary operator.
unsigned precedenceOf(const CelToken &token)
{
    if (token.kind != CelTokenKind::Symbol && !token.isWord("in"))
        return 0;
    const auto *const found = std::find_if(binary_operators.begin(), binary_operators.end(),
                                           [&](const BinaryOperator &entry) { return entry.text == token.text; });
    return found == binary_operators.end() ? 0 : found->precedence;
}

constexpr std::string_view operand_expected = "a value: a name, a number, a text in quotes, ( [ or {";

bool isLiteralWord(std::string_view word)
{
    return word == "true" || word == "false" || word == "null" || word == "in";
}

bool isTypeName(const CelNode &node)
{
    const CelNode *at = &node;
    while (at->kind == CelNodeKind::Select && !at->optional && !at->quoted)
        at = at->children.front().get();
    return at->kind == CelNodeKind::Identifier;
}

std::string dottedName(const CelNode &node)
{
    std::string name = node.name;
    for (const CelNode *at = &node; at->kind == CelNodeKind::Select;) {
        at = at->children.front().get();
        name.insert(0, at->name + '.');
    }
    return name;
}

} // namespace

CelParser::CelParser(std::string_view text)
    : lexer_(text)
    , token_(lexer_.next())
{
}

void CelParser::advance()
{
    end_ = token_.end();
    token_ = lexer_.next();
}

bool CelParser::accept(std::string_view symbol)
{
    if (!token_.is(symbol))
        return false;
    advance();
    return true;
}

bool CelParser::expect(std::string_view symbol, std::string_view instead)
{
    if (accept(symbol))
        return true;
    unexpected(std::string(instead));
    return false;
}

CelNodePtr CelParser::fail(std::size_t offset, std::string message, std::string expected)
{
    if (!failed_)
        fault_ = { offset, std::move(message), std::move(expected) };
    failed_ = true;
    return nullptr;
}

CelNodePtr CelParser::unexpected(std::string expected)
{
    switch (token_.kind) {
    case CelTokenKind::End: return fail(token_.offset, "the expression ends too early", std::move(expected));
    case CelTokenKind::Fault: return fail(token_.offset, token_.value, token_.expected);
    default: break;
    }
    constexpr std::size_t most_shown = 40;
    std::string shown(token_.text.substr(0, most_shown));
    return fail(token_.offset, "`" + shown + "` cannot stand here", std::move(expected));
}

CelNode CelParser::node(CelNodeKind kind, std::size_t begin, std::size_t offset)
{
    CelNode result;
    result.kind = kind;
    result.begin = begin;
    result.offset = offset;
    return result;
}

CelNodePtr CelParser::make(CelNode node)
{
    node.end = std::max(node.end, end_);
    for (const CelNodePtr &child : node.children)
        node.depth = std::max(node.depth, child->depth + 1);
    if (node.depth > most_cel_depth)
        return fail(node.offset, "the expression is nested too deeply",
                    "at most " + std::to_string(most_cel_depth) + " levels of brackets and operators");
    return std::make_shared<const CelNode>(std::move(node));
}

CelNodePtr CelParser::expression()
{
    if (nesting_ >= most_cel_depth)
        return fail(token_.offset, "the expression is nested too deeply",
                    "at most " + std::to_string(most_cel_depth) + " levels of brackets and operators");
    ++nesting_;
    CelNodePtr result = binary(or_precedence);
    if (result && token_.is("?"))
        result = choice(std::move(result));
    --nesting_;
    return result;
}

CelNodePtr CelParser::choice(CelNodePtr condition)
{
    CelNode result = node(CelNodeKind::Operator, condition->begin, token_.offset);
    result.name = "?:";
    advance();
    CelNodePtr yes = binary(or_precedence);
    CelNodePtr no = yes && expect(":", "`:` and the value for false") ? expression() : nullptr;
    if (!no)
        return nullptr;
    result.children = { std::move(condition), std::move(yes), std::move(no) };
    return make(std::move(result));
}

CelNodePtr CelParser::binary(unsigned least_precedence)
{
    CelNodePtr left = unary();
    while (left) {
        const unsigned precedence = precedenceOf(token_);
        if (precedence < least_precedence || precedence == 0)
            return left;
        CelNode both = node(CelNodeKind::Operator, left->begin, token_.offset);
        both.name = std::string(token_.text);
        both.children.push_back(std::move(left));
        // && and || of one level are one node, so that long chains of conditions do
        // not count as nesting.
        const bool chained = precedence <= and_precedence;
        do {
            advance();
            CelNodePtr right = binary(precedence + 1);
            if (!right)
                return nullptr;
            both.children.push_back(std::move(right));
        } while (chained && token_.is(both.name));
        left = make(std::move(both));
    }
    return nullptr;
}

CelNodePtr CelParser::unary()
{
    if (!token_.is("!") && !token_.is("-"))
        return member();
    const std::string symbol(token_.text);
    std::vector<std::size_t> offsets;
    for (; token_.is(symbol); advance())
        offsets.push_back(token_.offset);
    CelNodePtr operand;
    if (symbol == "-" && (token_.kind == CelTokenKind::Int || token_.kind == CelTokenKind::Double)) {
        operand = memberOf(negativeNumber(offsets.back()));
        offsets.pop_back();
    } else {
        operand = member();
    }
    for (; operand && !offsets.empty(); offsets.pop_back()) {
        CelNode negation = node(CelNodeKind::Operator, offsets.back(), offsets.back());
        negation.name = symbol;
        negation.children = { std::move(operand) };
        operand = make(std::move(negation));
    }
    return operand;
}

CelNodePtr CelParser::negativeNumber(std::size_t minus)
{
    CelNode number = node(CelNodeKind::Literal, minus, minus);
    constexpr std::uint64_t least = 1ULL << 63;
    if (token_.kind == CelTokenKind::Double)
        number.literal = CelValue::ofDouble(-token_.real);
    else if (token_.number <= least)
        number.literal = CelValue::ofInt(static_cast<std::int64_t>(~token_.number + 1));
    else
        return fail(token_.offset, "the number does not fit into 64 bits", "at least -9223372036854775808");
    advance();
    return make(std::move(number));
}

CelNodePtr CelParser::member()
{
    return memberOf(primary());
}

CelNodePtr CelParser::memberOf(CelNodePtr node)
{
    while (node) {
        if (token_.is("."))
            node = selection(std::move(node));
        else if (token_.is("["))
            node = index(std::move(node));
        else if (token_.is("{") && isTypeName(*node))
            node = message(node);
        else
            return node;
    }
    return nullptr;
}

CelNodePtr CelParser::selection(CelNodePtr target)
{
    CelNode select = node(CelNodeKind::Select, target->begin, token_.offset);
    advance();
    select.optional = accept("?");
    select.offset = token_.offset;
    if (token_.kind == CelTokenKind::Quoted) {
        select.name = token_.value;
        select.quoted = true;
    } else if (token_.kind == CelTokenKind::Identifier && !isLiteralWord(token_.text)) {
        select.name = std::string(token_.text);
    } else {
        return unexpected("the name of a field or function");
    }
    advance();
    select.children.push_back(std::move(target));
    if (select.quoted || select.optional || !accept("("))
        return make(std::move(select));
    select.kind = CelNodeKind::Call;
    select.has_target = true;
    return arguments(select.children) ? make(std::move(select)) : nullptr;
}

CelNodePtr CelParser::index(CelNodePtr target)
{
    CelNode result = node(CelNodeKind::Index, target->begin, token_.offset);
    advance();
    result.optional = accept("?");
    CelNodePtr key = expression();
    if (!key || !expect("]", "`]`"))
        return nullptr;
    result.children = { std::move(target), std::move(key) };
    return make(std::move(result));
}

bool CelParser::arguments(NodeList &into)
{
    if (accept(")"))
        return true;
    do {
        CelNodePtr argument = expression();
        if (!argument)
            return false;
        into.push_back(std::move(argument));
    } while (accept(","));
    return expect(")", "`,` and another argument, or `)`");
}

CelNodePtr CelParser::primary()
{
    switch (token_.kind) {
    case CelTokenKind::Int:
    case CelTokenKind::Uint:
    case CelTokenKind::Double:
    case CelTokenKind::String:
    case CelTokenKind::Bytes: return literal();
    case CelTokenKind::Identifier: return isLiteralWord(token_.text) && token_.text != "in" ? literal() : identifier();
    default: break;
    }
    if (token_.is("."))
        return identifier();
    if (token_.is("["))
        return list();
    if (token_.is("{"))
        return map();
    if (!accept("("))
        return unexpected(std::string(operand_expected));
    CelNodePtr inner = expression();
    return inner && expect(")", "an operator or `)`") ? inner : nullptr;
}

CelNodePtr CelParser::literal()
{
    CelNode result = node(CelNodeKind::Literal, token_.offset, token_.offset);
    switch (token_.kind) {
    case CelTokenKind::Int:
        if (token_.number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
            return fail(token_.offset, "the number does not fit into 64 bits",
                        "at most 9223372036854775807, or a u behind it");
        result.literal = CelValue::ofInt(static_cast<std::int64_t>(token_.number));
        break;
    case CelTokenKind::Uint: result.literal = CelValue::ofUint(token_.number); break;
    case CelTokenKind::Double: result.literal = CelValue::ofDouble(token_.real); break;
    case CelTokenKind::String: result.literal = CelValue::ofString(token_.value); break;
    case CelTokenKind::Bytes: result.literal = CelValue::ofBytes(token_.value); break;
    default:
        if (token_.text != "null")
            result.literal = CelValue::ofBool(token_.text == "true");
    }
    advance();
    return make(std::move(result));
}

CelNodePtr CelParser::identifier()
{
    const std::size_t begin = token_.offset;
    const bool rooted = accept(".");
    if (token_.kind != CelTokenKind::Identifier)
        return unexpected("a name");
    if (isCelReserved(token_.text))
        return fail(token_.offset, "`" + std::string(token_.text) + "` is a reserved word", std::string(operand_expected));
    if (isLiteralWord(token_.text))
        return unexpected(std::string(operand_expected));
    CelNode result = node(CelNodeKind::Identifier, begin, token_.offset);
    result.name = (rooted ? "." : "") + std::string(token_.text);
    advance();
    if (!accept("("))
        return make(std::move(result));
    result.kind = CelNodeKind::Call;
    return arguments(result.children) ? make(std::move(result)) : nullptr;
}

bool CelParser::entryMark(CelNode &node)
{
    const bool optional = accept("?");
    if (optional && node.optional_entries.empty())
        node.optional_entries.assign(
            node.fields.empty() && node.kind == CelNodeKind::Map ? node.children.size() / 2 : node.children.size(), false);
    if (optional || !node.optional_entries.empty())
        node.optional_entries.push_back(optional);
    return optional;
}

CelNodePtr CelParser::list()
{
    CelNode result = node(CelNodeKind::List, token_.offset, token_.offset);
    advance();
    while (!accept("]")) {
        entryMark(result);
        CelNodePtr element = expression();
        if (!element)
            return nullptr;
        result.children.push_back(std::move(element));
        if (!accept(",") && !token_.is("]"))
            return unexpected("`,` and another element, or `]`");
    }
    return make(std::move(result));
}

CelNodePtr CelParser::map()
{
    CelNode result = node(CelNodeKind::Map, token_.offset, token_.offset);
    advance();
    while (!accept("}")) {
        entryMark(result);
        CelNodePtr key = expression();
        if (!key || !expect(":", "`:` and the value of this key"))
            return nullptr;
        CelNodePtr value = expression();
        if (!value)
            return nullptr;
        result.children.push_back(std::move(key));
        result.children.push_back(std::move(value));
        if (!accept(",") && !token_.is("}"))
            return unexpected("`,` and another entry, or `}`");
    }
    return make(std::move(result));
}

CelNodePtr CelParser::message(const CelNodePtr &type)
{
    CelNode result = node(CelNodeKind::Message, type->begin, token_.offset);
    result.name = dottedName(*type);
    advance();
    while (!accept("}")) {
        entryMark(result);
        if (token_.kind != CelTokenKind::Identifier && token_.kind != CelTokenKind::Quoted)
            return unexpected("the name of a field, or `}`");
        result.fields.emplace_back(token_.kind == CelTokenKind::Quoted ? std::string_view(token_.value) : token_.text);
        advance();
        CelNodePtr value = expect(":", "`:` and the value of this field") ? expression() : nullptr;
        if (!value)
            return nullptr;
        result.children.push_back(std::move(value));
        if (!accept(",") && !token_.is("}"))
            return unexpected("`,` and another field, or `}`");
    }
    return make(std::move(result));
}

} // namespace streamgauge
