// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/entriespage.h"

#include <QShortcut>
#include <QSignalBlocker>

#include <algorithm>

namespace streamgauge {

namespace {

constexpr int list_width = 200;

} // namespace

EntriesPage::EntriesPage(const QString &what, const QString &hint, QWidget *parent)
    : FormPage(hint, parent)
    , list_(new QListWidget(this))
    , none_(new QLabel(tr("None yet: fill in the form and save it."), list_))
    , scroll_(new QScrollArea(this))
    , remove_(nullptr)
{
    list_->setAccessibleName(what);
    list_->setFixedWidth(list_width);
    none_->setProperty("muted", true);
    none_->setWordWrap(true);
    none_->setMargin(12);
    none_->setFixedWidth(list_width);
    scroll_->setFrameShape(QFrame::NoFrame);
    scroll_->setWidgetResizable(true);
    scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *row = new QHBoxLayout;
    row->setSpacing(16);
    row->addWidget(list_);
    row->addWidget(scroll_, 1);
    body().addLayout(row, 1);
    QPushButton *add = addFirstButton(tr("&Add"), QStringLiteral("add"));
    remove_ = addFirstButton(tr("Re&move"), QStringLiteral("remove"));
    connect(add, &QPushButton::clicked, this, &EntriesPage::addNew);
    connect(remove_, &QPushButton::clicked, this, [this] { remove(row_); });
    connect(list_, &QListWidget::currentRowChanged, this, &EntriesPage::follow);
    connect(new QShortcut(QKeySequence(Qt::Key_Delete), list_, nullptr, nullptr, Qt::WidgetShortcut), &QShortcut::activated,
            remove_, &QPushButton::click);
}

void EntriesPage::setForm(QWidget *form)
{
    scroll_->setWidget(form);
}

void EntriesPage::setNames(const QStringList &names, const QString &chosen)
{
    {
        const QSignalBlocker blocker(list_);
        list_->clear();
        list_->addItems(names);
    }
    none_->adjustSize();
    none_->setVisible(names.isEmpty());
    const auto known = static_cast<int>(names.indexOf(chosen));
    choose(known >= 0 ? known : names.isEmpty() ? -1 : 0);
}

std::function<void(const Result<void> &)> EntriesPage::listing(const std::string &chosen, const QString &good)
{
    return [this, chosen, good](const Result<void> &done) {
        if (done)
            fill(chosen);
        say(done, good);
    };
}

void EntriesPage::addNew()
{
    if (hasChanges())
        return askForChanges();
    say(QString());
    choose(-1);
    scroll_->widget()->setFocus(Qt::OtherFocusReason);
}

void EntriesPage::follow(int row)
{
    if (row == row_)
        return;
    if (hasChanges()) {
        const QSignalBlocker blocker(list_);
        list_->setCurrentRow(row_);
        return askForChanges();
    }
    say(QString());
    choose(row);
}

void EntriesPage::choose(int row)
{
    row_ = row;
    {
        const QSignalBlocker blocker(list_);
        list_->setCurrentRow(row);
    }
    remove_->setEnabled(row >= 0);
    setFilling(true);
    showEntry(row);
    setFilling(false);
    settle();
}

} // namespace streamgauge
