// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/rules/ruleeditor.h"

#include "engine/rules/calledfunctions.h"
#include "engine/rules/ruleedit.h"
#include "models/livetext.h"
#include "ui/deskstyle.h"
#include "ui/lookups/lookupservices.h"

#include <QFocusEvent>
#include <QHBoxLayout>
#include <QMessageBox>
#include <QSplitter>
#include <QStyle>
#include <QVBoxLayout>

#include <algorithm>

namespace streamgauge {

namespace {

/// On a large screen the charts gain more from its width than the text.
constexpr int most_writing_width = 900;

/// What is told behind a full stop begins with a capital.
QString sentence(QString text)
{
    if (!text.isEmpty())
        text[0] = text[0].toUpper();
    return text;
}

} // namespace

RuleEditor::RuleEditor(const DeskContext &context, const RuleSpec &rule, const QString &edited, QWidget *parent)
    : QDialog(parent)
    , context_(context)
    , edited_(edited)
    , form_(new RuleForm(context, this))
    , form_hint_(new QLabel(tr("This rule says more than the form can show. Its text below is the whole of it."), this))
    , text_title_(new QLabel(tr("The same as text (Ctrl+Space completes)"), this))
    , text_(new RuleTextEdit(context.palette(), this))
    , memory_(new QLabel(this))
    , tabs_(new QTabWidget(this))
    , now_(new RuleNowView(context, this))
    , backtest_(new BacktestView(context, this))
    , tests_(new RuleTestView(context, this))
    , fault_(new QLabel(this))
    , save_(new QPushButton(edited.isEmpty() ? tr("Add rule") : tr("Apply"), this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(edited.isEmpty() ? tr("New rule") : tr("Edit rule %1").arg(edited));
    setStyleSheet(deskStyleSheet(context_.palette()));
    resize(1160, 680);
    build();
    begin(rule);
    connectParts();
}

void RuleEditor::build()
{
    auto *halves = new QSplitter(Qt::Horizontal, this);
    halves->addWidget(writingPart());
    halves->addWidget(trialPart());
    halves->setStretchFactor(0, 1);
    halves->setStretchFactor(1, 1);
    halves->setChildrenCollapsible(false);
    halves->setHandleWidth(1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(12);
    column->addWidget(halves, 1);
    column->addLayout(buttonRow());
}

QWidget *RuleEditor::writingPart()
{
    auto *part = new QWidget(this);
    part->setMaximumWidth(most_writing_width);
    text_title_->setObjectName(QStringLiteral("hint"));
    form_hint_->setObjectName(QStringLiteral("formHint"));
    form_hint_->setWordWrap(true);
    form_hint_->hide();
    memory_->setObjectName(QStringLiteral("hint"));
    text_->setMinimumHeight(text_->fontMetrics().lineSpacing() * 5 + 16);
    auto *column = new QVBoxLayout(part);
    column->setContentsMargins(0, 0, 16, 0);
    column->setSpacing(8);
    column->addWidget(form_);
    column->addWidget(form_hint_);
    column->addWidget(text_title_);
    column->addWidget(text_, 1);
    column->addWidget(memory_);
    return part;
}

QWidget *RuleEditor::trialPart()
{
    tabs_->addTab(now_, tr("&Now"));
    tabs_->addTab(backtest_, tr("&Backtest"));
    tabs_->addTab(tests_, tr("&Tests"));
    tabs_->setDocumentMode(true);
    auto *part = new QWidget(this);
    auto *column = new QVBoxLayout(part);
    column->setContentsMargins(8, 0, 0, 0);
    column->addWidget(tabs_);
    return part;
}

QLayout *RuleEditor::buttonRow()
{
    auto *cancel = new QPushButton(tr("Cancel"), this);
    cancel->setAutoDefault(false);
    save_->setDefault(true);
    save_->setObjectName(QStringLiteral("saveRule"));
    fault_->setWordWrap(true);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(fault_, 1);
    buttons->addWidget(cancel);
    buttons->addWidget(save_);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(save_, &QPushButton::clicked, this, &RuleEditor::save);
    return buttons;
}

void RuleEditor::begin(const RuleSpec &rule)
{
    if (!edited_.isEmpty())
        tests_->setTests(context_.services->tests(edited_));
    const bool has_condition = rule.kind != RuleKind::Expression || !rule.when.empty();
    if (has_condition) {
        RuleSpec named = rule;
        if (named.name.empty())
            named.name = freshName().toStdString();
        written_ = context_.services->ruleText(edited_);
        takeRule(named);
        return;
    }
    RuleSpec fresh = rule;
    fresh.name = freshName().toStdString();
    following_ = true;
    form_->setRule(fresh);
    form_->begin(toQString(rule.stream), {});
    following_ = false;
    const Result<RuleSpec> begun = form_->rule();
    if (begun)
        return formEdited();
    save_->setEnabled(false);
    now_->setStream(form_->stream());
    showFault(toQString(begun.error().remedy), Tone::Hint);
}

void RuleEditor::connectParts()
{
    connect(form_, &RuleForm::edited, this, &RuleEditor::formEdited);
    connect(text_, &QPlainTextEdit::textChanged, this, &RuleEditor::textEdited);
    connect(backtest_, &BacktestView::ruleChanged, this, &RuleEditor::takeRule);
    connect(backtest_, &BacktestView::ruleChanged, this, [this] { touched_ = true; });
    connect(tests_, &RuleTestView::edited, this, [this] { touched_ = true; });
    text_->installEventFilter(this);
    connect(context_.services, &DeskServices::sourcesChanged, form_, &RuleForm::followStreams);
}

QString RuleEditor::freshName() const
{
    const auto &rules = context_.services->rules();
    for (std::size_t number = rules.size() + 1;; ++number) {
        const QString name = tr("Rule %1").arg(number);
        if (std::ranges::find(rules, name.toStdString(), &RuleSpec::name) == rules.end())
            return name;
    }
}

void RuleEditor::formEdited()
{
    if (following_)
        return;
    touched_ = true;
    const Result<RuleSpec> rule = form_->rule();
    if (!rule) {
        save_->setEnabled(false);
        now_->setStream(form_->stream());
        showFault(toQString(rule.error().text()), Tone::Problem);
        return;
    }
    writeText(*rule);
    showReading(read());
}

void RuleEditor::textEdited()
{
    if (following_)
        return;
    touched_ = true;
    const RuleReading reading = read();
    if (reading.spec)
        showForm(*reading.spec);
    showReading(reading);
}

RuleReading RuleEditor::read()
{
    askForColumns();
    RuleContext context = ruleContext(*context_.services);
    for (RuleLookup &lookup : context.lookups) {
        if (const auto told = columns_.find(lookup.name); told != columns_.end() && !told->second.empty())
            lookup.columns = told->second;
    }
    for (const auto &[name, function] : signatures_)
        context.signatures.push_back(function);
    text_->setContext(context);
    RuleReading reading = readRuleText(text_->toPlainText(), context);
    if (reading.spec)
        askForFunctions(*reading.spec, context.functions);
    return reading;
}

void RuleEditor::askForFunctions(const RuleSpec &rule, const std::vector<std::string> &known)
{
    bool asked = true;
    for (const std::string &name : calledFunctions({ &rule, 1 })) {
        if (std::ranges::find(known, name) != known.end())
            asked = !asked_.insert(name).second && asked;
    }
    if (asked)
        return;
    context_.services->functions(rule, this, [this](const std::vector<CelFunction> &told) {
        for (const CelFunction &function : told)
            signatures_.insert_or_assign(function.name, function);
        showReading(read());
    });
}

void RuleEditor::askForColumns()
{
    LookupServices *const lookups = context_.services->lookups();
    if (lookups == nullptr || !text_->toPlainText().contains(QStringLiteral("lookup")))
        return;
    for (const LookupSpec &lookup : lookups->lookups()) {
        if (!columns_.try_emplace(lookup.name).second)
            continue;
        lookups->check(lookup, this, [this, name = lookup.name](const Result<std::vector<std::string>> &told) {
            if (!told)
                return;
            columns_[name] = *told;
            showReading(read());
        });
    }
}

void RuleEditor::takeRule(const RuleSpec &rule)
{
    showForm(rule);
    writeText(rule);
    showReading(read());
}

void RuleEditor::writeText(const RuleSpec &rule)
{
    putText(written_.empty() ? ruleBlock(rule) : editedRuleText(written_, rule));
}

void RuleEditor::putText(const std::string &text)
{
    following_ = true;
    // Replaced as an edit, so that Ctrl+Z takes it back.
    QTextCursor cursor(text_->document());
    cursor.select(QTextCursor::Document);
    cursor.insertText(toQString(text));
    following_ = false;
}

void RuleEditor::showForm(const RuleSpec &rule)
{
    form_shows_ = RuleForm::shows(rule);
    layOutWriting();
    if (!form_shows_)
        return;
    following_ = true;
    form_->setRule(rule);
    following_ = false;
}

void RuleEditor::layOutWriting()
{
    form_->setEnabled(form_shows_);
    // Half a condition is more than the form can show: the text must not jump about under the hands that write it.
    if (!text_->hasFocus()) {
        form_->setVisible(form_shows_);
        form_hint_->setVisible(!form_shows_);
    }
    text_title_->setText(form_shows_ || !form_->isVisibleTo(this)
                             ? tr("The same as text (Ctrl+Space completes)")
                             : tr("The text, which says more than the form can show (Ctrl+Space completes)"));
}

bool RuleEditor::eventFilter(QObject *watched, QEvent *event)
{
    const bool shown = QDialog::eventFilter(watched, event);
    if (watched != text_ || event->type() != QEvent::FocusOut)
        return shown;
    const auto reason = static_cast<QFocusEvent *>(event)->reason();
    if (reason != Qt::PopupFocusReason && reason != Qt::ActiveWindowFocusReason)
        QMetaObject::invokeMethod(this, &RuleEditor::layOutWriting, Qt::QueuedConnection);
    return shown;
}

void RuleEditor::reject()
{
    if (!touched_)
        return QDialog::reject();
    auto *box = new QMessageBox(QMessageBox::Question, tr("Unsaved rule"), tr("Drop what you changed in this rule?"),
                                QMessageBox::Discard | QMessageBox::Cancel, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->button(QMessageBox::Discard)->setText(tr("Drop the changes"));
    box->button(QMessageBox::Cancel)->setText(tr("Keep editing"));
    box->setDefaultButton(QMessageBox::Cancel);
    connect(box, &QMessageBox::finished, this, [this](int answer) {
        if (answer == QMessageBox::Discard)
            QDialog::reject();
    });
    box->open();
}

void RuleEditor::showReading(const RuleReading &reading)
{
    text_->setProblems(reading.problems);
    save_->setEnabled(reading.spec.has_value());
    const TextProblem *first = reading.problems.isEmpty() ? nullptr : &reading.problems.front();
    if (first == nullptr) {
        showFault({}, Tone::Hint);
    } else {
        const std::string place =
            placeInText(text_->toPlainText().toStdString(), text_->toPlainText().left(first->begin).toStdString().size());
        showFault(tr("%1: %2. %3").arg(sentence(toQString(place)), first->message, sentence(first->remedy)),
                  reading.spec ? Tone::Warning : Tone::Problem);
    }
    rule_ = reading.spec;
    if (!rule_)
        return;
    written_ = text_->toPlainText().toStdString();
    const std::size_t bytes = mostRuleBytesPerKey(*rule_);
    memory_->setText(bytes == 0 ? tr("Its windows need no memory.")
                                : tr("Needs at most %1 for each key.").arg(bytesText(bytes)));
    now_->setRule(*rule_, isRunning(*rule_));
    backtest_->setRule(*rule_);
    tests_->setRule(*rule_);
}

void RuleEditor::showFault(const QString &text, Tone tone)
{
    fault_->setText(text);
    fault_->setObjectName(tone == Tone::Problem       ? QStringLiteral("problemText")
                              : tone == Tone::Warning ? QStringLiteral("warningText")
                                                      : QStringLiteral("hint"));
    fault_->style()->unpolish(fault_);
    fault_->style()->polish(fault_);
}

bool RuleEditor::isRunning(const RuleSpec &rule) const
{
    const auto &rules = context_.services->rules();
    return std::ranges::find(rules, rule) != rules.end();
}

void RuleEditor::save()
{
    if (!rule_)
        return;
    if (!tests_->fault().isEmpty()) {
        tabs_->setCurrentWidget(tests_);
        return showFault(tr("The test does not read: %1").arg(tests_->fault()), Tone::Problem);
    }
    save_->setEnabled(false);
    const auto stored = [this, rule = *rule_, text = written_](const Result<void> &done) {
        save_->setEnabled(true);
        if (!done) {
            showFault(toQString(done.error().text()), Tone::Problem);
            return;
        }
        context_.services->setTests(toQString(rule.name), tests_->tests());
        context_.services->setRuleText(toQString(rule.name), text);
        Q_EMIT saved(toQString(rule.name));
        accept();
    };
    context_.services->setRule(*rule_, edited_, this, stored);
}

} // namespace streamgauge
