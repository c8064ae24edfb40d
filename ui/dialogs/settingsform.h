// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/source/connector.h"

#include <QCheckBox>
#include <QFormLayout>
#include <QLabel>
#include <QWidget>

#include <map>

namespace streamgauge {

/// All forms of a dialog share this width of labels, so that their fields line up.
inline constexpr int form_label_width = 128;

/// A form made from a connector's fields. Fields of type StreamList are left out: they are ticked in a list.
class SettingsForm : public QWidget
{
    Q_OBJECT

public:
    explicit SettingsForm(QWidget *parent = nullptr);

    void setFields(const std::vector<SettingField> &fields);
    /// The tab key leads from `before` through the fields, in their order. After each setFields().
    void setTabAfter(QWidget *before);
    /// References in Secret fields are remembered and given back while nothing is typed.
    void setValues(const Settings &values);
    /// Everything but secrets; fields left at their default are left out.
    [[nodiscard]] Settings values() const;
    /// Typed secrets only.
    [[nodiscard]] Settings secrets() const;
    /// Secret fields with the reference they had.
    [[nodiscard]] Settings references() const;
    [[nodiscard]] bool hasSecrets() const;
    /// Labels of required fields that are empty.
    [[nodiscard]] QStringList missing() const;

Q_SIGNALS:
    void changed();

private:
    [[nodiscard]] QWidget *editor(const SettingField &field);
    [[nodiscard]] QWidget *fileEditor(const SettingField &field);
    [[nodiscard]] QString text(const SettingField &field) const;
    void setText(const SettingField &field, const QString &text);
    void addRow(const SettingField &field);
    void showAdvanced(bool on);

    QFormLayout *form_;
    QCheckBox *advanced_;
    std::vector<SettingField> fields_;
    std::map<std::string, QWidget *> editors_;
    std::vector<QWidget *> advanced_rows_;
    Settings references_;
};

} // namespace streamgauge
