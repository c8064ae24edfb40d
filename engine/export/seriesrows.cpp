// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/export/exportrows.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

namespace streamgauge {

namespace {

/// Samples read ahead from each series at a time; what bounds the memory.
constexpr std::size_t piece_samples = 4'096;
constexpr unsigned time_digits = 9;

/// Reads one series in pieces.
class SeriesReader
{
public:
    SeriesReader(const Engine &engine, const SeriesRef &series, TimeNs from_ns, TimeNs to_ns)
        : engine_(engine)
        , series_(series)
        , next_ns_(from_ns)
        , to_ns_(to_ns)
    {
        refill();
    }
    [[nodiscard]] std::optional<TimeNs> time() const
    {
        return at_ < samples_.size() ? std::optional(samples_[at_].first) : std::nullopt;
    }
    [[nodiscard]] double value() const { return samples_[at_].second; }
    void step()
    {
        if (++at_ == samples_.size())
            refill();
    }

private:
    void refill()
    {
        samples_.clear();
        at_ = 0;
        if (done_ || next_ns_ >= to_ns_)
            return;
        bool full = false;
        engine_.forEachSample(series_, next_ns_, to_ns_, [&](TimeNs time_ns, double value) {
            // A piece ends only between instants: the next one starts behind the last instant of this.
            if (samples_.size() >= piece_samples && time_ns != samples_.back().first) {
                full = true;
                return false;
            }
            samples_.emplace_back(time_ns, value);
            return true;
        });
        done_ = !full;
        if (full)
            next_ns_ = samples_.back().first + 1;
    }

    const Engine &engine_;
    const SeriesRef &series_;
    TimeNs next_ns_;
    TimeNs to_ns_;
    std::vector<std::pair<TimeNs, double>> samples_;
    std::size_t at_ = 0;
    bool done_ = false;
};

class SeriesCells final : public ExportCells
{
public:
    explicit SeriesCells(std::size_t series)
        : values_(series)
    {
    }
    TimeNs time_ns = 0;
    std::optional<double> &value(std::size_t series) { return values_[series]; }
    void write(std::size_t column, CsvWriter &out) const override
    {
        if (column == 0) {
            out.time(time_ns, time_digits);
            return;
        }
        const std::optional<double> &value = values_[column - 1];
        if (!value) {
            out.missing();
            return;
        }
        std::array<char, 32> text {};
        const auto end = std::to_chars(text.data(), text.data() + text.size(), *value);
        out.number({ text.data(), static_cast<std::size_t>(end.ptr - text.data()) });
    }

private:
    std::vector<std::optional<double>> values_;
};

class SeriesRows final : public ExportRows
{
public:
    SeriesRows(const Engine &engine, std::vector<SeriesRef> series, TimeNs from_ns, TimeNs to_ns)
        : engine_(engine)
        , series_(std::move(series))
        , from_ns_(from_ns)
        , to_ns_(to_ns)
    {
        const bool one_stream =
            std::ranges::all_of(series_, [&](const SeriesRef &one) { return one.stream == series_.front().stream; });
        columns_.emplace_back("time");
        for (const SeriesRef &one : series_)
            columns_.push_back((one_stream ? "" : one.stream + " ") + (one.key.empty() ? "" : shownKey(one.key) + " ")
                               + one.field);
    }
    [[nodiscard]] const std::vector<std::string> &columns() const override { return columns_; }
    [[nodiscard]] std::uint64_t expectedRows() const override { return 0; }
    void forEach(const std::function<bool(const ExportCells &)> &row) const override
    {
        std::vector<SeriesReader> readers;
        readers.reserve(series_.size());
        for (const SeriesRef &one : series_)
            readers.emplace_back(engine_, one, from_ns_, to_ns_);
        SeriesCells cells(series_.size());
        while (true) {
            std::optional<TimeNs> earliest;
            for (const SeriesReader &reader : readers) {
                if (reader.time() && (!earliest || *reader.time() < *earliest))
                    earliest = reader.time();
            }
            if (!earliest)
                return;
            cells.time_ns = *earliest;
            for (std::size_t index = 0; index < readers.size(); ++index) {
                cells.value(index).reset();
                if (readers[index].time() == earliest) {
                    cells.value(index) = readers[index].value();
                    readers[index].step();
                }
            }
            if (!row(cells))
                return;
        }
    }

private:
    const Engine &engine_;
    std::vector<SeriesRef> series_;
    TimeNs from_ns_;
    TimeNs to_ns_;
    std::vector<std::string> columns_;
};

} // namespace

std::unique_ptr<ExportRows> seriesRows(const Engine &engine, std::vector<SeriesRef> series, TimeNs from_ns, TimeNs to_ns)
{
    return std::make_unique<SeriesRows>(engine, std::move(series), from_ns, to_ns);
}

} // namespace streamgauge
