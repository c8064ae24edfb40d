// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/vitals/patient.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace streamgauge {

namespace {

constexpr double illnesses_per_second = 1.0 / 900;
constexpr double electrodes_off_per_second = 1.0 / 600;
constexpr double probe_off_per_second = 1.0 / 400;
constexpr double recovery_s = 90;

/// How far an illness at full severity moves each value.
struct Shift {
    double heart_rate;
    double spo2;
    double resp_rate;
    double sbp;
    double dbp;
    double temp_c;
};
constexpr std::array<Shift, 5> shifts { { { 0, 0, 0, 0, 0, 0 },
                                          { 56, -4.5, 12, -34, -22, 2.3 },
                                          { 32, -11, 14, 14, 6, 0.2 },
                                          { 50, -2, 7, -44, -26, -0.6 },
                                          { -22, -8, -8, -16, -10, -0.4 } } };

double rounded(double value)
{
    return std::round(value * 10) / 10;
}

} // namespace

Patient::Patient(std::string bed, Baseline baseline, std::uint64_t seed)
    : bed_(std::move(bed))
    , baseline_(baseline)
    , random_(seed)
    , now_(baseline)
{
}

void Patient::fallIll(Illness illness, double severity, double onset_s, double length_s)
{
    illness_ = illness;
    severity_ = severity;
    onset_s_ = onset_s;
    left_s_ = length_s;
    const Shift &shift = shifts[static_cast<std::size_t>(illness)];
    now_.heart_rate = baseline_.heart_rate + shift.heart_rate * severity;
    now_.spo2 = baseline_.spo2 + shift.spo2 * severity;
    now_.resp_rate = baseline_.resp_rate + shift.resp_rate * severity;
    now_.sbp = baseline_.sbp + shift.sbp * severity;
    now_.dbp = baseline_.dbp + shift.dbp * severity;
    now_.temp_c = baseline_.temp_c + shift.temp_c * severity;
}

void Patient::advance(double passed_s)
{
    happen(passed_s);
    progress(passed_s);
    drift(passed_s);
}

void Patient::happen(double passed_s)
{
    if (illness_ == Illness::None && random_.occurs(illnesses_per_second, passed_s))
        fallIll(static_cast<Illness>(1 + random_.word() % 4), 0, random_.uniform(40, 150), random_.uniform(120, 420));
    if (electrodes_off_s_ <= 0 && random_.occurs(electrodes_off_per_second, passed_s))
        electrodes_off_s_ = random_.uniform(8, 40);
    if (probe_off_s_ <= 0 && random_.occurs(probe_off_per_second, passed_s))
        probe_off_s_ = random_.uniform(5, 25);
}

void Patient::progress(double passed_s)
{
    electrodes_off_s_ = std::max(0.0, electrodes_off_s_ - passed_s);
    probe_off_s_ = std::max(0.0, probe_off_s_ - passed_s);
    left_s_ = std::max(0.0, left_s_ - passed_s);
    if (left_s_ > 0)
        severity_ = std::min(1.0, severity_ + passed_s / onset_s_);
    else
        severity_ = std::max(0.0, severity_ - passed_s / recovery_s);
    if (severity_ <= 0 && left_s_ <= 0)
        illness_ = Illness::None;
    // Staff gives oxygen late and takes it away later.
    const bool breathless = illness_ == Illness::RespiratoryFailure || illness_ == Illness::Sepsis;
    if (breathless && severity_ > 0.5)
        now_.on_oxygen = true;
    else if (severity_ < 0.1)
        now_.on_oxygen = baseline_.on_oxygen;
}

void Patient::drift(double passed_s)
{
    const Shift &shift = shifts[static_cast<std::size_t>(illness_)];
    const double helped = now_.on_oxygen && !baseline_.on_oxygen ? 3.0 : 0.0;
    stress_ = random_.drift(stress_, 0, 1, 60, passed_s);
    const auto step = [&](double &value, double target, double deviation, double settle_s, double low, double high) {
        value = std::clamp(random_.drift(value, target, deviation, settle_s, passed_s), low, high);
    };
    step(now_.heart_rate, baseline_.heart_rate + shift.heart_rate * severity_ + 2.0 * stress_, 1.2, 6, 28, 210);
    step(now_.spo2, baseline_.spo2 + shift.spo2 * severity_ + helped * severity_, 0.35, 12, 60, 100);
    step(now_.resp_rate, baseline_.resp_rate + shift.resp_rate * severity_ + 0.6 * stress_, 0.5, 9, 4, 48);
    step(now_.sbp, baseline_.sbp + shift.sbp * severity_ + 3.0 * stress_, 1.6, 14, 50, 235);
    step(now_.dbp, baseline_.dbp + shift.dbp * severity_ + 2.0 * stress_, 1.1, 14, 25, 140);
    now_.dbp = std::min(now_.dbp, now_.sbp - 15);
    step(now_.temp_c, baseline_.temp_c + shift.temp_c * severity_, 0.05, 90, 33.5, 41.5);
}

BedReading Patient::reading() const
{
    BedReading reading;
    reading.bed = bed_;
    if (electrodes_off_s_ <= 0) {
        reading.observations.pulse = rounded(now_.heart_rate);
        reading.observations.resp_rate = rounded(now_.resp_rate);
    }
    if (probe_off_s_ <= 0)
        reading.observations.spo2 = rounded(now_.spo2);
    reading.observations.systolic_bp = rounded(now_.sbp);
    reading.diastolic_bp = rounded(now_.dbp);
    reading.observations.temperature = rounded(now_.temp_c);
    reading.observations.on_oxygen = now_.on_oxygen;
    reading.observations.spo2_scale = baseline_.spo2_scale;
    const bool drowsy =
        (illness_ == Illness::Sedation && severity_ > 0.6) || (illness_ == Illness::Bleeding && severity_ > 0.9);
    const bool confused = illness_ == Illness::Sepsis && severity_ > 0.85;
    reading.observations.consciousness = drowsy ? Consciousness::Voice
        : confused                              ? Consciousness::Confusion
                                                : Consciousness::Alert;
    return reading;
}

} // namespace streamgauge
