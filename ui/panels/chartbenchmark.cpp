// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/chartbenchmark.h"

#include "engine/run/engine.h"
#include "ui/panels/bench/framewatch.h"
#include "ui/panels/bench/loadconnector.h"
#include "ui/panels/bench/plaincharts.h"
#include "ui/panels/chart/chartpanel.h"
#include "ui/panels/chart/chartview.h"
#include "ui/panels/samplerfeed.h"
#include "ui/theme/theme.h"

#include <QEventLoop>
#include <QGridLayout>
#include <QJsonArray>

namespace streamgauge {

namespace {

constexpr DurationNs shown_span_ns = 10 * ns_per_s;
constexpr double sampler_rate = 125;

/// A grid of cells that all are `make`'s, with their painted widgets under watch.
template <typename Make> ChartFigures measure(const ChartBenchmarkOptions &options, FrameSampler &sampler, Make &&make)
{
    QWidget window;
    window.resize(options.width, options.height);
    auto *grid = new QGridLayout(&window);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(4);
    FrameWatch watch;
    for (int chart = 0; chart < options.charts; ++chart) {
        QWidget *cell = make(chart, &watch);
        grid->addWidget(cell, chart / options.columns, chart % options.columns);
    }
    window.show();
    const auto wait = [](DurationNs duration_ns) {
        QEventLoop loop;
        QTimer::singleShot(static_cast<int>(duration_ns / ns_per_ms), Qt::PreciseTimer, &loop, &QEventLoop::quit);
        loop.exec();
    };
    sampler.start();
    wait(options.warm_up_ns);
    watch.start();
    wait(options.duration_ns);
    const ChartFigures figures = watch.figures();
    sampler.stop();
    return figures;
}

QJsonObject chartSettings(const ChartBenchmarkOptions &options, int chart)
{
    QJsonArray fields;
    for (int field = 0; field < options.series_per_chart; ++field)
        fields.append(QJsonObject { { QStringLiteral("stream"), QStringLiteral("load") },
                                    { QStringLiteral("field"), QString::fromStdString(LoadConnector::fieldName(field)) },
                                    { QStringLiteral("key"), QString::fromStdString(LoadConnector::keyName(chart)) } });
    return { { QStringLiteral("fields"), fields },
             { QStringLiteral("span_s"), static_cast<double>(shown_span_ns) / ns_per_s } };
}

ChartFigures measureOurs(const ChartBenchmarkOptions &options, FrameSampler &sampler, DataFeed &feed)
{
    const PanelContext context { &feed, []() -> const Palette & { return darkPalette(); } };
    return measure(options, sampler, [&](int chart, FrameWatch *watch) -> QWidget * {
        auto *panel = new ChartPanel(context);
        panel->applySettings(chartSettings(options, chart));
        watch->watch(&panel->view());
        return panel;
    });
}

ChartFigures measurePeer(const ChartBenchmarkOptions &options, FrameSampler &sampler, DataFeed &feed,
                         const MakePeerChart &make_chart)
{
    const auto pixels = static_cast<std::uint32_t>(options.width / options.columns);
    return measure(options, sampler, [&](int chart, FrameWatch *watch) -> QWidget * {
        std::vector<SeriesRef> series;
        for (int field = 0; field < options.series_per_chart; ++field)
            series.push_back({ "load", LoadConnector::keyName(chart), LoadConnector::fieldName(field) });
        const PeerChart peer = make_chart(feed, series, shown_span_ns, pixels);
        watch->watch(peer.painted);
        return peer.chart;
    });
}

std::uint64_t eventsSoFar(const Engine &engine)
{
    std::uint64_t events = 0;
    if (const SnapshotPtr status = engine.status()) {
        for (const StreamStatus &stream : status->streams)
            events += stream.events;
    }
    return events;
}

} // namespace

Result<ChartBenchmarkResult> benchmarkCharts(const ChartBenchmarkOptions &options, const std::vector<MakePeerChart> &peers)
{
    const SystemClock clock;
    Engine engine({}, clock);
    SourceSpec source;
    source.name = "load";
    source.info = LoadConnector::info();
    source.snapshot = false;
    auto added = engine.addSource(
        source, std::make_unique<LoadConnector>(options.charts, options.series_per_chart, options.events_per_second, clock));
    if (!added)
        return added.error();
    engine.start();

    ChartBenchmarkResult result;
    {
        FrameSampler sampler(engine.openView());
        sampler.setRate(sampler_rate);
        SamplerFeed feed(sampler);
        const std::uint64_t before = eventsSoFar(engine);
        const DurationNs begin_ns = clock.steady();
        result.charts = measureOurs(options, sampler, feed);
        const double seconds = static_cast<double>(clock.steady() - begin_ns) / ns_per_s;
        result.events_per_second = static_cast<double>(eventsSoFar(engine) - before) / seconds;
        for (const MakePeerChart &peer : peers)
            result.peers.push_back(measurePeer(options, sampler, feed, peer));
    }
    engine.stop();
    return result;
}

PeerChart plainQtChart(DataFeed &feed, const std::vector<SeriesRef> &series, DurationNs span_ns, std::uint32_t pixels)
{
    auto *chart = new PlainChart(feed, series, span_ns, pixels);
    return { chart, chart->viewport() };
}

namespace {

Result<std::vector<Figure>> figuresFor(int columns)
{
    ChartBenchmarkOptions options;
    options.columns = columns;
    const auto measured = benchmarkCharts(options, { plainQtChart });
    if (!measured)
        return measured.error();
    return std::vector<Figure> {
        { "frames", measured->charts.frames_per_second, "fps" },
        { "longest stall of the event loop", measured->charts.longest_stall_ms, "ms" },
        { "painting of all charts", measured->charts.paint_ms, "ms" },
        { "events judged and stored meanwhile", measured->events_per_second, "events/s" },
        { "frames of plain Qt Charts", measured->peers.front().frames_per_second, "fps" },
        { "longest stall with plain Qt Charts", measured->peers.front().longest_stall_ms, "ms" },
    };
}

} // namespace

std::vector<Benchmark> chartBenchmarks()
{
    const std::string budget = "at least 60 fps, no stall over 33 ms";
    return { { "charts", "12 charts of 4 series in a grid, 1920x1080, while 100 k events/s arrive", budget,
               [] { return figuresFor(4); } },
             { "wide-charts", "12 charts of 4 series, each 1920 pixels wide, while 100 k events/s arrive", budget,
               [] { return figuresFor(1); } } };
}

} // namespace streamgauge
