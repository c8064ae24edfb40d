// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/vitals/vitalssimulation.h"

#include "plugins/vitals/patient.h"
#include "plugins/vitals/vitalsschemas.h"

#include <algorithm>

namespace streamgauge {

namespace {

constexpr double longest_step_s = 30;

std::vector<Baseline> baselines()
{
    return {
        { 72, 97.8, 14.5, 122, 74, 36.7 }, { 64, 98.4, 13.5, 114, 70, 36.6 },
        { 78, 96.9, 16, 132, 80, 36.9 },   { 84, 90.5, 19, 138, 84, 36.8, Spo2Scale::Two, true },
        { 76, 97.0, 15.5, 126, 76, 36.9 }, { 58, 97.6, 13, 118, 72, 36.5 },
        { 96, 95.3, 18.5, 128, 78, 38.3 }, { 70, 98.0, 15, 140, 86, 36.7 },
    };
}

void append(ColumnData &column, const std::optional<double> &value)
{
    if (value)
        column.appendDouble(*value);
    else
        column.appendMissing(CellState::Null);
}

class VitalsSimulation final : public Simulation
{
public:
    explicit VitalsSimulation(std::uint64_t seed)
    {
        SeededRandom random(seed);
        for (const Baseline &baseline : baselines())
            patients_.emplace_back("Bed " + std::to_string(patients_.size() + 1), baseline, random.word());
        patients_[2].fallIll(Illness::RespiratoryFailure, 0.1, 70, 240);
        patients_[4].fallIll(Illness::Sepsis, 1.0, 60, 300);
        patients_[7].loseElectrodes(20);
        last_times_ns_.assign(patients_.size(), no_time);
    }

    [[nodiscard]] const std::vector<SchemaPtr> &schemas() const override { return schemas_; }

    void next(TimeNs time_ns, TimeNs arrival_ns, std::vector<BatchBuilder> &builders) override
    {
        const std::size_t turn = turn_++ % patients_.size();
        const bool first = last_times_ns_[turn] == no_time;
        if (!first)
            patients_[turn].advance(std::min(static_cast<double>(time_ns - last_times_ns_[turn]) / 1e9, longest_step_s));
        last_times_ns_[turn] = time_ns;
        BatchBuilder &builder = builders.front();
        builder.setTimes(time_ns, arrival_ns);
        fill(builder, patients_[turn].reading());
        builder.endRow(first ? Op::Created : Op::Updated);
    }

private:
    static void fill(BatchBuilder &builder, const BedReading &reading)
    {
        const Observations &observations = reading.observations;
        builder.after(vitals::bed).appendText(reading.bed);
        append(builder.after(vitals::heart_rate), observations.pulse);
        append(builder.after(vitals::spo2), observations.spo2);
        append(builder.after(vitals::resp_rate), observations.resp_rate);
        append(builder.after(vitals::sbp), observations.systolic_bp);
        append(builder.after(vitals::dbp), reading.diastolic_bp);
        append(builder.after(vitals::temp_c), observations.temperature);
        builder.after(vitals::acvpu).appendText(letter(observations.consciousness.value_or(Consciousness::Alert)));
        builder.after(vitals::oxygen).appendBool(observations.on_oxygen.value_or(false));
        if (const auto score = news2(observations).score())
            builder.after(vitals::news2_score).appendInt(*score);
        else
            builder.after(vitals::news2_score).appendMissing(CellState::Null);
        builder.after(vitals::spo2_scale).appendInt(observations.spo2_scale == Spo2Scale::Two ? 2 : 1);
    }

    std::vector<SchemaPtr> schemas_ { vitals::schema(true) };
    std::vector<Patient> patients_;
    std::vector<TimeNs> last_times_ns_;
    std::size_t turn_ = 0;
};

} // namespace

std::unique_ptr<Simulation> VitalsSimulationFactory::create(std::uint64_t seed) const
{
    return std::make_unique<VitalsSimulation>(seed);
}

} // namespace streamgauge
