// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDBusConnection>
#include <QObject>
#include <QStringList>

#include <cstdint>
#include <map>
#include <vector>

namespace streamgauge {

/// Messages with a button, by the desktop's notification service (org.freedesktop.Notifications, specification 1.2). GUI
/// thread; nothing waits.
class DesktopMessages final : public QObject
{
    Q_OBJECT

public:
    using Episodes = std::vector<std::uint64_t>;

    /// Messages whose buttons still work; of older ones the button does nothing.
    static constexpr std::size_t most_remembered = 100;

    /// `service`: empty on a connection to a peer.
    explicit DesktopMessages(QDBusConnection bus, QString service = QStringLiteral("org.freedesktop.Notifications"),
                             QObject *parent = nullptr);

    /// The service is there and shows buttons. False until it has said so.
    [[nodiscard]] bool offersActions() const { return capabilities_.contains(QStringLiteral("actions")); }
    /// With a button that acknowledges `episodes`, unless there are none.
    void show(const QString &title, const QString &text, bool critical, const Episodes &episodes);

Q_SIGNALS:
    void acknowledged(const streamgauge::DesktopMessages::Episodes &episodes);
    /// The message itself was clicked.
    void activated();

private Q_SLOTS:
    void invoke(uint id, const QString &action);
    void forget(uint id);

private:
    [[nodiscard]] QDBusMessage call(const QString &method) const;
    void remember(uint id, const Episodes &episodes);

    QDBusConnection bus_;
    QString service_;
    QStringList capabilities_;
    std::map<uint, Episodes> shown_; ///< by the service's number of the message, which grows
};

} // namespace streamgauge
