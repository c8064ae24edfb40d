// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/result.h"

#include <QBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QWidget>

namespace streamgauge {

/// A page of a dialog with a form that is kept by Save and taken back by Revert. What went wrong is said above the buttons.
class FormPage : public QWidget
{
    Q_OBJECT

public:
    /// `hint`: what the page is for, above the form.
    explicit FormPage(const QString &hint, QWidget *parent = nullptr);

    /// Something in the form is not saved.
    [[nodiscard]] bool hasChanges() const { return changed_; }
    /// Says that the changes wait for a decision.
    void askForChanges();
    /// Something good, in place of what was said last; empty: nothing.
    void tell(const QString &text) { say(text, "goodText"); }

protected:
    virtual void save() = 0;
    /// Shows again what is kept.
    virtual void revert() = 0;

    [[nodiscard]] QVBoxLayout &body() { return *body_; }
    /// In front of Revert and Save.
    QPushButton *addButton(const QString &text, const QString &name);
    /// In front of all others.
    QPushButton *addFirstButton(const QString &text, const QString &name);
    /// For the signals of the form's editors.
    void noteChange();
    /// The form shows what is kept.
    void settle();
    /// While it fills the form, nothing counts as a change.
    void setFilling(bool filling) { filling_ = filling; }
    void say(const QString &text, const char *style = "hint");
    /// The fault, or `good`.
    void say(const Result<void> &done, const QString &good = {});

private:
    void showButtons();

    QVBoxLayout *body_;
    QHBoxLayout *buttons_;
    QLabel *said_;
    QPushButton *revert_;
    QPushButton *save_;
    int first_buttons_ = 0;
    bool changed_ = false;
    bool filling_ = false;
};

} // namespace streamgauge
