// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/rules/backtestview.h"

#include "models/livetext.h"
#include "models/numbertext.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <set>

namespace streamgauge {

namespace {

QString aDay(double alerts)
{
    return alerts < 10 ? QString::number(alerts, 'f', alerts < 1 ? 2 : 1)
                       : exactCountText(static_cast<std::uint64_t>(std::llround(alerts)));
}

} // namespace

BacktestView::BacktestView(const DeskContext &context, QWidget *parent)
    : QWidget(parent)
    , context_(context)
    , source_(new QComboBox(this))
    , key_(new QComboBox(this))
    , again_(new QPushButton(context.icon(QStringLiteral("refresh")), tr("&Again"), this))
    , chart_(new BacktestChart([theme = context.theme]() -> const Palette & { return theme->palette(); }, this))
    , summary_(new QLabel(this))
    , fault_(new QLabel(this))
{
    source_->addItems({ tr("What is still held"), tr("A recording…") });
    source_->setAccessibleName(tr("What the rule is tried on"));
    key_->setAccessibleName(tr("Whose curve is drawn"));
    key_->setObjectName(QStringLiteral("backtestKey"));
    again_->setAutoDefault(false);
    summary_->setObjectName(QStringLiteral("backtestSummary"));
    summary_->setWordWrap(true);
    fault_->setObjectName(QStringLiteral("problemText"));
    fault_->setWordWrap(true);
    fault_->hide();
    auto *top = new QHBoxLayout;
    top->addWidget(source_, 1);
    top->addWidget(key_, 1);
    top->addWidget(again_);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    column->setSpacing(8);
    column->addLayout(top);
    column->addWidget(chart_, 1);
    column->addWidget(summary_);
    column->addWidget(fault_);
    ask_soon_.setSingleShot(true);
    ask_soon_.setInterval(std::chrono::milliseconds(40));
    connect(&ask_soon_, &QTimer::timeout, this, &BacktestView::ask);
    connect(source_, &QComboBox::activated, this, &BacktestView::chooseSource);
    connect(key_, &QComboBox::activated, this, &BacktestView::chooseKey);
    connect(again_, &QPushButton::clicked, this, [this] {
        curve_of_.clear();
        ask();
    });
    connect(chart_, &BacktestChart::limitMoved, this, &BacktestView::moveLimit);
    connect(chart_, &BacktestChart::forMoved, this, &BacktestView::moveFor);
}

void BacktestView::setRule(const RuleSpec &rule)
{
    if (rule_ == rule)
        return;
    rule_ = rule;
    chart_->setRule(rule, shapeOf(rule));
    due_ = true;
    if (isVisible() && !ask_soon_.isActive())
        ask_soon_.start();
}

void BacktestView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (due_)
        ask_soon_.start();
}

void BacktestView::ask()
{
    if (!rule_)
        return;
    due_ = false;
    BacktestQuestion question;
    question.rule = *rule_;
    question.recording = recording_;
    if (const auto shape = shapeOf(*rule_))
        question.field = shape->field;
    question.key = key_->currentData().toString().toStdString();
    const std::string curve = rule_->stream + '\n' + question.field + '\n' + question.key;
    question.curve = curve != curve_of_;
    curve_of_ = curve;
    context_.services->backtest(question, this, [this](const Result<BacktestAnswer> &answer) { take(answer); });
}

void BacktestView::take(const Result<BacktestAnswer> &answer)
{
    fault_->setVisible(!answer);
    if (!answer) {
        fault_->setText(toQString(answer.error().text()));
        curve_of_.clear();
        return;
    }
    chart_->setAnswer(*answer);
    if (!answer->keys.empty()) {
        key_->clear();
        for (const std::string &key : answer->keys)
            key_->addItem(key.empty() ? tr("(all)") : keyText(key), toQString(key));
        key_->setCurrentIndex(std::max(0, key_->findData(toQString(answer->key))));
        const auto shape = rule_ ? shapeOf(*rule_) : std::nullopt;
        curve_of_ = rule_->stream + '\n' + (shape ? shape->field : std::string()) + '\n' + answer->key;
    }
    summary_->setText(summaryOf(*answer));
    if (!answer->report.last_error.empty()) {
        fault_->setText(toQString(answer->report.last_error));
        fault_->show();
    }
}

QString BacktestView::summaryOf(const BacktestAnswer &answer) const
{
    const RuleReport &report = answer.report;
    std::set<std::string> keys;
    for (const BacktestEpisode &episode : report.episodes) {
        if (episode.fired_at_ns != 0)
            keys.insert(episode.key);
    }
    QStringList parts;
    if (report.fired == 0)
        parts.append(tr("Would never have fired"));
    else
        parts.append(tr("Alerts: %1, of keys: %2").arg(report.fired).arg(keys.size()));
    if (report.fired > 0) {
        parts.append(tr("%1 in all").arg(durationWords(report.firing_ns)));
        parts.append(tr("%1 alerts a day").arg(aDay(report.alerts_per_day)));
    }
    if (report.never_fired > 0)
        parts.append(tr("%n ended before they fired", nullptr, static_cast<int>(report.never_fired)));
    if (!report.incidents.empty())
        parts.append(tr("%1 of %2 incidents missed, %3 false alarms")
                         .arg(report.missed)
                         .arg(report.incidents.size())
                         .arg(report.false_alarms));
    return parts.join(QStringLiteral(" · "))
        + tr("\nOver %1 events in %2.").arg(countText(answer.events), durationWords(answer.to_ns - answer.from_ns));
}

void BacktestView::chooseSource(int index)
{
    if (index == 0) {
        recording_.clear();
    } else {
        const QString path = QFileDialog::getOpenFileName(this, tr("Recording"), {}, tr("Recordings (*.sgr)"));
        if (path.isEmpty()) {
            source_->setCurrentIndex(recording_.isEmpty() ? 0 : 1);
            return;
        }
        recording_ = path;
        source_->setItemText(1, QFileInfo(path).fileName());
    }
    key_->clear();
    curve_of_.clear();
    ask();
}

void BacktestView::chooseKey()
{
    ask();
}

void BacktestView::moveLimit(double value)
{
    auto shape = rule_ ? shapeOf(*rule_) : std::nullopt;
    if (!shape)
        return;
    const bool whole = std::holds_alternative<std::int64_t>(shape->value) && value == std::round(value);
    shape->value = whole ? LiteralValue(static_cast<std::int64_t>(value)) : LiteralValue(value);
    RuleSpec changed = *rule_;
    applyShape(changed, *shape);
    Q_EMIT ruleChanged(changed);
}

void BacktestView::moveFor(qint64 for_ns)
{
    if (!rule_)
        return;
    RuleSpec changed = *rule_;
    changed.for_ns = for_ns;
    Q_EMIT ruleChanged(changed);
}

} // namespace streamgauge
