// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/ruleform.h"

#include "engine/data/timetext.h"
#include "engine/rules/literaltext.h"
#include "models/livetext.h"

#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>

namespace streamgauge {

namespace {

QComboBox *comparisonBox(QWidget *parent, const QString &name)
{
    auto *box = new QComboBox(parent);
    box->setAccessibleName(name);
    for (int i = 0; i <= static_cast<int>(Comparison::NotEqual); ++i)
        box->addItem(toQString(symbol(static_cast<Comparison>(i))));
    return box;
}

QString durationOrEmpty(DurationNs duration_ns)
{
    return duration_ns == 0 ? QString() : toQString(durationText(duration_ns));
}

} // namespace

RuleForm::RuleForm(const DeskContext &context, QWidget *parent)
    : QWidget(parent)
    , context_(context)
    , name_(new QLineEdit(this))
    , stream_(new QComboBox(this))
    , field_(new QComboBox(this))
    , comparison_(comparisonBox(this, tr("Comparison")))
    , value_(new QLineEdit(this))
    , clear_on_(new QCheckBox(tr("only when"), this))
    , clear_comparison_(comparisonBox(this, tr("Comparison that ends the alert")))
    , clear_value_(new QLineEdit(this))
    , for_(new QLineEdit(this))
    , keep_firing_(new QLineEdit(this))
    , no_data_(new QComboBox(this))
    , no_data_after_(new QLineEdit(this))
    , severity_(new QComboBox(this))
{
    name_->setPlaceholderText(tr("Overheating"));
    name_->setObjectName(QStringLiteral("ruleName"));
    stream_->setEditable(true);
    stream_->setObjectName(QStringLiteral("ruleStream"));
    stream_->setInsertPolicy(QComboBox::NoInsert);
    field_->setEditable(true);
    field_->setObjectName(QStringLiteral("ruleField"));
    field_->setInsertPolicy(QComboBox::NoInsert);
    value_->setObjectName(QStringLiteral("ruleValue"));
    value_->setAccessibleName(tr("Value to compare with"));
    value_->setPlaceholderText(tr("85.0"));
    clear_value_->setAccessibleName(tr("Value that ends the alert"));
    for_->setPlaceholderText(tr("at once (or 10s, 2m)"));
    for_->setObjectName(QStringLiteral("ruleFor"));
    keep_firing_->setPlaceholderText(tr("no (or 30s)"));
    no_data_after_->setAccessibleName(tr("Time without data"));
    no_data_after_->setPlaceholderText(tr("never (or 30s)"));
    no_data_->addItems({ tr("Keep its state"), tr("Treat as good"), tr("Alert"), tr("An alert of its own") });
    severity_->setObjectName(QStringLiteral("ruleSeverity"));
    for (Severity severity : { Severity::Info, Severity::Warning, Severity::Critical })
        severity_->addItem(severityText(severity));
    severity_->setCurrentIndex(static_cast<int>(Severity::Warning));
    comparison_->setCurrentIndex(static_cast<int>(Comparison::Greater));

    auto *form = new QFormLayout(this);
    form->setContentsMargins(0, 0, 0, 0);
    form->setHorizontalSpacing(12);
    form->setVerticalSpacing(8);
    form->addRow(tr("Name"), name_);
    form->addRow(tr("Stream"), stream_);
    form->addRow(tr("Fires when"), field_);
    form->addRow(tr("is"), conditionRow());
    form->addRow(tr("for at least"), for_);
    form->addRow(tr("Ends"), clearRow());
    form->addRow(tr("Keep firing"), keep_firing_);
    form->addRow(tr("Without data"), noDataRow());
    form->addRow(tr("Severity"), severity_);
    followStreams();
    connectEditors();
}

QWidget *RuleForm::conditionRow()
{
    auto *part = new QWidget(this);
    auto *row = new QHBoxLayout(part);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(comparison_);
    row->addWidget(value_, 1);
    return part;
}

QWidget *RuleForm::clearRow()
{
    auto *part = new QWidget(this);
    auto *row = new QHBoxLayout(part);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(clear_on_);
    row->addWidget(clear_comparison_);
    row->addWidget(clear_value_, 1);
    clear_on_->setToolTip(tr("Without this the alert ends as soon as the condition no longer holds"));
    clear_comparison_->setEnabled(false);
    clear_value_->setEnabled(false);
    connect(clear_on_, &QCheckBox::toggled, clear_comparison_, &QWidget::setEnabled);
    connect(clear_on_, &QCheckBox::toggled, clear_value_, &QWidget::setEnabled);
    return part;
}

QWidget *RuleForm::noDataRow()
{
    auto *part = new QWidget(this);
    auto *row = new QHBoxLayout(part);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(no_data_, 1);
    row->addWidget(new QLabel(tr("after"), part));
    row->addWidget(no_data_after_, 1);
    return part;
}

void RuleForm::connectEditors()
{
    const auto tell = [this] {
        if (!setting_)
            Q_EMIT edited();
    };
    for (QLineEdit *edit : { name_, value_, clear_value_, for_, keep_firing_, no_data_after_ })
        connect(edit, &QLineEdit::textChanged, this, tell);
    connect(stream_, &QComboBox::currentTextChanged, this, &RuleForm::fillFields);
    for (QComboBox *box : { stream_, field_, comparison_, clear_comparison_, no_data_, severity_ })
        connect(box, &QComboBox::currentTextChanged, this, tell);
    connect(clear_on_, &QCheckBox::toggled, this, tell);
}

void RuleForm::followStreams()
{
    const QString typed = stream_->currentText();
    setting_ = true;
    for (const StreamStatus &status : context_.streams()) {
        const QString name = toQString(status.schema->stream);
        if (stream_->findText(name) < 0)
            stream_->addItem(name);
    }
    if (!typed.isEmpty())
        stream_->setCurrentText(typed);
    setting_ = false;
    if (field_->count() == 0)
        fillFields();
}

void RuleForm::fillFields()
{
    const SchemaPtr schema = context_.schema(stream_->currentText());
    if (!schema)
        return;
    const QString typed = field_->currentText();
    const bool was_setting = std::exchange(setting_, true);
    field_->clear();
    int first_number = 0;
    for (std::size_t i = 0; i < schema->columns.size(); ++i) {
        const Column &column = schema->columns[i];
        const bool is_key =
            std::find(schema->key_columns.begin(), schema->key_columns.end(), i) != schema->key_columns.end();
        if (first_number == 0 && isNumeric(column.kind) && !is_key)
            first_number = static_cast<int>(i);
        field_->addItem(toQString(column.name));
    }
    field_->setCurrentIndex(field_->findText(typed) >= 0 ? field_->findText(typed) : first_number);
    setting_ = was_setting;
}

bool RuleForm::shows(const RuleSpec &rule)
{
    const auto when = asThreshold(rule.when);
    const auto clear = asThreshold(rule.clear);
    if (!when || (!rule.clear.empty() && (!clear || clear->field != when->field)))
        return false;
    RuleSpec plain;
    plain.name = rule.name;
    plain.stream = rule.stream;
    plain.when = rule.when;
    plain.clear = rule.clear;
    plain.for_ns = rule.for_ns;
    plain.keep_firing_ns = rule.keep_firing_ns;
    plain.no_data = rule.no_data;
    plain.no_data_after_ns = rule.no_data_after_ns;
    plain.severity = rule.severity;
    return plain == rule;
}

void RuleForm::setRule(const RuleSpec &rule)
{
    setting_ = true;
    name_->setText(toQString(rule.name));
    if (!rule.stream.empty()) {
        stream_->setCurrentText(toQString(rule.stream));
        fillFields();
    }
    const Threshold when = asThreshold(rule.when).value_or(Threshold());
    if (!when.field.empty())
        field_->setCurrentText(toQString(when.field));
    comparison_->setCurrentIndex(static_cast<int>(when.comparison));
    value_->setText(toQString(literalText(when.value)));
    const auto clear = asThreshold(rule.clear);
    clear_on_->setChecked(clear.has_value());
    if (clear) {
        clear_comparison_->setCurrentIndex(static_cast<int>(clear->comparison));
        clear_value_->setText(toQString(literalText(clear->value)));
    }
    for_->setText(durationOrEmpty(rule.for_ns));
    keep_firing_->setText(durationOrEmpty(rule.keep_firing_ns));
    no_data_->setCurrentIndex(static_cast<int>(rule.no_data));
    no_data_after_->setText(durationOrEmpty(rule.no_data_after_ns));
    severity_->setCurrentIndex(static_cast<int>(rule.severity));
    setting_ = false;
}

Result<LiteralValue> RuleForm::literal(const QString &text, const QString &what) const
{
    const QString plain = text.trimmed();
    const SchemaPtr schema = context_.schema(stream_->currentText());
    const auto column = schema ? schema->find(field_->currentText().toStdString()) : std::nullopt;
    const ValueKind kind = column ? schema->columns[*column].kind : ValueKind::Double;
    if (plain.isEmpty())
        return Error { ErrorKind::Input,
                       tr("%1 is empty").arg(what).toStdString(),
                       {},
                       tr("Type the value to compare with").toStdString() };
    if (kind == ValueKind::String && !plain.startsWith(QLatin1Char('"')))
        return LiteralValue(plain.toStdString());
    const std::string typed = plain.toStdString();
    const auto reading = readLiteral(typed);
    const auto *const read = std::get_if<ReadLiteral>(&reading);
    if (read == nullptr || read->length != typed.size())
        return Error { ErrorKind::Input,
                       tr("%1 does not read: “%2”").arg(what, plain).toStdString(),
                       {},
                       tr("Type a number, true, false, or a text in quotes").toStdString() };
    return read->value;
}

Result<DurationNs> RuleForm::duration(const QLineEdit &edit, const QString &what) const
{
    const std::string text = edit.text().trimmed().toStdString();
    if (text.empty())
        return DurationNs(0);
    const auto parsed = parseDuration(text);
    if (!parsed)
        return Error { ErrorKind::Input, tr("“%1” is no duration").arg(edit.text()).toStdString(), what.toStdString(),
                       tr("Write 250ms, 10s, 1m30s or 2h").toStdString() };
    return *parsed;
}

Result<RuleSpec> RuleForm::rule() const
{
    RuleSpec rule;
    rule.name = name_->text().trimmed().toStdString();
    rule.stream = stream_->currentText().trimmed().toStdString();
    if (rule.stream.empty())
        return Error { ErrorKind::Input,
                       tr("No stream is chosen").toStdString(),
                       {},
                       tr("Choose the stream whose events are judged").toStdString() };
    const std::string field = field_->currentText().trimmed().toStdString();
    const Result<LiteralValue> value = literal(value_->text(), tr("The value"));
    if (!value)
        return value.error();
    if (field.empty())
        return Error { ErrorKind::Input,
                       tr("No field is chosen").toStdString(),
                       {},
                       tr("Choose the field that is compared").toStdString() };
    rule.when = conditionText({ field, static_cast<Comparison>(comparison_->currentIndex()), *value });
    if (clear_on_->isChecked()) {
        const Result<LiteralValue> clear = literal(clear_value_->text(), tr("The value that ends the alert"));
        if (!clear)
            return clear.error();
        rule.clear = conditionText({ field, static_cast<Comparison>(clear_comparison_->currentIndex()), *clear });
    }
    const Result<DurationNs> for_ns = duration(*for_, tr("for at least"));
    const Result<DurationNs> keep_ns = duration(*keep_firing_, tr("Keep firing"));
    const Result<DurationNs> after_ns = duration(*no_data_after_, tr("Without data"));
    for (const Result<DurationNs> *part : { &for_ns, &keep_ns, &after_ns }) {
        if (!*part)
            return part->error();
    }
    rule.for_ns = *for_ns;
    rule.keep_firing_ns = *keep_ns;
    rule.no_data_after_ns = *after_ns;
    rule.no_data = static_cast<NoDataPolicy>(no_data_->currentIndex());
    rule.severity = static_cast<Severity>(severity_->currentIndex());
    return rule;
}

} // namespace streamgauge
