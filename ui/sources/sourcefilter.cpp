// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sources/sourcefilter.h"

#include "models/sourcetreemodel.h"

namespace streamgauge {

SourceFilter::SourceFilter(QObject *parent)
    : QSortFilterProxyModel(parent)
{
    setRecursiveFilteringEnabled(true);
}

void SourceFilter::setText(const QString &text)
{
    words_ = text.simplified().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    invalidateFilter();
}

bool SourceFilter::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    if (words_.isEmpty())
        return true;
    QString path;
    for (QModelIndex at = sourceModel()->index(row, 0, parent); at.isValid(); at = at.parent())
        path += at.data(SourceTreeModel::SearchRole).toString() + QLatin1Char('\n');
    return std::all_of(words_.begin(), words_.end(),
                       [&](const QString &word) { return path.contains(word, Qt::CaseInsensitive); });
}

} // namespace streamgauge
