// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/rules/rulecompletion.h"
#include "ui/rules/rulehighlighter.h"
#include "ui/rules/rulereading.h"

#include <QListWidget>
#include <QPlainTextEdit>

namespace streamgauge {

/// A rule's text: coloured, with what is wrong underlined and said where the mouse rests, and completion while one
/// types (Ctrl+Space asks for it; Up, Down, Enter or Tab take an offer, Escape puts them away).
class RuleTextEdit : public QPlainTextEdit
{
    Q_OBJECT

public:
    RuleTextEdit(const Palette &palette, QWidget *parent = nullptr);

    void setContext(RuleContext context) { context_ = std::move(context); }
    void setProblems(const QList<TextProblem> &problems);
    [[nodiscard]] const QList<TextProblem> &problems() const { return problems_; }
    /// What is offered now; empty when nothing is.
    [[nodiscard]] QStringList offers() const;

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    bool event(QEvent *event) override;

private:
    void offer(bool asked);
    void takeOffer();
    void placeOffers();
    /// True when the key was for the offers.
    bool steerOffers(const QKeyEvent &event);

    Palette palette_;
    RuleContext context_;
    RuleHighlighter *highlighter_;
    QListWidget *offers_;
    int offers_begin_ = 0;
    QList<TextProblem> problems_;
};

} // namespace streamgauge
