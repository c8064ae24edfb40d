// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/scorecommand.h"

#include "app/core/seriesfile.h"
#include "engine/detectors/detector.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace streamgauge {

namespace {

constexpr std::uint64_t most_faults_said = 100;

/// The shortest text that reads back as the same number.
std::string numberText(double value)
{
    std::array<char, 32> text {};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    return { text.data(), end };
}

} // namespace

std::string detectorHelp()
{
    std::size_t name_width = 0;
    std::size_t cost_width = 0;
    for (const DetectorInfo &info : detectors()) {
        name_width = std::max(name_width, info.name.size());
        cost_width = std::max(cost_width, info.cost.size());
    }
    std::string text = "Detectors, what one value costs and one series holds, and their options:\n";
    for (const DetectorInfo &info : detectors()) {
        text += "  " + info.name + std::string(name_width + 2 - info.name.size(), ' ') + info.cost
            + std::string(cost_width + 2 - info.cost.size(), ' ') + info.title + '\n';
        for (const DetectorParameter &parameter : info.parameters)
            text += std::string(name_width + 4, ' ') + parameter.name + '=' + numberText(parameter.preset) + "  "
                + parameter.title + '\n';
    }
    return text;
}

ScoreCommand::ScoreCommand(const CommandLine &line, std::ostream &out, std::ostream &err)
    : line_(line)
    , out_(out)
    , err_(err)
{
}

int ScoreCommand::fail(int status, const Error &error)
{
    err_ << "streamgauge: " << error.text() << std::endl;
    return status;
}

int ScoreCommand::run()
{
    auto detector = makeDetector(line_.detector, line_.detector_options);
    if (!detector)
        return fail(exit_usage, detector.error());
    auto file = SeriesFile::open(line_.what.front(), line_.column);
    if (!file)
        return fail(exit_failed, file.error());
    SeriesFile &series = **file;
    if (!series.hasTimes())
        err_ << "streamgauge: " << line_.what.front() << ": no column of times was found; rows are numbered" << std::endl;

    out_ << "time,value,score\n";
    SeriesRow row;
    std::uint64_t faults = 0;
    std::uint64_t read = 0;
    while (out_ && series.next(row)) {
        if (!row.fault.empty()) {
            if (faults++ < most_faults_said)
                err_ << "streamgauge: " << line_.what.front() << ':' << row.line << ": " << row.fault << '\n';
            continue;
        }
        ++read;
        // What was understood as a time or a number needs no quotes.
        out_ << row.time_text << ',';
        if (std::isnan(row.value))
            out_ << ",\n";
        else
            out_ << row.value_text << ',' << numberText((*detector)->score(row.time_ns, row.value)) << '\n';
    }
    out_.flush();
    if (faults > 0)
        err_ << "streamgauge: " << line_.what.front() << ": " << faults << " rows could not be read and are left out"
             << std::endl;
    if (!out_)
        return fail(exit_failed, { ErrorKind::Resource, "The scores could not be written", "standard output", "" });
    if (read == 0 && faults > 0)
        return fail(
            exit_failed,
            { ErrorKind::Input, "No row could be read", line_.what.front(), "Name a column of numbers by --column" });
    return exit_done;
}

} // namespace streamgauge
