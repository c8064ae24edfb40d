// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desk/backtestjob.h"

#include <QString>

#include <algorithm>
#include <limits>
#include <memory>
#include <set>

namespace streamgauge {

namespace {

constexpr std::size_t most_keys = 1'000;

/// Reads the curve of one key, and which keys there are, while a source plays.
class CurveReader final : public BatchPlayer
{
public:
    CurveReader(const RuleSpec &rule, const BacktestQuestion &question, std::string key, BacktestAnswer &answer)
        : stream_(rule.stream)
        , field_(question.field)
        , key_(std::move(key))
        , answer_(answer)
    {
    }

    void play(const std::string &, TimeBasis basis, const BatchPtr &batch, std::uint32_t first, std::uint32_t rows,
              bool) override
    {
        if (batch->schema().stream != stream_)
            return;
        const auto column = batch->schema().find(field_);
        for (std::uint32_t row = first; row < first + rows; ++row) {
            if (isStreamWide(batch->op(row)) || batch->op(row) == Op::Deleted)
                continue;
            const std::string_view key = batch->key(row);
            noteKey(key);
            if (column && key == key_)
                take(*batch, *column, row, basis == TimeBasis::Event ? batch->eventTime(row) : batch->arrivalTime(row));
        }
    }
    void advance(const std::string &, TimeNs, const std::vector<std::string> &) override { }
    [[nodiscard]] const std::string &key() const { return key_; }

private:
    void noteKey(std::string_view key)
    {
        if (key_.empty() && answer_.keys.empty())
            key_ = key;
        if (answer_.keys.size() < most_keys && known_.emplace(key).second)
            answer_.keys.emplace_back(key);
    }
    void take(const Batch &batch, std::size_t column, std::uint32_t row, TimeNs time_ns)
    {
        const ColumnData &data = batch.after(column);
        if (const auto value = data.numberAt(row))
            answer_.points.emplace_back(time_ns, *value);
        if (answer_.points.size() >= 4 * BacktestAnswer::most_points)
            thin();
    }
    /// Of four neighbours the lowest and the highest stay.
    void thin()
    {
        auto &points = answer_.points;
        std::vector<std::pair<TimeNs, double>> fewer;
        for (std::size_t begin = 0; begin < points.size(); begin += 4) {
            const auto from = points.begin() + static_cast<std::ptrdiff_t>(begin);
            const auto to = points.begin() + static_cast<std::ptrdiff_t>(std::min(begin + 4, points.size()));
            const auto [low, high] =
                std::minmax_element(from, to, [](const auto &a, const auto &b) { return a.second < b.second; });
            fewer.push_back(std::min(*low, *high));
            if (low != high)
                fewer.push_back(std::max(*low, *high));
        }
        points = std::move(fewer);
    }

    std::string stream_;
    std::string field_;
    std::string key_;
    BacktestAnswer &answer_;
    std::set<std::string, std::less<>> known_;
};

std::string firstFired(const RuleReport &report)
{
    for (const BacktestEpisode &episode : report.episodes) {
        if (episode.fired_at_ns != 0)
            return episode.key;
    }
    return {};
}

} // namespace

Result<BacktestAnswer> answerBacktest(const Engine &engine, TimeBasis basis, const BacktestQuestion &question,
                                      RuleFunctions functions, std::stop_token stop)
{
    std::unique_ptr<Recording> recording;
    std::unique_ptr<BatchSource> source;
    BacktestOptions options;
    options.stop = stop;
    options.functions = std::move(functions);
    if (question.recording.isEmpty()) {
        source = std::make_unique<HeldBatches>(engine, basis, std::numeric_limits<TimeNs>::min(),
                                               std::numeric_limits<TimeNs>::max());
    } else {
        auto opened = Recording::open(question.recording.toStdString());
        if (!opened)
            return opened.error();
        recording = std::move(*opened);
        auto notes = recording->notes();
        if (!notes)
            return notes.error();
        options.incidents = std::move(*notes);
        source = std::make_unique<RecordedBatches>(*recording);
    }
    const std::vector<RuleSpec> rules { question.rule };
    auto report = backtest(rules, *source, options);
    if (!report)
        return report.error();
    BacktestAnswer answer;
    answer.report = std::move(report->rules.front());
    answer.from_ns = report->from_ns;
    answer.to_ns = report->to_ns;
    answer.events = report->events;
    answer.key = question.key;
    if (!question.curve || question.field.empty())
        return answer;
    CurveReader reader(question.rule, question, question.key.empty() ? firstFired(answer.report) : question.key, answer);
    if (auto played = source->play(rules, reader, stop); !played)
        return played.error();
    answer.key = reader.key();
    return answer;
}

} // namespace streamgauge
