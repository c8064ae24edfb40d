// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cel/celast.h"

#include "engine/cel/celmacro.h"
#include "engine/cel/celparser.h"
#include "engine/cel/celtext.h"

#include <algorithm>
#include <utility>

namespace streamgauge {

namespace {

Error syntaxError(std::string_view text, const CelSyntaxFault &fault)
{
    return { ErrorKind::Input, fault.message, celPlace(text, fault.offset), "expected " + fault.expected };
}

Error tooLong()
{
    return { ErrorKind::Input, "the expression is too long", "line 1, column 1",
             "expected at most " + std::to_string(most_cel_text_bytes) + " bytes" };
}

class NameCollector
{
public:
    void visit(const CelNode &node)
    {
        if (node.kind == CelNodeKind::Identifier)
            add(node.name);
        const auto macro = celMacro(node);
        for (std::size_t child = 0; child < node.children.size(); ++child) {
            if (macro && macro->binds(child))
                continue;
            const bool inside = macro && macro->scopes(child);
            const std::size_t outside = bound_.size();
            if (inside) {
                for (const CelNodePtr &variable : macro->variables)
                    bound_.push_back(variable->name);
            }
            visit(*node.children[child]);
            bound_.resize(outside);
        }
    }
    std::vector<std::string> names;

private:
    void add(const std::string &name)
    {
        if (std::find(bound_.begin(), bound_.end(), name) == bound_.end()
            && std::find(names.begin(), names.end(), name) == names.end())
            names.push_back(name);
    }
    std::vector<std::string> bound_;
};

} // namespace

Result<CelPrefix> parseCelPrefix(std::string_view text)
{
    CelParser parser(text);
    CelNodePtr root = parser.expression();
    if (!root)
        return syntaxError(text, parser.fault());
    if (parser.end() > most_cel_text_bytes)
        return tooLong();
    return CelPrefix { std::move(root), parser.end() };
}

Result<CelNodePtr> parseCel(std::string_view text)
{
    if (text.size() > most_cel_text_bytes)
        return tooLong();
    CelParser parser(text);
    CelNodePtr root = parser.expression();
    if (root && parser.token().kind != CelTokenKind::End)
        root = parser.unexpected("an operator or the end of the expression");
    if (!root)
        return syntaxError(text, parser.fault());
    return root;
}

std::string celPlace(std::string_view text, std::size_t offset)
{
    const std::string_view before = text.substr(0, std::min(offset, text.size()));
    const auto lines = std::count(before.begin(), before.end(), '\n');
    const std::size_t line_begin = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
    return "line " + std::to_string(lines + 1) + ", column " + std::to_string(codePoints(before.substr(line_begin)) + 1);
}

std::optional<CelFieldReference> celFieldReference(const CelNode &node)
{
    if (node.optional || node.children.empty() || node.children.front()->kind != CelNodeKind::Identifier)
        return std::nullopt;
    const std::string_view record = node.children.front()->name;
    if (node.kind == CelNodeKind::Select)
        return CelFieldReference { record, node.name };
    if (node.kind != CelNodeKind::Index || node.children[1]->kind != CelNodeKind::Literal
        || node.children[1]->literal.kind() != CelKind::String)
        return std::nullopt;
    return CelFieldReference { record, node.children[1]->literal.text() };
}

std::vector<std::string> celNames(const CelNode &node)
{
    NameCollector collector;
    collector.visit(node);
    return std::move(collector.names);
}

} // namespace streamgauge
