// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/catalogview.h"

#include "models/livetext.h"

#include <QHeaderView>
#include <QPushButton>
#include <QVBoxLayout>

namespace streamgauge {

namespace {

constexpr int name_role = Qt::UserRole + 1; ///< "group.name" on stream items

std::string fullName(const CatalogStream &stream)
{
    return stream.group.empty() ? stream.name : stream.group + "." + stream.name;
}

QList<QStandardItem *> streamRow(const CatalogStream &stream)
{
    auto *name = new QStandardItem(toQString(stream.name));
    name->setCheckable(true);
    name->setEditable(false);
    name->setData(toQString(fullName(stream)), name_role);
    auto *rows = new QStandardItem(
        stream.estimated_rows == 0 ? QString() : CatalogView::tr("about %1 rows").arg(countText(stream.estimated_rows)));
    rows->setEditable(false);
    for (const CatalogField &field : stream.fields) {
        auto *field_name = new QStandardItem(toQString(field.name) + (field.key ? CatalogView::tr(" (key)") : QString()));
        auto *type = new QStandardItem(toQString(field.type));
        field_name->setEditable(false);
        type->setEditable(false);
        name->appendRow({ field_name, type });
    }
    return { name, rows };
}

} // namespace

CatalogView::CatalogView(QWidget *parent)
    : QWidget(parent)
    , model_(new QStandardItemModel(this))
    , filter_(new QSortFilterProxyModel(this))
    , filter_edit_(new QLineEdit(this))
    , tree_(new QTreeView(this))
    , count_(new QLabel(this))
{
    filter_->setSourceModel(model_);
    filter_->setRecursiveFilteringEnabled(true);
    filter_->setAutoAcceptChildRows(true);
    filter_->setFilterCaseSensitivity(Qt::CaseInsensitive);
    filter_edit_->setPlaceholderText(tr("Filter tables"));
    filter_edit_->setAccessibleName(tr("Filter tables"));
    filter_edit_->setClearButtonEnabled(true);
    tree_->setModel(filter_);
    tree_->setAccessibleName(tr("Tables to watch"));
    tree_->setHeaderHidden(true);
    tree_->setUniformRowHeights(true);
    count_->setObjectName(QStringLiteral("hint"));
    auto *all = new QPushButton(tr("Tick shown"), this);
    auto *none = new QPushButton(tr("Untick shown"), this);
    auto *row = new QHBoxLayout;
    row->addWidget(count_, 1);
    row->addWidget(all);
    row->addWidget(none);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(filter_edit_);
    column->addWidget(tree_, 1);
    column->addLayout(row);
    connect(filter_edit_, &QLineEdit::textChanged, this, [this](const QString &text) {
        filter_->setFilterFixedString(text);
        tree_->expandToDepth(0);
    });
    connect(model_, &QStandardItemModel::itemChanged, this, &CatalogView::followTick);
    connect(all, &QPushButton::clicked, this, [this] { tickShown(true); });
    connect(none, &QPushButton::clicked, this, [this] { tickShown(false); });
    showCount();
}

void CatalogView::setCatalog(const Catalog &catalog)
{
    model_->clear();
    std::map<std::string, QStandardItem *> groups;
    for (const CatalogStream &stream : catalog) {
        QStandardItem *parent = model_->invisibleRootItem();
        if (!stream.group.empty()) {
            QStandardItem *&group = groups[stream.group];
            if (group == nullptr) {
                group = new QStandardItem(toQString(stream.group));
                group->setEditable(false);
                model_->appendRow(group);
            }
            parent = group;
        }
        parent->appendRow(streamRow(stream));
    }
    tree_->expandToDepth(0);
    tree_->header()->setStretchLastSection(true);
    tree_->setColumnWidth(0, std::max(200, tree_->width() * 2 / 3));
    applyTicks();
}

void CatalogView::setChosen(const std::vector<std::string> &names)
{
    ticked_ = { names.begin(), names.end() };
    applyTicks();
}

std::vector<std::string> CatalogView::chosen() const
{
    return { ticked_.begin(), ticked_.end() };
}

void CatalogView::applyTicks()
{
    applying_ = true;
    for (QStandardItem *item : model_->findItems(QStringLiteral("*"), Qt::MatchWildcard | Qt::MatchRecursive)) {
        if (item->isCheckable())
            item->setCheckState(ticked_.contains(item->data(name_role).toString().toStdString()) ? Qt::Checked
                                                                                                 : Qt::Unchecked);
    }
    applying_ = false;
    showCount();
}

void CatalogView::followTick(QStandardItem *item)
{
    if (applying_ || !item->isCheckable())
        return;
    const std::string name = item->data(name_role).toString().toStdString();
    if (item->checkState() == Qt::Checked)
        ticked_.insert(name);
    else
        ticked_.erase(name);
    showCount();
}

void CatalogView::tickShown(bool on)
{
    const auto visit = [&](const auto &self, const QModelIndex &parent) -> void {
        for (int row = 0; row < filter_->rowCount(parent); ++row) {
            const QModelIndex index = filter_->index(row, 0, parent);
            QStandardItem *item = model_->itemFromIndex(filter_->mapToSource(index));
            if (item->isCheckable())
                item->setCheckState(on ? Qt::Checked : Qt::Unchecked);
            else
                self(self, index);
        }
    };
    visit(visit, {});
}

void CatalogView::showCount()
{
    count_->setText(ticked_.empty()           ? tr("Nothing ticked: all tables")
                        : ticked_.size() == 1 ? tr("1 table ticked")
                                              : tr("%1 tables ticked").arg(ticked_.size()));
}

} // namespace streamgauge
