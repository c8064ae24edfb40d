// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/rules/rulenowview.h"

#include "engine/data/timetext.h"
#include "engine/rules/calledfunctions.h"
#include "engine/rules/rulefields.h"
#include "models/livetext.h"

#include <QHeaderView>
#include <QVBoxLayout>

#include <algorithm>
#include <chrono>
#include <cmath>

namespace streamgauge {

namespace {

constexpr std::size_t most_offered_keys = 1'000;
constexpr std::chrono::milliseconds probe_interval { 500 };
/// Between two steps of a trial that goes through events that are held.
constexpr std::chrono::milliseconds step_interval { 50 };
constexpr double whole = 100;

/// Conditions over lets, and what functions of the program say, cannot be judged from one row.
bool judgesRows(const RuleSpec &rule)
{
    const auto &own = celFunctionNames();
    return rule.kind == RuleKind::Expression && rule.joined.empty() && rule.lets.empty() && !rule.when.empty()
        && std::ranges::all_of(calledFunctions({ &rule, 1 }),
                               [&](const std::string &called) { return std::ranges::find(own, called) != own.end(); });
}

} // namespace

RuleNowView::RuleNowView(const DeskContext &context, QWidget *parent)
    : QWidget(parent)
    , context_(context)
    , key_(new QComboBox(this))
    , values_(new QTableWidget(0, 2, this))
    , hint_(new QLabel(this))
    , summary_(new QLabel(this))
    , preview_(new RulePreview(this))
    , preview_table_(new QTableView(this))
{
    key_->setAccessibleName(tr("Key"));
    key_->setObjectName(QStringLiteral("probeKey"));
    values_->setObjectName(QStringLiteral("probeValues"));
    values_->setAccessibleName(tr("Values of the rule for this key"));
    values_->setHorizontalHeaderLabels({ tr("Name"), tr("Value now") });
    values_->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    values_->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    values_->verticalHeader()->hide();
    values_->setShowGrid(false);
    values_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    values_->setSelectionMode(QAbstractItemView::NoSelection);
    for (QLabel *label : { hint_, summary_ }) {
        label->setObjectName(QStringLiteral("hint"));
        label->setWordWrap(true);
    }
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    column->setSpacing(8);
    column->addWidget(key_);
    column->addWidget(hint_);
    column->addWidget(values_, 1);
    column->addWidget(summary_);
    column->addWidget(preview_table_, 2);
    column->addStretch(0);
    setUpPreview();
    probe_timer_.setInterval(probe_interval);
    connect(&probe_timer_, &QTimer::timeout, this, &RuleNowView::probe);
    connect(key_, &QComboBox::activated, this, [this] {
        changed_ = true;
        showColumns();
        probe();
    });
}

void RuleNowView::setUpPreview()
{
    preview_table_->setModel(preview_);
    preview_table_->setAccessibleName(tr("Present values and whether the condition holds"));
    preview_table_->verticalHeader()->hide();
    preview_table_->setShowGrid(false);
    preview_table_->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    preview_table_->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    preview_table_->setSelectionMode(QAbstractItemView::NoSelection);
}

void RuleNowView::setRule(const RuleSpec &rule, bool running)
{
    rule_ = rule;
    running_ = running;
    summary_->setVisible(judgesRows(rule));
    preview_table_->setVisible(judgesRows(rule));
    followStream();
    judge();
    changed_ = true;
    probe();
}

void RuleNowView::setStream(const QString &stream)
{
    rule_ = {};
    rule_.stream = stream.toStdString();
    running_ = false;
    summary_->hide();
    preview_table_->hide();
    static_cast<void>(preview_->setCondition({}));
    followStream();
    showColumns();
}

std::string RuleNowView::chosenKey() const
{
    return key_->currentData().toString().toStdString();
}

void RuleNowView::showColumns()
{
    if (!rule_.name.empty())
        return;
    const RowRef row = preview_->latest(chosenKey());
    hint_->setVisible(!rule_.stream.empty());
    if (!row.batch) {
        hint_->setText(tr("No values have arrived on this stream yet."));
        return showValues({});
    }
    hint_->setText(tr("What the stream says now, to be judged by a rule:"));
    std::vector<std::pair<QString, QString>> rows;
    const Schema &schema = row.batch->schema();
    for (std::size_t at = 0; at < schema.columns.size(); ++at) {
        const Column &column = schema.columns[at];
        const QString value = toQString(cellText(column, row.batch->after(at), row.row));
        rows.emplace_back(toQString(column.name),
                          value.isEmpty() || column.unit.empty() ? value
                                                                 : value + QLatin1Char(' ') + toQString(column.unit));
    }
    showValues(rows);
}

void RuleNowView::showValues(const std::vector<std::pair<QString, QString>> &rows)
{
    values_->setRowCount(static_cast<int>(rows.size()));
    for (int row = 0; row < values_->rowCount(); ++row) {
        const auto &[name, value] = rows[static_cast<std::size_t>(row)];
        values_->setItem(row, 0, new QTableWidgetItem(name));
        values_->setItem(row, 1, new QTableWidgetItem(value));
    }
}

void RuleNowView::followStream()
{
    if (rule_.stream == stream_ && subscription_)
        return;
    stream_ = rule_.stream;
    preview_->clear();
    key_->clear();
    subscription_.reset();
    if (stream_.empty())
        return;
    subscription_ = context_.services->feed().subscribe(TableQuery { stream_, 10'000 }, [this](const Answer &answer) {
        if (const auto *delta = std::get_if<TableDelta>(&answer))
            takeRows(*delta);
    });
}

void RuleNowView::takeRows(const TableDelta &delta)
{
    preview_->apply(delta);
    const std::vector<std::string> keys = preview_->keys();
    const auto offered = static_cast<int>(std::min(keys.size(), most_offered_keys));
    if (offered != key_->count()) {
        const QString chosen = key_->currentData().toString();
        key_->clear();
        for (int i = 0; i < offered; ++i) {
            const std::string &key = keys[static_cast<std::size_t>(i)];
            key_->addItem(key.empty() ? tr("(all)") : keyText(key), toQString(key));
        }
        key_->setCurrentIndex(std::max(0, key_->findData(chosen)));
    }
    showSummary({});
    showColumns();
}

void RuleNowView::judge()
{
    if (!judgesRows(rule_))
        return;
    showSummary(preview_->setCondition(rule_.when));
}

void RuleNowView::showSummary(const Result<void> &judged)
{
    if (!judgesRows(rule_))
        return;
    if (!judged)
        summary_->setText(toQString(judged.error().text()));
    else if (preview_->keyCount() == 0)
        summary_->setText(tr("No values have arrived on this stream yet."));
    else if (rule_.for_ns > 0)
        summary_->setText(tr("The condition holds for %1 of %2 keys now; each would fire after %3.")
                              .arg(preview_->holdingCount())
                              .arg(preview_->keyCount())
                              .arg(toQString(durationText(rule_.for_ns))));
    else
        summary_->setText(tr("%1 of %2 keys would fire now.").arg(preview_->holdingCount()).arg(preview_->keyCount()));
}

void RuleNowView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    probe_timer_.start();
    probe();
}

void RuleNowView::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    probe_timer_.stop();
}

void RuleNowView::probe()
{
    // A new rule has no name until it reads for the first time.
    if (!isVisible() || waiting_ || rule_.name.empty())
        return;
    waiting_ = true;
    changed_ = false;
    const std::string key = chosenKey();
    const auto receive = [this](const Result<RuleProbe> &probe) {
        waiting_ = false;
        // The answer is to a rule that has been typed over.
        if (changed_)
            return this->probe();
        showProbe(probe);
    };
    if (running_)
        context_.services->probeRule(toQString(rule_.name), key, this, receive);
    else
        context_.services->probeTrial(rule_, key, this, receive);
}

QString RuleNowView::hintFor(const RuleProbe &probe) const
{
    if (!probe.waiting_for.empty())
        return tr("Waiting for lookup %1. %2").arg(toQString(probe.waiting_for), toQString(probe.error)).trimmed();
    if (!probe.error.empty())
        return toQString(probe.error);
    if (running_)
        return {};
    if (probe.judged < 1)
        return tr("Working through the events that the program still holds: %1 %").arg(std::floor(whole * probe.judged));
    return tr("This rule does not run as it stands here. Its values are worked out from the events that the program still "
              "holds.");
}

void RuleNowView::showProbe(const Result<RuleProbe> &probe)
{
    if (rule_.name.empty())
        return;
    if (!probe) {
        values_->setRowCount(0);
        hint_->setText(toQString(probe.error().message));
        hint_->show();
        return;
    }
    hint_->setText(hintFor(*probe));
    hint_->setVisible(!hint_->text().isEmpty());
    std::vector<std::pair<QString, QString>> rows;
    const QString missing =
        probe->waiting_for.empty() ? tr("no value yet") : tr("waiting for lookup %1").arg(toQString(probe->waiting_for));
    for (const RuleProbe::Let &let : probe->lets)
        rows.emplace_back(toQString(let.name), let.value.empty() ? missing : toQString(let.value));
    const auto outcome = [&] {
        switch (probe->when) {
        case Outcome::True: return tr("holds");
        case Outcome::False: return tr("does not hold");
        case Outcome::Error: return tr("cannot be judged");
        default: return tr("no data");
        }
    };
    rows.emplace_back(tr("condition"), outcome());
    rows.emplace_back(tr("alert"), stateText(probe->state));
    showValues(rows);
    // The rest of the events that are held, one step after another.
    if (probe->judged < 1)
        QTimer::singleShot(step_interval, this, &RuleNowView::probe);
}

} // namespace streamgauge
