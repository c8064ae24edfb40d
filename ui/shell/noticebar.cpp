// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/noticebar.h"

#include "models/livetext.h"

#include <QHBoxLayout>
#include <QStyle>

namespace streamgauge {

NoticeBar::NoticeBar(const DeskContext &context, QWidget *parent)
    : QFrame(parent)
    , context_(context)
    , text_(new QLabel(this))
    , buttons_(new QWidget(this))
    , close_(new QPushButton(this))
{
    setObjectName(QStringLiteral("notice"));
    text_->setTextFormat(Qt::PlainText);
    text_->setWordWrap(true);
    text_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    close_->setFlat(true);
    close_->setText(tr("Close"));
    connect(close_, &QPushButton::clicked, this, &QWidget::hide);
    new QHBoxLayout(buttons_);
    buttons_->layout()->setContentsMargins(0, 0, 0, 0);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(12, 6, 6, 6);
    row->addWidget(text_, 1);
    row->addWidget(buttons_);
    row->addWidget(close_);
    hide();
}

void NoticeBar::show(const QString &text, bool serious, std::vector<Action> actions)
{
    text_->setText(text);
    setAccessibleName(text);
    setProperty("serious", serious);
    style()->unpolish(this);
    style()->polish(this);
    qDeleteAll(buttons_->findChildren<QPushButton *>(Qt::FindDirectChildrenOnly));
    for (Action &action : actions) {
        auto *button = new QPushButton(action.text, buttons_);
        buttons_->layout()->addWidget(button);
        // Queued: the action may show the next notice, which deletes this button.
        connect(
            button, &QPushButton::clicked, this,
            [this, run = std::move(action.run)] {
                hide();
                run();
            },
            Qt::QueuedConnection);
    }
    setVisible(true);
}

void NoticeBar::showError(const Error &error)
{
    QString text = toQString(error.message);
    if (!error.place.empty())
        text = toQString(error.place) + QStringLiteral(": ") + text;
    if (!error.remedy.empty())
        text += QLatin1Char('\n') + toQString(error.remedy);
    show(text, true);
}

} // namespace streamgauge
