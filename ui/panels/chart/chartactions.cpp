// SPDX-License-Identifier: GPL-3.0-or-later
// The menu of ChartPanel.
#include "models/numbertext.h"
#include "ui/panels/chart/chartmodel.h"
#include "ui/panels/chart/chartpanel.h"
#include "ui/panels/chart/chartview.h"
#include "ui/panels/choicemenu.h"

#include <QAction>
#include <QMenu>

#include <array>

namespace streamgauge {

namespace {

constexpr std::array<DurationNs, 10> spans_s { 5, 10, 30, 60, 300, 900, 3'600, 6 * 3'600, 86'400, 7 * 86'400 };

} // namespace

void ChartPanel::makeActions()
{
    const auto add = [this](const QString &text, auto &&triggered) {
        auto *action = new QAction(text, this);
        connect(action, &QAction::triggered, this, triggered);
        actions_ << action;
        return action;
    };
    const auto toggle = [this](const QString &text, bool checked, auto &&toggled) {
        auto *action = new QAction(text, this);
        action->setCheckable(true);
        action->setChecked(checked);
        connect(action, &QAction::toggled, this, toggled);
        actions_ << action;
        return action;
    };
    live_ = toggle(tr("Live"), true, [this](bool live) { model_->setLive(live); });
    span_menu_ = new QMenu(tr("Time span"), this);
    connect(span_menu_, &QMenu::aboutToShow, this, &ChartPanel::fillSpanMenu);
    actions_ << span_menu_->menuAction();
    series_menu_ = new QMenu(tr("Lines"), this);
    connect(series_menu_, &QMenu::aboutToShow, this, &ChartPanel::fillSeriesMenu);
    actions_ << series_menu_->menuAction();
    add(tr("Fit values"), [this] { view_->fitValues(); });
    add(tr("Set cursor A"), [this] { view_->setCursorA(); });
    add(tr("Set cursor B"), [this] { view_->setCursorB(); });
    add(tr("Clear cursors"), [this] { view_->clearCursors(); });
    log_left_ = toggle(tr("Logarithmic left axis"), false, [this](bool on) { model_->setLogarithmic(ChartAxis::Left, on); });
    log_right_ =
        toggle(tr("Logarithmic right axis"), false, [this](bool on) { model_->setLogarithmic(ChartAxis::Right, on); });
    legend_shown_ = toggle(tr("Legend"), true, [this](bool on) { model_->setLegendShown(on); });
    thresholds_shown_ = toggle(tr("Rules and alerts"), true, [this](bool on) { model_->setThresholdsShown(on); });
}

void ChartPanel::fillSpanMenu()
{
    span_menu_->clear();
    for (const DurationNs span_s : spans_s) {
        const DurationNs span_ns = span_s * ns_per_s;
        addChoice(*span_menu_, durationWords(span_ns), model_->range().span() == span_ns,
                  [this, span_ns] { model_->setSpan(span_ns); });
    }
}

void ChartPanel::fillSeriesMenu()
{
    series_menu_->clear();
    for (std::size_t i = 0; i < model_->series().size(); ++i) {
        QAction *action = series_menu_->addAction(model_->series()[i]->label);
        action->setCheckable(true);
        action->setChecked(!model_->series()[i]->hidden);
        connect(action, &QAction::toggled, this, [this, i](bool shown) { model_->setSeriesHidden(i, !shown); });
    }
    if (!model_->settings().fields.empty())
        series_menu_->addSeparator();
    for (std::size_t field = 0; field < model_->settings().fields.size(); ++field)
        fillFieldMenu(*series_menu_->addMenu(toQString(model_->settings().fields[field].field)), field);
}

void ChartPanel::fillFieldMenu(QMenu &menu, std::size_t field)
{
    const bool left = model_->settings().fields[field].axis == ChartAxis::Left;
    QAction *axis = menu.addAction(left ? tr("Move to the right axis") : tr("Move to the left axis"));
    connect(axis, &QAction::triggered, this,
            [this, field, left] { model_->setAxis(field, left ? ChartAxis::Right : ChartAxis::Left); });
    QAction *remove = menu.addAction(tr("Remove from the chart"));
    connect(remove, &QAction::triggered, this, [this, field] { model_->removeField(field); });
}

} // namespace streamgauge
