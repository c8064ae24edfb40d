// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desk/deskapplication.h"
#include "app/desk/deskprogram.h"
#include "ui/panels/chartbenchmark.h"
#include "ui/panels/tablebenchmark.h"

namespace streamgauge {

namespace {

Result<void> measureAll(const DeskRequest &request, const std::vector<Benchmark> &benchmarks)
{
    const DeskApplication desk_application(request, true);
    for (const Benchmark &benchmark : benchmarks) {
        const Result<std::vector<Figure>> figures = benchmark.measure();
        if (!figures)
            return figures.error();
        for (const Figure &figure : *figures)
            request.figures->push_back({ benchmark.name + ": " + figure.name, figure.value, figure.unit });
    }
    return {};
}

} // namespace

Result<void> measureCharts(const DeskRequest &request)
{
    return measureAll(request, chartBenchmarks());
}

Result<void> measureTables(const DeskRequest &request)
{
    return measureAll(request, tableBenchmarks());
}

} // namespace streamgauge
