// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugins/api/timelink.h"
#include "ui/panels/chart/chartmarks.h"
#include "ui/panels/chart/chartseries.h"
#include "ui/panels/chart/viewrange.h"

#include <QElapsedTimer>
#include <QObject>

#include <map>

namespace streamgauge {

/// What a time chart shows: its series and their data, the stretch of time, the value scales, the marks.
/// Asks the feed for just what the plot can show. GUI thread; the feed outlives it.
class ChartModel : public QObject
{
    Q_OBJECT

public:
    ChartModel(DataFeed &feed, std::function<const Palette &()> palette, QObject *parent = nullptr);
    ~ChartModel() override;

    [[nodiscard]] const ChartSettings &settings() const { return settings_; }
    void setSettings(ChartSettings settings);
    /// Adds a field, on the other axis when its unit differs. A unit that fits neither axis is refused with a notice.
    void addField(const SchemaPtr &schema, const std::string &field, const std::optional<std::string> &key);
    void removeField(std::size_t index);
    void setSeriesHidden(std::size_t index, bool hidden);
    void setAxis(std::size_t field, ChartAxis axis);

    [[nodiscard]] const std::vector<std::unique_ptr<ChartSeries>> &series() const { return series_; }
    [[nodiscard]] const ChartMarks &marks() const { return marks_; }
    [[nodiscard]] const ViewRange &range() const { return range_; }
    [[nodiscard]] bool usesAxis(ChartAxis axis) const;
    /// The unit of the axis; empty when unknown.
    [[nodiscard]] std::string unitOf(ChartAxis axis) const;
    [[nodiscard]] ValueScale scale(ChartAxis axis, int ticks);
    [[nodiscard]] const QString &notice() const { return notice_; }
    /// "showing 12 of 340 keys"; empty when all are shown.
    [[nodiscard]] QString keysText() const;
    [[nodiscard]] bool isStale() const;
    [[nodiscard]] DurationNs age() const;

    void setLive(bool live);
    void zoom(double factor, TimeNs about_ns);
    void pan(DurationNs by_ns);
    void showRange(TimeNs from_ns, TimeNs to_ns);
    void showInstant(TimeNs time_ns);
    void setSpan(DurationNs span_ns);
    /// What another panel shows; belongs to no settings.
    void showStretch(const TimeStretch &stretch);
    /// nullopt: follow the data again.
    void setValueRange(ChartAxis axis, std::optional<AxisRange> range);
    void setLogarithmic(ChartAxis axis, bool logarithmic);
    void setLegendShown(bool shown);
    void setThresholdsShown(bool shown);

    /// Device pixels of the plot's width: the number of cells asked for.
    void setPixels(std::uint32_t pixels);
    /// False while nobody sees the chart: it then asks for nothing.
    void setActive(bool active);
    void recolor();

Q_SIGNALS:
    void changed();         ///< something to repaint
    void seriesChanged();   ///< lines came, went, or changed their name, colour or unit
    void settingsChanged(); ///< by the user
    void liveChanged(bool live);
    void rangeMoved(); ///< by a command, not by time

private:
    struct Keys {
        std::unique_ptr<Subscription> subscription;
        KeysAnswer answer;
    };

    void rebuildSeries();
    void addSeries(std::size_t field, const std::string &key);
    void askForKeys(std::size_t field);
    void bind(const Snapshot &snapshot);
    void settleUnit(ChartSeries &series);
    void labelSeries();
    void take(ChartSeries &series, const Answer &answer);
    void followEdge();
    void onFrame(const SnapshotPtr &snapshot);
    void rangeChanged(bool was_live);
    void ask();
    void notify(const QString &notice);
    [[nodiscard]] Query queryFor(const ChartSeries &series) const;
    [[nodiscard]] AxisRange dataRange(ChartAxis axis) const;

    DataFeed &feed_;
    std::function<const Palette &()> palette_;
    ChartSettings settings_;
    std::vector<std::unique_ptr<ChartSeries>> series_;
    std::map<std::size_t, Keys> keys_; ///< by field
    ChartMarks marks_;
    ViewRange range_;
    AutoScale left_auto_;
    AutoScale right_auto_;
    QElapsedTimer steady_;
    QString notice_;
    qint64 notice_until_ms_ = 0;
    std::uint32_t pixels_ = 800;
    bool active_ = false;
    bool dirty_ = false;
    bool rebuild_ = false;
};

} // namespace streamgauge
