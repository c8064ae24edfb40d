// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/alerts/noticelog.h"
#include "engine/alerts/overlaybook.h"
#include "engine/alerts/receiver.h"
#include "engine/alerts/shiftreport.h"
#include "engine/base/result.h"
#include "ui/deskservices.h"

#include <QObject>
#include <QString>

#include <functional>
#include <string>
#include <vector>

namespace streamgauge {

struct ReceiverKind {
    std::string kind;
    QString title;
    std::vector<SettingField> fields;
};

/// What the form of a receiver holds: its entry for the workspace and, apart from it, the secrets as typed.
struct ReceiverDraft {
    Receiver receiver;  ///< its Secret settings are references that are to stay
    Settings secrets;   ///< field name to plain text; only fields that were typed
    Settings variables; ///< field name to environment variable; SecretPlace::Environment only
    SecretPlace secret_place = SecretPlace::Keychain;
};

/// What the widgets ask of the program about alerts and notices. GUI thread only; nothing blocks. Answers come later
/// through the callback, on the GUI thread, and are dropped when `context` is gone.
class AlertServices : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    template <typename T> using Receive = std::function<void(const T &)>;
    using Done = Receive<Result<void>>;

    /// In the name of the user; `acknowledgement` without who and time.
    virtual void acknowledge(std::uint64_t episode, Acknowledgement acknowledgement, QObject *context, Done receive) = 0;
    virtual void shelve(Shelf shelf, QObject *context, Done receive) = 0;
    virtual void unshelve(const std::string &rule, const std::string &key) = 0;
    /// A new one, or an edit (see SilenceBook::set()), in the name of the user.
    virtual void setSilence(Silence silence, QObject *context, Done receive) = 0;
    virtual void expireSilence(const std::string &id, QObject *context, Done receive) = 0;
    [[nodiscard]] virtual std::vector<Silence> silences() const = 0;
    [[nodiscard]] virtual std::vector<Shelf> shelves() const = 0;

    [[nodiscard]] virtual const NotifySettings &settings() const = 0;
    virtual void setSettings(const NotifySettings &settings, QObject *context, Done receive) = 0;
    [[nodiscard]] virtual std::vector<ReceiverKind> receiverKinds() const = 0;
    /// Keeps the secrets where the draft says; the receiver with references in their place.
    virtual void keepSecrets(const ReceiverDraft &draft, QObject *context, Receive<Result<Receiver>> receive) = 0;
    /// With the secrets as typed, kept nowhere.
    virtual void sendTest(const ReceiverDraft &draft, QObject *context, Receive<Result<std::string>> receive) = 0;
    /// Receivers that are off until the user trusts the workspace.
    [[nodiscard]] virtual std::vector<std::string> untrusted() const = 0;
    virtual void trust() = 0;

    /// Newest first.
    virtual void sent(std::size_t most, QObject *context, Receive<std::vector<SentEntry>> receive) = 0;
    virtual void report(TimeNs from_ns, TimeNs to_ns, QObject *context, Receive<ShiftReport> receive) = 0;

Q_SIGNALS:
    void silencesChanged();
    void settingsChanged();
    void trustChanged();
};

} // namespace streamgauge
