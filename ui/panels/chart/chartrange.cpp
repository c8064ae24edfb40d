// SPDX-License-Identifier: GPL-3.0-or-later
// The commands of ChartModel that move what is shown.
#include "ui/panels/chart/chartmodel.h"

namespace streamgauge {

Query ChartModel::queryFor(const ChartSeries &series) const
{
    SeriesQuery query;
    query.series = series.ref;
    query.pixels = pixels_;
    if (range_.isLive()) {
        query.follow_span_ns = range_.span();
    } else {
        query.from_ns = range_.from();
        query.to_ns = range_.to();
    }
    return query;
}

void ChartModel::ask()
{
    for (const auto &series : series_)
        series->subscription->change(queryFor(*series));
}

void ChartModel::rangeChanged(bool was_live)
{
    ask();
    if (range_.isLive() != was_live)
        Q_EMIT liveChanged(range_.isLive());
    Q_EMIT changed();
    Q_EMIT rangeMoved();
}

void ChartModel::setLive(bool live)
{
    if (live == range_.isLive())
        return;
    if (live)
        range_.goLive();
    else
        range_.pause();
    rangeChanged(!live);
}

void ChartModel::zoom(double factor, TimeNs about_ns)
{
    range_.zoom(factor, about_ns);
    rangeChanged(range_.isLive());
}

void ChartModel::pan(DurationNs by_ns)
{
    const bool was_live = range_.isLive();
    range_.pan(by_ns);
    rangeChanged(was_live);
}

void ChartModel::showRange(TimeNs from_ns, TimeNs to_ns)
{
    const bool was_live = range_.isLive();
    range_.show(from_ns, to_ns);
    rangeChanged(was_live);
}

void ChartModel::showInstant(TimeNs time_ns)
{
    const bool was_live = range_.isLive();
    range_.showInstant(time_ns);
    rangeChanged(was_live);
}

void ChartModel::showStretch(const TimeStretch &stretch)
{
    const bool was_live = range_.isLive();
    const bool same_place = stretch.live ? was_live : !was_live && range_.to() == stretch.to_ns;
    if (same_place && range_.span() == stretch.span_ns)
        return;
    if (stretch.live) {
        range_.setSpan(stretch.span_ns);
        range_.goLive();
    } else {
        range_.show(stretch.to_ns - stretch.span_ns, stretch.to_ns);
    }
    rangeChanged(was_live);
}

void ChartModel::setSpan(DurationNs span_ns)
{
    range_.setSpan(span_ns);
    settings_.span_ns = range_.span();
    rangeChanged(range_.isLive());
    Q_EMIT settingsChanged();
}

void ChartModel::setValueRange(ChartAxis axis, std::optional<AxisRange> range)
{
    const bool left = axis == ChartAxis::Left;
    (left ? settings_.left_range : settings_.right_range) = range;
    if (!range)
        (left ? left_auto_ : right_auto_).reset();
    Q_EMIT settingsChanged();
    Q_EMIT changed();
}

void ChartModel::setLogarithmic(ChartAxis axis, bool logarithmic)
{
    (axis == ChartAxis::Left ? settings_.log_left : settings_.log_right) = logarithmic;
    Q_EMIT settingsChanged();
    Q_EMIT changed();
}

void ChartModel::setLegendShown(bool shown)
{
    settings_.legend = shown;
    Q_EMIT settingsChanged();
    Q_EMIT seriesChanged();
}

void ChartModel::setThresholdsShown(bool shown)
{
    settings_.thresholds = shown;
    Q_EMIT settingsChanged();
    Q_EMIT changed();
}

void ChartModel::setPixels(std::uint32_t pixels)
{
    if (pixels == pixels_ || pixels == 0)
        return;
    pixels_ = pixels;
    ask();
}

void ChartModel::setActive(bool active)
{
    if (active == active_)
        return;
    active_ = active;
    for (const auto &series : series_)
        series->subscription->setPaused(!active || !series->isDrawn());
    for (auto &[field, keys] : keys_)
        keys.subscription->setPaused(!active);
}

} // namespace streamgauge
