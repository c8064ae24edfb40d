// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace streamgauge {

/// The one of `names` most like `name`, for "did you mean"; empty when none is near: at most one wrong, missing,
/// additional or swapped byte in three.
[[nodiscard]] std::string nearestName(std::string_view name, std::span<const std::string> names);

/// What to do instead of `name`: "did you mean spo2?", or the names there are, cut after the twentieth.
[[nodiscard]] std::string nameRemedy(std::string_view name, std::span<const std::string> names);

} // namespace streamgauge
