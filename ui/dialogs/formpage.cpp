// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/formpage.h"

#include "models/livetext.h"

#include <QStyle>

namespace streamgauge {

FormPage::FormPage(const QString &hint, QWidget *parent)
    : QWidget(parent)
    , body_(new QVBoxLayout)
    , buttons_(new QHBoxLayout)
    , said_(new QLabel(this))
    , revert_(new QPushButton(tr("Re&vert"), this))
    , save_(new QPushButton(tr("&Save"), this))
{
    auto *about = new QLabel(hint, this);
    about->setObjectName(QStringLiteral("hint"));
    about->setWordWrap(true);
    said_->setWordWrap(true);
    said_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    said_->hide();
    revert_->setObjectName(QStringLiteral("revert"));
    revert_->setToolTip(tr("Show again what is saved"));
    revert_->setAutoDefault(false);
    save_->setObjectName(QStringLiteral("save"));
    save_->setProperty("primary", true);
    save_->setAutoDefault(false);
    body_->setSpacing(12);
    buttons_->setSpacing(8);
    buttons_->addStretch(1);
    buttons_->addWidget(revert_);
    buttons_->addWidget(save_);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 12, 0, 0);
    column->setSpacing(12);
    column->addWidget(about);
    column->addLayout(body_, 1);
    column->addWidget(said_);
    column->addLayout(buttons_);
    connect(revert_, &QPushButton::clicked, this, [this] {
        say(QString());
        revert();
    });
    connect(save_, &QPushButton::clicked, this, [this] { save(); });
    showButtons();
}

void FormPage::askForChanges()
{
    say(tr("There are changes here. Save them, or take them back by Revert."), "warningText");
}

QPushButton *FormPage::addButton(const QString &text, const QString &name)
{
    auto *button = new QPushButton(text, this);
    button->setObjectName(name);
    button->setAutoDefault(false);
    buttons_->insertWidget(buttons_->count() - 2, button);
    return button;
}

QPushButton *FormPage::addFirstButton(const QString &text, const QString &name)
{
    auto *button = new QPushButton(text, this);
    button->setObjectName(name);
    button->setAutoDefault(false);
    buttons_->insertWidget(first_buttons_++, button);
    return button;
}

void FormPage::noteChange()
{
    if (filling_)
        return;
    say(QString());
    if (changed_)
        return;
    changed_ = true;
    showButtons();
}

void FormPage::settle()
{
    changed_ = false;
    showButtons();
}

void FormPage::showButtons()
{
    revert_->setEnabled(changed_);
    save_->setEnabled(changed_);
}

void FormPage::say(const QString &text, const char *style)
{
    said_->setText(text);
    said_->setAccessibleName(text);
    said_->setVisible(!text.isEmpty());
    said_->setObjectName(QString::fromLatin1(style));
    said_->style()->unpolish(said_);
    said_->style()->polish(said_);
}

void FormPage::say(const Result<void> &done, const QString &good)
{
    if (done)
        say(good, "goodText");
    else
        say(toQString(done.error().text()), "problemText");
}

} // namespace streamgauge
