// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/rules/ruleform.h"

#include "engine/data/timetext.h"
#include "engine/rules/literaltext.h"
#include "models/livetext.h"

#include <QHBoxLayout>
#include <QLabel>

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

namespace streamgauge {

namespace {

struct Offered {
    WindowFunction function;
    const char *text;
};

/// In the order shown; quantiles and weighted means have a parameter the form has no field for.
constexpr std::array<Offered, 11> offered_functions { {
    { WindowFunction::Avg, QT_TRANSLATE_NOOP("streamgauge::RuleForm", "Average of") },
    { WindowFunction::Min, QT_TRANSLATE_NOOP("streamgauge::RuleForm", "Lowest") },
    { WindowFunction::Max, QT_TRANSLATE_NOOP("streamgauge::RuleForm", "Highest") },
    { WindowFunction::Sum, QT_TRANSLATE_NOOP("streamgauge::RuleForm", "Sum of") },
    { WindowFunction::Count, QT_TRANSLATE_NOOP("streamgauge::RuleForm", "Number of") },
    { WindowFunction::Rate, QT_TRANSLATE_NOOP("streamgauge::RuleForm", "Counter rate of") },
    { WindowFunction::Stddev, QT_TRANSLATE_NOOP("streamgauge::RuleForm", "Spread of") },
    { WindowFunction::Distinct, QT_TRANSLATE_NOOP("streamgauge::RuleForm", "Different values of") },
    { WindowFunction::Delta, QT_TRANSLATE_NOOP("streamgauge::RuleForm", "Change of") },
    { WindowFunction::Slope, QT_TRANSLATE_NOOP("streamgauge::RuleForm", "Slope of") },
    { WindowFunction::Last, QT_TRANSLATE_NOOP("streamgauge::RuleForm", "Last") },
} };

QComboBox *editableBox(QWidget *parent)
{
    auto *box = new QComboBox(parent);
    box->setEditable(true);
    box->setInsertPolicy(QComboBox::NoInsert);
    return box;
}

QString durationOrEmpty(DurationNs duration_ns)
{
    return duration_ns == 0 ? QString() : toQString(durationText(duration_ns));
}

Error missing(const QString &message, const QString &remedy)
{
    return { ErrorKind::Input, message.toStdString(), {}, remedy.toStdString() };
}

} // namespace

RuleForm::RuleForm(const DeskContext &context, QWidget *parent)
    : QWidget(parent)
    , context_(context)
    , name_(new QLineEdit(this))
    , severity_(new QComboBox(this))
    , stream_(editableBox(this))
    , function_(new QComboBox(this))
    , field_(editableBox(this))
    , span_(new QLineEdit(this))
    , comparison_(new QComboBox(this))
    , value_(new QLineEdit(this))
    , for_(new QLineEdit(this))
    , clear_on_(new QCheckBox(tr("only when"), this))
    , clear_comparison_(new QComboBox(this))
    , clear_value_(new QLineEdit(this))
    , keep_firing_(new QLineEdit(this))
    , no_data_(new QComboBox(this))
    , no_data_after_(new QLineEdit(this))
    , notify_(new QLineEdit(this))
    , summary_(new QLineEdit(this))
{
    nameParts();
    fillBoxes();
    auto *form = new QFormLayout(this);
    form->setContentsMargins(0, 0, 0, 0);
    form->setHorizontalSpacing(12);
    form->setVerticalSpacing(6);
    addRows(form);
    followStreams();
    connectEditors();
    showWindow();
}

void RuleForm::nameParts()
{
    const std::initializer_list<std::tuple<QWidget *, const char *, QString>> parts {
        { name_, "ruleName", tr("Name of the rule") },
        { stream_, "ruleStream", tr("Stream") },
        { function_, "ruleFunction", tr("What is compared") },
        { field_, "ruleField", tr("Field") },
        { span_, "ruleSpan", tr("Time the window covers") },
        { comparison_, "ruleComparison", tr("Comparison") },
        { value_, "ruleValue", tr("Value to compare with") },
        { clear_on_, "ruleClearOn", tr("Ends only when") },
        { clear_comparison_, "ruleClearComparison", tr("Comparison that ends the alert") },
        { clear_value_, "ruleClearValue", tr("Value that ends the alert") },
        { for_, "ruleFor", tr("For at least") },
        { keep_firing_, "ruleKeepFiring", tr("Keep firing") },
        { no_data_, "ruleNoData", tr("Without data") },
        { no_data_after_, "ruleNoDataAfter", tr("Time without data") },
        { severity_, "ruleSeverity", tr("Severity") },
        { notify_, "ruleNotify", tr("Who is told") },
        { summary_, "ruleSummary", tr("Summary") },
    };
    for (const auto &[widget, name, text] : parts) {
        widget->setObjectName(QString::fromLatin1(name));
        widget->setAccessibleName(text);
    }
    name_->setPlaceholderText(tr("Overheating"));
    span_->setPlaceholderText(tr("10s"));
    value_->setPlaceholderText(tr("85.0"));
    for_->setPlaceholderText(tr("at once (or 10s, 2m)"));
    keep_firing_->setPlaceholderText(tr("no (or 30s)"));
    no_data_after_->setPlaceholderText(tr("never (or 30s)"));
    notify_->setPlaceholderText(tr("nobody in particular (or mail, night_shift)"));
    summary_->setPlaceholderText(tr("{{value}} of {{key}}"));
}

void RuleForm::fillBoxes()
{
    for (QComboBox *box : { comparison_, clear_comparison_ }) {
        for (int i = 0; i <= static_cast<int>(Comparison::NotEqual); ++i)
            box->addItem(toQString(symbol(static_cast<Comparison>(i))));
    }
    comparison_->setCurrentIndex(static_cast<int>(Comparison::Greater));
    function_->addItem(tr("The value of"));
    for (const Offered &offered : offered_functions)
        function_->addItem(tr(offered.text));
    no_data_->addItems({ tr("Keep its state"), tr("Treat as good"), tr("Alert"), tr("An alert of its own") });
    for (const Severity severity : { Severity::Info, Severity::Warning, Severity::Critical })
        severity_->addItem(severityText(severity));
    severity_->setCurrentIndex(static_cast<int>(Severity::Warning));
}

QWidget *RuleForm::row(std::initializer_list<std::pair<QWidget *, int>> parts)
{
    auto *made = new QWidget(this);
    auto *layout = new QHBoxLayout(made);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    for (const auto &[widget, stretch] : parts)
        layout->addWidget(widget, stretch);
    return made;
}

void RuleForm::addRows(QFormLayout *form)
{
    form->addRow(tr("Name"), row({ { name_, 2 }, { severity_, 1 } }));
    form->addRow(tr("Stream"), stream_);
    form->addRow(tr("Fires when"), row({ { function_, 1 }, { field_, 1 } }));
    form->addRow(tr("over"), span_);
    form->addRow(tr("is"), row({ { comparison_, 0 }, { value_, 1 } }));
    form->addRow(tr("for at least"), for_);
    form->addRow(tr("Ends"), row({ { clear_on_, 0 }, { clear_comparison_, 0 }, { clear_value_, 1 } }));
    form->addRow(tr("Keep firing"), keep_firing_);
    form->addRow(tr("Without data"), row({ { no_data_, 1 }, { new QLabel(tr("after"), this), 0 }, { no_data_after_, 1 } }));
    form->addRow(tr("Notify"), notify_);
    form->addRow(tr("Summary"), summary_);
    clear_on_->setToolTip(tr("Without this the alert ends as soon as the condition no longer holds"));
    for (QWidget *widget : { static_cast<QWidget *>(clear_comparison_), static_cast<QWidget *>(clear_value_) }) {
        widget->setEnabled(false);
        connect(clear_on_, &QCheckBox::toggled, widget, &QWidget::setEnabled);
    }
}

void RuleForm::connectEditors()
{
    const auto tell = [this] {
        if (!setting_)
            Q_EMIT edited();
    };
    for (QLineEdit *edit : { name_, span_, value_, clear_value_, for_, keep_firing_, no_data_after_, notify_, summary_ })
        connect(edit, &QLineEdit::textChanged, this, tell);
    connect(stream_, &QComboBox::currentTextChanged, this, &RuleForm::fillFields);
    connect(function_, &QComboBox::currentIndexChanged, this, &RuleForm::showWindow);
    for (QComboBox *box : { stream_, function_, field_, comparison_, clear_comparison_, no_data_, severity_ })
        connect(box, &QComboBox::currentTextChanged, this, tell);
    connect(clear_on_, &QCheckBox::toggled, this, tell);
}

void RuleForm::showWindow()
{
    span_->setEnabled(function_->currentIndex() > 0);
    if (span_->isEnabled() && span_->text().isEmpty())
        span_->setText(QStringLiteral("10s"));
}

void RuleForm::followStreams()
{
    const QString typed = stream_->currentText();
    const bool was_setting = std::exchange(setting_, true);
    for (const StreamStatus &status : context_.streams()) {
        const QString name = toQString(status.schema->stream);
        if (stream_->findText(name) < 0)
            stream_->addItem(name);
    }
    if (!typed.isEmpty())
        stream_->setCurrentText(typed);
    setting_ = was_setting;
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
        const bool is_key = std::ranges::find(schema->key_columns, i) != schema->key_columns.end();
        if (first_number == 0 && isNumeric(column.kind) && !is_key)
            first_number = static_cast<int>(i);
        field_->addItem(toQString(column.name));
    }
    field_->setCurrentIndex(field_->findText(typed) >= 0 ? field_->findText(typed) : first_number);
    setting_ = was_setting;
}

bool RuleForm::shows(const RuleSpec &rule)
{
    const auto shape = shapeOf(rule);
    if (!shape || !shape->window)
        return shape.has_value();
    const bool plain = shape->window->shape == WindowShape::Sliding && shape->window->events == 0;
    return plain
        && std::ranges::find(offered_functions, shape->window->function, &Offered::function) != offered_functions.end();
}

void RuleForm::begin(const QString &stream, const QString &field)
{
    setting_ = true;
    if (!stream.isEmpty()) {
        stream_->setCurrentText(stream);
        fillFields();
    }
    if (!field.isEmpty())
        field_->setCurrentText(field);
    setting_ = false;
    name_->setFocus();
    name_->selectAll();
}

void RuleForm::setRule(const RuleSpec &rule)
{
    setting_ = true;
    base_ = rule;
    name_->setText(toQString(rule.name));
    stream_->setCurrentText(toQString(rule.stream));
    fillFields();
    if (const auto shape = shapeOf(rule))
        setShape(*shape);
    for_->setText(durationOrEmpty(rule.for_ns));
    keep_firing_->setText(durationOrEmpty(rule.keep_firing_ns));
    no_data_->setCurrentIndex(static_cast<int>(rule.no_data));
    no_data_after_->setText(durationOrEmpty(rule.no_data_after_ns));
    severity_->setCurrentIndex(static_cast<int>(rule.severity));
    QStringList targets;
    for (const std::string &target : rule.notify)
        targets.append(toQString(target));
    notify_->setText(targets.join(QStringLiteral(", ")));
    summary_->setText(toQString(rule.summary));
    setting_ = false;
}

void RuleForm::setShape(const RuleShape &shape)
{
    let_ = shape.let;
    int function = 0;
    if (shape.window) {
        const auto found = std::ranges::find(offered_functions, shape.window->function, &Offered::function);
        function = 1 + static_cast<int>(found - offered_functions.begin());
        span_->setText(durationOrEmpty(shape.window->span_ns));
    }
    function_->setCurrentIndex(function);
    field_->setCurrentText(toQString(shape.field));
    comparison_->setCurrentIndex(static_cast<int>(shape.comparison));
    value_->setText(toQString(literalText(shape.value)));
    clear_on_->setChecked(shape.clear_comparison.has_value());
    if (shape.clear_comparison) {
        clear_comparison_->setCurrentIndex(static_cast<int>(*shape.clear_comparison));
        clear_value_->setText(toQString(literalText(shape.clear_value)));
    }
}

Result<LiteralValue> RuleForm::literal(const QString &text, const QString &what) const
{
    const QString plain = text.trimmed();
    const SchemaPtr schema = context_.schema(stream_->currentText());
    const auto column = schema ? schema->find(field_->currentText().toStdString()) : std::nullopt;
    const bool compares_text =
        column && schema->columns[*column].kind == ValueKind::String && function_->currentIndex() == 0;
    if (plain.isEmpty())
        return missing(tr("%1 is empty").arg(what), tr("Type the value to compare with"));
    if (compares_text && !plain.startsWith(QLatin1Char('"')))
        return LiteralValue(plain.toStdString());
    const std::string typed = plain.toStdString();
    const auto reading = readLiteral(typed);
    const auto *const read = std::get_if<ReadLiteral>(&reading);
    if (read == nullptr || read->length != typed.size())
        return missing(tr("%1 does not read: “%2”").arg(what, plain), tr("Type a number, true, false, or a text in quotes"));
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

Result<RuleShape> RuleForm::shape() const
{
    RuleShape shape;
    shape.field = field_->currentText().trimmed().toStdString();
    shape.let = let_;
    if (shape.field.empty())
        return missing(tr("No field is chosen"), tr("Choose the field that is compared"));
    if (const int function = function_->currentIndex(); function > 0) {
        const Result<DurationNs> span_ns = duration(*span_, tr("over"));
        if (!span_ns)
            return span_ns.error();
        if (*span_ns == 0)
            return missing(tr("The window has no length"), tr("Say over which time: 10s, 5m"));
        WindowSpec window;
        window.function = offered_functions.at(static_cast<std::size_t>(function) - 1).function;
        window.span_ns = *span_ns;
        shape.window = window;
    }
    const Result<LiteralValue> value = literal(value_->text(), tr("The value"));
    if (!value)
        return value.error();
    shape.value = *value;
    shape.comparison = static_cast<Comparison>(comparison_->currentIndex());
    if (clear_on_->isChecked()) {
        const Result<LiteralValue> clear = literal(clear_value_->text(), tr("The value that ends the alert"));
        if (!clear)
            return clear.error();
        shape.clear_comparison = static_cast<Comparison>(clear_comparison_->currentIndex());
        shape.clear_value = *clear;
    }
    return shape;
}

QString RuleForm::stream() const
{
    return stream_->currentText().trimmed();
}

Result<RuleSpec> RuleForm::rule() const
{
    RuleSpec rule = base_;
    rule.name = name_->text().trimmed().toStdString();
    rule.stream = stream_->currentText().trimmed().toStdString();
    if (rule.stream.empty())
        return missing(tr("No stream is chosen"), tr("Choose the stream whose events are judged"));
    const Result<RuleShape> condition = shape();
    if (!condition)
        return condition.error();
    applyShape(rule, *condition);
    const std::initializer_list<std::tuple<DurationNs *, QLineEdit *, QString>> durations {
        { &rule.for_ns, for_, tr("for at least") },
        { &rule.keep_firing_ns, keep_firing_, tr("Keep firing") },
        { &rule.no_data_after_ns, no_data_after_, tr("Without data") },
    };
    for (const auto &[target, edit, what] : durations) {
        const Result<DurationNs> read = duration(*edit, what);
        if (!read)
            return read.error();
        *target = *read;
    }
    rule.no_data = static_cast<NoDataPolicy>(no_data_->currentIndex());
    rule.severity = static_cast<Severity>(severity_->currentIndex());
    rule.notify.clear();
    for (const QString &target : notify_->text().split(QLatin1Char(','), Qt::SkipEmptyParts))
        rule.notify.push_back(target.trimmed().toStdString());
    rule.summary = summary_->text().toStdString();
    return rule;
}

} // namespace streamgauge
