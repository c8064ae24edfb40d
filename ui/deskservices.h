// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/backtest/ruletestrun.h"
#include "engine/base/result.h"
#include "engine/record/recorder.h"
#include "engine/rules/ruleprobe.h"
#include "models/workspace.h"
#include "plugins/api/datafeed.h"
#include "plugins/api/plugin.h"
#include "ui/rules/rulequestions.h"

#include <QDateTime>
#include <QObject>
#include <QSettings>
#include <QStringList>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace streamgauge {

class AlertServices;
class LookupServices;

/// Where the secrets of a connection are kept. None of the three puts a secret into a workspace.
enum class SecretPlace {
    Keychain,    ///< the desktop's keychain, under the source's name
    Environment, ///< the user sets a variable before each start
    Session      ///< in memory, until the program ends
};

/// What the connection dialog holds: the entry for the workspace and, apart from it, the secrets as typed.
struct ConnectionDraft {
    SourceEntry entry;  ///< without its Secret fields, except a reference that is to stay as it is
    Settings secrets;   ///< field name to plain text; only fields that were typed
    Settings variables; ///< field name to environment variable; SecretPlace::Environment only
    SecretPlace secret_place = SecretPlace::Keychain;
};

struct DemoInfo {
    QString name;
    QString title;
    QString description;
};

struct PluginInfo {
    QString name;
    QString title;
    QString version;
    QString path;
    QStringList panels;    ///< kinds it offers
    QStringList functions; ///< that rules may call
    bool loaded = false;
    QString error; ///< why it cannot be used; empty when it can
};

struct PanelKind {
    QString kind;
    QString title;
    QString description;
    QSize grid_size;
    QString plugin; ///< empty: built in
    QString notice; ///< a sentence that every view of this kind shows; empty before its plugin is loaded
};

struct Recovery {
    Workspace workspace;
    QString path; ///< file it belongs to; empty when it was never saved
    QDateTime saved;
};

struct ExportRequest {
    enum class What { Series, Rows, Events, Alerts };
    What what = What::Series;
    std::vector<SeriesRef> series; ///< Series
    std::string stream;            ///< Rows, Events
    TimeNs from_ns = 0;            ///< Series, Events, Alerts: [from, to)
    TimeNs to_ns = 0;
    std::vector<std::string> columns; ///< in order; empty: all
    std::vector<Alert> alerts;        ///< Alerts
    char separator = ',';
    enum class TimeFormat { Iso, Text, Seconds, Milliseconds };
    TimeFormat time_format = TimeFormat::Iso;
    std::string zone = "UTC"; ///< IANA name
    std::string path;
};

struct ExportCount {
    std::uint64_t rows = 0;
    std::uint64_t expected = 0; ///< 0: unknown
};

/// A running export. Destroying it cancels; nothing is left under the final name then.
class ExportHandle
{
public:
    virtual ~ExportHandle() = default;
    virtual void cancel() = 0;
};

/// What the widgets ask of the program. GUI thread only; no call blocks on the network, the engine or a keychain.
/// Answers come later through the callback, on the GUI thread, and are dropped when `context` is gone.
class DeskServices : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    template <typename T> using Receive = std::function<void(const T &)>;
    using Done = Receive<Result<void>>;

    /// Silences, receivers, the log of notices; nullptr when they are somebody else's.
    [[nodiscard]] virtual AlertServices *alerts() { return nullptr; }
    /// Tables and models that rules read; nullptr when they are somebody else's.
    [[nodiscard]] virtual LookupServices *lookups() { return nullptr; }
    [[nodiscard]] virtual DataFeed &feed() = 0;
    [[nodiscard]] virtual QSettings &settings() = 0;

    [[nodiscard]] virtual std::vector<ConnectorInfo> connectors() const = 0;
    /// `stop` ends the waiting for the server; what comes then is worth nothing.
    virtual void check(const ConnectionDraft &draft, std::stop_token stop, QObject *context,
                       Receive<std::vector<Finding>> receive) = 0;
    /// Error Cancelled after a stop request.
    virtual void browse(const ConnectionDraft &draft, std::stop_token stop, QObject *context,
                        Receive<Result<Catalog>> receive) = 0;
    /// An error with its reason when the desktop has no keychain that answers.
    virtual void probeKeychain(QObject *context, Done receive) = 0;
    /// Keeps the secrets where the draft says, then adds the source, or replaces the one named `replaces`.
    virtual void saveSource(const ConnectionDraft &draft, const QString &replaces, QObject *context, Done receive) = 0;
    virtual void removeSource(const QString &name) = 0;
    virtual void retrySource(const QString &name) = 0;
    [[nodiscard]] virtual const std::vector<SourceEntry> &sources() const = 0;
    /// Sources that could not even be made (no password, no such connector), with the reason.
    [[nodiscard]] virtual const std::map<std::string, Error> &brokenSources() const = 0;

    virtual void setRule(const RuleSpec &rule, const QString &replaces, QObject *context, Done receive) = 0;
    virtual void removeRule(const QString &name) = 0;
    [[nodiscard]] virtual const std::vector<RuleSpec> &rules() const = 0;
    /// A paused rule is kept but judges nothing.
    virtual void pauseRule(const QString &name, bool paused) = 0;
    [[nodiscard]] virtual QStringList pausedRules() const = 0;
    /// The text of one rule as the user wrote it, with comments and lines of its own; empty when it was written in no way of
    /// its own. It reads as the rule.
    [[nodiscard]] virtual std::string ruleText(const QString &rule) const = 0;
    /// Precondition: `text` reads as a rule of that name.
    virtual void setRuleText(const QString &rule, const std::string &text) = 0;
    /// The test cases of one rule.
    [[nodiscard]] virtual std::vector<RuleTest> tests(const QString &rule) const = 0;
    virtual void setTests(const QString &rule, std::vector<RuleTest> tests) = 0;
    /// What does not come out as expected; empty: the test passes.
    virtual void runTest(const RuleSpec &rule, const RuleTest &test, QObject *context,
                         Receive<Result<std::vector<RuleTestMismatch>>> receive) = 0;
    /// A newer question ends the one before it, which then gets no answer.
    virtual void backtest(const BacktestQuestion &question, QObject *context, Receive<Result<BacktestAnswer>> receive) = 0;
    /// What a rule that runs makes of one key now.
    virtual void probeRule(const QString &rule, const std::string &key, QObject *context,
                           Receive<Result<RuleProbe>> receive) = 0;
    /// The same of a rule that does not run, over what the program still holds of its streams. Each answer goes on from the
    /// one before as long as rule and key stay the same; RuleProbe::judged says how far it came.
    virtual void probeTrial(const RuleSpec &rule, const std::string &key, QObject *context,
                            Receive<Result<RuleProbe>> receive) = 0;
    /// What the rule can call beside CEL's own, for what it has to be given.
    virtual void functions(const RuleSpec &rule, QObject *context, Receive<std::vector<CelFunction>> receive) = 0;
    virtual void acknowledge(std::uint64_t episode, const QString &comment, QObject *context, Done receive) = 0;

    /// Ends all sources and rules and starts those of `workspace`. Its dashboards are the window's.
    virtual void activate(const Workspace &workspace) = 0;
    [[nodiscard]] virtual Result<Workspace> loadWorkspace(const QString &path) = 0;
    virtual Result<void> saveWorkspace(const QString &path, const Workspace &workspace) = 0;
    virtual Result<void> autosave(const Workspace &workspace, const QString &path) = 0;
    /// What an earlier run that did not end properly left behind.
    [[nodiscard]] virtual std::optional<Recovery> recovery() = 0;
    virtual void discardAutosave() = 0;

    [[nodiscard]] virtual std::vector<DemoInfo> demos() const = 0;
    [[nodiscard]] virtual Result<Workspace> demo(const QString &name) = 0;

    /// `progress` comes at most ten times a second; `receive` once, also after a cancel (ErrorKind::Cancelled).
    [[nodiscard]] virtual std::unique_ptr<ExportHandle> startExport(ExportRequest request, QObject *context,
                                                                    Receive<ExportCount> progress, Done receive) = 0;

    /// Records everything that the sources send from now on, with the sources and rules there are, into a file that does
    /// not exist yet.
    virtual void startRecording(const QString &path, QObject *context, Done receive) = 0;
    /// Completes the file.
    virtual void stopRecording(QObject *context, Done receive) = 0;
    /// Of the recording under way or the last one; nullopt before the first. An error in it ended the recording.
    [[nodiscard]] virtual std::optional<RecorderStatus> recording() const = 0;

    [[nodiscard]] virtual std::vector<PluginInfo> plugins() const = 0;
    [[nodiscard]] virtual std::vector<PanelKind> panelKinds() const = 0;
    /// Loads the plugin of that kind when needed; an error tells why there is none.
    [[nodiscard]] virtual Result<const PanelFactory *> panelFactory(const QString &kind) = 0;

    /// Where the manual's chapters are, as Markdown files in the order of their names.
    [[nodiscard]] virtual QString manualFolder() const = 0;

Q_SIGNALS:
    void sourcesChanged();
    void rulesChanged();
    /// Something failed that nobody waits for; shown in the problem list, never in a dialog.
    void problem(const streamgauge::Problem &problem);
};

} // namespace streamgauge
