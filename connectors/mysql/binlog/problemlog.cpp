// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/binlog/problemlog.h"

#include <utility>

namespace streamgauge {

namespace {

constexpr std::size_t most_keys = 4'096;

} // namespace

void ProblemLog::report(const std::string &key, Problem problem, std::uint64_t occurrences)
{
    if (counts_.size() >= most_keys && !counts_.contains(key))
        return;
    Count &count = counts_[key];
    count.seen += occurrences;
    if (count.seen < count.next_report || sink_ == nullptr)
        return;
    while (count.next_report <= count.seen)
        count.next_report *= 10;
    if (count.seen > 1)
        problem.text += " (" + std::to_string(count.seen) + " times)";
    sink_->report(std::move(problem));
}

} // namespace streamgauge
