// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/windows/windowbenchmark.h"

#include "engine/data/columndata.h"
#include "engine/rules/keytable.h"
#include "engine/source/seededrandom.h"
#include "engine/windows/window.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace streamgauge {

namespace {

constexpr std::size_t batch_rows = 4'096;
constexpr DurationNs step_ns = ns_per_s / 10'000;
constexpr std::uint64_t events_a_figure = 20'000'000;
constexpr int runs = 3;

struct Key {
    std::string text;
    std::uint64_t hash = 0;
};

std::vector<Key> makeKeys(std::uint32_t count)
{
    std::vector<Key> keys(count);
    for (std::uint32_t i = 0; i < count; ++i) {
        keys[i].text = "key-" + std::to_string(i);
        keys[i].hash = std::hash<std::string>()(keys[i].text);
    }
    return keys;
}

/// Rows as they come from batches, and room for what the window makes of them.
struct Rows {
    std::vector<const Key *> keys = std::vector<const Key *>(batch_rows);
    std::vector<TimeNs> times = std::vector<TimeNs>(batch_rows);
    std::vector<double> values = std::vector<double>(batch_rows);
    std::vector<CellState> states = std::vector<CellState>(batch_rows, CellState::Value);
    std::vector<std::uint32_t> slots = std::vector<std::uint32_t>(batch_rows);
    std::vector<double> results = std::vector<double>(batch_rows);
    std::vector<CellState> result_states = std::vector<CellState>(batch_rows);
    std::vector<TimeNs> changes = std::vector<TimeNs>(batch_rows);
};

void feedRows(Window &window, KeyTable &table, Rows &rows, std::size_t count)
{
    for (std::size_t row = 0; row < count; ++row) {
        const Key &key = *rows.keys[row];
        const KeyTable::Slot slot = table.find(key.hash, key.text);
        rows.slots[row] = slot == KeyTable::none ? table.insert(key.hash, key.text) : slot;
    }
    std::ranges::fill(rows.changes, Window::never);
    const auto part = [count](auto &column) { return std::span(column).first(count); };
    window.feed({ part(rows.slots), part(rows.times), part(rows.values), part(rows.states) },
                { part(rows.results), part(rows.result_states), part(rows.changes) });
}

double best(WindowFunction function, double parameter, std::uint32_t keys)
{
    WindowSpec spec;
    spec.function = function;
    spec.parameter = parameter;
    spec.span_ns = 10 * ns_per_s;
    double most = 0;
    for (int run = 0; run < runs; ++run)
        most = std::max(most, measureWindow(spec, keys, events_a_figure / runs));
    return most;
}

Result<std::vector<Figure>> windowFigures()
{
    constexpr std::uint32_t many = 10'000;
    constexpr std::uint32_t few = 100;
    constexpr double p99 = 0.99;
    using enum WindowFunction;
    return std::vector<Figure> {
        { "grouped sliding average, 10,000 keys, one core", best(Avg, 0, many), "events/s" },
        { "grouped sliding average, 100 keys, one core", best(Avg, 0, few), "events/s" },
        { "grouped sliding 99th percentile, 100 keys, one core", best(Quantile, p99, few), "events/s" },
        { "grouped sliding distinct count, 100 keys, one core", best(Distinct, 0, few), "events/s" },
    };
}

} // namespace

double measureWindow(const WindowSpec &spec, std::uint32_t keys, std::uint64_t events)
{
    const auto window = Window::make(spec);
    if (!window)
        return 0;
    const std::vector<Key> key_list = makeKeys(keys);
    KeyTable table;
    Rows rows;
    SeededRandom random(1);
    std::chrono::steady_clock::duration spent {};
    for (std::uint64_t event = 0; event < events;) {
        std::size_t count = 0;
        for (; count < batch_rows && event < events; ++count, ++event) {
            rows.keys[count] = &key_list[random.word() % keys];
            rows.times[count] = static_cast<TimeNs>(event) * step_ns;
            // Two decimals, as a meter sends them.
            rows.values[count] = static_cast<double>(random.word() % 10'000) / 100.0;
        }
        const auto begin = std::chrono::steady_clock::now();
        feedRows(**window, table, rows, count);
        spent += std::chrono::steady_clock::now() - begin;
    }
    return static_cast<double>(events) / std::chrono::duration<double>(spent).count();
}

Benchmark windowBenchmark()
{
    return { "windows", "windows of 10 s over one stream, by key, read on every event",
             "one grouped sliding average: at least 10 M events/s a core", windowFigures };
}

} // namespace streamgauge
