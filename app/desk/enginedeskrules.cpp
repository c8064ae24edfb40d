// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desk/backtestjob.h"
#include "app/desk/enginedesk.h"
#include "engine/rules/ruleedit.h"

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
    if (auto text = rule_texts_.extract(old_name)) {
        text.key() = new_name;
        rule_texts_.insert(std::move(text));
    }
}

std::string EngineDesk::ruleText(const QString &rule) const
{
    const auto text = rule_texts_.find(rule.toStdString());
    const auto spec = std::ranges::find(rules_, rule.toStdString(), &RuleSpec::name);
    return text == rule_texts_.end() || spec == rules_.end() ? std::string() : editedRuleText(text->second, *spec);
}

void EngineDesk::setRuleText(const QString &rule, const std::string &text)
{
    const auto spec = parseRule(text);
    const bool plain = spec && (text == ruleBlock(*spec) || text == streamgauge::ruleText(*spec));
    const auto known = rule_texts_.find(rule.toStdString());
    if (plain ? known == rule_texts_.end() : known != rule_texts_.end() && known->second == text)
        return;
    if (plain)
        rule_texts_.erase(known);
    else
        rule_texts_[rule.toStdString()] = text;
    Q_EMIT rulesChanged();
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
    questions_->run([this, rule, test,
                     models = models()] { return runRuleTest(rule, test, source_factory_.trialFunctions(rule, models)); },
                    context, std::move(receive));
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
    backtests_->run(
        [this, question, basis = timeBasisOf(question.rule.stream), models = models(), stop = backtest_stop_.get_token()] {
            return answerBacktest(*engine_, basis, question, source_factory_.trialFunctions(question.rule, models), stop);
        },
        context,
        [stop = backtest_stop_.get_token(), receive = std::move(receive)](const Result<BacktestAnswer> &answer) {
            if (!stop.stop_requested())
                receive(answer);
        });
}

std::vector<ModelEntry> EngineDesk::models() const
{
    if (!lookups_)
        return {};
    std::vector<ModelEntry> models = lookups_->models();
    for (ModelEntry &model : models)
        model.path = (std::filesystem::path(lookups_->folder().toStdString()) / model.path).string();
    return models;
}

void EngineDesk::probeTrial(const RuleSpec &rule, const std::string &key, QObject *context,
                            Receive<Result<RuleProbe>> receive)
{
    if (!trial_)
        trial_ = std::make_unique<TrialProbe>(*engine_);
    // Who asked is the one to look at it: with it goes what the trial remembers.
    connect(context, &QObject::destroyed, this, &EngineDesk::endTrial, Qt::UniqueConnection);
    trials_->run(
        [this, question = TrialQuestion { rule, key, timeBasisOf(rule.stream), functions_.live()->now() },
         now_ns = program_.clock().now()] {
            return trial_->probe(question, now_ns, [this, &question] {
                return source_factory_.hostFunctions({ &question.rule, 1 });
            });
        },
        context, std::move(receive));
}

void EngineDesk::endTrial()
{
    trials_->run(
        [this] {
            trial_->end();
            return true;
        },
        this, [](bool) {});
}

void EngineDesk::functions(const RuleSpec &rule, QObject *context, Receive<std::vector<CelFunction>> receive)
{
    questions_->run(
        [this, rule] {
            std::vector<CelFunction> functions = source_factory_.hostFunctions({ &rule, 1 });
            std::ranges::move(LiveFunctions::functions(functions_.live()), std::back_inserter(functions));
            return functions;
        },
        context, std::move(receive));
}

void EngineDesk::probeRule(const QString &rule, const std::string &key, QObject *context, Receive<Result<RuleProbe>> receive)
{
    commands_->run([this, rule = rule.toStdString(), key] { return engine_->probeRule(rule, key); }, context,
                   std::move(receive));
}

} // namespace streamgauge
