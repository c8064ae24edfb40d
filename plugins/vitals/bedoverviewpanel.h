// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugins/api/panel.h"
#include "plugins/vitals/scorehistory.h"
#include "plugins/vitals/vitallimits.h"

#include <QElapsedTimer>

#include <map>

class QLabel;
class QScrollArea;

namespace streamgauge {

class BedGrid;

/// One tile per bed of a stream of observations, sorted by name. Settings: {"stream": "vitals", "limits": {...},
/// "stale_after_s": 10, "trend_s": 300}. Repaints at most ten times a second; costs nothing while hidden.
class BedOverviewPanel : public Panel
{
    Q_OBJECT

public:
    explicit BedOverviewPanel(PanelContext context, QWidget *parent = nullptr);
    ~BedOverviewPanel() override;

    [[nodiscard]] QString suggestedTitle() const override;
    [[nodiscard]] QJsonObject settings() const override;
    void applySettings(const QJsonObject &settings) override;
    [[nodiscard]] bool acceptsField(const SchemaPtr &schema, const QString &field) const override;
    void addField(const SchemaPtr &schema, const QString &field, const QString &key) override;
    [[nodiscard]] QStringList streams() const override;
    [[nodiscard]] BedGrid *grid() const { return grid_; }

public Q_SLOTS:
    void themeChanged() override;
    void setLive(bool live) override;

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct Seen {
        explicit Seen(DurationNs trend_ns)
            : history(trend_ns)
        {
        }

        BedReading reading;
        TimeNs arrival_ns = 0;
        ScoreHistory history;
    };
    void subscribe();
    void setPaused();
    void take(const TableDelta &delta);
    void takeRow(const RowRef &row);
    void refresh(bool now);
    void onFrame();
    [[nodiscard]] Bed bedOf(const Seen &seen, TimeNs now_ns) const;

    QString stream_;
    VitalLimits limits_;
    DurationNs stale_after_ns_;
    DurationNs trend_ns_;
    bool live_ = true;
    std::unique_ptr<Subscription> subscription_;
    std::map<std::string, Seen, std::less<>> beds_;
    QElapsedTimer since_refresh_;
    QScrollArea *scroll_;
    BedGrid *grid_;
    QLabel *notice_;
};

} // namespace streamgauge
