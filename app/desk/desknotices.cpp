// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desk/desknotices.h"

#include "app/desk/tones.h"

#include <QFile>
#include <QProcess>
#include <QStandardPaths>

namespace streamgauge {

namespace {

class DeskSender final : public NoticeSender
{
public:
    DeskSender(DeskNotices &notices, bool sounds)
        : notices_(&notices)
        , sounds_(sounds)
    {
    }
    Result<std::string> send(const Notice &notice, const std::string & /*body*/, std::stop_token /*stop*/) override
    {
        QMetaObject::invokeMethod(
            notices_,
            [notices = notices_, sounds = sounds_, notice] {
                if (!sounds)
                    Q_EMIT notices->shown(notice);
                else if (!notice.firing.empty())
                    Q_EMIT notices->heard(notice.severity());
            },
            Qt::QueuedConnection);
        return std::string("shown on this desk");
    }

private:
    DeskNotices *notices_;
    bool sounds_;
};

} // namespace

DeskNotices::DeskNotices(QObject *parent)
    : QObject(parent)
{
    for (const char *name : { "pw-play", "paplay", "aplay" }) {
        if (const QString player = QStandardPaths::findExecutable(QString::fromLatin1(name)); !player.isEmpty())
            players_ << player;
    }
    connect(this, &DeskNotices::heard, this, qOverload<Severity>(&DeskNotices::play));
}

DeskNotices::~DeskNotices()
{
    for (QProcess *process : findChildren<QProcess *>()) {
        process->disconnect(this);
        process->kill();
        process->waitForFinished();
    }
}

std::vector<Receiver> DeskNotices::ownReceivers()
{
    const std::vector<Matcher> loud { { "severity", MatchOperator::Matches, "warning|critical" } };
    Receiver shown { "this desk", "desktop", {}, loud };
    Receiver heard { "this desk's sound", "sound", {}, loud, false, 12 };
    return { std::move(shown), std::move(heard) };
}

std::unique_ptr<NoticeSender> DeskNotices::sender(const std::string &kind)
{
    return std::make_unique<DeskSender>(*this, kind == "sound");
}

void DeskNotices::play(Severity severity)
{
    if (!sound_ || players_.isEmpty())
        return;
    if (!tones_)
        tones_ = std::make_unique<QTemporaryDir>();
    if (!tones_->isValid())
        return;
    const QString path = tones_->filePath(QStringLiteral("tone-%1.wav").arg(static_cast<int>(severity)));
    QFile file(path);
    if (!file.exists() && (!file.open(QIODevice::WriteOnly) || file.write(toneWav(severity)) < 0))
        return;
    file.close();
    play(path, players_.size());
}

void DeskNotices::play(const QString &path, qsizetype tries)
{
    auto *process = new QProcess(this);
    // A player may be installed while its sound server does not run.
    const auto ended = [this, process, path, tries](bool played) {
        process->deleteLater();
        if (played || tries <= 1)
            return;
        players_.move(0, players_.size() - 1);
        play(path, tries - 1);
    };
    connect(process, &QProcess::finished, this,
            [ended](int status, QProcess::ExitStatus how) { ended(status == 0 && how == QProcess::NormalExit); });
    connect(process, &QProcess::errorOccurred, this, [ended](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            ended(false);
    });
    process->start(players_.front(), { path });
}

} // namespace streamgauge
