// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/vitals/news2function.h"

#include "plugins/vitals/news2.h"

namespace streamgauge {

namespace {

constexpr std::size_t least_arguments = 7;
constexpr std::size_t scale_argument = 7;

/// Fills the observations from the arguments; what is no observation at all is kept as the error.
class ArgumentReader
{
public:
    explicit ArgumentReader(std::span<const CelValue> arguments)
        : arguments_(arguments)
    {
    }

    [[nodiscard]] Observations observations();
    /// nullptr when every argument was of a kind that can be read.
    [[nodiscard]] const char *fault() const { return fault_; }

private:
    [[nodiscard]] std::optional<double> number(std::size_t index, const char *fault);
    [[nodiscard]] std::optional<bool> flag(std::size_t index);
    [[nodiscard]] std::optional<Consciousness> consciousness(std::size_t index);
    [[nodiscard]] Spo2Scale scale();

    std::span<const CelValue> arguments_;
    const char *fault_ = nullptr;
};

Observations ArgumentReader::observations()
{
    Observations observations;
    observations.resp_rate = number(0, "news2(): the respiration rate is no number");
    observations.spo2 = number(1, "news2(): the SpO2 is no number");
    observations.on_oxygen = flag(2);
    observations.systolic_bp = number(3, "news2(): the systolic blood pressure is no number");
    observations.pulse = number(4, "news2(): the pulse is no number");
    observations.consciousness = consciousness(5);
    observations.temperature = number(6, "news2(): the temperature is no number");
    observations.spo2_scale = scale();
    return observations;
}

std::optional<double> ArgumentReader::number(std::size_t index, const char *fault)
{
    const CelValue &value = arguments_[index];
    const auto number = value.asNumber();
    if (!number && !value.isNull())
        fault_ = fault;
    return number;
}

std::optional<bool> ArgumentReader::flag(std::size_t index)
{
    const CelValue &value = arguments_[index];
    if (value.isTrue() || value.isFalse())
        return value.isTrue();
    const auto on = number(index, "news2(): whether oxygen is given is neither a bool nor a number");
    return on ? std::optional(*on != 0) : std::nullopt;
}

std::optional<Consciousness> ArgumentReader::consciousness(std::size_t index)
{
    const CelValue &value = arguments_[index];
    if (value.isNull())
        return std::nullopt;
    const auto known = value.kind() == CelKind::String ? consciousnessFromLetter(value.text()) : std::nullopt;
    if (!known)
        fault_ = "news2(): the consciousness is none of \"A\", \"C\", \"V\", \"P\" and \"U\"";
    return known;
}

Spo2Scale ArgumentReader::scale()
{
    if (arguments_.size() <= scale_argument)
        return Spo2Scale::One;
    const auto number = arguments_[scale_argument].asNumber();
    if (number != 1.0 && number != 2.0)
        fault_ = "news2(): the SpO2 scale is neither 1 nor 2";
    return number == 2.0 ? Spo2Scale::Two : Spo2Scale::One;
}

CelValue scored(std::span<const CelValue> arguments)
{
    if (arguments.size() > scale_argument && arguments[scale_argument].isNull())
        return CelValue::ofStaticError("news2(): the SpO2 scale is missing", CelFault::NoData);
    ArgumentReader reader(arguments);
    const Observations observations = reader.observations();
    if (reader.fault() != nullptr)
        return CelValue::ofStaticError(reader.fault());
    const auto score = news2(observations).score();
    if (!score)
        return CelValue::ofStaticError("news2(): an observation is missing", CelFault::NoData);
    return CelValue::ofInt(*score);
}

} // namespace

CelFunction news2Function()
{
    const std::vector<CelKind> number { CelKind::Int, CelKind::Uint, CelKind::Double };
    const std::vector<CelKind> flag { CelKind::Bool, CelKind::Int, CelKind::Uint, CelKind::Double };
    return { "news2",
             least_arguments,
             scale_argument + 1,
             CelKind::Int,
             scored,
             { { "respiration", number },
               { "spo2", number },
               { "oxygen", flag },
               { "systolic", number },
               { "pulse", number },
               { "consciousness", { CelKind::String } },
               { "temperature", number },
               { "spo2_scale", number } },
             {} };
}

} // namespace streamgauge
