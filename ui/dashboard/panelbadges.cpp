// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dashboard/panelbadges.h"

#include "models/livetext.h"

#include <QPainter>

#include <algorithm>
#include <set>

namespace streamgauge {

namespace {

constexpr int badge_gap = 8;
constexpr int chip_padding = 6;
/// Silence this long is normal for tables that change by hand, so slow streams get no age alarm before it.
constexpr DurationNs patience_ns = 5 * ns_per_s;

struct Totals {
    bool any = false;
    bool simulated = false;
    bool live = false;
    double events_per_second = 0;
    TimeNs last_event_ns = 0;
    std::uint64_t events = 0;
    std::uint64_t dropped = 0;
    std::uint64_t late = 0;
};

Totals totalsOf(const Snapshot &snapshot, const QStringList &streams)
{
    Totals totals;
    std::set<std::string> sources;
    for (const StreamStatus &stream : snapshot.streams) {
        if (!streams.contains(toQString(stream.schema->stream)))
            continue;
        totals.any = true;
        totals.simulated = totals.simulated || stream.schema->simulated;
        totals.events_per_second += stream.events_per_second;
        totals.events += stream.events;
        totals.last_event_ns = std::max(totals.last_event_ns, stream.last_event_ns);
        sources.insert(stream.source);
    }
    for (const SourceStatus &source : snapshot.sources) {
        if (!sources.contains(source.name))
            continue;
        totals.dropped += source.dropped;
        totals.late += source.late;
        totals.live = totals.live || source.state == SourceState::Streaming;
    }
    return totals;
}

} // namespace

PanelBadges::PanelBadges(const DeskContext &context, QWidget *parent)
    : QWidget(parent)
    , context_(context)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
    setFocusPolicy(Qt::NoFocus);
}

void PanelBadges::show(const Snapshot &snapshot, const QStringList &streams)
{
    std::vector<Badge> badges = badgesOf(snapshot, streams);
    if (badges == badges_)
        return;
    badges_ = std::move(badges);
    setAccessibleName(tr("Data quality: %1").arg(text()));
    updateGeometry();
    update();
}

std::vector<PanelBadges::Badge> PanelBadges::badgesOf(const Snapshot &snapshot, const QStringList &streams)
{
    const Totals totals = totalsOf(snapshot, streams);
    std::vector<Badge> badges;
    stale_ = false;
    if (totals.simulated)
        badges.push_back({ tr("SIM"), Tone::Simulated });
    if (totals.dropped > 0)
        badges.push_back({ tr("%1 dropped").arg(countText(totals.dropped)), Tone::Lost });
    if (totals.any && totals.last_event_ns > 0) {
        const DurationNs age_ns = std::max<DurationNs>(0, snapshot.time_ns - totals.last_event_ns);
        stale_ = !totals.live || (totals.events_per_second == 0 && age_ns > patience_ns);
        badges.push_back(
            { stale_ ? tr("%1 old").arg(ageText(age_ns)) : ageText(age_ns), stale_ ? Tone::Stale : Tone::Plain });
    } else if (!streams.isEmpty()) {
        badges.push_back({ tr("no data yet"), Tone::Stale });
    }
    if (totals.any)
        badges.push_back({ rateText(totals.events_per_second), Tone::Plain });
    if (totals.late > 0)
        badges.push_back({ tr("%1 late").arg(countText(totals.late)), Tone::Stale });
    if (snapshot.commit_to_screen.count > 0 && totals.any && !totals.simulated)
        badges.push_back({ tr("p95 %1 ms").arg(snapshot.commit_to_screen.p95_us / 1e3, 0, 'f', 1), Tone::Plain });

    QStringList tip;
    if (totals.any) {
        tip << tr("%1 events, %2 now").arg(totals.events).arg(rateText(totals.events_per_second))
            << tr("Newest event: %1").arg(instantText(totals.last_event_ns))
            << tr("Dropped: %1, late: %2").arg(totals.dropped).arg(totals.late);
    }
    if (totals.simulated)
        tip << tr("SIM: this data is made up by a simulator");
    if (snapshot.commit_to_screen.count > 0 && totals.any && !totals.simulated) {
        tip << tr("Commit to screen: %1").arg(latencyText(snapshot.commit_to_screen))
            << tr("Commit to judged: %1").arg(latencyText(snapshot.commit_to_rule));
    }
    setToolTip(tip.join(QLatin1Char('\n')));
    return badges;
}

QString PanelBadges::text() const
{
    QStringList words;
    for (const Badge &badge : badges_)
        words << badge.text;
    return words.join(QStringLiteral(", "));
}

void PanelBadges::setAvailableWidth(int width)
{
    if (width == available_width_)
        return;
    available_width_ = width;
    updateGeometry();
    update();
}

int PanelBadges::badgeWidth(const Badge &badge) const
{
    return fontMetrics().horizontalAdvance(badge.text) + (badge.tone == Tone::Plain ? 0 : 2 * chip_padding);
}

std::size_t PanelBadges::shownCount() const
{
    int used = 0;
    std::size_t count = 0;
    for (const Badge &badge : badges_) {
        used += badgeWidth(badge) + (count == 0 ? 0 : badge_gap);
        if (used > available_width_)
            break;
        ++count;
    }
    return count;
}

QSize PanelBadges::sizeHint() const
{
    int width = 0;
    for (std::size_t i = 0; i < shownCount(); ++i)
        width += badgeWidth(badges_[i]) + (i == 0 ? 0 : badge_gap);
    return { width, fontMetrics().height() + 4 };
}

QColor PanelBadges::color(Tone tone) const
{
    const Palette &palette = context_.palette();
    switch (tone) {
    case Tone::Plain: return palette.text_muted;
    case Tone::Simulated: return palette.info;
    case Tone::Stale: return palette.warning;
    case Tone::Lost: return palette.critical;
    }
    return palette.text_muted;
}

void PanelBadges::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    qreal x = 0;
    for (std::size_t i = 0; i < shownCount(); ++i) {
        const Badge &badge = badges_[i];
        const QColor ink = color(badge.tone);
        const QRectF box(x, (height() - fontMetrics().height() - 2) / 2.0, badgeWidth(badge), fontMetrics().height() + 2);
        if (badge.tone != Tone::Plain) {
            QColor fill = ink;
            fill.setAlphaF(0.14F);
            painter.setPen(Qt::NoPen);
            painter.setBrush(fill);
            painter.drawRoundedRect(box, 4, 4);
        }
        painter.setPen(ink);
        painter.drawText(box, Qt::AlignCenter, badge.text);
        x += box.width() + badge_gap;
    }
}

} // namespace streamgauge
