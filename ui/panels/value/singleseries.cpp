// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/value/singleseries.h"

#include <algorithm>

namespace streamgauge {

SingleSeries::SingleSeries(DataFeed &feed, QObject *parent)
    : QObject(parent)
    , feed_(feed)
{
    connect(&feed_, &DataFeed::frame, this, &SingleSeries::onFrame);
}

SingleSeries::~SingleSeries() = default;

void SingleSeries::setField(const std::string &stream, const std::string &field, const std::optional<std::string> &key)
{
    stream_ = stream;
    field_ = field;
    chosen_key_ = key;
    key_ = key.value_or(std::string());
    slice_ = {};
    latest_number_ = {};
    keys_ = {};
    unit_.clear();
    limits_.clear();
    conditions_.clear();
    firing_.reset();
    subscription_.reset();
    keys_subscription_.reset();
    if (!stream_.empty()) {
        subscription_ = feed_.subscribe(query(), [this](const Answer &answer) { take(answer); });
        subscription_->setPaused(!active_);
        keys_subscription_ = feed_.subscribe(KeysQuery { stream_, 200 }, [this](const Answer &answer) { takeKeys(answer); });
        keys_subscription_->setPaused(!active_);
    }
    Q_EMIT changed();
}

Query SingleSeries::query() const
{
    SeriesQuery query;
    query.series = { stream_, key_, field_ };
    query.follow_span_ns = span_ns_;
    query.pixels = pixels_;
    return query;
}

void SingleSeries::ask()
{
    if (subscription_)
        subscription_->change(query());
}

void SingleSeries::setSpan(DurationNs span_ns)
{
    span_ns_ = std::clamp<DurationNs>(span_ns, ns_per_ms, 366LL * 86'400 * ns_per_s);
    ask();
}

void SingleSeries::setPixels(std::uint32_t pixels)
{
    if (pixels == pixels_ || pixels == 0)
        return;
    pixels_ = pixels;
    ask();
}

void SingleSeries::setActive(bool active)
{
    active_ = active;
    if (subscription_)
        subscription_->setPaused(!active);
    if (keys_subscription_)
        keys_subscription_->setPaused(!active);
}

void SingleSeries::take(const Answer &answer)
{
    if (const auto *slice = std::get_if<SeriesSlice>(&answer)) {
        slice_ = *slice;
        if (slice_.has_latest)
            latest_number_.see(slice_.latest);
        dirty_ = true;
    }
}

void SingleSeries::takeKeys(const Answer &answer)
{
    const auto *keys = std::get_if<KeysAnswer>(&answer);
    if (!keys)
        return;
    keys_ = *keys;
    if (!chosen_key_ && !keys_.keys.empty() && keys_.keys.front() != key_) {
        key_ = keys_.keys.front();
        slice_ = {};
        latest_number_ = {};
        ask();
    }
    dirty_ = true;
}

void SingleSeries::onFrame(const SnapshotPtr &snapshot)
{
    if (!snapshot || !active_ || stream_.empty())
        return;
    if (const StreamStatus *stream = findStream(*snapshot, stream_)) {
        const auto column = stream->schema->find(field_);
        unit_ = column ? stream->schema->columns[*column].unit : std::string();
    }
    judge(*snapshot);
    const Freshness now = freshness(slice_, snapshot->time_ns, isFinished(*snapshot, stream_));
    dirty_ = dirty_ || now.stale != freshness_.stale || (now.stale && now.age_ns / ns_per_s != freshness_.age_ns / ns_per_s);
    freshness_ = now;
    if (std::exchange(dirty_, false))
        Q_EMIT changed();
}

void SingleSeries::judge(const Snapshot &snapshot)
{
    std::vector<Condition> conditions;
    for (const RuleStatus &rule : snapshot.rules) {
        if (rule.spec.stream == stream_)
            conditions.push_back({ rule.spec.when, rule.spec.severity });
    }
    std::vector<Limit> limits = limits_;
    if (conditions != conditions_) {
        limits.clear();
        for (const Condition &condition : conditions) {
            auto threshold = asThreshold(condition.when);
            if (threshold && threshold->field == field_)
                limits.push_back({ std::move(*threshold), condition.severity });
        }
        conditions_ = std::move(conditions);
    }
    std::optional<Severity> firing;
    if (snapshot.alerts && !limits.empty()) {
        for (const Alert &alert : *snapshot.alerts) {
            const bool open = alert.state == AlertState::Firing || alert.state == AlertState::Recovering;
            if (open && alert.stream == stream_ && alert.field == field_ && alert.key == key_)
                firing = std::max(firing.value_or(alert.severity), alert.severity);
        }
    }
    dirty_ = dirty_ || limits != limits_ || firing != firing_;
    limits_ = std::move(limits);
    firing_ = firing;
}

} // namespace streamgauge
