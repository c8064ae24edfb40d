// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/table/tablepanel.h"

#include "models/numbertext.h"
#include "models/tablemodel.h"
#include "ui/panels/table/anchoredtable.h"
#include "ui/panels/table/celldelegate.h"

#include <QAction>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QVBoxLayout>

namespace streamgauge {

namespace {

constexpr int tick_ms = 100;
constexpr int filter_delay_ms = 150;

} // namespace

TablePanel::TablePanel(PanelContext context, QWidget *parent)
    : Panel(std::move(context), parent)
{
    clock_.start();
    makeWidgets();
    makeActions();
    tick_.setInterval(tick_ms);
    connect(&tick_, &QTimer::timeout, this, &TablePanel::tick);
    filter_delay_.setSingleShot(true);
    filter_delay_.setInterval(filter_delay_ms);
    connect(&filter_delay_, &QTimer::timeout, this, &TablePanel::filterRows);
}

TablePanel::~TablePanel() = default;

void TablePanel::makeWidgets()
{
    const auto palette = context().palette;
    model_ = new TableModel(this);
    table_ = new AnchoredTable(palette, this);
    table_->setModel(model_);
    table_->setAccessibleName(tr("Rows"));
    table_->setEmptyText(tr("No stream yet"), emptyAdvice());
    delegate_ = new CellDelegate(
        palette, [this] { return clock_.elapsed(); }, this);
    table_->setItemDelegate(delegate_);
    filter_ = new QLineEdit(this);
    filter_->setPlaceholderText(tr("Filter rows"));
    filter_->setAccessibleName(tr("Filter rows"));
    filter_->setClearButtonEnabled(true);
    count_ = new QLabel(this);
    count_->setProperty("muted", true);
    count_->setContentsMargins(8, 2, 8, 4);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto *bar = new QVBoxLayout;
    bar->setContentsMargins(8, 4, 8, 4);
    bar->addWidget(filter_);
    layout->addLayout(bar);
    layout->addWidget(table_, 1);
    layout->addWidget(count_);
    setFocusProxy(table_);

    QHeaderView *header = table_->horizontalHeader();
    header->setSectionsMovable(true);
    header->setSectionsClickable(true);
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(header, &QHeaderView::sectionClicked, this, &TablePanel::sortBy);
    connect(header, &QHeaderView::customContextMenuRequested, this, &TablePanel::showHeaderMenu);
    connect(header, &QHeaderView::sectionMoved, this, &TablePanel::rememberColumns);
    connect(header, &QHeaderView::sectionResized, this, &TablePanel::rememberColumns);
    connect(filter_, &QLineEdit::textChanged, this, [this] { filter_delay_.start(); });
    connect(model_, &TableModel::modelReset, this, &TablePanel::arrangeColumns);
    connect(model_, &TableModel::countsChanged, this, [this] { count_->setText(countText()); });
}

void TablePanel::makeActions()
{
    flash_ = new QAction(tr("Tint fresh values"), this);
    flash_->setCheckable(true);
    flash_->setChecked(true);
    connect(flash_, &QAction::toggled, this, [this](bool on) {
        delegate_->setFlash(on);
        table_->viewport()->update();
        Q_EMIT settingsChanged();
    });
    filter_bar_ = new QAction(tr("Filter bar"), this);
    filter_bar_->setCheckable(true);
    filter_bar_->setChecked(true);
    connect(filter_bar_, &QAction::toggled, this, [this] {
        arrangeBars();
        Q_EMIT settingsChanged();
    });
    auto *find = new QAction(tr("Filter rows"), this);
    find->setShortcut(QKeySequence::Find);
    find->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(find, &QAction::triggered, this, [this] {
        filter_bar_->setChecked(true);
        filter_->setFocus(Qt::ShortcutFocusReason);
    });
    addAction(find);
    auto *unsorted = new QAction(tr("Order of arrival"), this);
    connect(unsorted, &QAction::triggered, this, [this] { sortBy(-1); });
    actions_ = { find, unsorted, flash_, filter_bar_ };
}

QString TablePanel::emptyAdvice() const
{
    return stream_.empty() ? tr("Drag a stream or one of its fields from the source tree here.")
                           : tr("Rows of %1 appear here as soon as they arrive.").arg(toQString(stream_));
}

QString TablePanel::suggestedTitle() const
{
    return stream_.empty() ? tr("Table") : toQString(stream_);
}

QStringList TablePanel::streams() const
{
    return stream_.empty() ? QStringList() : QStringList { toQString(stream_) };
}

bool TablePanel::acceptsField(const SchemaPtr &schema, const QString &) const
{
    return schema != nullptr;
}

void TablePanel::addField(const SchemaPtr &schema, const QString &, const QString &)
{
    if (!schema || schema->stream == stream_)
        return;
    columns_ = {};
    column_filters_.clear();
    sort_column_.clear();
    showStream(schema->stream);
    Q_EMIT settingsChanged();
    Q_EMIT titleChanged();
}

QList<QAction *> TablePanel::panelActions()
{
    return actions_;
}

void TablePanel::showStream(const std::string &stream)
{
    stream_ = stream;
    TableDelta nothing;
    nothing.reset = true;
    model_->apply(nothing, 0);
    table_->setEmptyText(stream_.empty() ? tr("No stream yet") : tr("No rows yet"), emptyAdvice());
    subscribe();
}

void TablePanel::subscribe()
{
    subscription_.reset();
    if (!stream_.empty() && isVisible() && live_)
        subscription_ =
            context().feed->subscribe(TableQuery { stream_, 100'000 }, [this](const Answer &answer) { take(answer); });
}

void TablePanel::take(const Answer &answer)
{
    const auto *delta = std::get_if<TableDelta>(&answer);
    if (!delta)
        return;
    const qint64 now_ms = clock_.elapsed();
    changed_ms_ = now_ms;
    if (delta->reset && !delta->schema)
        table_->setEmptyText(tr("%1 is not there any more").arg(toQString(stream_)),
                             tr("Its source was removed. Rows appear here as soon as a source brings them."));
    else if (delta->reset)
        table_->setEmptyText(tr("No rows yet"), emptyAdvice());
    model_->apply(*delta, now_ms);
    if (!tick_.isActive())
        tick_.start();
}

void TablePanel::tick()
{
    const qint64 now_ms = clock_.elapsed();
    // What the user reads must not move: order and filter wait until he is back at the top.
    if (model_->isBehind() && !table_->isScrolled() && now_ms / (5 * tick_ms) != (now_ms - tick_ms) / (5 * tick_ms))
        model_->rearrange();
    const bool fading = now_ms - changed_ms_ < CellDelegate::hold_ms + CellDelegate::fade_ms + tick_ms;
    if (fading && flash_->isChecked())
        table_->viewport()->update();
    if (!fading && !model_->isBehind())
        tick_.stop();
}

void TablePanel::filterRows()
{
    model_->setFilter(RowFilter(filter_->text(), column_filters_));
    table_->setEmptyText(model_->heldRows() > 0 ? tr("No row matches") : tr("No rows yet"),
                         model_->heldRows() > 0 ? tr("Clear the filter to see all rows.") : emptyAdvice());
    Q_EMIT settingsChanged();
}

QString TablePanel::countText() const
{
    const auto shown = static_cast<std::uint64_t>(model_->rowCount());
    const std::uint64_t held = model_->heldRows();
    const std::uint64_t total = std::max<std::uint64_t>(model_->totalRows(), held);
    QString text;
    if (!model_->filter().isEmpty())
        text = tr("%1 of %2 rows match").arg(exactCountText(shown), exactCountText(held));
    else if (held == total)
        text = total == 1 ? tr("1 row") : tr("%1 rows").arg(exactCountText(total));
    if (held < total)
        text += (text.isEmpty() ? QString() : QStringLiteral(" · "))
            + tr("showing %1 of %2").arg(exactCountText(held), exactCountText(total));
    if (!live_)
        text += tr(" · paused");
    else if (model_->isArranging())
        text += tr(" · arranging");
    else if (model_->isBehind() && table_->isScrolled())
        text += tr(" · order waits while scrolled");
    return text;
}

void TablePanel::themeChanged()
{
    table_->viewport()->update();
    update();
}

void TablePanel::setLive(bool live)
{
    if (live == live_)
        return;
    live_ = live;
    subscribe();
    count_->setText(countText());
}

void TablePanel::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(rect(), colors().surface);
}

void TablePanel::showEvent(QShowEvent *event)
{
    Panel::showEvent(event);
    subscribe();
}

void TablePanel::hideEvent(QHideEvent *event)
{
    Panel::hideEvent(event);
    subscription_.reset();
    tick_.stop();
}

void TablePanel::resizeEvent(QResizeEvent *event)
{
    Panel::resizeEvent(event);
    arrangeBars();
}

void TablePanel::arrangeBars()
{
    filter_->setVisible(filter_bar_->isChecked() && height() >= 160);
    count_->setVisible(height() >= 110);
}

} // namespace streamgauge
