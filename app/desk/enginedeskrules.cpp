// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desk/backtestjob.h"
#include "app/desk/enginedesk.h"

#include <QStringList>

#include <algorithm>
#include <iterator>

namespace streamgauge {

void EngineDesk::follow(const std::string &old_name, const std::string &new_name)
{
    if (paused_.removeAll(QString::fromStdString(old_name)) > 0)
        paused_.append(QString::fromStdString(new_name));
    for (RuleTest &test : tests_) {
        if (test.rule == old_name)
            test.rule = new_name;
    }
}

void EngineDesk::pauseRule(const QString &name, bool paused)
{
    const auto rule = std::ranges::find(rules_, name.toStdString(), &RuleSpec::name);
    if (rule == rules_.end() || paused_.contains(name) == paused)
        return;
    if (paused)
        paused_.append(name);
    else
        paused_.removeAll(name);
    commands_->run([this, rule = name.toStdString(), paused] { return engine_->pauseRule(rule, paused); }, this,
                   [this](const Result<void> &done) {
                       if (!done)
                           report(done.error());
                   });
    Q_EMIT rulesChanged();
}

std::vector<RuleTest> EngineDesk::tests(const QString &rule) const
{
    std::vector<RuleTest> found;
    std::ranges::copy_if(tests_, std::back_inserter(found),
                         [&](const RuleTest &test) { return test.rule == rule.toStdString(); });
    return found;
}

void EngineDesk::setTests(const QString &rule, std::vector<RuleTest> tests)
{
    if (this->tests(rule) == tests)
        return;
    std::erase_if(tests_, [&](const RuleTest &test) { return test.rule == rule.toStdString(); });
    for (RuleTest &test : tests) {
        test.rule = rule.toStdString();
        tests_.push_back(std::move(test));
    }
    Q_EMIT rulesChanged();
}

void EngineDesk::runTest(const RuleSpec &rule, const RuleTest &test, QObject *context,
                         Receive<Result<std::vector<RuleTestMismatch>>> receive)
{
    questions_->run([rule, test] { return runRuleTest(rule, test); }, context, std::move(receive));
}

TimeBasis EngineDesk::timeBasisOf(const std::string &stream) const
{
    const SnapshotPtr snapshot = engine_->status();
    const auto known =
        std::ranges::find(snapshot->streams, stream, [](const StreamStatus &status) { return status.schema->stream; });
    if (known == snapshot->streams.end())
        return TimeBasis::Arrival;
    const auto source =
        std::ranges::find(snapshot->sources, known->source, [](const SourceStatus &status) { return status.name; });
    for (const ConnectorInfo &info : connectors()) {
        if (source != snapshot->sources.end() && info.kind == source->kind)
            return info.time_basis;
    }
    return TimeBasis::Arrival;
}

void EngineDesk::backtest(const BacktestQuestion &question, QObject *context, Receive<Result<BacktestAnswer>> receive)
{
    backtest_stop_.request_stop();
    backtest_stop_ = std::stop_source();
    backtests_->run([this, question, basis = timeBasisOf(question.rule.stream),
                     stop = backtest_stop_.get_token()] { return answerBacktest(*engine_, basis, question, stop); },
                    context,
                    [stop = backtest_stop_.get_token(), receive = std::move(receive)](const Result<BacktestAnswer> &answer) {
                        if (!stop.stop_requested())
                            receive(answer);
                    });
}

void EngineDesk::probeRule(const QString &rule, const std::string &key, QObject *context, Receive<Result<RuleProbe>> receive)
{
    commands_->run([this, rule = rule.toStdString(), key] { return engine_->probeRule(rule, key); }, context,
                   std::move(receive));
}

} // namespace streamgauge
