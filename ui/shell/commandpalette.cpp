// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/commandpalette.h"

#include <QKeyEvent>
#include <QPointer>
#include <QVBoxLayout>

#include <algorithm>

namespace streamgauge {

namespace {

QString plainText(const QAction &action)
{
    return QString(action.text()).remove(QLatin1Char('&')).remove(QStringLiteral("…"));
}

} // namespace

CommandPalette::CommandPalette(QWidget *parent)
    : QFrame(parent)
    , edit_(new QLineEdit(this))
    , list_(new QListWidget(this))
{
    setObjectName(QStringLiteral("palette"));
    edit_->setPlaceholderText(tr("What do you want to do?"));
    edit_->setAccessibleName(tr("Command"));
    edit_->installEventFilter(this);
    list_->setAccessibleName(tr("Commands"));
    list_->setFocusPolicy(Qt::NoFocus);
    list_->setFrameShape(QFrame::NoFrame);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    column->setSpacing(8);
    column->addWidget(edit_);
    column->addWidget(list_);
    connect(edit_, &QLineEdit::textChanged, this, &CommandPalette::filter);
    connect(list_, &QListWidget::itemClicked, this, &CommandPalette::run);
    hide();
}

void CommandPalette::open(const QList<QAction *> &actions)
{
    actions_.clear();
    for (QAction *action : actions) {
        if (action->isEnabled() && !action->isSeparator())
            actions_.append(action);
    }
    const QSize size(std::min(560, parentWidget()->width() - 48), std::min(420, parentWidget()->height() - 96));
    setGeometry(QRect(QPoint((parentWidget()->width() - size.width()) / 2, 64), size));
    edit_->clear();
    filter({});
    show();
    raise();
    edit_->setFocus();
}

int CommandPalette::fit(const QString &text, const QString &pattern)
{
    int score = 1;
    qsizetype at = 0;
    qsizetype last = -2;
    for (const QChar letter : pattern) {
        if (letter.isSpace())
            continue;
        const qsizetype found = text.indexOf(letter, at, Qt::CaseInsensitive);
        if (found < 0)
            return 0;
        const bool word_start = found == 0 || !text[found - 1].isLetterOrNumber();
        score += found == last + 1 ? 6 : word_start ? 4 : 1;
        last = found;
        at = found + 1;
    }
    if (text.contains(pattern.trimmed(), Qt::CaseInsensitive))
        score += 20;
    return score;
}

void CommandPalette::filter(const QString &pattern)
{
    std::vector<std::pair<int, QAction *>> matches;
    for (const QPointer<QAction> &action : std::as_const(actions_)) {
        const int score = action ? fit(plainText(*action), pattern) : 0;
        if (score > 0)
            matches.emplace_back(score, action.data());
    }
    std::stable_sort(matches.begin(), matches.end(), [](const auto &a, const auto &b) { return a.first > b.first; });
    list_->clear();
    for (const auto &[score, action] : matches) {
        const QString keys = action->shortcut().toString(QKeySequence::NativeText);
        auto *item = new QListWidgetItem(
            action->icon(), keys.isEmpty() ? plainText(*action) : tr("%1    %2").arg(plainText(*action), keys), list_);
        item->setData(Qt::UserRole, QVariant::fromValue<QObject *>(action));
    }
    list_->setCurrentRow(0);
}

void CommandPalette::run()
{
    const QListWidgetItem *item = list_->currentItem();
    hide();
    parentWidget()->setFocus();
    if (item == nullptr)
        return;
    if (auto *action = qobject_cast<QAction *>(item->data(Qt::UserRole).value<QObject *>()))
        action->trigger();
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::FocusOut) {
        hide();
        return false;
    }
    if (event->type() != QEvent::KeyPress)
        return QFrame::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent *>(event)->key();
    switch (key) {
    case Qt::Key_Escape:
        hide();
        parentWidget()->setFocus();
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter: run(); return true;
    case Qt::Key_Down:
    case Qt::Key_Up:
        if (list_->count() > 0)
            list_->setCurrentRow((list_->currentRow() + (key == Qt::Key_Down ? 1 : list_->count() - 1)) % list_->count());
        return true;
    default: return false;
    }
}

} // namespace streamgauge
