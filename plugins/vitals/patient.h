// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/source/seededrandom.h"
#include "plugins/vitals/vitalsschemas.h"

#include <string>

namespace streamgauge {

/// What goes wrong with a patient for a while.
enum class Illness : std::uint8_t { None, Sepsis, RespiratoryFailure, Bleeding, Sedation };

/// A patient's values when nothing is wrong.
struct Baseline {
    double heart_rate = 72;
    double spo2 = 97.5;
    double resp_rate = 15;
    double sbp = 124;
    double dbp = 76;
    double temp_c = 36.8;
    Spo2Scale spo2_scale = Spo2Scale::One;
    bool on_oxygen = false;
};

/// One simulated patient: body values that drift around the baseline, shifted by an illness that comes and goes. One thread.
class Patient
{
public:
    Patient(std::string bed, Baseline baseline, std::uint64_t seed);

    /// `severity` (0 to 1) is where it starts; it rises to 1 in `onset_s`, stays, and falls again.
    void fallIll(Illness illness, double severity, double onset_s, double length_s);
    void loseElectrodes(double for_s) { electrodes_off_s_ = for_s; }
    void advance(double passed_s);
    [[nodiscard]] BedReading reading() const;

private:
    void happen(double passed_s);
    void progress(double passed_s);
    void drift(double passed_s);

    std::string bed_;
    Baseline baseline_;
    SeededRandom random_;
    Illness illness_ = Illness::None;
    double severity_ = 0;
    double onset_s_ = 60;
    double left_s_ = 0;
    double electrodes_off_s_ = 0;
    double probe_off_s_ = 0;
    double stress_ = 0; ///< what moves pulse, respiration and pressure together
    Baseline now_;
};

} // namespace streamgauge
