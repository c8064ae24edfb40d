// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/core/program.h"
#include "app/desk/deskalerts.h"
#include "app/desk/deskfunctions.h"
#include "app/desk/desklookups.h"
#include "app/desk/desksecrets.h"
#include "app/desk/keychainbridge.h"
#include "app/desk/pluginmanager.h"
#include "app/desk/sourcefactory.h"
#include "app/desk/tasks.h"
#include "app/desk/trialprobe.h"
#include "models/framesampler.h"
#include "ui/deskservices.h"
#include "ui/panels/samplerfeed.h"

#include <memory>
#include <stop_token>

namespace streamgauge {

/// DeskServices over a running engine. What may wait (the engine's threads, servers, the keychain) happens on worker
/// threads; engine commands in the order they were given. GUI thread.
class EngineDesk final : public DeskServices
{
    Q_OBJECT

public:
    /// With `borrowed`, shows that engine and never adds, removes or stops anything in it; otherwise runs its own.
    /// `program` and `settings` outlive this.
    EngineDesk(Program &program, QSettings &settings, Engine *borrowed = nullptr, QObject *parent = nullptr);
    ~EngineDesk() override;

    void start();
    [[nodiscard]] Engine &engine() { return *engine_; }
    [[nodiscard]] SourceFactory &sourceFactory() { return source_factory_; }
    /// Adds a source named by URL or data file once everything given before is done; faults go to problem().
    void addSourceText(const std::string &what);

    /// nullptr over a borrowed engine.
    [[nodiscard]] AlertServices *alerts() override { return alerts_.get(); }
    [[nodiscard]] DeskAlerts *deskAlerts() { return alerts_.get(); }
    /// nullptr over a borrowed engine.
    [[nodiscard]] LookupServices *lookups() override { return lookups_.get(); }
    [[nodiscard]] DataFeed &feed() override { return *feed_; }
    [[nodiscard]] QSettings &settings() override { return settings_; }
    [[nodiscard]] std::vector<ConnectorInfo> connectors() const override;
    void check(const ConnectionDraft &draft, std::stop_token stop, QObject *context,
               Receive<std::vector<Finding>> receive) override;
    void browse(const ConnectionDraft &draft, std::stop_token stop, QObject *context,
                Receive<Result<Catalog>> receive) override;
    void probeKeychain(QObject *context, Done receive) override;
    void saveSource(const ConnectionDraft &draft, const QString &replaces, QObject *context, Done receive) override;
    void removeSource(const QString &name) override;
    void retrySource(const QString &name) override;
    [[nodiscard]] const std::vector<SourceEntry> &sources() const override { return sources_; }
    [[nodiscard]] const std::map<std::string, Error> &brokenSources() const override { return broken_; }
    void setRule(const RuleSpec &rule, const QString &replaces, QObject *context, Done receive) override;
    void removeRule(const QString &name) override;
    [[nodiscard]] const std::vector<RuleSpec> &rules() const override { return rules_; }
    void pauseRule(const QString &name, bool paused) override;
    [[nodiscard]] QStringList pausedRules() const override { return paused_; }
    [[nodiscard]] std::string ruleText(const QString &rule) const override;
    void setRuleText(const QString &rule, const std::string &text) override;
    [[nodiscard]] std::vector<RuleTest> tests(const QString &rule) const override;
    void setTests(const QString &rule, std::vector<RuleTest> tests) override;
    void runTest(const RuleSpec &rule, const RuleTest &test, QObject *context,
                 Receive<Result<std::vector<RuleTestMismatch>>> receive) override;
    void backtest(const BacktestQuestion &question, QObject *context, Receive<Result<BacktestAnswer>> receive) override;
    void probeRule(const QString &rule, const std::string &key, QObject *context,
                   Receive<Result<RuleProbe>> receive) override;
    void probeTrial(const RuleSpec &rule, const std::string &key, QObject *context,
                    Receive<Result<RuleProbe>> receive) override;
    void functions(const RuleSpec &rule, QObject *context, Receive<std::vector<CelFunction>> receive) override;
    void acknowledge(std::uint64_t episode, const QString &comment, QObject *context, Done receive) override;

    void activate(const Workspace &workspace) override;
    [[nodiscard]] Result<Workspace> loadWorkspace(const QString &path) override;
    Result<void> saveWorkspace(const QString &path, const Workspace &workspace) override;
    Result<void> autosave(const Workspace &workspace, const QString &path) override;
    [[nodiscard]] std::optional<Recovery> recovery() override;
    void discardAutosave() override;
    [[nodiscard]] std::vector<DemoInfo> demos() const override;
    [[nodiscard]] Result<Workspace> demo(const QString &name) override;

    [[nodiscard]] std::unique_ptr<ExportHandle> startExport(ExportRequest request, QObject *context,
                                                            Receive<ExportCount> progress, Done receive) override;
    void startRecording(const QString &path, QObject *context, Done receive) override;
    void stopRecording(QObject *context, Done receive) override;
    [[nodiscard]] std::optional<RecorderStatus> recording() const override;
    [[nodiscard]] std::vector<PluginInfo> plugins() const override { return plugins_.plugins(); }
    [[nodiscard]] std::vector<PanelKind> panelKinds() const override;
    [[nodiscard]] Result<const PanelFactory *> panelFactory(const QString &kind) override;
    [[nodiscard]] QString manualFolder() const override;

private:
    void startSource(const SourceEntry &entry);
    void sourceStarted(const SourceEntry &entry, const Result<void> &started);
    [[nodiscard]] std::vector<std::string> sourceNamesBut(const std::string &left_out) const;
    void acceptSource(const SourceEntry &entry, const std::string &replaces);
    void report(const Error &error);
    void endTrial();
    /// Keeps pause and tests with a rule whose name changes.
    void follow(const std::string &old_name, const std::string &new_name);
    [[nodiscard]] TimeBasis timeBasisOf(const std::string &stream) const;
    /// Models of the workspace, with whole paths.
    [[nodiscard]] std::vector<ModelEntry> models() const;
    /// So that a workspace that was saved under a name goes on from where it is.
    void movePositions(const std::string &scope);
    [[nodiscard]] Result<void> addToEngine(const SourceEntry &entry, const std::string &scope);
    [[nodiscard]] std::filesystem::path autosaveBase(const QString &path) const;

    Program &program_;
    QSettings &settings_;
    KeychainBridge keychain_;
    DeskSecrets secrets_;
    SourceFactory source_factory_;
    DeskFunctions functions_; ///< of the thread of commands_
    PluginManager plugins_;
    std::vector<std::unique_ptr<PanelFactory>> builtin_;
    StateDb *state_ = nullptr;           ///< null: positions are not remembered
    std::unique_ptr<Tasks> alert_tasks_; ///< what may wait for the database, the engine or a receiver
    std::unique_ptr<DeskAlerts> alerts_; ///< outlives the engine it watches
    std::unique_ptr<Engine> own_engine_;
    Engine *engine_;
    std::unique_ptr<FrameSampler> sampler_;
    std::unique_ptr<SamplerFeed> feed_;
    std::shared_ptr<Recorder> recorder_; ///< the last one
    std::vector<SourceEntry> sources_;
    std::vector<RuleSpec> rules_;
    QStringList paused_;
    std::map<std::string, std::string> rule_texts_; ///< by rule, see Workspace
    std::vector<RuleTest> tests_;
    std::map<std::string, Error> broken_;
    std::string scope_;                 ///< where positions of this workspace's sources belong; empty: nowhere yet
    std::string next_scope_;            ///< of the workspace that was read last
    std::stop_source backtest_stop_;    ///< of the newest one
    std::stop_source closing_;          ///< ends what still waits for a server
    std::unique_ptr<Tasks> backtests_;  ///< one thread: they take long
    std::unique_ptr<TrialProbe> trial_; ///< of the thread of trials_
    std::unique_ptr<Tasks> trials_;     ///< one thread
    std::unique_ptr<Tasks> commands_;   ///< one thread: to the engine, in order
    std::unique_ptr<Tasks> questions_;  ///< servers and files
    std::unique_ptr<DeskLookups> lookups_;
};

} // namespace streamgauge
