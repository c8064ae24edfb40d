// SPDX-License-Identifier: GPL-3.0-or-later
// Columns, order and settings of TablePanel.
#include "models/numbertext.h"
#include "models/tablemodel.h"
#include "ui/panels/table/anchoredtable.h"
#include "ui/panels/table/celldelegate.h"
#include "ui/panels/table/tablepanel.h"

#include <QAction>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QWidgetAction>

#include <algorithm>

namespace streamgauge {

namespace {

int firstWidth(const Column &column, const QFontMetrics &metrics)
{
    int width = 96;
    switch (column.kind) {
    case ValueKind::Bool: width = 72; break;
    case ValueKind::Timestamp: width = metrics.horizontalAdvance(QStringLiteral("2026-11-20 21:05:03.000")) + 32; break;
    case ValueKind::String:
    case ValueKind::Bytes: width = 136; break;
    case ValueKind::Json: width = 200; break;
    default: break;
    }
    const QString title = toQString(column.unit.empty() ? column.name : column.name + " (" + column.unit + ")");
    return std::max(width, metrics.horizontalAdvance(title) + 36);
}

} // namespace

QJsonObject TablePanel::settings() const
{
    QJsonObject json { { QStringLiteral("stream"), toQString(stream_) },
                       { QStringLiteral("flash"), flash_->isChecked() },
                       { QStringLiteral("filter_bar"), filter_bar_->isChecked() } };
    if (!columns_.isEmpty())
        json[u"columns"] = columns_;
    if (!sort_column_.isEmpty())
        json[u"sort"] = QJsonObject { { QStringLiteral("column"), sort_column_ },
                                      { QStringLiteral("descending"), sort_order_ == Qt::DescendingOrder } };
    if (!filter_->text().isEmpty())
        json[u"filter"] = filter_->text();
    QJsonObject filters;
    for (auto filter = column_filters_.cbegin(); filter != column_filters_.cend(); ++filter)
        filters[filter.key()] = filter.value();
    if (!filters.isEmpty())
        json[u"column_filters"] = filters;
    return json;
}

void TablePanel::applySettings(const QJsonObject &settings)
{
    const QSignalBlocker blocked(this);
    columns_ = settings[u"columns"].toArray();
    sort_column_ = settings[u"sort"][u"column"].toString();
    sort_order_ = settings[u"sort"][u"descending"].toBool() ? Qt::DescendingOrder : Qt::AscendingOrder;
    column_filters_.clear();
    const QJsonObject filters = settings[u"column_filters"].toObject();
    for (auto filter = filters.begin(); filter != filters.end(); ++filter)
        column_filters_[filter.key()] = filter.value().toString();
    flash_->setChecked(settings[u"flash"].toBool(true));
    filter_bar_->setChecked(settings[u"filter_bar"].toBool(true));
    filter_->setText(settings[u"filter"].toString());
    filter_delay_.stop();
    filterRows();
    showStream(settings[u"stream"].toString().toStdString());
}

void TablePanel::arrangeColumns()
{
    if (!model_->schema() || model_->columnCount() == 0)
        return;
    arranging_ = true;
    QHeaderView *header = table_->horizontalHeader();
    const auto &columns = model_->schema()->columns;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const int column = static_cast<int>(i);
        header->setSectionHidden(column, false);
        header->resizeSection(column, firstWidth(columns[i], fontMetrics()));
    }
    int place = 0;
    for (const auto &value : columns_) {
        const auto found = model_->schema()->find(value[u"name"].toString().toStdString());
        if (!found)
            continue;
        const int column = static_cast<int>(*found);
        header->moveSection(header->visualIndex(column), place++);
        if (const int width = value[u"width"].toInt(); width >= 24 && width <= 4'000)
            header->resizeSection(column, width);
        header->setSectionHidden(column, value[u"hidden"].toBool());
    }
    const auto sorted = model_->schema()->find(sort_column_.toStdString());
    header->setSortIndicatorShown(sorted.has_value());
    if (sorted) {
        header->setSortIndicator(static_cast<int>(*sorted), sort_order_);
        if (model_->sortColumn() != static_cast<int>(*sorted) || model_->sortOrder() != sort_order_)
            model_->sort(static_cast<int>(*sorted), sort_order_);
    }
    arranging_ = false;
}

void TablePanel::rememberColumns()
{
    if (arranging_ || !model_->schema())
        return;
    const QHeaderView *header = table_->horizontalHeader();
    columns_ = {};
    for (int visual = 0; visual < header->count(); ++visual) {
        const int column = header->logicalIndex(visual);
        QJsonObject json { { QStringLiteral("name"), model_->headerData(column, Qt::Horizontal, Qt::UserRole).toString() } };
        if (header->isSectionHidden(column))
            json[u"hidden"] = true;
        else
            json[u"width"] = header->sectionSize(column);
        columns_.append(json);
    }
    Q_EMIT settingsChanged();
}

/// First click ascending, second descending, third the order of arrival.
void TablePanel::sortBy(int column)
{
    QHeaderView *header = table_->horizontalHeader();
    const QString name = column < 0 ? QString() : model_->headerData(column, Qt::Horizontal, Qt::UserRole).toString();
    if (column >= 0 && name == sort_column_ && sort_order_ == Qt::DescendingOrder) {
        sortBy(-1);
        return;
    }
    sort_order_ = column >= 0 && name == sort_column_ ? Qt::DescendingOrder : Qt::AscendingOrder;
    sort_column_ = name;
    header->setSortIndicatorShown(column >= 0);
    if (column >= 0)
        header->setSortIndicator(column, sort_order_);
    model_->sort(column, sort_order_);
    table_->scrollToTop();
    Q_EMIT settingsChanged();
}

void TablePanel::showHeaderMenu(const QPoint &position)
{
    const QHeaderView *header = table_->horizontalHeader();
    const int column = header->logicalIndexAt(position);
    QMenu menu(this);
    if (column >= 0)
        addColumnFilter(menu, model_->headerData(column, Qt::Horizontal, Qt::UserRole).toString());
    QMenu *columns = menu.addMenu(tr("Columns"));
    for (int i = 0; i < model_->columnCount(); ++i) {
        QAction *action = columns->addAction(model_->headerData(i, Qt::Horizontal, Qt::DisplayRole).toString());
        action->setCheckable(true);
        action->setChecked(!header->isSectionHidden(i));
        // The last visible column stays: a table without any could not be brought back from here.
        action->setEnabled(header->isSectionHidden(i) || header->hiddenSectionCount() + 1 < header->count());
        connect(action, &QAction::toggled, this, [this, i](bool shown) {
            table_->setColumnHidden(i, !shown);
            rememberColumns();
        });
    }
    menu.exec(header->mapToGlobal(position));
}

void TablePanel::addColumnFilter(QMenu &menu, const QString &column)
{
    auto *edit = new QLineEdit(column_filters_.value(column), &menu);
    edit->setPlaceholderText(tr("%1: text, > 5, = open, null").arg(column));
    edit->setMinimumWidth(220);
    edit->setClearButtonEnabled(true);
    auto *action = new QWidgetAction(&menu);
    action->setDefaultWidget(edit);
    menu.addAction(action);
    connect(edit, &QLineEdit::returnPressed, &menu, &QMenu::close);
    connect(edit, &QLineEdit::textChanged, this, [this, column](const QString &text) {
        if (text.trimmed().isEmpty())
            column_filters_.remove(column);
        else
            column_filters_[column] = text;
        filter_delay_.start();
    });
}

} // namespace streamgauge
