// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/source/problemlist.h"

#include <algorithm>
#include <utility>

namespace streamgauge {

void ProblemList::add(Problem problem)
{
    Entry entry { std::move(problem), 1 };
    const auto same = std::ranges::find(entries_, entry.problem.text,
                                        [](const Entry &known) -> const std::string & { return known.problem.text; });
    if (same != entries_.end()) {
        entry.count += same->count;
        entries_.erase(same);
    } else if (entries_.size() == most_problems) {
        entries_.pop_front();
    }
    entries_.push_back(std::move(entry));
}

std::vector<Problem> ProblemList::all() const
{
    std::vector<Problem> problems;
    problems.reserve(entries_.size());
    for (const Entry &entry : entries_) {
        Problem &problem = problems.emplace_back(entry.problem);
        if (entry.count > 1)
            problem.text += " (" + std::to_string(entry.count) + " times)";
    }
    return problems;
}

} // namespace streamgauge
