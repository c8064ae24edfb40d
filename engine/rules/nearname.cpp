// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/nearname.h"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

namespace streamgauge {

namespace {

constexpr std::size_t most_compared_bytes = 64;

/// How many bytes are wrong, missing, additional or swapped with their neighbour: the optimal string alignment distance.
std::size_t distance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> above(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    std::vector<std::size_t> made(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t { 0 });
    for (std::size_t i = 0; i < a.size(); ++i) {
        made[0] = i + 1;
        for (std::size_t j = 0; j < b.size(); ++j) {
            made[j + 1] = std::min({ row[j] + (a[i] == b[j] ? 0 : 1), row[j + 1] + 1, made[j] + 1 });
            if (i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j])
                made[j + 1] = std::min(made[j + 1], above[j - 1] + 1);
        }
        std::swap(above, row);
        std::swap(row, made);
    }
    return row.back();
}

} // namespace

std::string nearestName(std::string_view name, std::span<const std::string> names)
{
    if (name.size() > most_compared_bytes)
        return {};
    std::string nearest;
    std::size_t least = std::max<std::size_t>(1, name.size() / 3) + 1;
    for (const std::string &candidate : names) {
        if (candidate.size() > most_compared_bytes)
            continue;
        if (const std::size_t far = distance(name, candidate); far < least) {
            least = far;
            nearest = candidate;
        }
    }
    return nearest;
}

std::string nameRemedy(std::string_view name, std::span<const std::string> names)
{
    constexpr std::size_t most_listed = 20;
    if (const std::string nearest = nearestName(name, names); !nearest.empty())
        return "did you mean " + nearest + "?";
    std::string remedy;
    for (std::size_t i = 0; i < std::min(names.size(), most_listed); ++i)
        remedy += (i == 0 ? "there are: " : ", ") + names[i];
    return names.size() > most_listed ? remedy + ", ..." : remedy;
}

} // namespace streamgauge
