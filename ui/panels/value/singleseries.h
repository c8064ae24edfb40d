// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/rules/threshold.h"
#include "models/freshness.h"
#include "models/steadynumber.h"
#include "plugins/api/panel.h"

#include <optional>

namespace streamgauge {

/// The one series a gauge or a stat shows: which it is, its data, its unit, its rules, its age. Without a key it takes the
/// stream's first one. GUI thread; the feed outlives it.
class SingleSeries : public QObject
{
    Q_OBJECT

public:
    explicit SingleSeries(DataFeed &feed, QObject *parent = nullptr);
    ~SingleSeries() override;

    void setField(const std::string &stream, const std::string &field, const std::optional<std::string> &key);
    [[nodiscard]] bool isEmpty() const { return stream_.empty(); }
    [[nodiscard]] const std::string &stream() const { return stream_; }
    [[nodiscard]] const std::string &field() const { return field_; }
    /// As the user chose it; nullopt: the first one.
    [[nodiscard]] const std::optional<std::string> &chosenKey() const { return chosen_key_; }
    [[nodiscard]] const std::string &key() const { return key_; }
    [[nodiscard]] const std::vector<std::string> &keys() const { return keys_.keys; }

    void setSpan(DurationNs span_ns);
    [[nodiscard]] DurationNs span() const { return span_ns_; }
    void setPixels(std::uint32_t pixels);
    void setActive(bool active);

    [[nodiscard]] const SeriesSlice &slice() const { return slice_; }
    /// The latest value as it is written.
    [[nodiscard]] QString latestText() const { return latest_number_.text(slice_.latest); }
    [[nodiscard]] const std::string &unit() const { return unit_; }
    [[nodiscard]] const Freshness &age() const { return freshness_; }
    /// A rule that compares this field with a constant.
    struct Limit {
        Threshold threshold;
        Severity severity = Severity::Warning;
        friend bool operator==(const Limit &, const Limit &) = default;
    };
    [[nodiscard]] const std::vector<Limit> &limits() const { return limits_; }
    /// The gravest alert that fires for this series now.
    [[nodiscard]] std::optional<Severity> firing() const { return firing_; }

Q_SIGNALS:
    void changed();

private:
    void take(const Answer &answer);
    void takeKeys(const Answer &answer);
    void onFrame(const SnapshotPtr &snapshot);
    void judge(const Snapshot &snapshot);
    void ask();
    [[nodiscard]] Query query() const;

    DataFeed &feed_;
    std::string stream_;
    std::string field_;
    std::optional<std::string> chosen_key_;
    std::string key_;
    KeysAnswer keys_;
    DurationNs span_ns_ = 60 * ns_per_s;
    std::uint32_t pixels_ = 200;
    bool active_ = false;
    bool dirty_ = false;
    SeriesSlice slice_;
    SteadyNumber latest_number_;
    std::string unit_;
    Freshness freshness_;
    struct Condition {
        std::string when;
        Severity severity = Severity::Warning;
        friend bool operator==(const Condition &, const Condition &) = default;
    };
    std::vector<Condition> conditions_; ///< of the stream's rules; limits_ was made from them
    std::vector<Limit> limits_;
    std::optional<Severity> firing_;
    std::unique_ptr<Subscription> subscription_;
    std::unique_ptr<Subscription> keys_subscription_;
};

} // namespace streamgauge
