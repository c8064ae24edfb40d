// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/benchcommand.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>
#include <iomanip>
#include <sstream>
#include <thread>

#include <sys/utsname.h>

namespace streamgauge {

namespace {

using nlohmann::json;
using nlohmann::ordered_json;

std::string threeDigits(double value)
{
    const double size = std::abs(value);
    std::ostringstream out;
    out << std::fixed << std::setprecision(size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3) << value;
    return out.str();
}

} // namespace

Machine thisMachine()
{
    Machine machine;
    std::ifstream file("/proc/cpuinfo");
    for (std::string line; machine.processor.empty() && std::getline(file, line);) {
        if (line.starts_with("model name") && line.find(": ") != std::string::npos)
            machine.processor = line.substr(line.find(": ") + 2);
    }
    machine.cores = std::thread::hardware_concurrency();
    utsname system {};
    if (uname(&system) == 0)
        machine.kernel = std::string(system.sysname) + " " + system.release + " " + system.machine;
    if (machine.processor.empty())
        machine.processor = system.machine;
#ifdef NDEBUG
    machine.build = "Release";
#else
    machine.build = "Debug";
#endif
    return machine;
}

std::string figureText(const Figure &figure)
{
    if (figure.unit == "bytes")
        return threeDigits(figure.value / 1e6) + " MB";
    if (figure.unit == "bytes/s")
        return threeDigits(figure.value / 1e6) + " MB/s";
    if (figure.unit.ends_with("/s") && figure.value >= 1e6)
        return threeDigits(figure.value / 1e6) + " M " + figure.unit;
    if (figure.unit.ends_with("/s") && figure.value >= 1e4)
        return threeDigits(figure.value / 1e3) + " k " + figure.unit;
    return threeDigits(figure.value) + (figure.unit.empty() ? "" : " " + figure.unit);
}

std::string benchText(const Machine &machine, const std::vector<BenchResult> &results)
{
    std::ostringstream out;
    out << machine.processor << ", " << machine.cores << " cores, " << machine.kernel << ", " << machine.build
        << " build\n\n";
    for (const BenchResult &result : results) {
        out << result.benchmark.name << ": " << result.benchmark.title << '\n';
        out << "  budget: " << (result.benchmark.budget.empty() ? "none" : result.benchmark.budget) << '\n';
        if (!result.error.message.empty())
            out << "  not measured: " << result.error.text() << '\n';
        for (const Figure &figure : result.figures)
            out << "  " << std::left << std::setw(48) << figure.name << ' ' << std::right << std::setw(18)
                << figureText(figure) << '\n';
    }
    return out.str();
}

std::string benchJson(const Machine &machine, const std::vector<BenchResult> &results)
{
    ordered_json list = ordered_json::array();
    for (const BenchResult &result : results) {
        ordered_json figures = ordered_json::array();
        for (const Figure &figure : result.figures)
            figures.push_back({ { "name", figure.name }, { "value", figure.value }, { "unit", figure.unit } });
        ordered_json entry { { "name", result.benchmark.name },
                             { "title", result.benchmark.title },
                             { "budget", result.benchmark.budget },
                             { "figures", std::move(figures) } };
        if (!result.error.message.empty())
            entry["error"] = result.error.text();
        list.push_back(std::move(entry));
    }
    const ordered_json document { { "machine",
                                    { { "processor", machine.processor },
                                      { "cores", machine.cores },
                                      { "kernel", machine.kernel },
                                      { "build", machine.build } } },
                                  { "results", std::move(list) } };
    return document.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

Result<std::vector<Figure>> figuresFromJson(const std::string &text)
{
    try {
        const json result = json::parse(text).at("results").at(0);
        if (result.contains("error"))
            return Error { ErrorKind::Resource, result.at("error").get<std::string>(), "", "" };
        std::vector<Figure> figures;
        for (const json &figure : result.at("figures"))
            figures.push_back({ figure.at("name").get<std::string>(), figure.at("value").get<double>(),
                                figure.at("unit").get<std::string>() });
        return figures;
    } catch (const json::exception &error) {
        return Error { ErrorKind::Internal, std::string("the child's answer is not understood: ") + error.what(), "", "" };
    }
}

} // namespace streamgauge
