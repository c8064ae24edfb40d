// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/dialogs/formpage.h"

#include <QLabel>
#include <QListWidget>
#include <QScrollArea>

#include <functional>
#include <string>

namespace streamgauge {

/// A page of named entries: the list left, the form of the chosen one right. While the form has changes, its entry stays
/// chosen.
class EntriesPage : public FormPage
{
    Q_OBJECT

public:
    /// `what`: the entries as a screen reader names them.
    EntriesPage(const QString &what, const QString &hint, QWidget *parent = nullptr);

    [[nodiscard]] QListWidget &list() { return *list_; }

protected:
    /// -1: a new one.
    virtual void showEntry(int row) = 0;
    virtual void remove(int row) = 0;
    /// Lists the entries anew, by setNames().
    virtual void fill(const std::string &chosen) = 0;
    void revert() final { choose(row_); }

    void setForm(QWidget *form);
    /// Fills the list and shows the entry named `chosen`, else the first one, else a new one.
    void setNames(const QStringList &names, const QString &chosen);
    /// For who keeps the entries: lists them anew where that was done, and says how it went.
    [[nodiscard]] std::function<void(const Result<void> &)> listing(const std::string &chosen, const QString &good);
    /// The entry the form is for; -1: a new one.
    [[nodiscard]] int row() const { return row_; }

private:
    void addNew();
    void follow(int row);
    void choose(int row);

    QListWidget *list_;
    QLabel *none_;
    QScrollArea *scroll_;
    QPushButton *remove_;
    int row_ = -1;
};

} // namespace streamgauge
