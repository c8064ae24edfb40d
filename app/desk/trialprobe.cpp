// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desk/trialprobe.h"

#include "engine/backtest/batchsource.h"
#include "engine/backtest/shardplayer.h"
#include "engine/rules/quietoutput.h"

#include <algorithm>
#include <utility>

namespace streamgauge {

/// The judging of one question, from the oldest event held on.
class TrialProbe::Trial
{
public:
    explicit Trial(TrialQuestion question)
        : question_(std::move(question))
        , streams_(streamsRead({ &question_.rule, 1 }))
        , key_hash_(keyHash(question_.key))
        , all_keys_(RuleShard::needsHome(question_.rule))
        , player_(shard_, out_)
    {
    }

    [[nodiscard]] const TrialQuestion &question() const { return question_; }
    [[nodiscard]] Result<void> begin(std::vector<CelFunction> further);
    void step(const Engine &engine, TimeNs now_ns);
    [[nodiscard]] RuleProbe answer() const;
    /// All events are judged, but some without the rows of a lookup.
    [[nodiscard]] bool lacksRows() const { return judged_ >= 1 && !missed_.empty(); }

private:
    void play(const EventLog::Entry &entry);
    [[nodiscard]] bool concerns(const EventLog::Entry &entry, std::uint32_t row);

    const TrialQuestion question_;
    const std::vector<std::string> streams_;
    const std::uint64_t key_hash_;
    const bool all_keys_;
    QuietOutput out_;
    RuleShard shard_;
    ShardPlayer player_;
    RowRef newest_;
    std::uint64_t first_entry_ = EventLog::end; ///< of those judged; end: none yet
    std::uint64_t next_entry_ = 0;
    double judged_ = 0;
    std::string missed_; ///< the first lookup that had no row yet
};

Result<void> TrialProbe::Trial::begin(std::vector<CelFunction> further)
{
    std::vector<CelFunction> functions = std::move(further);
    if (const auto &set = question_.functions) {
        functions.push_back(Lookups::function(set->lookups, [this](const std::string &lookup) {
            if (missed_.empty())
                missed_ = lookup;
        }));
        const auto model = std::ranges::find(set->functions, "model", &CelFunction::name);
        if (model != set->functions.end())
            functions.push_back(*model);
    }
    shard_.setFunctions(std::make_shared<const std::vector<CelFunction>>(std::move(functions)));
    return shard_.setRule(question_.rule, 0, out_);
}

bool TrialProbe::Trial::concerns(const EventLog::Entry &entry, std::uint32_t row)
{
    if (!entry.isEvent(row))
        return false;
    const Batch &batch = *entry.batch;
    if (isStreamWide(batch.op(row)))
        return true;
    const bool of_key = batch.keyHash(row) == key_hash_ && batch.key(row) == question_.key;
    if (of_key && batch.schema().stream == question_.rule.stream)
        newest_ = { entry.batch, row };
    return all_keys_ || of_key;
}

void TrialProbe::Trial::play(const EventLog::Entry &entry)
{
    const auto rows = static_cast<std::uint32_t>(entry.batch->rows());
    for (std::uint32_t begin = 0; begin < rows; ++begin) {
        if (!concerns(entry, begin))
            continue;
        std::uint32_t end = begin + 1;
        while (end < rows && concerns(entry, end))
            ++end;
        if (question_.basis == TimeBasis::Arrival)
            player_.advance({}, entry.batch->arrivalTime(begin), {});
        player_.play({}, question_.basis, entry.batch, begin, end - begin, true);
        begin = end;
    }
    if (question_.basis != TimeBasis::Event || all_keys_)
        return;
    // Other keys' events make the time of the stream go on, too.
    TimeNs newest_ns = no_time;
    for (std::uint32_t row = 0; row < rows; ++row)
        newest_ns = std::max(newest_ns, entry.batch->eventTime(row));
    player_.advance({}, newest_ns, { entry.batch->schema().stream });
}

void TrialProbe::Trial::step(const Engine &engine, TimeNs now_ns)
{
    std::size_t rows = 0;
    const EntriesRead read = engine.forEachEntry(next_entry_, [&](const EventLog::Entry &entry) {
        if (first_entry_ == EventLog::end)
            first_entry_ = entry.number;
        if (std::ranges::find(streams_, entry.batch->schema().stream) == streams_.end())
            return true;
        play(entry);
        rows += entry.batch->rows();
        return rows < most_rows_a_step;
    });
    next_entry_ = read.next;
    const std::uint64_t first = std::min(first_entry_, next_entry_);
    judged_ = next_entry_ >= read.end ? 1 : static_cast<double>(next_entry_ - first) / static_cast<double>(read.end - first);
    if (judged_ >= 1 && question_.basis == TimeBasis::Arrival)
        player_.advance({}, now_ns - settling_ns, {});
}

RuleProbe TrialProbe::Trial::answer() const
{
    RuleProbe probe = shard_.probe(question_.rule.name, question_.key, newest_).value_or(RuleProbe());
    probe.judged = judged_;
    probe.waiting_for = missed_;
    return probe;
}

TrialProbe::TrialProbe(const Engine &engine)
    : engine_(engine)
{
}

TrialProbe::~TrialProbe() = default;

Result<RuleProbe> TrialProbe::probe(const TrialQuestion &question, TimeNs now_ns,
                                    const std::function<std::vector<CelFunction>()> &further)
{
    if (!trial_ || trial_->lacksRows() || trial_->question() != question) {
        trial_ = std::make_unique<Trial>(question);
        if (auto begun = trial_->begin(further()); !begun) {
            trial_.reset();
            return begun.error();
        }
    }
    trial_->step(engine_, now_ns);
    return trial_->answer();
}

void TrialProbe::end()
{
    trial_.reset();
}

} // namespace streamgauge
