// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/deskservices.h"

#include <QLabel>
#include <QTemporaryDir>

#include <map>

namespace streamgauge {

/// A feed that a test fills by hand.
class FakeFeed : public DataFeed
{
    Q_OBJECT

public:
    struct Entry {
        Query query;
        std::function<void(const Answer &)> receive;
    };

    [[nodiscard]] std::unique_ptr<Subscription> subscribe(Query query, std::function<void(const Answer &)> receive) override;
    [[nodiscard]] SnapshotPtr latest() const override { return latest_; }

    void publish(Snapshot snapshot);
    /// To every subscription of that kind of query.
    template <typename QueryKind> int answer(const Answer &what)
    {
        int count = 0;
        const auto entries = entries_;
        for (const auto &[id, entry] : entries) {
            if (std::holds_alternative<QueryKind>(entry.query)) {
                entry.receive(what);
                ++count;
            }
        }
        return count;
    }

private:
    class FakeSubscription;

    std::map<int, Entry> entries_;
    int next_id_ = 0;
    SnapshotPtr latest_;
};

/// A panel that remembers what it was told.
class FakePanel : public Panel
{
    Q_OBJECT

public:
    using Panel::context;
    using Panel::Panel;

    [[nodiscard]] QString suggestedTitle() const override { return QStringLiteral("Fake"); }
    [[nodiscard]] QJsonObject settings() const override { return settings_; }
    void applySettings(const QJsonObject &settings) override { settings_ = settings; }
    [[nodiscard]] bool acceptsField(const SchemaPtr &, const QString &) const override { return true; }
    void addField(const SchemaPtr &schema, const QString &field, const QString &key) override;
    [[nodiscard]] QStringList streams() const override { return { QStringLiteral("vitals") }; }
    void setLive(bool live) override { live_ = live; }
    void showInstant(qint64 time_ns) override { shown_ns_ = time_ns; }

    QJsonObject settings_;
    QStringList added_;
    bool live_ = true;
    qint64 shown_ns_ = 0;
};

/// Answers from values that a test sets, and counts what was asked of it. Asynchronous answers come by the event loop.
class FakeDesk : public DeskServices
{
    Q_OBJECT

public:
    FakeDesk();

    [[nodiscard]] DataFeed &feed() override { return feed_; }
    [[nodiscard]] QSettings &settings() override { return *settings_; }
    [[nodiscard]] std::vector<ConnectorInfo> connectors() const override { return { connector_ }; }
    void check(const ConnectionDraft &draft, std::stop_token stop, QObject *context,
               Receive<std::vector<Finding>> receive) override;
    void browse(const ConnectionDraft &draft, std::stop_token stop, QObject *context,
                Receive<Result<Catalog>> receive) override;
    void probeKeychain(QObject *context, Done receive) override;
    void saveSource(const ConnectionDraft &draft, const QString &replaces, QObject *context, Done receive) override;
    void removeSource(const QString &name) override;
    void retrySource(const QString &name) override { retried_ << name; }
    [[nodiscard]] const std::vector<SourceEntry> &sources() const override { return sources_; }
    [[nodiscard]] const std::map<std::string, Error> &brokenSources() const override { return broken_; }
    void setRule(const RuleSpec &rule, const QString &replaces, QObject *context, Done receive) override;
    void removeRule(const QString &name) override;
    [[nodiscard]] const std::vector<RuleSpec> &rules() const override { return rules_; }
    void pauseRule(const QString &name, bool paused) override;
    [[nodiscard]] QStringList pausedRules() const override { return paused_; }
    [[nodiscard]] std::string ruleText(const QString &rule) const override;
    void setRuleText(const QString &rule, const std::string &text) override { rule_texts_[rule] = text; }
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
    [[nodiscard]] std::optional<Recovery> recovery() override { return recovery_; }
    void discardAutosave() override { recovery_.reset(); }
    [[nodiscard]] std::vector<DemoInfo> demos() const override;
    [[nodiscard]] Result<Workspace> demo(const QString &name) override;
    [[nodiscard]] std::unique_ptr<ExportHandle> startExport(ExportRequest request, QObject *context,
                                                            Receive<ExportCount> progress, Done receive) override;
    void startRecording(const QString &path, QObject *context, Done receive) override;
    void stopRecording(QObject *context, Done receive) override;
    [[nodiscard]] std::optional<RecorderStatus> recording() const override { return recording_; }
    [[nodiscard]] std::vector<PluginInfo> plugins() const override { return plugins_; }
    [[nodiscard]] std::vector<PanelKind> panelKinds() const override;
    [[nodiscard]] Result<const PanelFactory *> panelFactory(const QString &kind) override;
    [[nodiscard]] QString manualFolder() const override
    {
        return qEnvironmentVariable("STREAMGAUGE_SOURCE_DIR") + QStringLiteral("/resources/manual");
    }

    FakeFeed feed_;
    QTemporaryDir folder_;
    std::unique_ptr<QSettings> settings_;
    ConnectorInfo connector_;
    std::vector<Finding> findings_;
    Result<Catalog> catalog_ = Catalog();
    Result<void> keychain_;
    Result<void> save_result_;
    std::vector<SourceEntry> sources_;
    std::map<std::string, Error> broken_;
    std::vector<RuleSpec> rules_;
    QStringList paused_;
    std::map<QString, std::vector<RuleTest>> tests_;
    std::map<QString, std::string> rule_texts_;
    BacktestAnswer backtest_;
    std::vector<BacktestQuestion> questions_;
    Result<RuleProbe> probe_ = RuleProbe();
    std::vector<CelFunction> functions_;                   ///< that rules may call
    std::vector<std::pair<RuleSpec, std::string>> trials_; ///< asked for, with their keys
    std::map<QString, Workspace> files_;
    std::optional<Recovery> recovery_;
    std::optional<RecorderStatus> recording_;
    std::vector<PluginInfo> plugins_;
    std::vector<ConnectionDraft> drafts_;
    bool checks_ = true;         ///< false: a check is never answered
    bool lists_ = true;          ///< false: a listing is never answered
    std::stop_token unanswered_; ///< of the last question that never is
    std::vector<ExportRequest> exports_;
    std::vector<std::pair<std::uint64_t, QString>> acknowledged_;
    QStringList retried_;
    int autosaves_ = 0;

private:
    std::unique_ptr<PanelFactory> factory_;
};

[[nodiscard]] SchemaPtr vitalsSchema();
/// One streaming source "ward" with the stream "vitals".
[[nodiscard]] Snapshot wardSnapshot();
[[nodiscard]] Alert wardAlert(std::uint64_t episode, Severity severity, AlertState state);
/// One dashboard with two fake panels beside each other.
[[nodiscard]] Workspace wardWorkspace();

} // namespace streamgauge
