// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desk/desktray.h"

#include "models/alertmodel.h"
#include "models/livetext.h"

#include <utility>

namespace streamgauge {

namespace {

constexpr int message_ms = 10'000;
constexpr std::size_t most_offered = 8;

QString titleOf(const Alert &alert)
{
    return alert.key.empty() ? toQString(alert.rule) : toQString(alert.rule) + QStringLiteral(" · ") + keyText(alert.key);
}

QString textOf(const Notice &notice)
{
    constexpr std::size_t most_lines = 4;
    QStringList lines;
    for (const Alert &alert : notice.firing.empty() ? notice.resolved : notice.firing) {
        if (static_cast<std::size_t>(lines.size()) == most_lines)
            break;
        const QString what = toQString(alert.summary.empty() ? alert.condition : alert.summary);
        lines << QStringLiteral("%1: %2 (%3)").arg(titleOf(alert), what, toQString(alert.value));
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace

DeskTray::DeskTray(DeskAlerts &alerts, DataFeed &feed, QWidget &window, std::unique_ptr<DesktopMessages> messages,
                   QObject *parent)
    : QObject(parent)
    , alerts_(alerts)
    , feed_(feed)
    , window_(window)
    , messages_(std::move(messages))
    , menu_(std::make_unique<QMenu>())
{
    connect(messages_.get(), &DesktopMessages::acknowledged, this, &DeskTray::acknowledge);
    connect(messages_.get(), &DesktopMessages::activated, this, &DeskTray::showWindow);
    connect(menu_.get(), &QMenu::aboutToShow, this, &DeskTray::fillMenu);
    connect(&alerts_.notices(), &DeskNotices::shown, this, &DeskTray::tell);
    fillMenu();
    if (!QSystemTrayIcon::isSystemTrayAvailable())
        return;
    icon_ = new QSystemTrayIcon(QIcon(QStringLiteral(":/streamgauge/icons/streamgauge.svg")), this);
    icon_->setToolTip(tr("Streamgauge"));
    icon_->setContextMenu(menu_.get());
    connect(icon_, &QSystemTrayIcon::messageClicked, this, &DeskTray::showWindow);
    connect(icon_, &QSystemTrayIcon::activated, this, [this](QSystemTrayIcon::ActivationReason reason) {
        if (reason == QSystemTrayIcon::Trigger)
            showWindow();
    });
    icon_->show();
}

DeskTray::~DeskTray() = default;

void DeskTray::tell(const Notice &notice)
{
    const QString title = toQString(notice.title());
    const QString text = textOf(notice);
    const bool critical = !notice.firing.empty() && notice.severity() == Severity::Critical;
    if (messages_->offersActions()) {
        DesktopMessages::Episodes open;
        for (const Alert &alert : notice.firing) {
            if (!alert.acknowledged)
                open.push_back(alert.episode);
        }
        messages_->show(title, text, critical, open);
    } else if (icon_ != nullptr) {
        const auto mark = critical  ? QSystemTrayIcon::Critical
            : notice.firing.empty() ? QSystemTrayIcon::Information
                                    : QSystemTrayIcon::Warning;
        icon_->showMessage(title, text, mark, message_ms);
    }
    Q_EMIT told(title, text);
}

std::vector<Alert> DeskTray::unacknowledged() const
{
    std::vector<Alert> found;
    const SnapshotPtr snapshot = feed_.latest();
    if (!snapshot || !snapshot->alerts)
        return found;
    for (const Alert &alert : *snapshot->alerts) {
        if (isFiring(alert) && !alert.acknowledged)
            found.push_back(alert);
    }
    return found;
}

void DeskTray::fillMenu()
{
    menu_->clear();
    menu_->addAction(tr("Show Streamgauge"), this, &DeskTray::showWindow);
    const bool can_sound = alerts_.notices().canSound();
    auto *sound = menu_->addAction(can_sound ? tr("Sound") : tr("Sound (nothing here plays it)"));
    sound->setCheckable(true);
    sound->setChecked(sound_ && can_sound);
    sound->setEnabled(can_sound);
    connect(sound, &QAction::toggled, this, [this](bool on) {
        sound_ = on;
        alerts_.notices().setSound(on);
    });
    menu_->addSeparator();
    const std::vector<Alert> open = unacknowledged();
    for (std::size_t index = 0; index < open.size() && index < most_offered; ++index)
        menu_->addAction(tr("Acknowledge %1").arg(titleOf(open[index])), this,
                         [this, episode = open[index].episode] { acknowledge({ episode }); });
    if (open.size() > 1)
        menu_->addAction(tr("Acknowledge all %n", nullptr, static_cast<int>(open.size())), this, [this, open] {
            DesktopMessages::Episodes episodes;
            for (const Alert &alert : open)
                episodes.push_back(alert.episode);
            acknowledge(episodes);
        });
    if (open.empty())
        menu_->addAction(tr("Nothing to acknowledge"))->setEnabled(false);
}

void DeskTray::acknowledge(const DesktopMessages::Episodes &episodes)
{
    for (const std::uint64_t episode : episodes)
        alerts_.acknowledge(episode, {}, this, [](const Result<void> &) {});
}

void DeskTray::showWindow()
{
    window_.show();
    window_.raise();
    window_.activateWindow();
}

} // namespace streamgauge
