// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/alerts/noticesender.h"

#include <QObject>
#include <QStringList>
#include <QTemporaryDir>

#include <memory>

namespace streamgauge {

/// Receivers of the desk itself, "desktop" and "sound": they act on nothing but the user. GUI thread; senders on any.
class DeskNotices final : public QObject
{
    Q_OBJECT

public:
    explicit DeskNotices(QObject *parent = nullptr);
    ~DeskNotices() override;

    /// The two that every desk has: all firing alerts of warning and up are shown, and heard by their severity.
    [[nodiscard]] static std::vector<Receiver> ownReceivers();
    /// Any thread; its notices become the signals below.
    [[nodiscard]] std::unique_ptr<NoticeSender> sender(const std::string &kind);
    /// Played by whatever the desktop has for it (PipeWire, PulseAudio, ALSA); without any it stays quiet.
    void setSound(bool on) { sound_ = on; }
    /// A program that plays sounds is installed.
    [[nodiscard]] bool canSound() const { return !players_.isEmpty(); }

Q_SIGNALS:
    void shown(const streamgauge::Notice &notice);
    void heard(streamgauge::Severity severity);

private:
    void play(streamgauge::Severity severity);
    /// With the first of the players, else with the others in turn.
    void play(const QString &path, qsizetype tries);

    std::unique_ptr<QTemporaryDir> tones_;
    QStringList players_; ///< the one that worked last first
    bool sound_ = true;
};

} // namespace streamgauge
