// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>

#include <array>
#include <optional>

namespace streamgauge {

enum class Vital : std::uint8_t { HeartRate, Spo2, RespRate, SystolicBp, Temperature };
inline constexpr std::size_t vital_count = 5;

struct Limits {
    std::optional<double> low;
    std::optional<double> high;
    /// −1 below, +1 above, 0 within or without a value.
    [[nodiscard]] int side(const std::optional<double> &value) const
    {
        if (value && low && *value < *low)
            return -1;
        return value && high && *value > *high ? 1 : 0;
    }
    friend bool operator==(const Limits &, const Limits &) = default;
};

/// The limits shown beside each value; what lies outside is marked. The defaults are for display alone and are no
/// clinical advice.
struct VitalLimits {
    std::array<Limits, vital_count> limits { { { 50, 120 }, { 90, std::nullopt }, { 8, 25 }, { 90, 180 }, { 35.5, 38.5 } } };

    [[nodiscard]] const Limits &of(Vital vital) const { return limits[static_cast<std::size_t>(vital)]; }
    /// {"heart_rate": [50, 120], "spo2": [90, null], ...}
    [[nodiscard]] QJsonObject toJson() const;
    /// Names and values that make no sense keep the defaults.
    [[nodiscard]] static VitalLimits fromJson(const QJsonObject &json);
    friend bool operator==(const VitalLimits &, const VitalLimits &) = default;
};

} // namespace streamgauge
