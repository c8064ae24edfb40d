// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desk/enginedesk.h"

#include "app/core/workspacefile.h"
#include "app/desk/username.h"
#include "ui/panels/builtinpanels.h"

#include <algorithm>
#include <functional>

namespace streamgauge {

namespace {

constexpr int question_threads = 4;

/// Stops with the first of two.
class FirstStop
{
public:
    FirstStop(const std::stop_token &one, const std::stop_token &other)
        : on_one_(one, [this] { both_.request_stop(); })
        , on_other_(other, [this] { both_.request_stop(); })
    {
    }
    [[nodiscard]] std::stop_token token() const { return both_.get_token(); }

private:
    std::stop_source both_;
    std::stop_callback<std::function<void()>> on_one_;
    std::stop_callback<std::function<void()>> on_other_;
};

template <typename Items, typename Name> auto findNamed(Items &items, const Name &name)
{
    return std::find_if(items.begin(), items.end(), [&](const auto &item) { return item.name == name; });
}

} // namespace

EngineDesk::EngineDesk(Program &program, QSettings &settings, Engine *borrowed, QObject *parent)
    : DeskServices(parent)
    , program_(program)
    , settings_(settings)
    , secrets_(keychain_)
    , source_factory_(program, secrets_)
    , functions_(source_factory_)
    , plugins_(program.paths().plugins)
    , builtin_(builtinPanels())
    , engine_(borrowed)
    , backtests_(std::make_unique<Tasks>(1))
    , trials_(std::make_unique<Tasks>(1))
    , commands_(std::make_unique<Tasks>(1))
    , questions_(std::make_unique<Tasks>(question_threads))
{
    program_.secrets().setStore(&secrets_);
    if (borrowed == nullptr) {
        if (const auto state = program_.state())
            state_ = *state;
        own_engine_ = std::make_unique<Engine>(EngineOptions(), program_.clock(), state_);
        engine_ = own_engine_.get();
        alert_tasks_ = std::make_unique<Tasks>(question_threads);
        alerts_ = std::make_unique<DeskAlerts>(program_, source_factory_, state_, *alert_tasks_);
        alerts_->watch(*own_engine_);
        connect(alerts_.get(), &DeskAlerts::problem, this, &EngineDesk::problem);
        lookups_ = std::make_unique<DeskLookups>(
            DeskLookups::Parts { *engine_, source_factory_, functions_, *commands_, *questions_ });
        connect(lookups_.get(), &DeskLookups::problem, this, &EngineDesk::problem);
    }
    sampler_ = std::make_unique<FrameSampler>(engine_->openView());
    feed_ = std::make_unique<SamplerFeed>(*sampler_);
}

EngineDesk::~EngineDesk()
{
    sampler_->stop();
    keychain_.shutDown();
    backtest_stop_.request_stop();
    closing_.request_stop();
    backtests_->finish();
    trials_->finish();
    questions_->finish();
    commands_->finish();
    if (alert_tasks_)
        alert_tasks_->finish();
    if (own_engine_)
        own_engine_->stop();
    if (recorder_) {
        engine_->setTap(nullptr);
        static_cast<void>(recorder_->finish());
    }
    // Snapshots hold answers; the view goes before its engine.
    feed_.reset();
    sampler_.reset();
    own_engine_.reset();
    alerts_.reset();
    program_.secrets().setStore(nullptr);
}

void EngineDesk::start()
{
    if (own_engine_) {
        own_engine_->start();
        if (const auto state = program_.state(); !state)
            report(state.error());
        else if (!(*state)->notice().empty())
            Q_EMIT problem({ Problem::Severity::Warning, (*state)->notice(), {}, {} });
    }
    sampler_->start();
}

void EngineDesk::report(const Error &error)
{
    Q_EMIT problem({ Problem::Severity::Serious, error.message, error.place, error.remedy });
}

std::vector<ConnectorInfo> EngineDesk::connectors() const
{
    return const_cast<EngineDesk *>(this)->source_factory_.connectors();
}

void EngineDesk::check(const ConnectionDraft &draft, std::stop_token stop, QObject *context,
                       Receive<std::vector<Finding>> receive)
{
    questions_->run(
        [this, draft, stop = std::move(stop)]() -> std::vector<Finding> {
            const FirstStop first(stop, closing_.get_token());
            const Result<PreparedSource> prepared = source_factory_.prepare(draft);
            if (prepared)
                return prepared->connector->check(first.token());
            const Error &error = prepared.error();
            return { { tr("Settings").toStdString(), FindingState::Failed, error.message, error.place, error.remedy } };
        },
        context, std::move(receive));
}

void EngineDesk::browse(const ConnectionDraft &draft, std::stop_token stop, QObject *context,
                        Receive<Result<Catalog>> receive)
{
    questions_->run(
        [this, draft, stop = std::move(stop)]() -> Result<Catalog> {
            const FirstStop first(stop, closing_.get_token());
            const Result<PreparedSource> prepared = source_factory_.prepare(draft);
            return prepared ? prepared->connector->browse(first.token()) : Result<Catalog>(prepared.error());
        },
        context, std::move(receive));
}

void EngineDesk::probeKeychain(QObject *context, Done receive)
{
    keychain_.probe([guard = QPointer<QObject>(context), receive = std::move(receive)](const Result<void> &answer) {
        if (guard)
            receive(answer);
    });
}

void EngineDesk::saveSource(const ConnectionDraft &draft, const QString &replaces, QObject *context, Done receive)
{
    const std::string old_name = replaces.toStdString();
    if (draft.entry.name != old_name && findNamed(sources_, draft.entry.name) != sources_.end()) {
        const Error taken {
            ErrorKind::Configuration,
            tr("There is already a source named %1").arg(QString::fromStdString(draft.entry.name)).toStdString(),
            {},
            tr("Choose another name").toStdString()
        };
        QMetaObject::invokeMethod(
            context, [receive, taken] { receive(taken); }, Qt::QueuedConnection);
        return;
    }
    commands_->run(
        [this, draft, old_name, others = sourceNamesBut(old_name), scope = scope_]() -> Result<SourceEntry> {
            Result<SourceEntry> entry = source_factory_.keep(draft);
            if (!entry)
                return entry;
            // Tried before the old one is taken away, so that a typing error ends nothing.
            const Result<PreparedSource> prepared = source_factory_.prepare(*entry);
            if (!prepared)
                return prepared.error();
            if (!old_name.empty())
                engine_->removeSource(old_name);
            // Under another name its streams would not be its own.
            if (!old_name.empty() && old_name != entry->name)
                engine_->forgetStreams(others);
            if (const Result<void> added = addToEngine(*entry, scope); !added)
                return added.error();
            return entry;
        },
        this,
        [this, old_name, guard = QPointer<QObject>(context),
         receive = std::move(receive)](const Result<SourceEntry> &entry) {
            if (entry)
                acceptSource(*entry, old_name);
            if (guard)
                receive(entry ? Result<void>() : Result<void>(entry.error()));
        });
}

Result<void> EngineDesk::addToEngine(const SourceEntry &entry, const std::string &scope)
{
    if (state_ != nullptr) {
        state_->setScope(entry.name, scope);
        // What is kept under no scope belongs to an earlier workspace that was never saved.
        const Result<void> forgotten = scope.empty() ? state_->forget(entry.name) : Result<void>();
        if (!forgotten)
            return forgotten.error();
    }
    Result<PreparedSource> prepared = source_factory_.prepare(entry);
    if (!prepared)
        return prepared.error();
    return engine_->addSource(std::move(prepared->spec), std::move(prepared->connector));
}

void EngineDesk::acceptSource(const SourceEntry &entry, const std::string &replaces)
{
    broken_.erase(entry.name);
    broken_.erase(replaces);
    const auto old = findNamed(sources_, replaces);
    if (old != sources_.end())
        *old = entry;
    else
        sources_.push_back(entry);
    if (lookups_)
        lookups_->followSources(sources_, replaces, entry.name);
    Q_EMIT sourcesChanged();
}

void EngineDesk::addSourceText(const std::string &what)
{
    commands_->run([this, what] { return source_factory_.fromText(what); }, this,
                   [this, what](const Result<SourceEntry> &entry) {
                       if (!entry)
                           return report(entry.error());
                       SourceEntry fresh = *entry;
                       for (int number = 2; findNamed(sources_, fresh.name) != sources_.end(); ++number)
                           fresh.name = entry->name + "-" + std::to_string(number);
                       sources_.push_back(fresh);
                       commands_->run([this, fresh, what] { return addToEngine(fresh, what); }, this,
                                      [this, fresh](const Result<void> &started) { sourceStarted(fresh, started); });
                       Q_EMIT sourcesChanged();
                   });
}

void EngineDesk::startSource(const SourceEntry &entry)
{
    commands_->run([this, entry, scope = scope_] { return addToEngine(entry, scope); }, this,
                   [this, entry](const Result<void> &started) { sourceStarted(entry, started); });
}

void EngineDesk::sourceStarted(const SourceEntry &entry, const Result<void> &started)
{
    if (started || findNamed(sources_, entry.name) == sources_.end()) {
        broken_.erase(entry.name);
        return;
    }
    broken_.insert_or_assign(entry.name, started.error());
    report(started.error());
}

std::vector<std::string> EngineDesk::sourceNamesBut(const std::string &left_out) const
{
    std::vector<std::string> names;
    for (const SourceEntry &source : sources_) {
        if (source.name != left_out)
            names.push_back(source.name);
    }
    return names;
}

void EngineDesk::removeSource(const QString &name)
{
    const auto source = findNamed(sources_, name.toStdString());
    if (source != sources_.end())
        sources_.erase(source);
    broken_.erase(name.toStdString());
    commands_->run(
        [this, name = name.toStdString(), others = sourceNamesBut(name.toStdString())] {
            engine_->removeSource(name);
            engine_->forgetStreams(others);
            return true;
        },
        this, [](bool) {});
    if (lookups_)
        lookups_->followSources(sources_, name.toStdString(), {});
    Q_EMIT sourcesChanged();
}

void EngineDesk::retrySource(const QString &name)
{
    const auto source = findNamed(sources_, name.toStdString());
    if (source != sources_.end() && broken_.contains(source->name))
        return startSource(*source);
    engine_->retrySource(name.toStdString());
}

void EngineDesk::setRule(const RuleSpec &rule, const QString &replaces, QObject *context, Done receive)
{
    const std::string old_name = replaces.toStdString();
    if (rule.name != old_name && findNamed(rules_, rule.name) != rules_.end()) {
        const Error taken { ErrorKind::Configuration,
                            tr("There is already a rule named %1").arg(QString::fromStdString(rule.name)).toStdString(),
                            {},
                            tr("Choose another name").toStdString() };
        QMetaObject::invokeMethod(
            context, [receive, taken] { receive(taken); }, Qt::QueuedConnection);
        return;
    }
    const bool paused = paused_.contains(replaces);
    commands_->run(
        [this, rule, old_name, paused] {
            functions_.prepareRule(*engine_, rule);
            Result<void> set = engine_->setRule(rule);
            if (set)
                functions_.setRule(rule, old_name);
            if (set && paused)
                set = engine_->pauseRule(rule.name, true);
            if (set && !old_name.empty() && old_name != rule.name)
                engine_->removeRule(old_name);
            return set;
        },
        this,
        [this, rule, old_name, guard = QPointer<QObject>(context), receive = std::move(receive)](const Result<void> &set) {
            if (set) {
                follow(old_name, rule.name);
                const auto old = findNamed(rules_, old_name);
                if (old != rules_.end())
                    *old = rule;
                else
                    rules_.push_back(rule);
                Q_EMIT rulesChanged();
            }
            if (guard)
                receive(set);
        });
}

void EngineDesk::removeRule(const QString &name)
{
    const auto rule = findNamed(rules_, name.toStdString());
    if (rule != rules_.end())
        rules_.erase(rule);
    paused_.removeAll(name);
    rule_texts_.erase(name.toStdString());
    std::erase_if(tests_, [&](const RuleTest &test) { return test.rule == name.toStdString(); });
    commands_->run(
        [this, name = name.toStdString()] {
            engine_->removeRule(name);
            functions_.removeRule(name);
            return true;
        },
        this, [](bool) {});
    Q_EMIT rulesChanged();
}

void EngineDesk::acknowledge(std::uint64_t episode, const QString &comment, QObject *context, Done receive)
{
    commands_->run(
        [this, episode, comment = comment.toStdString()] {
            return engine_->acknowledge(episode, { userName(), comment });
        },
        context, std::move(receive));
}

void EngineDesk::activate(const Workspace &workspace)
{
    const std::vector<SourceEntry> old_sources = std::exchange(sources_, workspace.sources);
    const std::vector<RuleSpec> old_rules = std::exchange(rules_, workspace.rules);
    rule_texts_ = workspace.rule_texts;
    tests_ = workspace.tests;
    paused_.clear();
    for (const std::string &name : workspace.paused_rules)
        paused_.append(QString::fromStdString(name));
    broken_.clear();
    scope_ = std::exchange(next_scope_, {});
    if (own_engine_) {
        alerts_->prepare(workspace, scope_);
        lookups_->prepare(workspace, scope_);
        commands_->run(
            [this, old_sources, old_rules, workspace, folder = std::filesystem::path(scope_).parent_path(),
             paused = paused_] {
                // What is taken away now has not resolved: its alerts are open when the workspace comes back.
                alerts_->service().close();
                for (const SourceEntry &source : old_sources)
                    engine_->removeSource(source.name);
                for (const RuleSpec &rule : old_rules)
                    engine_->removeRule(rule.name);
                std::vector<std::string> kept_sources;
                for (const SourceEntry &source : workspace.sources)
                    kept_sources.push_back(source.name);
                engine_->forgetStreams(kept_sources);
                // Before the sources, so that no event misses them.
                std::vector<Error> faults;
                if (const Result<void> opened = alerts_->openIn(); !opened)
                    faults.push_back(opened.error());
                for (Error &fault : functions_.use(*engine_, workspace, folder))
                    faults.push_back(std::move(fault));
                for (const RuleSpec &rule : workspace.rules) {
                    Result<void> set = engine_->setRule(rule);
                    if (set && paused.contains(QString::fromStdString(rule.name)))
                        set = engine_->pauseRule(rule.name, true);
                    if (!set)
                        faults.push_back(set.error());
                }
                alerts_->restoreIn();
                return faults;
            },
            this,
            [this](const std::vector<Error> &faults) {
                for (const Error &fault : faults)
                    report(fault);
            });
        for (const SourceEntry &source : sources_)
            startSource(source);
    }
    Q_EMIT sourcesChanged();
    Q_EMIT rulesChanged();
}

} // namespace streamgauge
