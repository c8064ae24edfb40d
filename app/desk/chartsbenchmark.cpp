// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desk/deskapplication.h"
#include "app/desk/deskprogram.h"
#include "ui/panels/chartbenchmark.h"

namespace streamgauge {

Result<void> measureCharts(const DeskRequest &request)
{
    const DeskApplication desk_application(request, true);
    for (const Benchmark &benchmark : chartBenchmarks()) {
        const Result<std::vector<Figure>> figures = benchmark.measure();
        if (!figures)
            return figures.error();
        for (const Figure &figure : *figures)
            request.figures->push_back({ benchmark.name + ": " + figure.name, figure.value, figure.unit });
    }
    return {};
}

} // namespace streamgauge
