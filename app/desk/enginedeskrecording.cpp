// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/workspacefile.h"
#include "app/desk/enginedesk.h"

#include <QPointer>

namespace streamgauge {

void EngineDesk::startRecording(const QString &path, QObject *context, Done receive)
{
    Workspace workspace;
    workspace.sources = sources_;
    workspace.rules = rules_;
    const auto text = workspaceText(workspace);
    RecorderOptions options { path.toStdString(), text.ok() ? *text : std::string() };
    using Started = Result<std::shared_ptr<Recorder>>;
    commands_->run(
        [this, options = std::move(options)]() -> Started {
            auto recorder = Recorder::start(options, program_.clock());
            if (recorder)
                functions_.recordWith(*engine_, *recorder);
            return recorder;
        },
        this,
        [this, guard = QPointer<QObject>(context), receive = std::move(receive)](const Started &started) {
            if (started)
                recorder_ = *started;
            if (guard)
                receive(started ? Result<void>() : started.error());
        });
}

void EngineDesk::stopRecording(QObject *context, Done receive)
{
    commands_->run(
        [this, recorder = recorder_] {
            functions_.recordWith(*engine_, nullptr);
            return recorder ? recorder->finish() : Result<void>();
        },
        this,
        [guard = QPointer<QObject>(context), receive = std::move(receive)](const Result<void> &finished) {
            if (guard)
                receive(finished);
        });
}

std::optional<RecorderStatus> EngineDesk::recording() const
{
    return recorder_ ? std::optional(recorder_->status()) : std::nullopt;
}

} // namespace streamgauge
