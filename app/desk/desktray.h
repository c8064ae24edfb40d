// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/desk/deskalerts.h"
#include "app/desk/desktopmessages.h"

#include <QMenu>
#include <QSystemTrayIcon>
#include <QWidget>

#include <memory>

namespace streamgauge {

/// The program on the desktop: says what fires in messages, whose button acknowledges it where the desktop has buttons, and
/// stands in the tray with a menu for the same. Without a tray and a notification service there is nothing to see, and the
/// window alone tells. GUI thread.
class DeskTray final : public QObject
{
    Q_OBJECT

public:
    /// Both outlive this. `window` comes to the front when a message is clicked.
    DeskTray(DeskAlerts &alerts, DataFeed &feed, QWidget &window,
             std::unique_ptr<DesktopMessages> messages = std::make_unique<DesktopMessages>(QDBusConnection::sessionBus()),
             QObject *parent = nullptr);
    ~DeskTray() override;

    void tell(const Notice &notice);
    [[nodiscard]] QMenu &menu() { return *menu_; }

Q_SIGNALS:
    /// What the message says, for those who look elsewhere.
    void told(const QString &title, const QString &text);

private:
    void fillMenu();
    void acknowledge(const DesktopMessages::Episodes &episodes);
    void showWindow();
    [[nodiscard]] std::vector<Alert> unacknowledged() const;

    DeskAlerts &alerts_;
    DataFeed &feed_;
    QWidget &window_;
    std::unique_ptr<DesktopMessages> messages_;
    std::unique_ptr<QMenu> menu_;
    QSystemTrayIcon *icon_ = nullptr; ///< null without a tray
    bool sound_ = true;
};

} // namespace streamgauge
