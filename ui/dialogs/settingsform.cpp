// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/settingsform.h"

#include "models/livetext.h"

#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>

namespace streamgauge {

namespace {

QLineEdit *lineEdit(QWidget *editor)
{
    auto *line = qobject_cast<QLineEdit *>(editor);
    return line != nullptr ? line : editor->findChild<QLineEdit *>();
}

} // namespace

SettingsForm::SettingsForm(QWidget *parent)
    : QWidget(parent)
    , form_(new QFormLayout(this))
    , advanced_(new QCheckBox(tr("More settings"), this))
{
    form_->setContentsMargins(0, 0, 0, 0);
    form_->setHorizontalSpacing(12);
    form_->setVerticalSpacing(8);
    form_->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    form_->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    connect(advanced_, &QCheckBox::toggled, this, &SettingsForm::showAdvanced);
}

void SettingsForm::setFields(const std::vector<SettingField> &fields)
{
    if (form_->indexOf(advanced_) >= 0)
        form_->takeRow(advanced_);
    while (form_->rowCount() > 0)
        form_->removeRow(0);
    editors_.clear();
    advanced_rows_.clear();
    references_.clear();
    fields_.clear();
    for (const SettingField &field : fields) {
        if (field.type != FieldType::StreamList)
            fields_.push_back(field);
    }
    for (const SettingField &field : fields_) {
        if (!field.advanced)
            addRow(field);
    }
    form_->addRow(advanced_);
    for (const SettingField &field : fields_) {
        if (field.advanced)
            addRow(field);
    }
    advanced_->setVisible(!advanced_rows_.empty());
    showAdvanced(advanced_->isChecked());
}

void SettingsForm::setTabAfter(QWidget *before)
{
    const auto follow = [&before](QWidget *next) {
        setTabOrder(before, next);
        before = next;
    };
    for (const bool advanced : { false, true }) {
        for (const SettingField &field : fields_) {
            if (field.advanced == advanced)
                follow(editors_.at(field.name));
        }
        if (!advanced)
            follow(advanced_);
    }
}

void SettingsForm::addRow(const SettingField &field)
{
    QWidget *edit = editor(field);
    edit->setObjectName(QStringLiteral("setting-") + toQString(field.name));
    edit->setToolTip(toQString(field.help));
    edit->setAccessibleName(toQString(field.label));
    edit->setAccessibleDescription(toQString(field.help));
    editors_[field.name] = edit;
    auto *label = new QLabel(toQString(field.label) + (field.required ? tr(" *") : QString()), this);
    label->setToolTip(toQString(field.help));
    label->setBuddy(edit);
    label->setMinimumWidth(form_label_width);
    form_->addRow(label, edit);
    if (field.advanced)
        advanced_rows_.push_back(edit);
}

QWidget *SettingsForm::editor(const SettingField &field)
{
    const QString initial = toQString(field.default_value);
    if (field.type == FieldType::Flag) {
        auto *box = new QCheckBox(this);
        box->setChecked(field.default_value == "on");
        connect(box, &QCheckBox::toggled, this, &SettingsForm::changed);
        return box;
    }
    if (field.type == FieldType::Choice) {
        auto *box = new QComboBox(this);
        for (const std::string &choice : field.choices)
            box->addItem(toQString(choice));
        box->setCurrentText(initial);
        connect(box, &QComboBox::currentTextChanged, this, &SettingsForm::changed);
        return box;
    }
    if (field.type == FieldType::File)
        return fileEditor(field);
    auto *line = new QLineEdit(this);
    line->setPlaceholderText(field.type == FieldType::Duration && initial.isEmpty() ? tr("10s, 1m30s") : initial);
    if (field.type == FieldType::Secret)
        line->setEchoMode(QLineEdit::Password);
    connect(line, &QLineEdit::textChanged, this, &SettingsForm::changed);
    return line;
}

QWidget *SettingsForm::fileEditor(const SettingField &field)
{
    auto *part = new QWidget(this);
    auto *line = new QLineEdit(part);
    line->setAccessibleName(toQString(field.label));
    auto *button = new QPushButton(tr("Choose…"), part);
    auto *row = new QHBoxLayout(part);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(line, 1);
    row->addWidget(button);
    part->setFocusProxy(line);
    connect(line, &QLineEdit::textChanged, this, &SettingsForm::changed);
    connect(button, &QPushButton::clicked, this, [this, line] {
        auto *dialog = new QFileDialog(this, tr("Choose a file"), line->text());
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setFileMode(QFileDialog::ExistingFile);
        connect(dialog, &QFileDialog::fileSelected, line, &QLineEdit::setText);
        dialog->open();
    });
    return part;
}

void SettingsForm::showAdvanced(bool on)
{
    for (QWidget *row : advanced_rows_) {
        row->setVisible(on);
        form_->labelForField(row)->setVisible(on);
    }
}

QString SettingsForm::text(const SettingField &field) const
{
    QWidget *edit = editors_.at(field.name);
    if (const auto *box = qobject_cast<QCheckBox *>(edit))
        return box->isChecked() ? QStringLiteral("on") : QStringLiteral("off");
    if (const auto *box = qobject_cast<QComboBox *>(edit))
        return box->currentText();
    const QString typed = lineEdit(edit)->text();
    return field.type == FieldType::Secret ? typed : typed.trimmed();
}

void SettingsForm::setText(const SettingField &field, const QString &text)
{
    QWidget *edit = editors_.at(field.name);
    if (auto *box = qobject_cast<QCheckBox *>(edit))
        box->setChecked(text == QLatin1String("on"));
    else if (auto *choice = qobject_cast<QComboBox *>(edit))
        choice->setCurrentText(text);
    else
        lineEdit(edit)->setText(text);
}

void SettingsForm::setValues(const Settings &values)
{
    for (const SettingField &field : fields_) {
        const auto value = values.find(field.name);
        if (value == values.end())
            continue;
        if (field.type == FieldType::Secret) {
            references_[field.name] = value->second;
            lineEdit(editors_.at(field.name))->setPlaceholderText(tr("unchanged (%1)").arg(toQString(value->second)));
        } else {
            setText(field, toQString(value->second));
        }
        if (field.advanced && value->second != field.default_value)
            advanced_->setChecked(true);
    }
}

Settings SettingsForm::values() const
{
    Settings values;
    for (const SettingField &field : fields_) {
        const std::string value = text(field).toStdString();
        if (field.type != FieldType::Secret && !value.empty() && value != field.default_value)
            values[field.name] = value;
    }
    return values;
}

Settings SettingsForm::secrets() const
{
    Settings secrets;
    for (const SettingField &field : fields_) {
        const std::string value = text(field).toStdString();
        if (field.type == FieldType::Secret && !value.empty())
            secrets[field.name] = value;
    }
    return secrets;
}

Settings SettingsForm::references() const
{
    return references_;
}

bool SettingsForm::hasSecrets() const
{
    return std::any_of(fields_.begin(), fields_.end(),
                       [](const SettingField &field) { return field.type == FieldType::Secret; });
}

QStringList SettingsForm::missing() const
{
    QStringList labels;
    for (const SettingField &field : fields_) {
        if (field.required && text(field).isEmpty() && field.default_value.empty() && !references_.contains(field.name))
            labels << toQString(field.label);
    }
    return labels;
}

} // namespace streamgauge
