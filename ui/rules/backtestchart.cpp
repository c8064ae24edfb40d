// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/rules/backtestchart.h"

#include "engine/data/timetext.h"
#include "models/livetext.h"
#include "models/numbertext.h"
#include "ui/panels/chart/chartframe.h"
#include "ui/panels/chart/timeaxis.h"
#include "ui/theme/severity.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

namespace streamgauge {

namespace {

constexpr double grip = 7;
constexpr double for_line_height = 18;

constexpr int value_ticks = 6;
constexpr int most_tip_lines = 8;
constexpr DurationNs minute_ns = 60 * ns_per_s;
constexpr DurationNs hour_ns = 60 * minute_ns;
constexpr DurationNs day_ns = 24 * hour_ns;

/// What somebody would ask for; on a scale of their own, since no pixel of a month is five minutes.
constexpr std::array<DurationNs, 37> asked_times { {
    0,
    10 * ns_per_ms,
    20 * ns_per_ms,
    50 * ns_per_ms,
    100 * ns_per_ms,
    200 * ns_per_ms,
    500 * ns_per_ms,
    ns_per_s,
    2 * ns_per_s,
    3 * ns_per_s,
    5 * ns_per_s,
    10 * ns_per_s,
    15 * ns_per_s,
    20 * ns_per_s,
    30 * ns_per_s,
    45 * ns_per_s,
    minute_ns,
    90 * ns_per_s,
    2 * minute_ns,
    3 * minute_ns,
    5 * minute_ns,
    10 * minute_ns,
    15 * minute_ns,
    20 * minute_ns,
    30 * minute_ns,
    45 * minute_ns,
    hour_ns,
    90 * minute_ns,
    2 * hour_ns,
    3 * hour_ns,
    4 * hour_ns,
    6 * hour_ns,
    8 * hour_ns,
    12 * hour_ns,
    day_ns,
    2 * day_ns,
    7 * day_ns,
} };

/// The step values are rounded to while one drags: about a 200th of the range.
double stepOf(double range)
{
    return std::pow(10, std::floor(std::log10(std::max(range, 1e-12) / 20)));
}

double rounded(double value, double step)
{
    // 0.1 * 3 is not 0.3: a number of steps divided by a whole number is.
    return step < 1 ? std::round(value / step) / std::round(1 / step) : std::round(value / step) * step;
}

} // namespace

BacktestChart::BacktestChart(std::function<const Palette &()> palette, QWidget *parent)
    : QWidget(parent)
    , palette_(std::move(palette))
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setObjectName(QStringLiteral("backtestChart"));
    setAccessibleName(
        tr("When the rule would have fired. Up and Down move the limit, Left and Right the time it must last."));
}

void BacktestChart::setAnswer(const BacktestAnswer &answer)
{
    std::vector<std::pair<TimeNs, double>> points = std::move(answer_.points);
    std::vector<std::string> keys = std::move(answer_.keys);
    const std::string key = answer_.key;
    answer_ = answer;
    // An answer without a curve is about the one on the screen.
    if (answer_.points.empty() && answer_.keys.empty()) {
        answer_.points = std::move(points);
        answer_.keys = std::move(keys);
        answer_.key = key;
    }
    update();
}

void BacktestChart::setRule(const RuleSpec &rule, const std::optional<RuleShape> &shape)
{
    limit_ = shape ? numberOf(shape->value) : std::nullopt;
    clear_ = shape && shape->clear_comparison ? numberOf(shape->clear_value) : std::nullopt;
    for_ns_ = rule.for_ns;
    severity_ = rule.severity;
    update();
}

QRectF BacktestChart::plot() const
{
    const double left = fontMetrics().horizontalAdvance(QStringLiteral("-00000.0")) + 8;
    return QRectF(left, 22, std::max(1.0, width() - left - 12), std::max(1.0, height() - 22 - for_line_height - 24.0));
}

BacktestChart::Range BacktestChart::values() const
{
    if (held_range_)
        return *held_range_;
    Range range { limit_.value_or(0), limit_.value_or(0) };
    if (!answer_.points.empty()) {
        const auto [low, high] = std::minmax_element(answer_.points.begin(), answer_.points.end(),
                                                     [](const auto &a, const auto &b) { return a.second < b.second; });
        range.low = std::min(low->second, limit_.value_or(low->second));
        range.high = std::max(high->second, limit_.value_or(high->second));
    }
    const double margin = std::max((range.high - range.low) * 0.12, 1e-6 + std::abs(range.high) * 1e-3);
    return { range.low - margin, range.high + margin };
}

double BacktestChart::xOf(TimeNs time_ns) const
{
    const QRectF area = plot();
    const auto length = static_cast<double>(std::max<TimeNs>(1, answer_.to_ns - answer_.from_ns));
    return area.left() + area.width() * std::clamp(static_cast<double>(time_ns - answer_.from_ns) / length, 0.0, 1.0);
}

double BacktestChart::yOf(double value) const
{
    const Range range = values();
    return plot().bottom() - plot().height() * (value - range.low) / (range.high - range.low);
}

double BacktestChart::valueAt(double y) const
{
    const Range range = values();
    return range.low + (range.high - range.low) * (plot().bottom() - y) / plot().height();
}

std::optional<int> BacktestChart::limitY() const
{
    return limit_ ? std::optional(static_cast<int>(std::lround(yOf(*limit_)))) : std::nullopt;
}

std::vector<DurationNs> BacktestChart::forSteps() const
{
    const DurationNs length_ns = std::max<DurationNs>(0, answer_.to_ns - answer_.from_ns);
    const DurationNs least_ns = std::max(length_ns < minute_ns ? 10 * ns_per_ms : ns_per_s, length_ns / 100'000);
    std::vector<DurationNs> steps;
    for (const DurationNs time_ns : asked_times) {
        if (time_ns == 0 || (time_ns >= least_ns && time_ns <= length_ns))
            steps.push_back(time_ns);
    }
    return steps;
}

QPoint BacktestChart::forHandle() const
{
    const std::vector<DurationNs> steps = forSteps();
    const auto above = std::ranges::upper_bound(steps, for_ns_);
    double place = static_cast<double>(above - steps.begin()) - 1;
    if (above != steps.end())
        place += static_cast<double>(for_ns_ - *std::prev(above)) / static_cast<double>(*above - *std::prev(above));
    const double share = steps.size() < 2 ? 0 : place / static_cast<double>(steps.size() - 1);
    const QRectF area = plot();
    return QPointF(area.left() + share * area.width(), area.bottom() + for_line_height / 2 + 2).toPoint();
}

void BacktestChart::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Palette &colors = palette_();
    painter.fillRect(rect(), colors.surface);
    if (answer_.to_ns <= answer_.from_ns) {
        painter.setPen(colors.text_muted);
        painter.drawText(rect().adjusted(16, 16, -16, -16), Qt::AlignCenter | Qt::TextWordWrap,
                         tr("No events of this stream are held yet. They will be drawn here as soon as some have come."));
        return;
    }
    paintAxes(painter);
    paintEpisodes(painter);
    paintIncidents(painter);
    paintCurve(painter);
    if (clear_)
        paintLimit(painter, *clear_, true);
    if (limit_)
        paintLimit(painter, *limit_, false);
    paintFor(painter);
    if (hasFocus()) {
        painter.setPen(QPen(colors.accent, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

void BacktestChart::paintAxes(QPainter &painter) const
{
    const Palette &colors = palette_();
    const QRectF area = plot();
    const Range range = values();
    painter.setPen(colors.grid);
    painter.drawRect(area);
    const ValueScale scale = exactScale({ range.low, range.high }, value_ticks);
    const double step = scale.step;
    const auto last = static_cast<int>(std::floor(range.high / step) - std::ceil(range.low / step));
    for (int i = 0; i <= last; ++i) {
        const double value = rounded((std::ceil(range.low / step) + i) * step, step);
        const double y = yOf(value);
        painter.setPen(colors.grid);
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
        painter.setPen(colors.text_muted);
        painter.drawText(QRectF(0, y - 10, area.left() - 6, 20), Qt::AlignRight | Qt::AlignVCenter, tickLabel(value, scale));
    }
    const auto width_of = [this](const QString &text) { return double(fontMetrics().horizontalAdvance(text)); };
    for (const TimeTick &tick : timeTicks(answer_.from_ns, answer_.to_ns, area.width(), width_of)) {
        const double x = xOf(tick.time_ns);
        painter.setPen(colors.grid);
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
        const double width = width_of(tick.label) + 2;
        const double left = std::clamp(x - width / 2, 0.0, std::max(0.0, this->width() - width));
        painter.setPen(colors.text_muted);
        painter.drawText(QRectF(left, area.bottom() + for_line_height, width, 22), Qt::AlignCenter, tick.label);
    }
}

void BacktestChart::paintEpisodes(QPainter &painter) const
{
    const Palette &colors = palette_();
    const QRectF area = plot();
    for (const BacktestEpisode &episode : answer_.report.episodes) {
        if (episode.fired_at_ns == 0)
            continue;
        const double from = xOf(episode.fired_at_ns);
        const double to = xOf(episode.resolved_at_ns == 0 ? answer_.to_ns : episode.resolved_at_ns);
        const QColor color = severityColor(episode.severity, colors);
        const bool shown_key = episode.key == answer_.key;
        // Every key leaves a mark in the strip above; the curve's own alerts go through the whole chart.
        painter.fillRect(QRectF(from, area.top() - 8, std::max(2.0, to - from), 6), shown_key ? color : colors.text_muted);
        if (!shown_key)
            continue;
        QColor shade = color;
        shade.setAlpha(60);
        painter.fillRect(QRectF(from, area.top(), std::max(2.0, to - from), area.height()), shade);
    }
}

void BacktestChart::paintIncidents(QPainter &painter) const
{
    const Palette &colors = palette_();
    const QRectF area = plot();
    for (const IncidentResult &result : answer_.report.incidents) {
        const double from = xOf(result.incident.from_ns);
        const double width = std::max(3.0, xOf(result.incident.to_ns) - from);
        painter.setPen(QPen(result.hit ? colors.good : colors.critical, 1.5, Qt::DashLine));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(QRectF(from, area.top() + 2, width, area.height() - 4));
        painter.drawText(QPointF(from + 4, area.top() + 16),
                         result.hit ? toQString(result.incident.label)
                                    : tr("missed: %1").arg(toQString(result.incident.label)));
    }
}

void BacktestChart::paintCurve(QPainter &painter) const
{
    QPainterPath path;
    bool first = true;
    for (const auto &[time_ns, value] : answer_.points) {
        const QPointF point(xOf(time_ns), yOf(value));
        if (std::exchange(first, false))
            path.moveTo(point);
        else
            path.lineTo(point);
    }
    painter.save();
    painter.setClipRect(plot());
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(palette_().series.value(0, palette_().accent), 1.5));
    painter.drawPath(path);
    painter.restore();
}

void BacktestChart::paintLimit(QPainter &painter, double value, bool clears) const
{
    const QRectF area = plot();
    const double y = yOf(value);
    if (y < area.top() - 1 || y > area.bottom() + 1)
        return;
    const QColor color = clears ? palette_().text_muted : severityColor(severity_, palette_());
    painter.setPen(QPen(color, clears ? 1 : 2, clears ? Qt::DashLine : Qt::SolidLine));
    painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
    const QString text = clears ? tr("ends at %1").arg(numberText(value)) : numberText(value);
    const double width = fontMetrics().horizontalAdvance(text) + 12;
    const QRectF label(area.right() - width - 4, clears ? y + 2 : y - 20, width, 18);
    painter.setPen(Qt::NoPen);
    painter.setBrush(clears ? palette_().surface : color);
    painter.drawRoundedRect(label, 4, 4);
    painter.setPen(clears ? palette_().text_muted : palette_().surface);
    painter.drawText(label, Qt::AlignCenter, text);
}

void BacktestChart::paintFor(QPainter &painter) const
{
    const Palette &colors = palette_();
    const QPointF handle = forHandle();
    const QPointF start(plot().left(), handle.y());
    painter.setPen(QPen(colors.grid, 2));
    painter.drawLine(handle, QPointF(plot().right(), handle.y()));
    painter.setPen(QPen(colors.accent, 2));
    painter.drawLine(start, handle);
    painter.setBrush(colors.accent);
    painter.drawEllipse(handle, 5, 5);
    const QString text = for_ns_ == 0 ? tr("for: at once") : tr("for %1").arg(toQString(durationText(for_ns_)));
    const double width = fontMetrics().horizontalAdvance(text) + 12;
    const bool at_left = handle.x() + 10 + width > plot().right();
    const QRectF label(at_left ? handle.x() - 10 - width : handle.x() + 10, handle.y() - 9, width, 18);
    painter.fillRect(label, colors.surface);
    painter.setPen(colors.text_muted);
    painter.drawText(label, Qt::AlignCenter, text);
}

QString BacktestChart::tipAt(const QPointF &place) const
{
    if (dragAt(place) == Drag::For)
        return tr("How long it must last: drag, or press Left and Right");
    if (dragAt(place) == Drag::Limit)
        return tr("The limit: drag, or press Up and Down");
    const QRectF area = plot();
    if (!area.contains(place) || answer_.to_ns <= answer_.from_ns)
        return {};
    const double share = (place.x() - area.left()) / area.width();
    const auto time_ns = answer_.from_ns + static_cast<TimeNs>(share * static_cast<double>(answer_.to_ns - answer_.from_ns));
    QStringList lines;
    const auto after = std::ranges::lower_bound(answer_.points, time_ns, {}, &std::pair<TimeNs, double>::first);
    if (after != answer_.points.end())
        lines.append(tr("%1: %2").arg(dateTimeText(after->first, 0), numberText(after->second)));
    const auto slack_ns = static_cast<TimeNs>(static_cast<double>(answer_.to_ns - answer_.from_ns) * 2 / area.width());
    for (const BacktestEpisode &episode : answer_.report.episodes) {
        const TimeNs end_ns = episode.resolved_at_ns == 0 ? answer_.to_ns : episode.resolved_at_ns;
        if (episode.fired_at_ns == 0 || time_ns < episode.fired_at_ns - slack_ns || time_ns > end_ns + slack_ns)
            continue;
        const QString fired = dateTimeText(episode.fired_at_ns, 0);
        const QString lasted = durationWords(end_ns - episode.fired_at_ns);
        lines.append(episode.key.empty() ? tr("Fires %1 for %2").arg(fired, lasted)
                                         : tr("%1 fires %2 for %3").arg(keyText(episode.key), fired, lasted));
        if (lines.size() == most_tip_lines)
            break;
    }
    return lines.join(u'\n');
}

bool BacktestChart::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    QToolTip::showText(help->globalPos(), tipAt(help->pos()), this);
    return true;
}

BacktestChart::Drag BacktestChart::dragAt(const QPointF &place) const
{
    if (answer_.to_ns <= answer_.from_ns)
        return Drag::None;
    const QPointF handle = forHandle();
    if (std::abs(place.x() - handle.x()) <= grip && std::abs(place.y() - handle.y()) <= grip)
        return Drag::For;
    return limit_ && std::abs(place.y() - yOf(*limit_)) <= grip ? Drag::Limit : Drag::None;
}

void BacktestChart::mousePressEvent(QMouseEvent *event)
{
    drag_ = event->button() == Qt::LeftButton ? dragAt(event->position()) : Drag::None;
    if (drag_ != Drag::None)
        held_range_ = values();
}

void BacktestChart::mouseMoveEvent(QMouseEvent *event)
{
    if (drag_ != Drag::None) {
        moveTo(event->position());
        return;
    }
    switch (dragAt(event->position())) {
    case Drag::Limit: setCursor(Qt::SizeVerCursor); break;
    case Drag::For: setCursor(Qt::SizeHorCursor); break;
    case Drag::None: unsetCursor(); break;
    }
}

void BacktestChart::mouseReleaseEvent(QMouseEvent *)
{
    drag_ = Drag::None;
    held_range_.reset();
    update();
}

void BacktestChart::moveTo(const QPointF &place)
{
    const QRectF area = plot();
    if (drag_ == Drag::Limit) {
        const Range range = values();
        const double value = valueAt(std::clamp(place.y(), area.top(), area.bottom()));
        Q_EMIT limitMoved(rounded(value, stepOf(range.high - range.low)));
        return;
    }
    const std::vector<DurationNs> steps = forSteps();
    const double share = std::clamp((place.x() - area.left()) / area.width(), 0.0, 1.0);
    Q_EMIT forMoved(steps[static_cast<std::size_t>(std::lround(share * static_cast<double>(steps.size() - 1)))]);
}

void BacktestChart::keyPressEvent(QKeyEvent *event)
{
    const Range range = values();
    const double step = stepOf(range.high - range.low);
    const int up = event->key() == Qt::Key_Up ? 1 : event->key() == Qt::Key_Down ? -1 : 0;
    const int right = event->key() == Qt::Key_Right ? 1 : event->key() == Qt::Key_Left ? -1 : 0;
    if (up != 0 && limit_)
        Q_EMIT limitMoved(rounded(*limit_ + up * step, step));
    else if (right != 0)
        Q_EMIT forMoved(nextFor(right > 0));
    else
        QWidget::keyPressEvent(event);
}

DurationNs BacktestChart::nextFor(bool longer) const
{
    const std::vector<DurationNs> steps = forSteps();
    if (longer) {
        const auto above = std::ranges::upper_bound(steps, for_ns_);
        return above == steps.end() ? for_ns_ : *above;
    }
    const auto here = std::ranges::lower_bound(steps, for_ns_);
    return here == steps.begin() ? 0 : *std::prev(here);
}

} // namespace streamgauge
