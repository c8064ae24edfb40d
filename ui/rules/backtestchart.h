// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/rules/ruleshape.h"
#include "plugins/api/panel.h"
#include "ui/rules/rulequestions.h"

#include <QWidget>

#include <functional>
#include <optional>

namespace streamgauge {

/// The curve of the judged field with the times a rule would have fired, its limits and labelled incidents. The limit is
/// dragged up and down, the handle of `for` to the right; or Up, Down, Left and Right when the chart has the focus.
class BacktestChart : public QWidget
{
    Q_OBJECT

public:
    BacktestChart(std::function<const Palette &()> palette, QWidget *parent = nullptr);

    void setAnswer(const BacktestAnswer &answer);
    /// nullopt: the rule has no line that could be dragged.
    void setRule(const RuleSpec &rule, const std::optional<RuleShape> &shape);
    [[nodiscard]] const BacktestAnswer &answer() const { return answer_; }
    /// Where the limit's line is now, in the widget; nullopt without one.
    [[nodiscard]] std::optional<int> limitY() const;
    [[nodiscard]] QPoint forHandle() const;
    /// What there is to know about a place: the value, which alerts fire there, what can be dragged; empty: nothing.
    [[nodiscard]] QString tipAt(const QPointF &place) const;
    [[nodiscard]] QSize minimumSizeHint() const override { return { 240, 160 }; }

Q_SIGNALS:
    void limitMoved(double value);
    void forMoved(qint64 for_ns);

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    enum class Drag { None, Limit, For };
    struct Range {
        double low = 0;
        double high = 1;
    };

    [[nodiscard]] QRectF plot() const;
    [[nodiscard]] Range values() const;
    [[nodiscard]] double xOf(TimeNs time_ns) const;
    [[nodiscard]] double yOf(double value) const;
    [[nodiscard]] double valueAt(double y) const;
    /// The round times that `for` goes through, from 0 to the length of the chart.
    [[nodiscard]] std::vector<DurationNs> forSteps() const;
    [[nodiscard]] DurationNs nextFor(bool longer) const;
    [[nodiscard]] Drag dragAt(const QPointF &place) const;
    void moveTo(const QPointF &place);
    void paintEpisodes(QPainter &painter) const;
    void paintIncidents(QPainter &painter) const;
    void paintCurve(QPainter &painter) const;
    void paintLimit(QPainter &painter, double value, bool clears) const;
    void paintFor(QPainter &painter) const;
    void paintAxes(QPainter &painter) const;

    std::function<const Palette &()> palette_;
    BacktestAnswer answer_;
    std::optional<double> limit_;
    std::optional<double> clear_;
    DurationNs for_ns_ = 0;
    Severity severity_ = Severity::Warning;
    Drag drag_ = Drag::None;
    std::optional<Range> held_range_; ///< while something is dragged the scale stands still
};

} // namespace streamgauge
