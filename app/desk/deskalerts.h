// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/core/notifyservice.h"
#include "app/core/program.h"
#include "app/desk/desknotices.h"
#include "app/desk/sourcefactory.h"
#include "app/desk/tasks.h"
#include "engine/run/engine.h"
#include "ui/alerts/alertservices.h"

#include <memory>

namespace streamgauge {

/// AlertServices over the program's NotifyService. GUI thread, except where said.
class DeskAlerts final : public AlertServices
{
    Q_OBJECT

public:
    /// All outlive this; `state` may be null. It outlives the engine.
    DeskAlerts(Program &program, SourceFactory &sources, StateDb *state, Tasks &tasks, QObject *parent = nullptr);

    [[nodiscard]] NotifyService &service() { return *service_; }
    [[nodiscard]] DeskNotices &notices() { return notices_; }
    /// Before the engine's first rule.
    void watch(Engine &engine);

    /// The workspace that begins, on the GUI thread; openIn() follows on the commands' thread.
    void prepare(const Workspace &workspace, const std::string &scope);
    /// Remembered alerts of the prepared workspace. On the commands' thread, before its rules are set; what was open is
    /// taken up by restoreIn(), behind them.
    [[nodiscard]] Result<void> openIn();
    void restoreIn();
    /// The workspace was saved under this name: what it trusts goes with it.
    void moveTo(const std::string &scope, const Workspace &workspace);

    void acknowledge(std::uint64_t episode, Acknowledgement acknowledgement, QObject *context, Done receive) override;
    void shelve(Shelf shelf, QObject *context, Done receive) override;
    void unshelve(const std::string &rule, const std::string &key) override;
    void setSilence(Silence silence, QObject *context, Done receive) override;
    void expireSilence(const std::string &id, QObject *context, Done receive) override;
    [[nodiscard]] std::vector<Silence> silences() const override { return service_->desk().silences(); }
    [[nodiscard]] std::vector<Shelf> shelves() const override { return service_->desk().shelves(); }
    [[nodiscard]] const NotifySettings &settings() const override { return workspace_.notifications; }
    void setSettings(const NotifySettings &settings, QObject *context, Done receive) override;
    [[nodiscard]] std::vector<ReceiverKind> receiverKinds() const override;
    void keepSecrets(const ReceiverDraft &draft, QObject *context, Receive<Result<Receiver>> receive) override;
    void sendTest(const ReceiverDraft &draft, QObject *context, Receive<Result<std::string>> receive) override;
    [[nodiscard]] std::vector<std::string> untrusted() const override { return service_->untrusted(); }
    void trust() override;
    void sent(std::size_t most, QObject *context, Receive<std::vector<SentEntry>> receive) override;
    void report(TimeNs from_ns, TimeNs to_ns, QObject *context, Receive<ShiftReport> receive) override;

Q_SIGNALS:
    /// Of couriers and the database; on the GUI thread.
    void problem(const streamgauge::Problem &problem);

private:
    [[nodiscard]] NotifySetup setupOf() const;
    [[nodiscard]] bool isTrusted() const;

    Program &program_;
    SourceFactory &sources_;
    Tasks &tasks_;
    Engine *engine_ = nullptr;
    DeskNotices notices_;
    Workspace workspace_; ///< sources and notifications of the open one
    std::string scope_;
    bool trusted_ = false;
    NotifySetup prepared_;
    NotifyService::Restored restored_; ///< between openIn() and restoreIn()
    std::unique_ptr<NotifyService> service_;
};

} // namespace streamgauge
