// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace streamgauge {

/// National Early Warning Score (NEWS) 2 © Royal College of Physicians 2017.
/// Source of every limit: Royal College of Physicians, "National Early Warning Score (NEWS) 2: Standardising the
/// assessment of acute-illness severity in the NHS", London 2017, chart 1 (scores) and chart 2 (thresholds):
///
///   parameter            3       2       1          0                       1          2          3
///   respiration (/min)   ≤ 8             9–11       12–20                              21–24      ≥ 25
///   SpO2 scale 1 (%)     ≤ 91    92–93   94–95      ≥ 96
///   SpO2 scale 2 (%)     ≤ 83    84–85   86–87      88–92, ≥ 93 on air      93–94 O2   95–96 O2   ≥ 97 O2
///   air or oxygen                oxygen             air
///   systolic BP (mmHg)   ≤ 90    91–100  101–110    111–219                                       ≥ 220
///   pulse (/min)         ≤ 40            41–50      51–90                   91–110     111–130    ≥ 131
///   consciousness                                   alert                                         C, V, P or U
///   temperature (°C)     ≤ 35.0          35.1–36.0  36.1–38.0               38.1–39.0  ≥ 39.1
///
/// Readings are rounded first: to integers, temperature to one decimal, halves to even. All functions here are pure and may
/// be called from any thread. For display only: this is not a medical device.

/// Scale 2 is for patients with a documented hypercapnic respiratory failure and a prescribed target of 88–92 %.
enum class Spo2Scale : std::uint8_t { One, Two };

enum class Consciousness : std::uint8_t { Alert, Confusion, Voice, Pain, Unresponsive };
/// "A", "C", "V", "P", "U".
[[nodiscard]] std::string_view letter(Consciousness consciousness);
[[nodiscard]] std::optional<Consciousness> consciousnessFromLetter(std::string_view letter);

/// What was observed of one patient. Missing is missing: a detached probe is nullopt, never 0. Not-a-number counts as
/// missing.
struct Observations {
    std::optional<double> resp_rate; ///< 1/min
    std::optional<double> spo2;      ///< %
    std::optional<bool> on_oxygen;
    std::optional<double> systolic_bp; ///< mmHg
    std::optional<double> pulse;       ///< 1/min
    std::optional<Consciousness> consciousness;
    std::optional<double> temperature; ///< °C
    Spo2Scale spo2_scale = Spo2Scale::One;
    friend bool operator==(const Observations &, const Observations &) = default;
};

enum class News2Parameter : std::uint8_t { Respiration, Spo2, Oxygen, SystolicBp, Pulse, Consciousness, Temperature };
inline constexpr std::size_t news2_parameters = 7;

/// Chart 2: 0; 1–4; 3 in one parameter; 5–6; 7 or more.
enum class News2Band : std::uint8_t { Zero, Low, SingleThree, Medium, High };

struct News2 {
    /// By News2Parameter; nullopt: not observed.
    std::array<std::optional<std::uint8_t>, news2_parameters> parts;

    [[nodiscard]] std::optional<std::uint8_t> part(News2Parameter parameter) const
    {
        return parts[static_cast<std::size_t>(parameter)];
    }
    [[nodiscard]] bool complete() const;
    /// Sum of the parts that were observed; the score itself only when complete().
    [[nodiscard]] std::uint8_t knownSum() const;
    /// 0 to 20; nullopt when a part is missing.
    [[nodiscard]] std::optional<std::uint8_t> score() const;
    /// A single parameter scores 3.
    [[nodiscard]] bool singleThree() const;
    /// Of what is known: the true band can only be higher when parts are missing.
    [[nodiscard]] News2Band band() const;
    friend bool operator==(const News2 &, const News2 &) = default;
};

[[nodiscard]] News2 news2(const Observations &observations);

} // namespace streamgauge
