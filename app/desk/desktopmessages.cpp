// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desk/desktopmessages.h"

#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QVariantMap>

#include <utility>

namespace streamgauge {

namespace {

const QString object_path = QStringLiteral("/org/freedesktop/Notifications");
const QString interface = QStringLiteral("org.freedesktop.Notifications");
const QString acknowledge_action = QStringLiteral("acknowledge");
const QString default_action = QStringLiteral("default"); ///< a click beside the buttons

enum class Urgency : unsigned char { Normal = 1, Critical = 2 };

} // namespace

DesktopMessages::DesktopMessages(QDBusConnection bus, QString service, QObject *parent)
    : QObject(parent)
    , bus_(std::move(bus))
    , service_(std::move(service))
{
    if (!bus_.isConnected())
        return;
    bus_.connect(service_, object_path, interface, QStringLiteral("ActionInvoked"), this, SLOT(invoke(uint, QString)));
    bus_.connect(service_, object_path, interface, QStringLiteral("NotificationClosed"), this, SLOT(forget(uint)));
    auto *watcher = new QDBusPendingCallWatcher(bus_.asyncCall(call(QStringLiteral("GetCapabilities"))), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this](QDBusPendingCallWatcher *done) {
        const QDBusPendingReply<QStringList> reply = *done;
        if (reply.isValid())
            capabilities_ = reply.value();
        done->deleteLater();
    });
}

QDBusMessage DesktopMessages::call(const QString &method) const
{
    return QDBusMessage::createMethodCall(service_, object_path, interface, method);
}

void DesktopMessages::show(const QString &title, const QString &text, bool critical, const Episodes &episodes)
{
    const bool marked_up = capabilities_.contains(QStringLiteral("body-markup"));
    QStringList actions { default_action, tr("Show") };
    if (!episodes.empty())
        actions << acknowledge_action << tr("Acknowledge");
    const auto urgency = static_cast<unsigned char>(critical ? Urgency::Critical : Urgency::Normal);
    const QVariantMap hints { { QStringLiteral("urgency"), QVariant::fromValue(urgency) },
                              { QStringLiteral("desktop-entry"), QStringLiteral("streamgauge") } };
    constexpr int as_the_service_likes = -1;
    QDBusMessage message = call(QStringLiteral("Notify"));
    message << QStringLiteral("Streamgauge") << uint { 0 } << QStringLiteral("streamgauge") << title
            << (marked_up ? text.toHtmlEscaped() : text) << actions << hints << as_the_service_likes;
    auto *watcher = new QDBusPendingCallWatcher(bus_.asyncCall(message), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, episodes](QDBusPendingCallWatcher *done) {
        const QDBusPendingReply<uint> reply = *done;
        if (reply.isValid())
            remember(reply.value(), episodes);
        done->deleteLater();
    });
}

void DesktopMessages::remember(uint id, const Episodes &episodes)
{
    if (shown_.size() == most_remembered)
        shown_.erase(shown_.begin());
    shown_.insert_or_assign(id, episodes);
}

void DesktopMessages::invoke(uint id, const QString &action)
{
    const auto found = shown_.find(id);
    if (found == shown_.end())
        return; // Another program's.
    if (action == acknowledge_action)
        Q_EMIT acknowledged(found->second);
    else
        Q_EMIT activated();
}

void DesktopMessages::forget(uint id)
{
    shown_.erase(id);
}

} // namespace streamgauge
