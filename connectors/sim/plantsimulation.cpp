// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/sim/plantsimulation.h"

#include "engine/source/seededrandom.h"

#include <algorithm>
#include <array>

namespace streamgauge {

namespace {

constexpr std::size_t machine_count = 12;
constexpr double faults_per_second = 1.0 / 90;
constexpr double fault_length_s = 90;
constexpr double longest_step_s = 60;

enum class Fault { None, BearingWear, Leak };

struct Machine {
    std::string name;
    TimeNs time_ns = no_time;
    Fault fault = Fault::None;
    double fault_age_s = 0;
    double usual_load = 0.7;
    double load = 0.7;
    double temperature_c = 60;
    double vibration_mm_s = 1.8;
    double pressure_bar = 6;
};

double rounded(double value, double step)
{
    return std::round(value / step) / (1 / step);
}

class PlantSimulation final : public Simulation
{
public:
    explicit PlantSimulation(std::uint64_t seed)
        : random_(seed)
    {
        auto schema = std::make_shared<Schema>();
        schema->stream = "machines";
        schema->columns = {
            { "machine", ValueKind::String, "", false },       { "state", ValueKind::String, "", false },
            { "load", ValueKind::Double, "%", false },         { "temperature", ValueKind::Double, "°C", false },
            { "vibration", ValueKind::Double, "mm/s", false }, { "pressure", ValueKind::Double, "bar", false }
        };
        schema->key_columns = { 0 };
        schema->simulated = true;
        schemas_ = { schema };
        for (std::size_t i = 0; i < machines_.size(); ++i) {
            machines_[i].name = (i < 9 ? "Pump 0" : "Pump ") + std::to_string(i + 1);
            machines_[i].usual_load = random_.uniform(0.55, 0.85);
            machines_[i].load = machines_[i].usual_load;
        }
    }

    [[nodiscard]] const std::vector<SchemaPtr> &schemas() const override { return schemas_; }

    void next(TimeNs time_ns, TimeNs arrival_ns, std::vector<BatchBuilder> &builders) override
    {
        Machine &machine = machines_[turn_++ % machines_.size()];
        const bool first = machine.time_ns == no_time;
        const double passed_s = first ? 1 : static_cast<double>(time_ns - machine.time_ns) / 1e9;
        machine.time_ns = time_ns;
        advance(machine, std::min(passed_s, longest_step_s));

        BatchBuilder &builder = builders.front();
        builder.after(0).appendText(machine.name);
        builder.after(1).appendText(stateOf(machine));
        builder.after(2).appendDouble(rounded(machine.load * 100, 0.1));
        builder.after(3).appendDouble(rounded(machine.temperature_c, 0.1));
        builder.after(4).appendDouble(rounded(machine.vibration_mm_s, 0.01));
        builder.after(5).appendDouble(rounded(machine.pressure_bar, 0.01));
        builder.setTimes(time_ns, arrival_ns);
        builder.endRow(first ? Op::Created : Op::Updated);
    }

private:
    void advance(Machine &machine, double passed_s)
    {
        machine.fault_age_s += passed_s;
        if (machine.fault == Fault::None && random_.occurs(faults_per_second / machine_count, passed_s)) {
            machine.fault = random_.chance(0.6) ? Fault::BearingWear : Fault::Leak;
            machine.fault_age_s = 0;
        } else if (machine.fault != Fault::None && machine.fault_age_s > fault_length_s) {
            machine.fault = Fault::None;
        }
        const double severity = std::min(machine.fault_age_s / fault_length_s, 1.0);
        const double wear = machine.fault == Fault::BearingWear ? severity : 0;
        const double leak = machine.fault == Fault::Leak ? severity : 0;
        machine.load = std::clamp(random_.drift(machine.load, machine.usual_load, 0.06, 45, passed_s), 0.2, 1.0);
        machine.temperature_c = std::clamp(
            random_.drift(machine.temperature_c, 38 + 32 * machine.load + 42 * wear, 0.6, 20, passed_s), 15.0, 130.0);
        machine.vibration_mm_s = std::clamp(
            random_.drift(machine.vibration_mm_s, 0.8 + 1.4 * machine.load + 8 * wear * wear, 0.18, 3, passed_s), 0.1, 25.0);
        machine.pressure_bar = std::clamp(
            random_.drift(machine.pressure_bar, 4.4 + 2.2 * machine.load - 3.4 * leak, 0.08, 6, passed_s), 0.2, 10.0);
    }

    [[nodiscard]] static std::string_view stateOf(const Machine &machine)
    {
        if (machine.fault == Fault::None)
            return "running";
        return machine.fault_age_s < fault_length_s / 2 ? "degraded" : "faulty";
    }

    SeededRandom random_;
    std::vector<SchemaPtr> schemas_;
    std::array<Machine, machine_count> machines_;
    std::size_t turn_ = 0;
};

} // namespace

std::unique_ptr<Simulation> PlantSimulationFactory::create(std::uint64_t seed) const
{
    return std::make_unique<PlantSimulation>(seed);
}

} // namespace streamgauge
