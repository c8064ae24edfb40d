// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/latencybenchmark.h"

#include "connectors/mysql/benchserver.h"
#include "connectors/mysql/mysqlfactory.h"
#include "connectors/mysql/sqlsession.h"
#include "engine/run/engine.h"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <thread>

namespace streamgauge {

namespace {

constexpr std::uint32_t warm_up_rows = 1'000;
constexpr auto longest_wait = std::chrono::seconds(10);

/// When each row was sent and its alert was raised; rows are numbered from 0.
class Stopwatch
{
public:
    Stopwatch(std::uint32_t rows, const Clock &clock)
        : clock_(clock)
        , sent_ns_(rows)
        , raised_ns_(rows)
    {
    }
    void send(std::uint32_t row) { sent_ns_[row].store(clock_.steady(), std::memory_order_release); }
    void raise(const Alert &alert)
    {
        std::uint32_t row = 0;
        const auto [end, failed] = std::from_chars(alert.key.data(), alert.key.data() + alert.key.size(), row);
        if (alert.state != AlertState::Firing || failed != std::errc() || row >= raised_ns_.size())
            return;
        raised_ns_[row].store(clock_.steady(), std::memory_order_release);
        raised_.fetch_add(1, std::memory_order_acq_rel);
    }
    [[nodiscard]] std::uint32_t raised() const { return raised_.load(std::memory_order_acquire); }
    [[nodiscard]] std::vector<double> sortedMilliseconds() const
    {
        std::vector<double> list;
        for (std::size_t row = warm_up_rows; row < sent_ns_.size(); ++row) {
            if (raised_ns_[row] != 0)
                list.push_back(static_cast<double>(raised_ns_[row] - sent_ns_[row]) / static_cast<double>(ns_per_ms));
        }
        std::ranges::sort(list);
        return list;
    }

private:
    const Clock &clock_;
    std::vector<std::atomic<DurationNs>> sent_ns_;
    std::vector<std::atomic<DurationNs>> raised_ns_;
    std::atomic<std::uint32_t> raised_ = 0;
};

template <typename Condition> bool waitFor(Condition condition)
{
    const auto until = std::chrono::steady_clock::now() + longest_wait;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > until)
            return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return true;
}

Settings settingsOf(const BenchServer &server)
{
    return { { "host", "127.0.0.1" },
             { "port", std::to_string(server.port()) },
             { "user", "root" },
             { "database", "bench" },
             { "tables", "orders" } };
}

Result<std::unique_ptr<SqlSession>> openSession(const BenchServer &server)
{
    auto settings = MySqlSettings::parse("bench", settingsOf(server));
    if (!settings)
        return settings.error();
    return SqlSession::open(*settings, {});
}

Result<void> prepareEngine(Engine &engine, const BenchServer &server, const Clock &clock)
{
    RuleSpec rule;
    rule.name = "Arrived";
    rule.stream = "bench.orders";
    rule.when = "event.total > 0.0";
    if (auto set = engine.setRule(rule); !set)
        return set;
    const MySqlFactory factory;
    auto connector = factory.create("bench", settingsOf(server), clock);
    if (!connector)
        return connector.error();
    return engine.addSource({ "bench", factory.info(), false, GapPolicy::Stop }, std::move(connector.value()));
}

Result<void> insertRows(SqlSession &session, Stopwatch &stopwatch, const LatencyLoad &load)
{
    const auto gap = std::chrono::nanoseconds(ns_per_s / load.rows_per_second);
    auto next = std::chrono::steady_clock::now();
    for (std::uint32_t row = 0; row < load.rows; ++row) {
        std::this_thread::sleep_until(next);
        next += gap;
        stopwatch.send(row);
        if (auto inserted = session.execute("INSERT INTO orders VALUES (" + std::to_string(row) + ", 'customer', 10.5)");
            !inserted)
            return inserted;
    }
    return {};
}

std::vector<Figure> figuresOf(const std::vector<double> &sorted_ms)
{
    const auto at = [&](double share) {
        return sorted_ms[static_cast<std::size_t>(share * static_cast<double>(sorted_ms.size() - 1))];
    };
    return { { "p50", at(0.5), "ms" },
             { "p99", at(0.99), "ms" },
             { "max", sorted_ms.back(), "ms" },
             { "rows measured", static_cast<double>(sorted_ms.size()), "" } };
}

} // namespace

Result<std::vector<Figure>> measureLatency(const LatencyLoad &load)
{
    BenchServer server;
    if (auto started = server.start(); !started)
        return started.error();
    auto session = openSession(server);
    if (!session)
        return session.error();
    for (const char *sql : { "CREATE DATABASE bench", "USE bench",
                             "CREATE TABLE orders (id BIGINT PRIMARY KEY, "
                             "customer VARCHAR(40), total DOUBLE)" }) {
        if (auto done = (*session)->execute(sql); !done)
            return done.error();
    }
    const SystemClock clock;
    Stopwatch stopwatch(load.rows, clock);
    Engine engine({}, clock);
    engine.onAlert([&](const Alert &alert) { stopwatch.raise(alert); });
    if (auto prepared = prepareEngine(engine, server, clock); !prepared)
        return prepared.error();
    engine.start();
    const auto streaming = [&] {
        const SnapshotPtr status = engine.status();
        return !status->sources.empty() && status->sources.front().state == SourceState::Streaming;
    };
    if (!waitFor(streaming))
        return Error { ErrorKind::Transient, "the connector did not begin to stream", "", "" };
    auto inserted = insertRows(**session, stopwatch, load);
    const bool all = waitFor([&] { return stopwatch.raised() >= load.rows; });
    engine.stop();
    if (!inserted)
        return inserted.error();
    const std::vector<double> sorted_ms = stopwatch.sortedMilliseconds();
    if (!all || sorted_ms.empty())
        return Error { ErrorKind::Internal,
                       "only " + std::to_string(stopwatch.raised()) + " of " + std::to_string(load.rows)
                           + " rows raised an alert",
                       "", "" };
    return figuresOf(sorted_ms);
}

} // namespace streamgauge
