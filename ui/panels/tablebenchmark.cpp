// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/tablebenchmark.h"

#include "engine/run/engine.h"
#include "models/tablemodel.h"
#include "ui/panels/bench/framewatch.h"
#include "ui/panels/bench/rowsconnector.h"
#include "ui/panels/samplerfeed.h"
#include "ui/panels/table/anchoredtable.h"
#include "ui/panels/table/tablepanel.h"
#include "ui/theme/theme.h"

#include <QEventLoop>
#include <QHeaderView>
#include <QJsonObject>
#include <QLineEdit>

#include <algorithm>

namespace streamgauge {

namespace {

constexpr double sampler_rate = 60;
constexpr DurationNs patience_ns = 120 * ns_per_s;
constexpr std::size_t table_budget_bytes = 4ULL << 30;

/// As the panel's own feed, but a table may hold more rows than a panel asks for.
class WideFeed final : public DataFeed
{
public:
    WideFeed(DataFeed &feed, std::size_t most_rows)
        : feed_(feed)
        , most_rows_(most_rows)
    {
        connect(&feed_, &DataFeed::frame, this, &DataFeed::frame);
    }
    [[nodiscard]] std::unique_ptr<Subscription> subscribe(Query query, std::function<void(const Answer &)> receive) override
    {
        if (auto *table = std::get_if<TableQuery>(&query))
            table->max_rows = most_rows_;
        return feed_.subscribe(std::move(query), std::move(receive));
    }
    [[nodiscard]] SnapshotPtr latest() const override { return feed_.latest(); }

private:
    DataFeed &feed_;
    std::size_t most_rows_;
};

/// A table panel in a window, and the event loop it runs in.
class WatchedTable
{
public:
    WatchedTable(DataFeed &feed, const Clock &clock)
        : clock_(clock)
        , panel_({ &feed, []() -> const Palette & { return darkPalette(); } })
    {
        panel_.applySettings({ { QStringLiteral("stream"), QStringLiteral("rows") } });
        panel_.resize(1'200, 800);
        panel_.show();
    }
    [[nodiscard]] TablePanel &panel() { return panel_; }
    /// The longest stall from `ask` on, for so long and until the table is arranged and `done`.
    template <typename Ask, typename Done> double stallMs(DurationNs each_ns, Ask ask, Done done)
    {
        FrameWatch watch;
        watch.start();
        ask();
        const DurationNs begin_ns = clock_.steady();
        const auto passed_ns = [&] { return clock_.steady() - begin_ns; };
        while (passed_ns() < each_ns || ((panel_.model().isArranging() || !done()) && passed_ns() < patience_ns))
            wait();
        return watch.figures().longest_stall_ms;
    }

private:
    static void wait()
    {
        QEventLoop loop;
        QTimer::singleShot(20, Qt::PreciseTimer, &loop, &QEventLoop::quit);
        loop.exec();
    }

    const Clock &clock_;
    TablePanel panel_;
};

TableFigures measure(WatchedTable &table, const TableBenchmarkOptions &options)
{
    const auto at_once = [] { return true; };
    const auto click = [&](int column) {
        return [&table, column] { Q_EMIT table.panel().table().horizontalHeader()->sectionClicked(column); };
    };
    const auto filter = [&](const QString &text) { return [&table, text] { table.panel().filterEdit().setText(text); }; };
    constexpr int name_column = 1;
    constexpr int value_column = 3;
    TableFigures figures;
    // As many go as come.
    figures.loading_ms = table.stallMs(
        0, [] {}, [&] { return table.panel().model().heldRows() + 1 >= options.rows; });
    figures.changing_ms = table.stallMs(
        options.each_ns, [] {}, at_once);
    figures.sorting_ms = std::max(table.stallMs(options.each_ns, click(name_column), at_once),
                                  table.stallMs(options.each_ns, click(value_column), at_once));
    figures.filtering_ms = std::max(table.stallMs(options.each_ns, filter(QStringLiteral("town 7")), at_once),
                                    table.stallMs(options.each_ns, filter({}), at_once));
    figures.rows = table.panel().model().heldRows();
    return figures;
}

std::uint64_t eventsSoFar(const Engine &engine)
{
    const SnapshotPtr status = engine.status();
    return status->streams.empty() ? 0 : status->streams.front().events;
}

} // namespace

Result<TableFigures> benchmarkTable(const TableBenchmarkOptions &options)
{
    const SystemClock clock;
    EngineOptions engine_options;
    engine_options.table_budget_bytes = table_budget_bytes;
    Engine engine(engine_options, clock);
    SourceSpec source;
    source.name = "rows";
    source.info = RowsConnector::info();
    auto added = engine.addSource(source, std::make_unique<RowsConnector>(options.rows, options.events_per_second, clock));
    if (!added)
        return added.error();
    engine.start();

    TableFigures figures;
    {
        FrameSampler sampler(engine.openView());
        sampler.setRate(sampler_rate);
        SamplerFeed feed(sampler);
        WideFeed wide(feed, 2 * options.rows);
        WatchedTable table(wide, clock);
        const DurationNs begin_ns = clock.steady();
        sampler.start();
        figures = measure(table, options);
        const double seconds = static_cast<double>(clock.steady() - begin_ns) / ns_per_s;
        figures.events_per_second = static_cast<double>(eventsSoFar(engine) - options.rows) / seconds;
        sampler.stop();
    }
    engine.stop();
    if (figures.rows + 1 < options.rows)
        return Error { ErrorKind::Resource, "the table did not get all its rows", "rows", "" };
    return figures;
}

namespace {

Result<std::vector<Figure>> figuresFor(std::uint64_t rows)
{
    const auto measured = benchmarkTable({ .rows = rows });
    if (!measured)
        return measured.error();
    const double longest_ms =
        std::max({ measured->loading_ms, measured->changing_ms, measured->sorting_ms, measured->filtering_ms });
    return std::vector<Figure> { { "longest UI stall", longest_ms, "ms" },
                                 { "longest UI stall while the rows come in", measured->loading_ms, "ms" },
                                 { "longest UI stall while rows change", measured->changing_ms, "ms" },
                                 { "longest UI stall while rows are put in order", measured->sorting_ms, "ms" },
                                 { "longest UI stall while rows are filtered", measured->filtering_ms, "ms" } };
}

} // namespace

std::vector<Benchmark> tableBenchmarks()
{
    return { { "table of 100 k rows", "a table panel while 10 k rows/s change", "no stall over 50 ms",
               [] { return figuresFor(100'000); } },
             { "table of 1 M rows", "a table panel while 10 k rows/s change", "no stall over 100 ms",
               [] { return figuresFor(1'000'000); } } };
}

} // namespace streamgauge
