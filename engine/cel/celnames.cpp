// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cel/celnames.h"

#include <algorithm>

namespace streamgauge {

namespace {

template <typename Entry> std::optional<std::size_t> indexOf(const std::vector<Entry> &entries, std::string_view name)
{
    const auto found = std::find_if(entries.begin(), entries.end(), [&](const Entry &entry) { return entry.name == name; });
    return found == entries.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - entries.begin()));
}

} // namespace

std::optional<CelMeaning> CelNames::findExactly(std::string_view name) const
{
    if (const auto variable = indexOf(scope_.variables, name))
        return CelMeaning { CelMeaning::Kind::Variable, *variable, {} };
    if (const auto record = indexOf(scope_.records, name))
        return CelMeaning { CelMeaning::Kind::Record, *record, {} };
    return std::nullopt;
}

std::optional<CelMeaning> CelNames::find(std::string_view name) const
{
    for (const std::string &candidate : candidates(name)) {
        if (auto meaning = findExactly(candidate))
            return meaning;
    }
    const std::string_view plain = name.starts_with('.') ? name.substr(1) : name;
    for (auto kind = CelKind::Null; kind != CelKind::Error; kind = static_cast<CelKind>(static_cast<int>(kind) + 1)) {
        if (plain == streamgauge::name(kind))
            return CelMeaning { CelMeaning::Kind::Type, 0, streamgauge::name(kind) };
    }
    return plain == "now" ? std::optional(CelMeaning { CelMeaning::Kind::Clock, 0, {} }) : std::nullopt;
}

const CelFunction *CelNames::findFunction(std::string_view name) const
{
    for (const std::string &candidate : candidates(name)) {
        if (const auto function = indexOf(scope_.functions, candidate))
            return &scope_.functions[*function];
    }
    return nullptr;
}

std::vector<std::string> CelNames::candidates(std::string_view name) const
{
    if (name.starts_with('.'))
        return { std::string(name.substr(1)) };
    std::vector<std::string> result;
    for (std::string_view container = scope_.container; !container.empty();) {
        result.push_back(std::string(container) + '.' + std::string(name));
        const std::size_t dot = container.rfind('.');
        container = dot == std::string_view::npos ? std::string_view() : container.substr(0, dot);
    }
    result.emplace_back(name);
    return result;
}

std::optional<std::string> CelNames::dotted(const CelNode &node, std::string_view *first)
{
    std::vector<std::string_view> parts;
    const CelNode *at = &node;
    for (; at->kind == CelNodeKind::Select && !at->optional && !at->quoted; at = at->children.front().get())
        parts.push_back(at->name);
    if (at->kind != CelNodeKind::Identifier)
        return std::nullopt;
    if (first != nullptr)
        *first = at->name;
    std::string name = at->name;
    for (auto part = parts.rbegin(); part != parts.rend(); ++part)
        name.append(".").append(*part);
    return name;
}

std::string CelNames::known() const
{
    std::vector<std::string> names;
    for (const CelRecord &record : scope_.records)
        names.push_back(record.name);
    for (const CelVariable &variable : scope_.variables)
        names.push_back(variable.name);
    names.emplace_back("now");
    constexpr std::size_t most_shown = 12;
    std::string text;
    for (std::size_t at = 0; at < std::min(names.size(), most_shown); ++at)
        text += (at == 0 ? "" : at + 1 == names.size() ? " or " : ", ") + names[at];
    return names.size() > most_shown ? text + " ..." : text;
}

} // namespace streamgauge
