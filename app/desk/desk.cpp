// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desk/deskprogram.h"

namespace {

streamgauge::Result<void> perform(const streamgauge::DeskRequest &request)
{
    using streamgauge::DeskTask;
    switch (request.task) {
    case DeskTask::Show: return streamgauge::showDesk(request);
    case DeskTask::Screenshot: return streamgauge::takeScreenshots(request);
    case DeskTask::PanelKinds: return streamgauge::listPanelKinds(request);
    case DeskTask::BenchCharts: return streamgauge::measureCharts(request);
    case DeskTask::BenchTables: return streamgauge::measureTables(request);
    case DeskTask::BenchStart: return streamgauge::measureStart(request);
    }
    return streamgauge::Error { streamgauge::ErrorKind::Unsupported, "unknown task of the desk", {}, {} };
}

} // namespace

extern "C" int streamgaugeDesk(const streamgauge::DeskRequest *request)
{
    const streamgauge::Result<void> done = perform(*request);
    if (!done && request->error != nullptr)
        *request->error = done.error().text();
    return done ? 0 : 1;
}
