// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/rules/ruletextedit.h"

#include <QFontDatabase>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QToolTip>

#include <algorithm>

namespace streamgauge {

namespace {

constexpr int most_offer_rows = 8;

} // namespace

RuleTextEdit::RuleTextEdit(const Palette &palette, QWidget *parent)
    : QPlainTextEdit(parent)
    , palette_(palette)
    , highlighter_(new RuleHighlighter(document(), palette))
    , offers_(new QListWidget(this))
{
    setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    setObjectName(QStringLiteral("ruleText"));
    setAccessibleName(tr("The rule as text"));
    setTabChangesFocus(true);
    setLineWrapMode(QPlainTextEdit::WidgetWidth);
    offers_->setObjectName(QStringLiteral("palette"));
    offers_->setAccessibleName(tr("What may go on here"));
    offers_->setFocusPolicy(Qt::NoFocus);
    offers_->setUniformItemSizes(true);
    offers_->hide();
    connect(offers_, &QListWidget::itemClicked, this, &RuleTextEdit::takeOffer);
}

void RuleTextEdit::setProblems(const QList<TextProblem> &problems)
{
    problems_ = problems;
    QList<QTextEdit::ExtraSelection> marks;
    for (const TextProblem &problem : problems) {
        QTextEdit::ExtraSelection mark;
        mark.cursor = QTextCursor(document());
        mark.cursor.setPosition(problem.begin);
        mark.cursor.setPosition(problem.end, QTextCursor::KeepAnchor);
        mark.format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
        mark.format.setUnderlineColor(palette_.critical);
        marks.append(mark);
    }
    setExtraSelections(marks);
}

QStringList RuleTextEdit::offers() const
{
    QStringList shown;
    for (int row = 0; offers_->isVisible() && row < offers_->count(); ++row)
        shown.append(offers_->item(row)->data(Qt::UserRole).toString());
    return shown;
}

void RuleTextEdit::offer(bool asked)
{
    const int cursor = textCursor().position();
    const Completions completions = completionsAt(toPlainText(), cursor, context_);
    offers_->clear();
    if (completions.offers.isEmpty() || (!asked && cursor == completions.begin && !completions.at_once)) {
        offers_->hide();
        return;
    }
    offers_begin_ = completions.begin;
    for (const Completion &completion : completions.offers) {
        auto *item = new QListWidgetItem(completion.text + QStringLiteral("   ") + completion.hint, offers_);
        item->setData(Qt::UserRole, completion.text);
    }
    offers_->setCurrentRow(0);
    placeOffers();
    offers_->show();
    offers_->raise();
}

void RuleTextEdit::placeOffers()
{
    const int rows = std::min(offers_->count(), most_offer_rows);
    const int row_height = std::max(offers_->sizeHintForRow(0), fontMetrics().height());
    const QSize size(std::clamp(offers_->sizeHintForColumn(0) + 32, 160, std::max(160, width() - 16)),
                     rows * row_height + 8);
    QPoint place = cursorRect().bottomLeft() + QPoint(4, 4);
    if (place.y() + size.height() > height())
        place.setY(std::max(0, cursorRect().top() - size.height() - 4));
    place.setX(std::clamp(place.x(), 0, std::max(0, width() - size.width())));
    offers_->setGeometry(QRect(place, size));
}

void RuleTextEdit::takeOffer()
{
    const QListWidgetItem *item = offers_->currentItem();
    if (item == nullptr)
        return;
    const QString text = item->data(Qt::UserRole).toString();
    offers_->hide();
    QTextCursor cursor = textCursor();
    cursor.setPosition(offers_begin_, QTextCursor::KeepAnchor);
    cursor.insertText(text);
    setTextCursor(cursor);
}

bool RuleTextEdit::steerOffers(const QKeyEvent &event)
{
    if (!offers_->isVisible())
        return false;
    const int row = offers_->currentRow();
    switch (event.key()) {
    case Qt::Key_Down: offers_->setCurrentRow((row + 1) % offers_->count()); return true;
    case Qt::Key_Up: offers_->setCurrentRow((row + offers_->count() - 1) % offers_->count()); return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Tab: takeOffer(); return true;
    case Qt::Key_Escape: offers_->hide(); return true;
    default: return false;
    }
}

void RuleTextEdit::keyPressEvent(QKeyEvent *event)
{
    if (steerOffers(*event))
        return;
    if (event->key() == Qt::Key_Space && event->modifiers() == Qt::ControlModifier) {
        offer(true);
        return;
    }
    const QString before = toPlainText();
    QPlainTextEdit::keyPressEvent(event);
    if (before == toPlainText())
        offers_->hide();
    else
        offer(false);
}

void RuleTextEdit::focusOutEvent(QFocusEvent *event)
{
    offers_->hide();
    QPlainTextEdit::focusOutEvent(event);
}

bool RuleTextEdit::event(QEvent *event)
{
    // Tab goes to the offers before it changes the focus.
    if (event->type() == QEvent::KeyPress && offers_->isVisible()) {
        auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Tab) {
            takeOffer();
            return true;
        }
    }
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const int at = cursorForPosition(help->pos() - viewport()->pos()).position();
        for (const TextProblem &problem : problems_) {
            if (at >= problem.begin && at <= problem.end) {
                QToolTip::showText(help->globalPos(), problem.message + QLatin1Char('\n') + problem.remedy, this);
                return true;
            }
        }
        QToolTip::hideText();
        return true;
    }
    return QPlainTextEdit::event(event);
}

} // namespace streamgauge
