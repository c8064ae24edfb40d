// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/chart/chartpanel.h"

#include "models/numbertext.h"
#include "ui/panels/chart/chartlegend.h"
#include "ui/panels/chart/chartmodel.h"
#include "ui/panels/chart/chartview.h"

#include <QPainter>
#include <QVBoxLayout>

#include <set>

namespace streamgauge {

ChartPanel::ChartPanel(PanelContext context, QWidget *parent)
    : Panel(std::move(context), parent)
{
    const auto palette = this->context().palette;
    link_ = this->context().time_link != nullptr ? this->context().time_link : new TimeLink(this);
    model_ = new ChartModel(*this->context().feed, palette, this);
    legend_ = new ChartLegend(*model_, palette, this);
    view_ = new ChartView(*model_, *this->context().feed, *link_, palette, this);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(legend_);
    layout->addWidget(view_, 1);
    setFocusProxy(view_);
    makeActions();
    connect(model_, &ChartModel::settingsChanged, this, &Panel::settingsChanged);
    connect(model_, &ChartModel::seriesChanged, this, [this] {
        arrangeLegend();
        Q_EMIT titleChanged();
    });
    connect(model_, &ChartModel::liveChanged, live_, &QAction::setChecked);
    connect(model_, &ChartModel::rangeMoved, this, &ChartPanel::shareStretch);
    connect(link_, &TimeLink::stretchShown, model_, &ChartModel::showStretch);
}

ChartPanel::~ChartPanel()
{
    // The view's cursor reads the model; members and children would go in the other order.
    delete view_;
}

QString ChartPanel::suggestedTitle() const
{
    std::set<std::string> fields;
    for (const ChartField &field : model_->settings().fields)
        fields.insert(field.field);
    if (fields.empty())
        return tr("Time chart");
    QStringList names;
    for (const std::string &field : fields)
        names << toQString(field);
    return names.size() > 4 ? tr("%1 and %2 more").arg(names.mid(0, 3).join(QStringLiteral(", "))).arg(names.size() - 3)
                            : names.join(QStringLiteral(", "));
}

QJsonObject ChartPanel::settings() const
{
    return toJson(model_->settings());
}

void ChartPanel::applySettings(const QJsonObject &settings)
{
    model_->setSettings(chartSettingsFrom(settings));
    const ChartSettings &applied = model_->settings();
    const auto check = [](QAction *action, bool checked) {
        const QSignalBlocker blocker(action);
        action->setChecked(checked);
    };
    check(log_left_, applied.log_left);
    check(log_right_, applied.log_right);
    check(legend_shown_, applied.legend);
    check(thresholds_shown_, applied.thresholds);
    check(live_, true);
    arrangeLegend();
}

bool ChartPanel::acceptsField(const SchemaPtr &schema, const QString &field) const
{
    const auto column = schema ? schema->find(field.toStdString()) : std::nullopt;
    return column && isNumeric(schema->columns[*column].kind);
}

void ChartPanel::addField(const SchemaPtr &schema, const QString &field, const QString &key)
{
    if (acceptsField(schema, field))
        model_->addField(schema, field.toStdString(), key.isEmpty() ? std::nullopt : std::optional(key.toStdString()));
}

QList<QAction *> ChartPanel::panelActions()
{
    return actions_;
}

QStringList ChartPanel::streams() const
{
    QStringList streams;
    for (const ChartField &field : model_->settings().fields) {
        if (!streams.contains(toQString(field.stream)))
            streams << toQString(field.stream);
    }
    return streams;
}

void ChartPanel::themeChanged()
{
    model_->recolor();
    legend_->update();
    update();
}

void ChartPanel::setLive(bool live)
{
    model_->setLive(live);
}

void ChartPanel::showInstant(qint64 time_ns)
{
    model_->showInstant(time_ns);
}

void ChartPanel::shareStretch()
{
    const ViewRange &range = model_->range();
    link_->showStretch({ range.isLive(), range.span(), range.isLive() ? 0 : range.to() });
}

void ChartPanel::showEvent(QShowEvent *event)
{
    model_->setActive(true);
    Panel::showEvent(event);
}

void ChartPanel::hideEvent(QHideEvent *event)
{
    model_->setActive(false);
    Panel::hideEvent(event);
}

void ChartPanel::resizeEvent(QResizeEvent *event)
{
    Panel::resizeEvent(event);
    arrangeLegend();
}

void ChartPanel::arrangeLegend()
{
    legend_->setVisible(model_->settings().legend && !model_->series().empty() && height() >= 140 && width() >= 160);
}

void ChartPanel::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(rect(), colors().surface);
}

} // namespace streamgauge
