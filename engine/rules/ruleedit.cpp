// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/ruleedit.h"

#include "engine/rules/celline.h"
#include "engine/rules/ruleplaces.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace streamgauge {

namespace {

using Clauses = std::vector<std::pair<std::string, std::string>>;

/// The clauses of a rule as ruleBlock() writes them, by name.
Clauses writtenClauses(const RuleSpec &rule)
{
    Clauses clauses;
    const std::string block = ruleBlock(rule);
    const auto placed = parsePlacedRule(block);
    for (const RuleClause &clause : placed ? placed->clauses : std::vector<RuleClause>())
        clauses.emplace_back(clause.name, block.substr(clause.range.begin, clause.range.end - clause.range.begin));
    return clauses;
}

const std::string *find(const Clauses &clauses, const std::string &name)
{
    const auto found = std::ranges::find(clauses, name, &Clauses::value_type::first);
    return found == clauses.end() ? nullptr : &found->second;
}

bool isBlank(std::string_view text)
{
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

/// The comments of a text, each without its line end.
std::vector<std::string> commentsOf(std::string_view text, std::string_view blanked)
{
    std::vector<std::string> comments;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == blanked[at])
            continue;
        const std::size_t end = std::min(text.find('\n', at), text.size());
        comments.emplace_back(text.substr(at, end - at));
        at = end;
    }
    return comments;
}

/// Puts the changes of a rule's clauses into its text.
class RuleEdit
{
public:
    RuleEdit(std::string_view text, const PlacedRule &old)
        : text_(text)
        , blanked_(withoutComments(text))
        , old_(old)
        , one_line_(isBlank(text.substr(std::min(text.find('\n'), text.size()))))
    {
    }

    [[nodiscard]] std::string apply(const RuleSpec &rule);

private:
    struct Change {
        TextRange range; ///< empty: an insertion
        std::string text;
    };

    void change(const Clauses &before, const Clauses &after);
    void insert(const Clauses &after);
    void remove(TextRange range);
    void replace(TextRange range, const std::string &clause);
    void insertBehind(const RuleClause &anchor, const std::string &clause);
    /// A line for each comment, with the begin of the next.
    [[nodiscard]] std::string commentsWithin(TextRange range) const;
    [[nodiscard]] const RuleClause *oldClause(const std::string &name) const;
    [[nodiscard]] std::size_t lineBegin(std::size_t offset) const
    {
        const std::size_t end = offset == 0 ? std::string_view::npos : text_.rfind('\n', offset - 1);
        return end == std::string_view::npos ? 0 : end + 1;
    }
    [[nodiscard]] std::size_t lineEnd(std::size_t offset) const { return std::min(text_.find('\n', offset), text_.size()); }
    /// The white space a clause begins with that is put on a line of its own next to that at `offset`.
    [[nodiscard]] std::string indent(std::size_t offset) const;
    [[nodiscard]] std::string_view blanked(std::size_t begin, std::size_t end) const
    {
        return std::string_view(blanked_).substr(begin, end - begin);
    }

    std::string_view text_;
    std::string blanked_; ///< without comments, of the same length
    const PlacedRule &old_;
    bool one_line_;
    std::vector<Change> changes_;
};

const RuleClause *RuleEdit::oldClause(const std::string &name) const
{
    const auto found = std::ranges::find(old_.clauses, name, &RuleClause::name);
    return found == old_.clauses.end() ? nullptr : &*found;
}

std::string RuleEdit::indent(std::size_t offset) const
{
    const std::size_t begin = lineBegin(offset);
    // The first line of a rule begins with its name, further ones below it.
    if (begin <= old_.range.begin)
        return "  ";
    const std::size_t end = std::min(text_.find_first_not_of(" \t", begin), text_.size());
    return std::string(text_.substr(begin, end - begin));
}

std::string RuleEdit::commentsWithin(TextRange range) const
{
    std::string lines;
    for (const std::string &comment :
         commentsOf(text_.substr(range.begin, range.end - range.begin), blanked(range.begin, range.end)))
        lines += comment + "\n" + indent(range.begin);
    return lines;
}

void RuleEdit::remove(TextRange range)
{
    if (std::string comments = commentsWithin(range); !comments.empty()) {
        changes_.push_back({ range, std::move(comments) });
        return;
    }
    const std::size_t begin = lineBegin(range.begin);
    const std::size_t end = lineEnd(range.end);
    const bool alone = isBlank(blanked(begin, range.begin)) && isBlank(text_.substr(range.end, end - range.end));
    if (alone && end < text_.size()) {
        changes_.push_back({ { begin, end + 1 }, {} });
        return;
    }
    // One of two gaps goes with the clause; what begins its line keeps its place.
    if (isBlank(blanked(begin, range.begin))) {
        range.end = std::min(text_.find_first_not_of(" \t", range.end), end);
    } else {
        while (isBlank(blanked(range.begin - 1, range.begin)))
            --range.begin;
    }
    changes_.push_back({ range, {} });
}

void RuleEdit::replace(TextRange range, const std::string &clause)
{
    changes_.push_back({ range, commentsWithin(range) + clause });
}

void RuleEdit::insertBehind(const RuleClause &anchor, const std::string &clause)
{
    std::size_t at = anchor.range.end;
    const std::size_t end = lineEnd(at);
    const bool own_line = !one_line_ && isBlank(blanked(at, end));
    if (own_line)
        at = end;
    else if (anchor.name == "name" && text_.substr(at).starts_with(':'))
        ++at;
    changes_.push_back({ { at, at }, (own_line ? "\n" + indent(anchor.range.begin) : " ") + clause });
}

void RuleEdit::change(const Clauses &before, const Clauses &after)
{
    for (const RuleClause &clause : old_.clauses) {
        const std::string *const was = find(before, clause.name);
        const std::string *const is = find(after, clause.name);
        if (is == nullptr && was != nullptr)
            remove(clause.range);
        else if (is != nullptr && (was == nullptr || *was != *is))
            replace(clause.range, *is);
    }
}

void RuleEdit::insert(const Clauses &after)
{
    const RuleClause *anchor = nullptr;
    for (const auto &[name, text] : after) {
        if (const RuleClause *const there = oldClause(name))
            anchor = there;
        else if (anchor != nullptr)
            insertBehind(*anchor, text);
    }
}

std::string RuleEdit::apply(const RuleSpec &rule)
{
    const Clauses after = writtenClauses(rule);
    change(writtenClauses(old_.spec), after);
    insert(after);
    // Insertions at one place stay in their order.
    std::ranges::stable_sort(changes_, {}, [](const Change &change) { return change.range.begin; });
    std::string edited;
    std::size_t at = 0;
    for (const Change &change : changes_) {
        if (change.range.begin > at)
            edited += text_.substr(at, change.range.begin - at);
        edited += change.text;
        at = std::max(at, change.range.end);
    }
    return edited + std::string(text_.substr(at));
}

} // namespace

std::string editedRuleText(std::string_view text, const RuleSpec &rule)
{
    if (const auto old = parsePlacedRule(text)) {
        if (old->spec == rule)
            return std::string(text);
        std::string edited = RuleEdit(text, *old).apply(rule);
        if (const auto read = parseRule(edited); read && *read == rule)
            return edited;
    }
    std::string block;
    for (const std::string &comment : commentsOf(text, withoutComments(text)))
        block += comment + "\n";
    block += ruleBlock(rule);
    return block.size() <= most_rule_text_bytes ? block : ruleBlock(rule);
}

} // namespace streamgauge
