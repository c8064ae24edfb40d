// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/rules/rulemanager.h"

#include "models/livetext.h"
#include "ui/deskstyle.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QShortcut>
#include <QVBoxLayout>

#include <algorithm>
#include <chrono>

namespace streamgauge {

RuleManager::RuleManager(const DeskContext &context, QWidget *parent)
    : QDialog(parent)
    , context_(context)
    , model_(new RuleModel(this))
    , table_(new QTableView(this))
    , empty_(new QLabel(tr("No rule is watching. Add one: it tells you when a value is not as it should be."), this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Rules"));
    setStyleSheet(deskStyleSheet(context_.palette()));
    resize(860, 480);
    buildTable();
    empty_->setObjectName(QStringLiteral("emptyHint"));
    empty_->setAlignment(Qt::AlignCenter);
    empty_->setWordWrap(true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(12);
    column->addWidget(buttonRow());
    column->addWidget(table_, 1);
    column->addWidget(empty_, 1);
    column->addWidget(undoRow());
    connect(context_.services, &DeskServices::rulesChanged, this, &RuleManager::refresh);
    connect(&timer_, &QTimer::timeout, this, &RuleManager::refresh);
    timer_.start(std::chrono::milliseconds(500));
    refresh();
}

QPushButton *RuleManager::button(const QString &text, const QString &icon, const QString &name)
{
    auto *made = new QPushButton(context_.icon(icon), text, this);
    made->setObjectName(name);
    made->setAutoDefault(false);
    return made;
}

QWidget *RuleManager::buttonRow()
{
    auto *part = new QWidget(this);
    auto *add = button(tr("&Add…"), QStringLiteral("add"), QStringLiteral("addRule"));
    edit_ = button(tr("&Edit…"), QStringLiteral("edit"), QStringLiteral("editRule"));
    copy_ = button(tr("&Duplicate…"), QStringLiteral("copy"), QStringLiteral("copyRule"));
    pause_ = button(tr("&Pause"), QStringLiteral("pause"), QStringLiteral("pauseRule"));
    remove_ = button(tr("De&lete"), QStringLiteral("trash"), QStringLiteral("deleteRule"));
    auto *row = new QHBoxLayout(part);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    for (QPushButton *one : { add, edit_, copy_, pause_ })
        row->addWidget(one);
    row->addStretch(1);
    row->addWidget(remove_);
    connect(add, &QPushButton::clicked, this, &RuleManager::addRequested);
    connect(edit_, &QPushButton::clicked, this, [this] { Q_EMIT editRequested(chosen()); });
    connect(copy_, &QPushButton::clicked, this, [this] { Q_EMIT copyRequested(chosen()); });
    connect(pause_, &QPushButton::clicked, this, &RuleManager::pauseChosen);
    connect(remove_, &QPushButton::clicked, this, &RuleManager::removeChosen);
    connect(new QShortcut(QKeySequence(Qt::Key_Delete), table_, nullptr, nullptr, Qt::WidgetShortcut), &QShortcut::activated,
            this, &RuleManager::removeChosen);
    return part;
}

QWidget *RuleManager::undoRow()
{
    undo_row_ = new QWidget(this);
    undo_row_->setObjectName(QStringLiteral("notice"));
    undo_text_ = new QLabel(undo_row_);
    auto *undo = button(tr("&Undo"), QStringLiteral("undo"), QStringLiteral("undoDelete"));
    auto *row = new QHBoxLayout(undo_row_);
    row->setContentsMargins(12, 8, 8, 8);
    row->addWidget(undo_text_, 1);
    row->addWidget(undo);
    undo_row_->hide();
    connect(undo, &QPushButton::clicked, this, &RuleManager::takeBack);
    return undo_row_;
}

void RuleManager::buildTable()
{
    table_->setModel(model_);
    table_->setAccessibleName(tr("Rules"));
    table_->setSelectionBehavior(QAbstractItemView::SelectRows);
    table_->setSelectionMode(QAbstractItemView::SingleSelection);
    table_->setShowGrid(false);
    table_->setTabKeyNavigation(false);
    table_->verticalHeader()->hide();
    table_->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    table_->horizontalHeader()->setHighlightSections(false);
    table_->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    table_->horizontalHeader()->setSectionResizeMode(RuleModel::NameColumn, QHeaderView::Stretch);
    connect(table_->selectionModel(), &QItemSelectionModel::selectionChanged, this, &RuleManager::refreshButtons);
    connect(table_, &QTableView::activated, this, [this] { Q_EMIT editRequested(chosen()); });
}

void RuleManager::refresh()
{
    const QString before = chosen();
    model_->apply(context_.services->rules(), context_.services->pausedRules(), context_.services->feed().latest());
    const bool any = model_->rowCount() > 0;
    table_->setVisible(any);
    empty_->setVisible(!any);
    if (any && chosen().isEmpty())
        table_->selectRow(std::max(0, model_->rowOf(before)));
    refreshButtons();
}

void RuleManager::refreshButtons()
{
    const QString rule = chosen();
    for (QPushButton *one : { edit_, copy_, pause_, remove_ })
        one->setEnabled(!rule.isEmpty());
    const bool paused = context_.services->pausedRules().contains(rule);
    pause_->setText(paused ? tr("&Resume") : tr("&Pause"));
    pause_->setIcon(context_.icon(paused ? QStringLiteral("play") : QStringLiteral("pause")));
}

QString RuleManager::chosen() const
{
    const QModelIndexList rows = table_->selectionModel()->selectedRows();
    return rows.isEmpty() ? QString() : model_->row(rows.front().row()).name;
}

void RuleManager::removeChosen()
{
    const QString name = chosen();
    const auto &rules = context_.services->rules();
    const auto rule = std::ranges::find(rules, name.toStdString(), &RuleSpec::name);
    if (rule == rules.end())
        return;
    removed_.push_back({ *rule, context_.services->ruleText(name), context_.services->tests(name) });
    context_.services->removeRule(name);
    showUndo();
}

void RuleManager::showUndo()
{
    undo_row_->setVisible(!removed_.empty());
    if (removed_.empty())
        return;
    const QString name = toQString(removed_.back().rule.name);
    undo_text_->setText(removed_.size() == 1 ? tr("Rule %1 is deleted; its open alerts are resolved.").arg(name)
                                             : tr("Rule %1 is deleted, and %2 before it; their open alerts are resolved.")
                                                   .arg(name)
                                                   .arg(removed_.size() - 1));
}

void RuleManager::takeBack()
{
    if (removed_.empty())
        return;
    const Removed last = removed_.back();
    context_.services->setRule(last.rule, {}, this, [this, last](const Result<void> &done) {
        if (!done) {
            undo_text_->setText(toQString(done.error().text()));
            return;
        }
        const QString name = toQString(last.rule.name);
        if (!last.text.empty())
            context_.services->setRuleText(name, last.text);
        context_.services->setTests(name, last.tests);
        std::erase_if(removed_, [&last](const Removed &one) { return one.rule == last.rule; });
        showUndo();
        table_->selectRow(model_->rowOf(name));
    });
}

void RuleManager::pauseChosen()
{
    const QString name = chosen();
    context_.services->pauseRule(name, !context_.services->pausedRules().contains(name));
    refresh();
}

} // namespace streamgauge
