// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/shell/fakedesk.h"

#include <QTimer>

namespace streamgauge {

namespace {

class FakeFactory final : public PanelFactory
{
public:
    [[nodiscard]] QString kind() const override { return QStringLiteral("chart"); }
    [[nodiscard]] QString title() const override { return QStringLiteral("Chart"); }
    [[nodiscard]] QString description() const override { return QStringLiteral("Lines over time"); }
    [[nodiscard]] QSize defaultGridSize() const override { return { 6, 4 }; }
    [[nodiscard]] Panel *create(const PanelContext &context, QWidget *parent) const override
    {
        return new FakePanel(context, parent);
    }
};

class FakeExport final : public ExportHandle
{
public:
    explicit FakeExport(std::shared_ptr<bool> cancelled)
        : cancelled_(std::move(cancelled))
    {
    }
    void cancel() override { *cancelled_ = true; }

private:
    std::shared_ptr<bool> cancelled_;
};

} // namespace

class FakeFeed::FakeSubscription final : public Subscription
{
public:
    FakeSubscription(FakeFeed &feed, int id)
        : feed_(feed)
        , id_(id)
    {
    }
    ~FakeSubscription() override { feed_.entries_.erase(id_); }
    void change(Query query) override { feed_.entries_.at(id_).query = std::move(query); }
    void setPaused(bool) override { }

private:
    FakeFeed &feed_;
    int id_;
};

std::unique_ptr<Subscription> FakeFeed::subscribe(Query query, std::function<void(const Answer &)> receive)
{
    entries_[++next_id_] = { std::move(query), std::move(receive) };
    return std::make_unique<FakeSubscription>(*this, next_id_);
}

void FakeFeed::publish(Snapshot snapshot)
{
    latest_ = std::make_shared<const Snapshot>(std::move(snapshot));
    Q_EMIT frame(latest_);
}

void FakePanel::addField(const SchemaPtr &schema, const QString &field, const QString &key)
{
    added_ << QString::fromStdString(schema->stream) + QLatin1Char('.') + field + QLatin1Char('/') + key;
    settings_.insert(QStringLiteral("added"), added_.join(QLatin1Char(',')));
    Q_EMIT settingsChanged();
}

FakeDesk::FakeDesk()
    : settings_(std::make_unique<QSettings>(folder_.filePath(QStringLiteral("desk.ini")), QSettings::IniFormat))
    , factory_(std::make_unique<FakeFactory>())
{
    connector_.kind = "mysql";
    connector_.title = "MySQL / MariaDB";
    connector_.description = "Rows as they change";
    connector_.snapshot = connector_.resume = true;
    connector_.fields = { { "host", "Host", "Name or address", FieldType::Text, "", {}, true, false },
                          { "port", "Port", "", FieldType::Number, "3306", {}, false, false },
                          { "password", "Password", "", FieldType::Secret, "", {}, false, false },
                          { "tls", "Encrypted", "", FieldType::Choice, "auto", { "auto", "on", "off" }, false, false },
                          { "tables", "Tables", "", FieldType::StreamList, "", {}, false, false },
                          { "compress", "Compressed", "", FieldType::Flag, "off", {}, false, true } };
}

void FakeDesk::check(const ConnectionDraft &draft, std::stop_token stop, QObject *context,
                     Receive<std::vector<Finding>> receive)
{
    drafts_.push_back(draft);
    if (!checks_) {
        unanswered_ = std::move(stop);
        return;
    }
    QTimer::singleShot(0, context, [this, receive] { receive(findings_); });
}

void FakeDesk::browse(const ConnectionDraft &, std::stop_token stop, QObject *context, Receive<Result<Catalog>> receive)
{
    if (!lists_) {
        unanswered_ = std::move(stop);
        return;
    }
    QTimer::singleShot(0, context, [this, receive] { receive(catalog_); });
}

void FakeDesk::probeKeychain(QObject *context, Done receive)
{
    QTimer::singleShot(0, context, [this, receive] { receive(keychain_); });
}

void FakeDesk::saveSource(const ConnectionDraft &draft, const QString &replaces, QObject *context, Done receive)
{
    drafts_.push_back(draft);
    QTimer::singleShot(0, context, [this, draft, replaces, receive] {
        if (save_result_) {
            std::erase_if(sources_, [&](const SourceEntry &source) { return source.name == replaces.toStdString(); });
            sources_.push_back(draft.entry);
            Q_EMIT sourcesChanged();
        }
        receive(save_result_);
    });
}

void FakeDesk::removeSource(const QString &name)
{
    std::erase_if(sources_, [&](const SourceEntry &source) { return source.name == name.toStdString(); });
    Q_EMIT sourcesChanged();
}

void FakeDesk::setRule(const RuleSpec &rule, const QString &replaces, QObject *context, Done receive)
{
    QTimer::singleShot(0, context, [this, rule, replaces, receive] {
        std::erase_if(rules_, [&](const RuleSpec &old) { return old.name == replaces.toStdString(); });
        rules_.push_back(rule);
        Q_EMIT rulesChanged();
        receive({});
    });
}

void FakeDesk::removeRule(const QString &name)
{
    std::erase_if(rules_, [&](const RuleSpec &rule) { return rule.name == name.toStdString(); });
    rule_texts_.erase(name);
    Q_EMIT rulesChanged();
}

void FakeDesk::pauseRule(const QString &name, bool paused)
{
    paused_.removeAll(name);
    if (paused)
        paused_.append(name);
    Q_EMIT rulesChanged();
}

std::string FakeDesk::ruleText(const QString &rule) const
{
    const auto found = rule_texts_.find(rule);
    return found == rule_texts_.end() ? std::string() : found->second;
}

std::vector<RuleTest> FakeDesk::tests(const QString &rule) const
{
    const auto found = tests_.find(rule);
    return found == tests_.end() ? std::vector<RuleTest>() : found->second;
}

void FakeDesk::setTests(const QString &rule, std::vector<RuleTest> tests)
{
    tests_[rule] = std::move(tests);
}

void FakeDesk::runTest(const RuleSpec &rule, const RuleTest &test, QObject *context,
                       Receive<Result<std::vector<RuleTestMismatch>>> receive)
{
    QTimer::singleShot(0, context, [rule, test, receive] { receive(runRuleTest(rule, test)); });
}

void FakeDesk::backtest(const BacktestQuestion &question, QObject *context, Receive<Result<BacktestAnswer>> receive)
{
    questions_.push_back(question);
    QTimer::singleShot(0, context, [this, receive] { receive(backtest_); });
}

void FakeDesk::probeRule(const QString &, const std::string &, QObject *context, Receive<Result<RuleProbe>> receive)
{
    QTimer::singleShot(0, context, [this, receive] { receive(probe_); });
}

void FakeDesk::probeTrial(const RuleSpec &rule, const std::string &key, QObject *context, Receive<Result<RuleProbe>> receive)
{
    trials_.emplace_back(rule, key);
    QTimer::singleShot(0, context, [this, receive] { receive(probe_); });
}

void FakeDesk::functions(const RuleSpec &, QObject *context, Receive<std::vector<CelFunction>> receive)
{
    QTimer::singleShot(0, context, [this, receive] { receive(functions_); });
}

void FakeDesk::acknowledge(std::uint64_t episode, const QString &comment, QObject *context, Done receive)
{
    acknowledged_.emplace_back(episode, comment);
    QTimer::singleShot(0, context, [receive] { receive({}); });
}

void FakeDesk::activate(const Workspace &workspace)
{
    sources_ = workspace.sources;
    rules_ = workspace.rules;
    Q_EMIT sourcesChanged();
    Q_EMIT rulesChanged();
}

Result<Workspace> FakeDesk::loadWorkspace(const QString &path)
{
    const auto found = files_.find(path);
    if (found == files_.end())
        return Error { ErrorKind::Input, "the file is damaged", path.toStdString() + ", line 3, column 7",
                       "Open the backup beside it" };
    return found->second;
}

Result<void> FakeDesk::saveWorkspace(const QString &path, const Workspace &workspace)
{
    if (path.startsWith(QLatin1String("/proc")))
        return Error { ErrorKind::Resource, "it cannot be written", path.toStdString(), "Choose another folder" };
    files_[path] = workspace;
    return {};
}

Result<void> FakeDesk::autosave(const Workspace &workspace, const QString &path)
{
    ++autosaves_;
    recovery_ = Recovery { workspace, path, QDateTime::currentDateTime() };
    return {};
}

std::vector<DemoInfo> FakeDesk::demos() const
{
    return { { QStringLiteral("ward"), QStringLiteral("A ward"), QStringLiteral("Made-up patients") } };
}

Result<Workspace> FakeDesk::demo(const QString &)
{
    return wardWorkspace();
}

std::unique_ptr<ExportHandle> FakeDesk::startExport(ExportRequest request, QObject *context, Receive<ExportCount> progress,
                                                    Done receive)
{
    const bool endless = request.path.ends_with("endless.csv");
    exports_.push_back(std::move(request));
    auto cancelled = std::make_shared<bool>(false);
    auto *timer = new QTimer(context);
    QObject::connect(timer, &QTimer::timeout, context, [timer, cancelled, endless, progress, receive] {
        progress({ 7, 10 });
        if (endless && !*cancelled)
            return;
        timer->stop();
        timer->deleteLater();
        receive(*cancelled ? Result<void>(Error { ErrorKind::Cancelled, "cancelled", {}, {} }) : Result<void>());
    });
    timer->start(1);
    return std::make_unique<FakeExport>(cancelled);
}

std::vector<PanelKind> FakeDesk::panelKinds() const
{
    return { { QStringLiteral("chart"), QStringLiteral("Chart"), QStringLiteral("Lines over time"), QSize(6, 4), {}, {} } };
}

Result<const PanelFactory *> FakeDesk::panelFactory(const QString &kind)
{
    if (kind == QLatin1String("chart"))
        return factory_.get();
    return Error { ErrorKind::Unsupported, "no plugin offers it", {}, {} };
}

SchemaPtr vitalsSchema()
{
    auto schema = std::make_shared<Schema>();
    schema->stream = "vitals";
    schema->columns = { { "bed", ValueKind::String },
                        { "heart_rate", ValueKind::Double, "1/min" },
                        { "ward", ValueKind::String } };
    schema->key_columns = { 0 };
    schema->simulated = true;
    return schema;
}

Snapshot wardSnapshot()
{
    static const SchemaPtr schema = vitalsSchema();
    Snapshot snapshot;
    snapshot.time_ns = 1'795'000'000 * ns_per_s;
    SourceStatus source;
    source.name = "ward";
    source.kind = "sim";
    source.state = SourceState::Streaming;
    source.simulated = true;
    source.events_per_second = 1'250;
    source.lag_ns = 2 * ns_per_ms;
    snapshot.sources.push_back(source);
    StreamStatus stream;
    stream.schema = schema;
    stream.source = "ward";
    stream.events = 5'000;
    stream.keys = 8;
    stream.events_per_second = 1'250;
    stream.last_event_ns = snapshot.time_ns - 200 * ns_per_ms;
    snapshot.streams.push_back(stream);
    snapshot.alerts = std::make_shared<const std::vector<Alert>>();
    return snapshot;
}

Alert wardAlert(std::uint64_t episode, Severity severity, AlertState state)
{
    Alert alert;
    alert.episode = episode;
    alert.rule = "Fast";
    alert.stream = "vitals";
    alert.field = "heart_rate";
    alert.key = "bed-" + std::to_string(episode);
    alert.severity = severity;
    alert.state = state;
    alert.active_at_ns = alert.fired_at_ns = static_cast<TimeNs>(1'795'000'000 + episode) * ns_per_s;
    alert.value = "131";
    alert.condition = "event.heart_rate > 120";
    return alert;
}

Workspace wardWorkspace()
{
    Workspace workspace;
    workspace.name = "Ward";
    workspace.sources = { { "ward", "sim", { { "simulation", "vitals" } } } };
    const std::string shown = R"({"fields":[{"stream":"vitals","field":"heart_rate"}]})";
    workspace.dashboards = { { "Overview",
                               { { "chart", "Heart", 0, 0, 6, 4, shown }, { "chart", "", 6, 0, 6, 4, "{}" } } } };
    return workspace;
}

void FakeDesk::startRecording(const QString &path, QObject *context, Done receive)
{
    recording_ = RecorderStatus();
    recording_->file = path.toStdString();
    recording_->recording = true;
    QMetaObject::invokeMethod(
        context, [receive] { receive(Result<void>()); }, Qt::QueuedConnection);
}

void FakeDesk::stopRecording(QObject *context, Done receive)
{
    recording_->recording = false;
    QMetaObject::invokeMethod(
        context, [receive] { receive(Result<void>()); }, Qt::QueuedConnection);
}

} // namespace streamgauge
