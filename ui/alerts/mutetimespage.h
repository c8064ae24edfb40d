// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/alerts/matcheredit.h"
#include "ui/alerts/notifyeditor.h"
#include "ui/deskcontext.h"
#include "ui/dialogs/entriespage.h"

#include <QCheckBox>
#include <QComboBox>
#include <QTimeEdit>

#include <array>

namespace streamgauge {

/// Hours in which nobody is told: of what, on which days, by which clock; and whether they hold now.
class MuteTimesPage final : public EntriesPage
{
    Q_OBJECT

public:
    /// `editor` outlives this.
    MuteTimesPage(const DeskContext &context, NotifyEditor &editor, QWidget *parent = nullptr);

protected:
    void showEntry(int row) override;
    void fill(const std::string &chosen) override;
    void remove(int row) override;
    void save() override;

private:
    [[nodiscard]] QWidget *formPart();
    [[nodiscard]] QWidget *dayPart();
    [[nodiscard]] QWidget *hourPart();
    [[nodiscard]] QWidget *monthPart();
    void connectEditors();
    [[nodiscard]] Result<MuteTime> edited() const;
    void editorChanged();
    void showEffect();

    DeskContext context_;
    NotifyEditor &editor_;
    QLineEdit *name_;
    MatcherEdit *matchers_;
    std::array<QCheckBox *, 7> weekdays_ {};
    QTimeEdit *from_;
    QTimeEdit *to_;
    QLabel *next_day_;
    QLineEdit *month_days_;
    QLabel *month_days_fault_;
    std::array<QCheckBox *, 12> months_ {};
    QComboBox *zone_;
    QLabel *effect_;
};

} // namespace streamgauge
