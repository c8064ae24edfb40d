// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/detectors/detector.h"

#include "engine/detectors/detectorkind.h"

#include <algorithm>
#include <cmath>

namespace streamgauge {

namespace {

const DetectorKind *findKind(std::string_view name)
{
    const auto &kinds = detectorKinds();
    const auto found = std::ranges::find_if(kinds, [&](const DetectorKind &kind) { return kind.info.name == name; });
    return found == kinds.end() ? nullptr : &*found;
}

template <typename List> std::string namesOf(const List &list)
{
    std::string names;
    for (const auto &one : list)
        names += (names.empty() ? "" : ", ") + one.name;
    return names;
}

std::string numberText(double value)
{
    std::string text = std::to_string(value);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.'))
        text.pop_back();
    return text;
}

Error badOption(const DetectorInfo &info, const std::string &option, std::string message, std::string remedy)
{
    return { ErrorKind::Configuration, std::move(message), "detector " + info.name + ", " + option, std::move(remedy) };
}

Result<std::vector<double>> optionValues(const DetectorInfo &info, const DetectorOptions &options)
{
    std::vector<double> values;
    for (const DetectorParameter &parameter : info.parameters)
        values.push_back(parameter.preset);
    for (const auto &[name, value] : options.values) {
        const auto found = std::ranges::find(info.parameters, name, &DetectorParameter::name);
        if (found == info.parameters.end())
            return badOption(info, name, "There is no such option",
                             info.parameters.empty() ? "It has no options" : "Use one of: " + namesOf(info.parameters));
        const bool inside = value >= found->least && value <= found->most;
        if (!inside || (found->whole && value != std::floor(value)))
            return badOption(info, name, numberText(value) + " is not allowed",
                             std::string(found->whole ? "Give a whole number from " : "Give a number from ")
                                 + numberText(found->least) + " to " + numberText(found->most));
        values[static_cast<std::size_t>(found - info.parameters.begin())] = value;
    }
    return values;
}

} // namespace

std::span<const DetectorInfo> detectors()
{
    static const std::vector<DetectorInfo> infos = [] {
        std::vector<DetectorInfo> list;
        for (const DetectorKind &kind : detectorKinds())
            list.push_back(kind.info);
        return list;
    }();
    return infos;
}

const DetectorInfo *findDetector(std::string_view name)
{
    const DetectorKind *kind = findKind(name);
    return kind == nullptr ? nullptr : &kind->info;
}

Result<void> checkDetector(std::string_view name, const DetectorOptions &options)
{
    const DetectorInfo *info = findDetector(name);
    if (info == nullptr)
        return Error { ErrorKind::Configuration, "There is no detector \"" + std::string(name) + "\"", "detector",
                       "Use one of: " + namesOf(detectors()) };
    const auto values = optionValues(*info, options);
    return values ? Result<void>() : Result<void>(values.error());
}

Result<std::unique_ptr<Detector>> makeDetector(std::string_view name, const DetectorOptions &options)
{
    if (auto checked = checkDetector(name, options); !checked)
        return checked.error();
    const DetectorKind &kind = *findKind(name);
    return kind.make(*optionValues(kind.info, options));
}

std::size_t detectorBytes(std::string_view name, const DetectorOptions &options)
{
    const DetectorKind *kind = findKind(name);
    if (kind == nullptr)
        return 0;
    const auto values = optionValues(kind->info, options);
    return values ? kind->most_bytes(*values) : 0;
}

} // namespace streamgauge
