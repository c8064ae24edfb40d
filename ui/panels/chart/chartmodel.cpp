// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/chart/chartmodel.h"

#include "models/numbertext.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

namespace streamgauge {

namespace {

constexpr qint64 notice_ms = 8'000;

ChartAxis otherThan(ChartAxis axis)
{
    return axis == ChartAxis::Left ? ChartAxis::Right : ChartAxis::Left;
}

} // namespace

ChartModel::ChartModel(DataFeed &feed, std::function<const Palette &()> palette, QObject *parent)
    : QObject(parent)
    , feed_(feed)
    , palette_(std::move(palette))
{
    steady_.start();
    connect(&feed_, &DataFeed::frame, this, &ChartModel::onFrame);
}

ChartModel::~ChartModel() = default;

void ChartModel::setSettings(ChartSettings settings)
{
    settings_ = std::move(settings);
    range_.setSpan(settings_.span_ns);
    range_.reset();
    left_auto_.reset();
    right_auto_.reset();
    rebuildSeries();
}

void ChartModel::addField(const SchemaPtr &schema, const std::string &field, const std::optional<std::string> &key)
{
    ChartField added { schema->stream, field, schema->key_columns.empty() ? std::string() : key, ChartAxis::Left, false };
    const bool known = std::any_of(settings_.fields.begin(), settings_.fields.end(), [&](const ChartField &other) {
        return other.stream == added.stream && other.field == added.field && other.key == added.key;
    });
    if (known) {
        notify(tr("%1 is on this chart already").arg(toQString(field)));
        return;
    }
    const auto column = schema->find(field);
    const std::string unit = column ? schema->columns[*column].unit : std::string();
    if (usesAxis(ChartAxis::Left) && unitOf(ChartAxis::Left) != unit)
        added.axis = ChartAxis::Right;
    if (added.axis == ChartAxis::Right && usesAxis(ChartAxis::Right) && unitOf(ChartAxis::Right) != unit) {
        notify(tr("%1 was not added: both axes have other units. Drop it on a new chart.").arg(toQString(field)));
        return;
    }
    settings_.fields.push_back(added);
    rebuildSeries();
    if (added.axis == ChartAxis::Right)
        notify(tr("%1 is on the right axis: its unit differs").arg(toQString(field)));
    Q_EMIT settingsChanged();
}

void ChartModel::removeField(std::size_t index)
{
    settings_.fields.erase(settings_.fields.begin() + static_cast<std::ptrdiff_t>(index));
    rebuildSeries();
    Q_EMIT settingsChanged();
}

void ChartModel::setSeriesHidden(std::size_t index, bool hidden)
{
    ChartSeries &series = *series_[index];
    series.hidden = hidden;
    // A field with one line per key is hidden in the workspace only as a whole.
    ChartField &field = settings_.fields[series.field];
    field.hidden = std::all_of(series_.begin(), series_.end(),
                               [&](const auto &other) { return other->field != series.field || other->hidden; });
    series.subscription->setPaused(!active_ || !series.isDrawn());
    marks_.invalidate();
    if (const SnapshotPtr snapshot = feed_.latest())
        marks_.update(*snapshot, series_);
    Q_EMIT settingsChanged();
    Q_EMIT changed();
}

void ChartModel::setAxis(std::size_t field, ChartAxis axis)
{
    settings_.fields[field].axis = axis;
    rebuildSeries();
    Q_EMIT settingsChanged();
}

void ChartModel::rebuildSeries()
{
    series_.clear();
    for (std::size_t field = 0; field < settings_.fields.size(); ++field) {
        if (settings_.fields[field].key) {
            addSeries(field, *settings_.fields[field].key);
            continue;
        }
        askForKeys(field);
        const std::vector<std::string> &keys = keys_[field].answer.keys;
        for (std::size_t i = 0; i < std::min(keys.size(), settings_.max_keys); ++i)
            addSeries(field, keys[i]);
    }
    std::erase_if(keys_, [this](const auto &entry) {
        return entry.first >= settings_.fields.size() || settings_.fields[entry.first].key.has_value();
    });
    marks_.invalidate();
    labelSeries();
    if (const SnapshotPtr snapshot = feed_.latest()) {
        bind(*snapshot);
        marks_.update(*snapshot, series_);
    }
    recolor();
    Q_EMIT changed();
}

void ChartModel::addSeries(std::size_t field, const std::string &key)
{
    const ChartField &wanted = settings_.fields[field];
    auto series = std::make_unique<ChartSeries>();
    series->ref = { wanted.stream, key, wanted.field };
    series->field = field;
    series->axis = wanted.axis;
    series->hidden = wanted.hidden;
    ChartSeries *raw = series.get();
    series->subscription = feed_.subscribe(queryFor(*series), [this, raw](const Answer &answer) { take(*raw, answer); });
    series->subscription->setPaused(!active_ || !series->isDrawn());
    series_.push_back(std::move(series));
}

void ChartModel::askForKeys(std::size_t field)
{
    Keys &keys = keys_[field];
    const KeysQuery query { settings_.fields[field].stream, settings_.max_keys };
    if (keys.subscription) {
        keys.subscription->change(query);
        return;
    }
    keys.subscription = feed_.subscribe(query, [this, field](const Answer &answer) {
        const auto *answered = std::get_if<KeysAnswer>(&answer);
        if (!answered)
            return;
        // The lines are made anew after all receivers of this frame were served.
        rebuild_ = rebuild_ || keys_[field].answer.keys != answered->keys;
        keys_[field].answer = *answered;
        dirty_ = true;
    });
    keys.subscription->setPaused(!active_);
}

void ChartModel::bind(const Snapshot &snapshot)
{
    bool any = false;
    for (const auto &series : series_) {
        if (series->bound)
            continue;
        const StreamStatus *stream = findStream(snapshot, series->ref.stream);
        const auto column = stream ? stream->schema->find(series->ref.field) : std::nullopt;
        if (!column)
            continue;
        series->unit = stream->schema->columns[*column].unit;
        settleUnit(*series);
        series->bound = true;
        any = true;
    }
    if (any)
        Q_EMIT seriesChanged();
}

/// A workspace may name fields of different units for one axis before their units are known.
void ChartModel::settleUnit(ChartSeries &series)
{
    const auto fits = [&](ChartAxis axis) {
        return std::all_of(series_.begin(), series_.end(), [&](const auto &other) {
            return !other->bound || other->refused || other->axis != axis || other->unit == series.unit;
        });
    };
    if (fits(series.axis))
        return;
    if (fits(otherThan(series.axis))) {
        series.axis = otherThan(series.axis);
        settings_.fields[series.field].axis = series.axis;
        notify(tr("%1 is on the other axis: its unit differs").arg(toQString(series.ref.field)));
        return;
    }
    series.refused = true;
    series.subscription->setPaused(true);
    notify(tr("%1 is not drawn: both axes have other units").arg(toQString(series.ref.field)));
}

void ChartModel::labelSeries()
{
    std::set<std::string> streams;
    std::set<std::string> fields;
    std::set<std::string> keys;
    for (const auto &series : series_) {
        streams.insert(series->ref.stream);
        fields.insert(series->ref.field);
        keys.insert(series->ref.key);
    }
    for (const auto &series : series_) {
        QStringList parts;
        if (streams.size() > 1)
            parts << toQString(series->ref.stream);
        if (fields.size() > 1 || series->ref.key.empty() || keys.size() == 1)
            parts << toQString(series->ref.field);
        if (!series->ref.key.empty() && (keys.size() > 1 || fields.size() == 1))
            parts << keyText(series->ref.key);
        series->label = parts.join(QStringLiteral(" · "));
    }
}

void ChartModel::recolor()
{
    const QList<QColor> &colors = palette_().series;
    for (std::size_t i = 0; i < series_.size(); ++i) {
        const auto index = static_cast<qsizetype>(i);
        const QColor &base = colors[index % colors.size()];
        // After the palette's end: the same hues, lighter on dark and darker on light.
        series_[i]->color = index < colors.size() ? base : palette_().dark ? base.lighter(140) : base.darker(140);
    }
    Q_EMIT seriesChanged();
}

void ChartModel::take(ChartSeries &series, const Answer &answer)
{
    const auto *slice = std::get_if<SeriesSlice>(&answer);
    if (!slice)
        return;
    series.slice = *slice;
    dirty_ = true;
}

void ChartModel::followEdge()
{
    std::optional<TimeNs> edge_ns;
    for (const auto &series : series_) {
        const SeriesSlice &slice = series->slice;
        if (!slice.has_latest)
            continue;
        const TimeNs end_ns = range_.isLive() ? std::max(slice.to_ns, slice.latest_time_ns) : slice.latest_time_ns;
        edge_ns = std::max(edge_ns.value_or(end_ns), end_ns);
    }
    if (edge_ns)
        range_.setLiveEdge(*edge_ns);
}

void ChartModel::onFrame(const SnapshotPtr &snapshot)
{
    if (!snapshot || !active_)
        return;
    if (rebuild_) {
        rebuild_ = false;
        rebuildSeries();
    }
    bind(*snapshot);
    if (settings_.thresholds)
        dirty_ = marks_.update(*snapshot, series_) || dirty_;
    for (const auto &series : series_) {
        const Freshness now = freshness(series->slice, snapshot->time_ns, isFinished(*snapshot, series->ref.stream));
        // The age is shown in whole seconds.
        dirty_ = dirty_ || now.stale != series->freshness.stale
            || (now.stale && now.age_ns / ns_per_s != series->freshness.age_ns / ns_per_s);
        series->freshness = now;
    }
    if (!notice_.isEmpty() && steady_.elapsed() > notice_until_ms_) {
        notice_.clear();
        dirty_ = true;
    }
    if (std::exchange(dirty_, false)) {
        followEdge();
        Q_EMIT changed();
    }
}

bool ChartModel::usesAxis(ChartAxis axis) const
{
    return std::any_of(series_.begin(), series_.end(),
                       [axis](const auto &series) { return series->axis == axis && !series->refused; });
}

std::string ChartModel::unitOf(ChartAxis axis) const
{
    const auto found = std::find_if(series_.begin(), series_.end(), [axis](const auto &series) {
        return series->axis == axis && series->bound && !series->refused;
    });
    return found == series_.end() ? std::string() : (*found)->unit;
}

AxisRange ChartModel::dataRange(ChartAxis axis) const
{
    AxisRange range { std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity() };
    const bool positive_only = axis == ChartAxis::Left ? settings_.log_left : settings_.log_right;
    for (const auto &series : series_) {
        if (!series->isDrawn() || series->axis != axis)
            continue;
        for (const SeriesCell &cell : series->slice.cells) {
            if (cell.last_time_ns < range_.from() || cell.time_ns > range_.to())
                continue;
            range.maximum = std::max(range.maximum, cell.max);
            if (!positive_only || cell.min > 0)
                range.minimum = std::min(range.minimum, cell.min);
        }
    }
    if (std::isfinite(range.maximum) && !std::isfinite(range.minimum))
        range.minimum = range.maximum;
    return range;
}

ValueScale ChartModel::scale(ChartAxis axis, int ticks)
{
    const bool left = axis == ChartAxis::Left;
    const bool logarithmic = left ? settings_.log_left : settings_.log_right;
    if (const auto &fixed = left ? settings_.left_range : settings_.right_range) {
        if (!logarithmic)
            return exactScale(*fixed, ticks);
        ValueScale scale = logScale(*fixed);
        if (fixed->minimum > 0)
            scale.range = *fixed;
        return scale;
    }
    const AxisRange data = dataRange(axis);
    AutoScale &follower = left ? left_auto_ : right_auto_;
    if (!std::isfinite(data.maximum))
        return logarithmic ? logScale({ 1, 10 }) : roundScale({ 0, 1 }, ticks);
    return follower.follow(data, ticks, logarithmic, steady_.nsecsElapsed());
}

QString ChartModel::keysText() const
{
    for (const auto &[field, keys] : keys_) {
        if (keys.answer.total > settings_.max_keys)
            return tr("showing %1 of %2 keys").arg(exactCountText(settings_.max_keys), exactCountText(keys.answer.total));
    }
    return {};
}

bool ChartModel::isStale() const
{
    bool any = false;
    for (const auto &series : series_) {
        if (series->isDrawn() && series->slice.has_latest && !series->freshness.stale)
            return false;
        any = any || (series->isDrawn() && series->freshness.stale);
    }
    return any;
}

DurationNs ChartModel::age() const
{
    DurationNs youngest_ns = std::numeric_limits<DurationNs>::max();
    for (const auto &series : series_) {
        if (series->isDrawn() && series->slice.has_latest)
            youngest_ns = std::min(youngest_ns, series->freshness.age_ns);
    }
    return youngest_ns == std::numeric_limits<DurationNs>::max() ? 0 : youngest_ns;
}

void ChartModel::notify(const QString &notice)
{
    notice_ = notice;
    notice_until_ms_ = steady_.elapsed() + notice_ms;
    Q_EMIT changed();
}

} // namespace streamgauge
