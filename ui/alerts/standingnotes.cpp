// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/standingnotes.h"

#include "models/livetext.h"
#include "ui/alerts/wallclock.h"

#include <QVBoxLayout>

#include <algorithm>
#include <chrono>
#include <limits>

namespace streamgauge {

StandingNotes::StandingNotes(const DeskContext &context, QWidget *parent)
    : QWidget(parent)
    , context_(context)
    , untrusted_(note(QStringLiteral("untrustedNote")))
    , withheld_(note(QStringLiteral("withheldNote")))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addWidget(untrusted_);
    column->addWidget(withheld_);
    connect(untrusted_, &QPushButton::clicked, this, &StandingNotes::notificationsRequested);
    connect(withheld_, &QPushButton::clicked, this, &StandingNotes::silencesRequested);
    if (const AlertServices *alerts = context_.services->alerts()) {
        for (const auto changed :
             { &AlertServices::silencesChanged, &AlertServices::settingsChanged, &AlertServices::trustChanged })
            connect(alerts, changed, this, &StandingNotes::refresh);
        // Silences and shelves begin and end by the clock, without a signal.
        connect(&timer_, &QTimer::timeout, this, &StandingNotes::refresh);
        timer_.start(std::chrono::seconds(1));
    }
    refresh();
}

QPushButton *StandingNotes::note(const QString &name)
{
    auto *made = new QPushButton(this);
    made->setObjectName(name);
    made->setProperty("standing", true);
    made->setAutoDefault(false);
    made->setCursor(Qt::PointingHandCursor);
    return made;
}

void StandingNotes::refresh()
{
    const AlertServices *alerts = context_.services->alerts();
    if (alerts != nullptr) {
        showUntrusted(*alerts);
        showWithheld(*alerts);
    }
    setVisible(!untrusted_->text().isEmpty() || !withheld_->text().isEmpty());
}

void StandingNotes::showUntrusted(const AlertServices &alerts)
{
    QStringList names;
    for (const std::string &name : alerts.untrusted())
        names.append(toQString(name));
    untrusted_->setVisible(!names.isEmpty());
    untrusted_->setText(names.isEmpty() ? QString() : tr("Receivers off until trusted: %1").arg(names.size()));
    untrusted_->setToolTip(tr("Nobody is told by %1 until you trust this workspace. Opens Notifications.")
                               .arg(names.join(QStringLiteral(", "))));
    untrusted_->setAccessibleDescription(untrusted_->toolTip());
}

void StandingNotes::showWithheld(const AlertServices &alerts)
{
    const TimeNs now_ns = wallNow();
    TimeNs next_ns = std::numeric_limits<TimeNs>::max();
    int silences = 0;
    for (const Silence &silence : alerts.silences()) {
        if (silence.stateAt(now_ns) != SilenceState::Active)
            continue;
        ++silences;
        next_ns = std::min(next_ns, silence.end_ns);
    }
    int shelves = 0;
    for (const Shelf &shelf : alerts.shelves()) {
        if (shelf.until_ns <= now_ns)
            continue;
        ++shelves;
        next_ns = std::min(next_ns, shelf.until_ns);
    }
    QStringList parts;
    if (silences > 0)
        parts.append(tr("silences: %1").arg(silences));
    if (shelves > 0)
        parts.append(tr("shelved: %1").arg(shelves));
    withheld_->setVisible(!parts.isEmpty());
    withheld_->setText(
        parts.isEmpty()
            ? QString()
            : tr("Not told – %1, next ends %2").arg(parts.join(QStringLiteral(", ")), momentText(next_ns, now_ns)));
    withheld_->setToolTip(tr("Alerts that these hit are shown, but nobody is told of them. Opens the list."));
    withheld_->setAccessibleDescription(withheld_->toolTip());
}

} // namespace streamgauge
