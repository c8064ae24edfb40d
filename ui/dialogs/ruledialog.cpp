// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/ruledialog.h"

#include "engine/data/timetext.h"
#include "models/livetext.h"
#include "ui/deskstyle.h"

#include <QFontDatabase>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QVBoxLayout>

namespace streamgauge {

RuleDialog::RuleDialog(const DeskContext &context, const RuleSpec &rule, const QString &edited, QWidget *parent)
    : QDialog(parent)
    , context_(context)
    , edited_(edited)
    , form_(new RuleForm(context, this))
    , text_(new QPlainTextEdit(this))
    , fault_(new QLabel(this))
    , preview_(new RulePreview(this))
    , preview_table_(new QTableView(this))
    , summary_(new QLabel(this))
    , save_button_(new QPushButton(edited.isEmpty() ? tr("Add rule") : tr("Apply"), this))
{
    setWindowTitle(edited.isEmpty() ? tr("New rule") : tr("Edit rule %1").arg(edited));
    setStyleSheet(deskStyleSheet(context_.palette()));
    setAttribute(Qt::WA_DeleteOnClose);
    resize(920, 600);
    auto *columns = new QHBoxLayout;
    columns->setSpacing(24);
    auto *left = new QVBoxLayout;
    left->addWidget(form_);
    left->addStretch(1);
    columns->addLayout(left, 1);
    columns->addWidget(previewPart(), 1);
    auto *cancel = new QPushButton(tr("Cancel"), this);
    save_button_->setDefault(true);
    fault_->setObjectName(QStringLiteral("problemText"));
    fault_->setWordWrap(true);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(fault_, 1);
    buttons->addWidget(cancel);
    buttons->addWidget(save_button_);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(16);
    column->addLayout(columns, 1);
    column->addWidget(textPart());
    column->addLayout(buttons);
    connect(form_, &RuleForm::edited, this, &RuleDialog::formEdited);
    connect(text_, &QPlainTextEdit::textChanged, this, &RuleDialog::textEdited);
    connect(save_button_, &QPushButton::clicked, this, &RuleDialog::save);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    following_ = true;
    form_->setEnabled(rule.when.empty() || RuleForm::shows(rule));
    if (form_->isEnabled())
        form_->setRule(rule);
    else
        text_->setPlainText(toQString(ruleText(rule)));
    following_ = false;
    if (form_->isEnabled())
        formEdited();
    else
        textEdited();
}

RuleDialog::~RuleDialog() = default;

QWidget *RuleDialog::previewPart()
{
    auto *part = new QWidget(this);
    auto *title = new QLabel(tr("What it makes of the present values"), part);
    title->setObjectName(QStringLiteral("sideTitle"));
    summary_->setObjectName(QStringLiteral("hint"));
    summary_->setWordWrap(true);
    preview_table_->setModel(preview_);
    preview_table_->setAccessibleName(tr("Present values and whether the condition holds"));
    preview_table_->verticalHeader()->hide();
    preview_table_->setShowGrid(false);
    preview_table_->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    preview_table_->setSelectionMode(QAbstractItemView::NoSelection);
    preview_table_->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    auto *column = new QVBoxLayout(part);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(title);
    column->addWidget(summary_);
    column->addWidget(preview_table_, 1);
    return part;
}

QWidget *RuleDialog::textPart()
{
    auto *part = new QWidget(this);
    auto *title = new QLabel(tr("The same as text"), part);
    title->setObjectName(QStringLiteral("hint"));
    text_->setObjectName(QStringLiteral("ruleText"));
    text_->setAccessibleName(tr("The rule as text"));
    text_->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    text_->setTabChangesFocus(true);
    text_->setFixedHeight(text_->fontMetrics().lineSpacing() * 3 + 16);
    auto *column = new QVBoxLayout(part);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addWidget(title);
    column->addWidget(text_);
    return part;
}

void RuleDialog::formEdited()
{
    if (following_)
        return;
    const Result<RuleSpec> rule = form_->rule();
    if (rule) {
        following_ = true;
        text_->setPlainText(toQString(ruleText(*rule)));
        following_ = false;
    }
    showRule(rule);
}

void RuleDialog::textEdited()
{
    if (following_)
        return;
    const Result<RuleSpec> rule = parseRule(text_->toPlainText().toStdString());
    if (rule) {
        following_ = true;
        form_->setEnabled(RuleForm::shows(*rule));
        if (form_->isEnabled())
            form_->setRule(*rule);
        following_ = false;
    }
    showRule(rule);
}

void RuleDialog::showRule(const Result<RuleSpec> &rule)
{
    save_button_->setEnabled(rule.ok());
    fault_->setText(rule ? QString() : toQString(rule.error().text()));
    if (!rule)
        return;
    rule_ = *rule;
    followStream(rule_.stream);
    const auto threshold = asThreshold(rule_.when);
    if (!threshold) {
        preview_->clear();
        subscription_.reset();
        summary_->setText(tr("Only a comparison of one field is previewed."));
        return;
    }
    const Result<void> judged = preview_->setThreshold(*threshold);
    if (!judged) {
        save_button_->setEnabled(false);
        fault_->setText(toQString(judged.error().text()));
    }
    showSummary();
}

void RuleDialog::followStream(const std::string &stream)
{
    if (stream == stream_ && subscription_)
        return;
    stream_ = stream;
    preview_->clear();
    subscription_ = context_.services->feed().subscribe(TableQuery { stream, 10'000 }, [this](const Answer &answer) {
        if (const auto *delta = std::get_if<TableDelta>(&answer)) {
            preview_->apply(*delta);
            showSummary();
        }
    });
}

void RuleDialog::showSummary()
{
    if (preview_->keyCount() == 0)
        summary_->setText(tr("No values have arrived on this stream yet."));
    else if (rule_.for_ns > 0)
        summary_->setText(tr("The condition holds for %1 of %2 keys now; each "
                             "would fire after %3.")
                              .arg(preview_->holdingCount())
                              .arg(preview_->keyCount())
                              .arg(toQString(durationText(rule_.for_ns))));
    else
        summary_->setText(tr("%1 of %2 keys would fire now.").arg(preview_->holdingCount()).arg(preview_->keyCount()));
}

void RuleDialog::save()
{
    if (rule_.name.empty()) {
        fault_->setText(tr("Please give the rule a name."));
        return;
    }
    save_button_->setEnabled(false);
    context_.services->setRule(rule_, edited_, this, [this](const Result<void> &done) {
        save_button_->setEnabled(true);
        if (!done) {
            fault_->setText(toQString(done.error().text()));
            return;
        }
        Q_EMIT saved(toQString(rule_.name));
        accept();
    });
}

} // namespace streamgauge
