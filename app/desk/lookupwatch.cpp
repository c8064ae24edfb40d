// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desk/lookupwatch.h"

#include <QCoreApplication>

#include <utility>

namespace streamgauge {

namespace {

struct LookupWatchText {
    Q_DECLARE_TR_FUNCTIONS(LookupWatchText)
};

} // namespace

bool LookupWatch::isLow(Watched &watched, const LookupCounts &counts, double &ratio)
{
    const std::uint64_t hits = counts.hits - watched.at.hits;
    const std::uint64_t needs = hits + counts.misses - watched.at.misses;
    if (needs < least_needs)
        return watched.low;
    ratio = static_cast<double>(hits) / static_cast<double>(needs);
    watched.at = counts;
    return std::exchange(watched.warm, true) && ratio < least_hit_ratio;
}

std::optional<Problem> LookupWatch::judge(const LookupStatus &status)
{
    const std::string place = LookupWatchText::tr("lookup %1").arg(QString::fromStdString(status.spec.name)).toStdString();
    Watched &watched = watched_[status.spec.name];
    const std::string &error = status.queries.last_error;
    double ratio = 0;
    const bool was_failing = std::exchange(watched.failing, !error.empty());
    const bool was_low = watched.low;
    watched.low = isLow(watched, status.counts, ratio);
    if (watched.failing && !was_failing)
        return Problem { Problem::Severity::Serious,
                         LookupWatchText::tr("Its rows cannot be read: %1").arg(QString::fromStdString(error)).toStdString(),
                         place,
                         LookupWatchText::tr("Rules use the rows read before, and have an error for others").toStdString() };
    if (watched.low && !was_low)
        return Problem {
            Problem::Severity::Warning,
            LookupWatchText::tr("Only %1 % of the rows that events need are kept").arg(100 * ratio, 0, 'f', 1).toStdString(),
            place, LookupWatchText::tr("Give it more memory, or a longer time to live").toStdString()
        };
    return std::nullopt;
}

} // namespace streamgauge
