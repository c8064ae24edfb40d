// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/result.h"

#include <QFormLayout>
#include <QString>

#include <algorithm>
#include <string>
#include <vector>

namespace streamgauge {

/// What forms of named entries have in common.

/// "rule, key" to its names; blanks around them and empty ones are dropped.
[[nodiscard]] std::vector<std::string> splitNames(const QString &text);
[[nodiscard]] QString joinedNames(const std::vector<std::string> &names);
/// "1m30s". Error Input when it is none, or not between the two.
[[nodiscard]] Result<std::int64_t> durationOf(const QString &text, std::int64_t least_ns, std::int64_t greatest_ns);
/// The space between rows and columns, and labels of one width.
void layOut(QFormLayout &form);

[[nodiscard]] Error unnamed();
[[nodiscard]] Error namedTwice(const std::string &name);

/// Puts the entry in place of that in `row`, or behind all when `row` is -1. Error Configuration: it has no name, or that of
/// another one.
template <typename Entry> Result<void> putNamed(std::vector<Entry> &entries, int row, const Entry &entry)
{
    if (entry.name.empty())
        return unnamed();
    const auto same = std::ranges::find(entries, entry.name, &Entry::name);
    if (same != entries.end() && same - entries.begin() != row)
        return namedTwice(entry.name);
    if (row < 0)
        entries.push_back(entry);
    else
        entries[static_cast<std::size_t>(row)] = entry;
    return {};
}

} // namespace streamgauge
