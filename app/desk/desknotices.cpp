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
    if (!sound_)
        return;
    if (!tones_) {
        tones_ = std::make_unique<QTemporaryDir>();
        for (const char *player : { "pw-play", "paplay", "aplay" }) {
            if (player_.isEmpty())
                player_ = QStandardPaths::findExecutable(QString::fromLatin1(player));
        }
    }
    if (player_.isEmpty() || !tones_->isValid())
        return;
    const QString path = tones_->filePath(QStringLiteral("tone-%1.wav").arg(static_cast<int>(severity)));
    QFile file(path);
    if (!file.exists() && (!file.open(QIODevice::WriteOnly) || file.write(toneWav(severity)) < 0))
        return;
    file.close();
    QProcess::startDetached(player_, { path });
}

} // namespace streamgauge
