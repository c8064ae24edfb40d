// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/detectors/nabscore.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>

namespace streamgauge {

namespace {

constexpr double probation_share = 0.15;
constexpr double most_probation = 750;

/// From 1 far before to -1 far behind; 0 at the end of a window.
double falling(double place)
{
    return place > 3 ? -1 : 2 / (1 + std::exp(5 * place)) - 1;
}

struct Detection {
    double score;
    double worth;
    std::optional<std::size_t> window; ///< of the corpus
};

std::vector<Detection> detections(std::span<const NabSeries> corpus, const NabProfile &profile)
{
    std::vector<Detection> all;
    std::size_t windows_before = 0;
    for (const NabSeries &series : corpus) {
        const std::size_t rows = series.scores.size();
        const auto probation =
            static_cast<std::size_t>(std::min(std::floor(probation_share * static_cast<double>(rows)), most_probation));
        std::size_t next = 0; // the first window that does not end before the row
        for (std::size_t row = probation; row < rows; ++row) {
            while (next < series.windows.size() && series.windows[next].last < row)
                ++next;
            if (std::isnan(series.scores[row]))
                continue;
            const bool inside = next < series.windows.size() && series.windows[next].first <= row;
            all.push_back({ series.scores[row], nabWorth(series, row, profile),
                            inside ? std::optional(windows_before + next) : std::nullopt });
        }
        windows_before += series.windows.size();
    }
    std::ranges::sort(all, std::ranges::greater(), &Detection::score);
    return all;
}

} // namespace

std::span<const NabProfile> nabProfiles()
{
    static const std::array<NabProfile, 3> profiles {
        { { "standard", 1, 0.11, 1 }, { "reward low FP", 1, 0.22, 1 }, { "reward low FN", 1, 0.11, 2 } }
    };
    return profiles;
}

double nabWorth(const NabSeries &series, std::size_t row, const NabProfile &profile)
{
    const auto behind = std::ranges::find_if(series.windows, [row](const NabWindow &one) { return one.last >= row; });
    if (behind != series.windows.end() && behind->first <= row) {
        const auto width = static_cast<double>(behind->last - behind->first + 1);
        const auto left = static_cast<double>(behind->last - row + 1);
        return profile.true_positive * falling(-left / width) / falling(-1);
    }
    if (behind == series.windows.begin())
        return -profile.false_positive;
    const NabWindow &before = *(behind - 1);
    // A window of one row has no length to be measured by: whatever follows is far behind.
    const auto width = static_cast<double>(before.last - before.first);
    return profile.false_positive * falling(static_cast<double>(row - before.last) / width);
}

NabResult nabScore(std::span<const NabSeries> corpus, const NabProfile &profile)
{
    std::size_t windows = 0;
    for (const NabSeries &series : corpus)
        windows += series.windows.size();
    const std::vector<Detection> all = detections(corpus, profile);
    std::vector<double> found(windows, -profile.false_negative);
    const double silent = -profile.false_negative * static_cast<double>(windows);
    const double perfect = profile.true_positive * static_cast<double>(windows);
    double raw = silent;
    NabResult best { 0, silent, std::numeric_limits<double>::infinity() };
    for (std::size_t i = 0; i < all.size(); ++i) {
        const Detection &one = all[i];
        if (!one.window) {
            raw += one.worth;
        } else if (one.worth > found[*one.window]) {
            raw += one.worth - found[*one.window];
            found[*one.window] = one.worth;
        }
        // Rows of one score are detected together.
        const bool last_of_score = i + 1 == all.size() || all[i + 1].score < one.score;
        if (last_of_score && raw > best.raw)
            best = { 0, raw, one.score };
    }
    best.normalised = windows == 0 ? 0 : 100 * (best.raw - silent) / (perfect - silent);
    return best;
}

} // namespace streamgauge
