// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/alerts/matcher.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace streamgauge {

namespace {

constexpr std::array<std::pair<std::string_view, MatchOperator>, 4> operators { {
    { "=~", MatchOperator::Matches },
    { "!~", MatchOperator::NotMatches },
    { "!=", MatchOperator::NotEqual },
    { "=", MatchOperator::Equal },
} };

bool isExpression(const Matcher &matcher)
{
    return matcher.match == MatchOperator::Matches || matcher.match == MatchOperator::NotMatches;
}

/// Reads matchers one after the other from a text.
class MatcherScanner
{
public:
    explicit MatcherScanner(std::string_view text)
        : text_(text)
    {
    }

    [[nodiscard]] bool atEnd()
    {
        skipBlanks();
        return position_ == text_.size();
    }
    [[nodiscard]] bool takeComma()
    {
        skipBlanks();
        if (position_ == text_.size() || text_[position_] != ',')
            return false;
        ++position_;
        return true;
    }
    [[nodiscard]] Error expected(const std::string &what) const
    {
        return { ErrorKind::Input, what + " is missing", "column " + std::to_string(position_ + 1),
                 R"(Write matchers as name="value", name!="value", name=~"expression" or name!~"expression")" };
    }
    [[nodiscard]] Result<Matcher> take()
    {
        Matcher matcher;
        skipBlanks();
        const std::size_t name_end = std::min(text_.find_first_of("=!, \t", position_), text_.size());
        matcher.name = text_.substr(position_, name_end - position_);
        if (matcher.name.empty())
            return expected("a name");
        position_ = name_end;
        skipBlanks();
        const auto found = std::ranges::find_if(
            operators, [this](const auto &known) { return text_.substr(position_).starts_with(known.first); });
        if (found == operators.end())
            return expected("=, !=, =~ or !~");
        matcher.match = found->second;
        position_ += found->first.size();
        skipBlanks();
        if (position_ < text_.size() && text_[position_] == '"')
            return takeQuoted(std::move(matcher));
        const std::size_t end = std::min(text_.find(',', position_), text_.size());
        // "==" and quotes on one side only are slips: such a matcher would never match.
        if (position_ < text_.size() && text_[position_] == '=')
            return expected("a text behind a single =");
        if (const std::size_t quote = text_.substr(0, end).find('"', position_); quote != std::string_view::npos) {
            position_ = quote;
            return expected("the opening quote");
        }
        matcher.value = text_.substr(position_, end - position_);
        matcher.value.erase(matcher.value.find_last_not_of(" \t") + 1);
        position_ = end;
        return matcher;
    }

private:
    Result<Matcher> takeQuoted(Matcher matcher)
    {
        for (++position_; position_ < text_.size(); ++position_) {
            if (text_[position_] == '"') {
                ++position_;
                return matcher;
            }
            const char next = position_ + 1 < text_.size() ? text_[position_ + 1] : '\0';
            const bool escaped = text_[position_] == '\\' && (next == '"' || next == '\\' || next == 'n');
            if (escaped)
                ++position_;
            matcher.value += escaped && next == 'n' ? '\n' : text_[position_];
        }
        return expected("the closing quote");
    }
    void skipBlanks()
    {
        while (position_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[position_])) != 0)
            ++position_;
    }

    std::string_view text_;
    std::size_t position_ = 0;
};

} // namespace

std::string_view symbol(MatchOperator match)
{
    return std::ranges::find(operators, match, [](const auto &known) { return known.second; })->first;
}

std::string attribute(const Alert &alert, std::string_view name)
{
    if (name == "rule")
        return alert.rule;
    if (name == "stream")
        return alert.stream;
    if (name == "key")
        return alert.key;
    if (name == "field")
        return alert.field;
    if (name == "severity")
        return std::string(streamgauge::name(alert.severity));
    const auto label = alert.labels.find(std::string(name));
    return label == alert.labels.end() ? std::string() : label->second;
}

Result<std::vector<Matcher>> parseMatchers(std::string_view text)
{
    std::vector<Matcher> matchers;
    MatcherScanner scanner(text);
    while (!scanner.atEnd()) {
        if (!matchers.empty() && !scanner.takeComma())
            return scanner.expected("a comma");
        auto matcher = scanner.take();
        if (!matcher)
            return matcher.error();
        matchers.push_back(std::move(matcher.value()));
    }
    return matchers;
}

std::string matchersText(std::span<const Matcher> matchers)
{
    std::string text;
    for (const Matcher &matcher : matchers) {
        text += text.empty() ? "" : ", ";
        text += matcher.name;
        text += symbol(matcher.match);
        text += '"';
        for (const char letter : matcher.value) {
            if (letter == '"' || letter == '\\')
                text += '\\';
            text += letter;
        }
        text += '"';
    }
    return text;
}

class MatcherSet::Expressions
{
public:
    std::vector<std::unique_ptr<const re2::RE2>> all;
};

Result<MatcherSet> MatcherSet::compile(std::vector<Matcher> matchers)
{
    if (matchers.size() > most_matchers)
        return Error { ErrorKind::Configuration, "has more than " + std::to_string(most_matchers) + " matchers", "", "" };
    auto expressions = std::make_shared<Expressions>();
    for (const Matcher &matcher : matchers) {
        const std::string place = "matcher " + matchersText({ &matcher, 1 });
        if (matcher.name.empty() || matcher.name.size() + matcher.value.size() > most_matcher_bytes)
            return Error { ErrorKind::Configuration, matcher.name.empty() ? "has no name" : "is too long", place,
                           "Matchers name rule, stream, key, field, severity or a label" };
        expressions->all.push_back(isExpression(matcher) ? std::make_unique<const re2::RE2>(matcher.value, re2::RE2::Quiet)
                                                         : nullptr);
        if (const auto &expression = expressions->all.back(); expression && !expression->ok())
            return Error { ErrorKind::Configuration, "is no regular expression: " + expression->error(), place,
                           "Special characters are written behind a backslash; .* stands for any text" };
    }
    MatcherSet set;
    set.matchers_ = std::move(matchers);
    set.expressions_ = std::move(expressions);
    return set;
}

bool MatcherSet::matches(const Alert &alert) const
{
    for (std::size_t index = 0; index < matchers_.size(); ++index) {
        const Matcher &matcher = matchers_[index];
        const std::string text = attribute(alert, matcher.name);
        const auto &expression = expressions_->all[index];
        const bool same = expression ? re2::RE2::FullMatch(text, *expression) : text == matcher.value;
        const bool wanted = matcher.match == MatchOperator::Equal || matcher.match == MatchOperator::Matches;
        if (same != wanted)
            return false;
    }
    return true;
}

} // namespace streamgauge
