// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/table/anchoredtable.h"

#include "ui/panels/chart/chartoverlay.h"
#include "ui/theme/fonts.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>

namespace streamgauge {

AnchoredTable::AnchoredTable(std::function<const Palette &()> palette, QWidget *parent)
    : QTableView(parent)
    , palette_(std::move(palette))
{
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setEditTriggers(NoEditTriggers);
    setShowGrid(false);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setCornerButtonEnabled(false);
    setFrameShape(NoFrame);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollMode(ScrollPerPixel);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setMinimumSectionSize(16);
    verticalHeader()->setDefaultSectionSize(24);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, [this] {
        if (isScrolled() != was_scrolled_) {
            was_scrolled_ = isScrolled();
            Q_EMIT scrolledChanged(was_scrolled_);
        }
    });
}

bool AnchoredTable::isScrolled() const
{
    return verticalScrollBar()->value() > 0;
}

void AnchoredTable::setModel(QAbstractItemModel *model)
{
    // Before the view connects itself: the anchor is taken while the view still shows the old rows.
    connect(model, &QAbstractItemModel::rowsAboutToBeInserted, this, &AnchoredTable::rememberAnchor);
    connect(model, &QAbstractItemModel::rowsAboutToBeRemoved, this, &AnchoredTable::rememberAnchor);
    connect(model, &QAbstractItemModel::layoutAboutToBeChanged, this, &AnchoredTable::rememberAnchor);
    QTableView::setModel(model);
    connect(model, &QAbstractItemModel::rowsInserted, this, &AnchoredTable::restoreAnchor);
    connect(model, &QAbstractItemModel::rowsRemoved, this, &AnchoredTable::restoreAnchor);
    connect(model, &QAbstractItemModel::layoutChanged, this, &AnchoredTable::restoreAnchor);
}

void AnchoredTable::rememberAnchor()
{
    anchor_ = QModelIndex();
    if (!isScrolled() || model()->rowCount() == 0)
        return;
    const int first = rowAt(0);
    if (first < 0)
        return;
    anchor_ = model()->index(first, 0);
    anchor_offset_ = rowViewportPosition(first);
}

void AnchoredTable::restoreAnchor()
{
    if (!anchor_.isValid())
        return;
    const int row = anchor_.row();
    anchor_ = QModelIndex();
    updateGeometries();
    const int wanted = row * verticalHeader()->defaultSectionSize() - anchor_offset_;
    if (wanted != verticalScrollBar()->value())
        verticalScrollBar()->setValue(wanted);
}

void AnchoredTable::setEmptyText(const QString &title, const QString &advice)
{
    empty_title_ = title;
    empty_advice_ = advice;
    viewport()->update();
}

void AnchoredTable::paintEvent(QPaintEvent *event)
{
    QTableView::paintEvent(event);
    if (model() && model()->rowCount() > 0)
        return;
    QPainter painter(viewport());
    ChartOverlay(painter, palette_(), scaledFont(font(), 0.9)).emptyText(viewport()->rect(), empty_title_, empty_advice_);
}

QString AnchoredTable::selectedText(bool with_header) const
{
    QList<int> columns;
    for (int visual = 0; visual < horizontalHeader()->count(); ++visual) {
        const int column = horizontalHeader()->logicalIndex(visual);
        if (!isColumnHidden(column))
            columns << column;
    }
    const auto line = [&](auto &&cell) {
        QStringList cells;
        for (const int column : columns)
            cells << QString(cell(column)).replace(u'\t', u' ').replace(u'\n', u' ');
        return cells.join(u'\t') + u'\n';
    };
    QString text;
    if (with_header)
        text += line([&](int column) { return model()->headerData(column, Qt::Horizontal).toString(); });
    QModelIndexList rows = selectionModel() ? selectionModel()->selectedRows() : QModelIndexList();
    std::sort(rows.begin(), rows.end(), [](const QModelIndex &a, const QModelIndex &b) { return a.row() < b.row(); });
    for (const QModelIndex &row : rows)
        text += line([&](int column) { return row.siblingAtColumn(column).data().toString(); });
    return text;
}

void AnchoredTable::keyPressEvent(QKeyEvent *event)
{
    const bool with_header = event->key() == Qt::Key_C && event->modifiers() == (Qt::ControlModifier | Qt::ShiftModifier);
    if (event->matches(QKeySequence::Copy) || with_header) {
        QApplication::clipboard()->setText(selectedText(with_header));
        return;
    }
    QTableView::keyPressEvent(event);
}

} // namespace streamgauge
