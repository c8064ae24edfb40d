// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/alerts/matcheredit.h"
#include "ui/alerts/notifyeditor.h"
#include "ui/deskcontext.h"
#include "ui/dialogs/entriespage.h"

namespace streamgauge {

/// Which alerts stand for which others, and whom each would withhold now.
class InhibitionsPage final : public EntriesPage
{
    Q_OBJECT

public:
    /// `editor` outlives this.
    InhibitionsPage(const DeskContext &context, NotifyEditor &editor, QWidget *parent = nullptr);

protected:
    void showEntry(int row) override;
    void fill(const std::string &chosen) override;
    void remove(int row) override;
    void save() override;

private:
    [[nodiscard]] QWidget *formPart();
    [[nodiscard]] Result<InhibitionRule> edited() const;
    void showEffect();

    DeskContext context_;
    NotifyEditor &editor_;
    QLineEdit *name_;
    MatcherEdit *source_;
    MatcherEdit *target_;
    QLineEdit *equal_;
    QLabel *effect_;
};

} // namespace streamgauge
