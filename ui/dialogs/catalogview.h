// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/source/connector.h"

#include <QLabel>
#include <QLineEdit>
#include <QSortFilterProxyModel>
#include <QStandardItemModel>
#include <QTreeView>

#include <set>

namespace streamgauge {

/// The streams a source offers, to be ticked. Nothing ticked means all.
class CatalogView : public QWidget
{
    Q_OBJECT

public:
    explicit CatalogView(QWidget *parent = nullptr);

    /// Keeps the ticks that are still there.
    void setCatalog(const Catalog &catalog);
    void setChosen(const std::vector<std::string> &names);
    /// "group.name", sorted. Before a catalog came: what was set.
    [[nodiscard]] std::vector<std::string> chosen() const;
    [[nodiscard]] QTreeView &tree() { return *tree_; }

private:
    void applyTicks();
    void followTick(QStandardItem *item);
    void tickShown(bool on);
    void showCount();

    QStandardItemModel *model_;
    QSortFilterProxyModel *filter_;
    QLineEdit *filter_edit_;
    QTreeView *tree_;
    QLabel *count_;
    std::set<std::string> ticked_;
    bool applying_ = false;
};

} // namespace streamgauge
