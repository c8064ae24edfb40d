// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desk/deskalerts.h"

#include "app/core/notifysenders.h"
#include "app/core/notifysettingsfile.h"
#include "app/desk/username.h"

#include <array>

namespace streamgauge {

namespace {

constexpr std::size_t most_reported = 100'000;

} // namespace

DeskAlerts::DeskAlerts(Program &program, SourceFactory &sources, StateDb *state, Tasks &tasks, QObject *parent)
    : AlertServices(parent)
    , program_(program)
    , sources_(sources)
    , tasks_(tasks)
{
    const auto make = [this](const Receiver &receiver) -> Result<std::unique_ptr<NoticeSender>> {
        if (!actsOutside(receiver))
            return notices_.sender(receiver.kind);
        return sources_.sender(receiver);
    };
    const auto say = [this](const Problem &fault) {
        QMetaObject::invokeMethod(
            this, [this, fault] { Q_EMIT problem(fault); }, Qt::QueuedConnection);
    };
    service_ = std::make_unique<NotifyService>(program.clock(), state, make, say);
}

void DeskAlerts::watch(Engine &engine)
{
    engine_ = &engine;
    engine.watchAlerts(service_->desk(), service_->lastEpisode());
}

bool DeskAlerts::isTrusted() const
{
    const std::string content = actingContent(workspace_);
    return content.empty() || (!scope_.empty() && service_->store().trusted(scope_) == content);
}

NotifySetup DeskAlerts::setupOf() const
{
    // What is kept under no scope belongs to an earlier workspace that was never saved.
    return { scope_, workspace_.notifications, DeskNotices::ownReceivers(), trusted_, scope_.empty() };
}

void DeskAlerts::prepare(const Workspace &workspace, const std::string &scope)
{
    workspace_ = {};
    workspace_.sources = workspace.sources;
    workspace_.notifications = workspace.notifications;
    scope_ = scope;
    trusted_ = isTrusted();
    prepared_ = setupOf();
    sources_.setReceiverSources(workspace_.sources);
    Q_EMIT settingsChanged();
}

Result<void> DeskAlerts::openIn()
{
    service_->close();
    auto opened = service_->open(prepared_);
    if (!opened)
        return opened.error();
    restored_ = std::move(opened.value());
    return {};
}

void DeskAlerts::restoreIn()
{
    if (!restored_.open.empty())
        engine_->restoreAlerts(restored_.open, restored_.down_since_ns);
    restored_ = {};
    QMetaObject::invokeMethod(
        this,
        [this] {
            Q_EMIT silencesChanged();
            Q_EMIT trustChanged();
        },
        Qt::QueuedConnection);
}

void DeskAlerts::moveTo(const std::string &scope, const Workspace &workspace)
{
    scope_ = scope;
    workspace_.sources = workspace.sources;
    sources_.setReceiverSources(workspace_.sources);
    if (const std::string content = actingContent(workspace_); trusted_ && !content.empty()) {
        if (const auto kept = service_->trust(scope, content); !kept)
            Q_EMIT problem({ Problem::Severity::Warning, kept.error().message, kept.error().place, kept.error().remedy });
    }
}

void DeskAlerts::acknowledge(std::uint64_t episode, Acknowledgement acknowledgement, QObject *context, Done receive)
{
    acknowledgement.who = userName();
    tasks_.run([this, episode, acknowledgement] { return engine_->acknowledge(episode, acknowledgement); }, context,
               std::move(receive));
}

void DeskAlerts::shelve(Shelf shelf, QObject *context, Done receive)
{
    shelf.who = userName();
    tasks_.run([this, shelf] { return service_->shelve(shelf); }, context,
               [this, receive = std::move(receive)](const Result<void> &done) {
                   Q_EMIT silencesChanged();
                   receive(done);
               });
}

void DeskAlerts::unshelve(const std::string &rule, const std::string &key)
{
    service_->unshelve(rule, key);
    Q_EMIT silencesChanged();
}

void DeskAlerts::setSilence(Silence silence, QObject *context, Done receive)
{
    silence.author = userName();
    tasks_.run(
        [this, silence]() -> Result<void> {
            const auto id = service_->setSilence(silence);
            return id ? Result<void>() : Result<void>(id.error());
        },
        context,
        [this, receive = std::move(receive)](const Result<void> &done) {
            Q_EMIT silencesChanged();
            receive(done);
        });
}

void DeskAlerts::expireSilence(const std::string &id, QObject *context, Done receive)
{
    tasks_.run([this, id] { return service_->expireSilence(id); }, context,
               [this, receive = std::move(receive)](const Result<void> &done) {
                   Q_EMIT silencesChanged();
                   receive(done);
               });
}

void DeskAlerts::setSettings(const NotifySettings &settings, QObject *context, Done receive)
{
    Workspace wanted = workspace_;
    wanted.notifications = settings;
    // Whoever writes a receiver here trusts it; a stranger's that are already there stay off.
    const bool trusted = trusted_ || actingContent(workspace_).empty();
    tasks_.run([this, settings, trusted] { return service_->reconfigure(settings, trusted); }, context,
               [this, wanted, trusted, receive = std::move(receive)](const Result<void> &done) {
                   if (done) {
                       workspace_ = wanted;
                       trusted_ = trusted;
                       moveTo(scope_, workspace_);
                       Q_EMIT settingsChanged();
                   }
                   receive(done);
               });
}

std::vector<ReceiverKind> DeskAlerts::receiverKinds() const
{
    const std::array<std::pair<const char *, QString>, 4> titles { {
        { "email", tr("E-mail") },
        { "webhook", tr("Web hook") },
        { "command", tr("Command") },
        { "sql", tr("SQL statement") },
    } };
    std::vector<ReceiverKind> kinds;
    for (const auto &[kind, title] : titles) {
        if (auto fields = sources_.receiverFields(kind))
            kinds.push_back({ kind, title, std::move(fields.value()) });
    }
    kinds.push_back({ "desktop", tr("Message on this desk"), {} });
    kinds.push_back({ "sound", tr("Sound on this desk"), {} });
    return kinds;
}

void DeskAlerts::keepSecrets(const ReceiverDraft &draft, QObject *context, Receive<Result<Receiver>> receive)
{
    tasks_.run([this, draft] { return sources_.keep(draft); }, context, std::move(receive));
}

void DeskAlerts::sendTest(const ReceiverDraft &draft, QObject *context, Receive<Result<std::string>> receive)
{
    tasks_.run(
        [this, draft] {
            return sources_.whileHeld(draft, [this](const Receiver &receiver) { return service_->sendTest(receiver); });
        },
        context, std::move(receive));
}

void DeskAlerts::trust()
{
    trusted_ = true;
    tasks_.run([this, settings = workspace_.notifications] { return service_->reconfigure(settings, true); }, this,
               [this](const Result<void> &done) {
                   if (!done)
                       Q_EMIT problem({ Problem::Severity::Serious, done.error().message, done.error().place, {} });
                   moveTo(scope_, workspace_);
                   Q_EMIT trustChanged();
               });
}

void DeskAlerts::sent(std::size_t most, QObject *context, Receive<std::vector<SentEntry>> receive)
{
    tasks_.run([this, most] { return service_->store().sent(most); }, context, std::move(receive));
}

void DeskAlerts::report(TimeNs from_ns, TimeNs to_ns, QObject *context, Receive<ShiftReport> receive)
{
    tasks_.run(
        [this, from_ns, to_ns] {
            service_->flush();
            return shiftReport(service_->store().episodes(from_ns, to_ns, most_reported), from_ns, to_ns,
                               program_.clock().now());
        },
        context, std::move(receive));
}

} // namespace streamgauge
