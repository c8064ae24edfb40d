// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sources/sourcepanel.h"

#include "ui/sources/sourcedelegate.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace streamgauge {

namespace {

constexpr qint64 update_interval_ms = 250;

} // namespace

SourcePanel::SourcePanel(const DeskContext &context, QWidget *parent)
    : QWidget(parent)
    , context_(context)
    , model_(new SourceTreeModel(this))
    , filter_(new SourceFilter(this))
    , filter_edit_(new QLineEdit(this))
    , filter_icon_(filter_edit_->addAction(context.icon(QStringLiteral("search")), QLineEdit::LeadingPosition))
    , stack_(new QStackedWidget(this))
    , tree_(new QTreeView(this))
{
    setObjectName(QStringLiteral("sidePanel"));
    auto *title = new QLabel(tr("Sources"), this);
    title->setObjectName(QStringLiteral("sideTitle"));
    filter_edit_->setPlaceholderText(tr("Filter sources and fields"));
    filter_edit_->setAccessibleName(tr("Filter sources and fields"));
    filter_edit_->setClearButtonEnabled(true);
    filter_edit_->installEventFilter(this);
    filter_->setSourceModel(model_);
    tree_->setObjectName(QStringLiteral("sourceTree"));
    tree_->setAccessibleName(tr("Sources, streams and fields"));
    tree_->setModel(filter_);
    tree_->setItemDelegate(new SourceDelegate(context_, tree_));
    tree_->setHeaderHidden(true);
    tree_->setUniformRowHeights(true);
    tree_->setIndentation(14);
    tree_->setDragEnabled(true);
    tree_->setDragDropMode(QAbstractItemView::DragOnly);
    tree_->setContextMenuPolicy(Qt::CustomContextMenu);
    tree_->setFrameShape(QFrame::NoFrame);
    tree_->header()->setStretchLastSection(false);
    tree_->header()->setSectionResizeMode(SourceTreeModel::NameColumn, QHeaderView::Stretch);
    tree_->header()->setSectionResizeMode(SourceTreeModel::LiveColumn, QHeaderView::Fixed);
    tree_->header()->resizeSection(SourceTreeModel::LiveColumn, 84);
    stack_->addWidget(emptyPage());
    stack_->addWidget(tree_);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 0);
    column->setSpacing(8);
    column->addWidget(title);
    column->addWidget(filter_edit_);
    column->addWidget(stack_, 1);

    connect(filter_edit_, &QLineEdit::textChanged, this, [this](const QString &text) {
        filter_->setText(text);
        if (!text.isEmpty())
            tree_->expandToDepth(1);
    });
    connect(model_, &SourceTreeModel::keysWanted, this, &SourcePanel::subscribeKeys);
    connect(filter_, &QAbstractItemModel::rowsInserted, this, [this](const QModelIndex &at, int first, int last) {
        for (int row = first; !at.isValid() && row <= last; ++row)
            tree_->expand(filter_->index(row, 0));
    });
    connect(tree_, &QTreeView::customContextMenuRequested, this, &SourcePanel::showMenu);
    connect(tree_, &QTreeView::activated, this, &SourcePanel::activate);
    connect(&context_.services->feed(), &DataFeed::frame, this, &SourcePanel::followFrame);
}

SourcePanel::~SourcePanel() = default;

QWidget *SourcePanel::emptyPage()
{
    auto *page = new QWidget(this);
    auto *text = new QLabel(tr("No source is connected.\nA source is a database or file whose changes you watch."), page);
    text->setObjectName(QStringLiteral("emptyHint"));
    text->setWordWrap(true);
    text->setAlignment(Qt::AlignCenter);
    auto *button = new QPushButton(tr("Connect…"), page);
    connect(button, &QPushButton::clicked, this, &SourcePanel::connectRequested);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(12, 40, 12, 12);
    column->setSpacing(12);
    column->addWidget(text);
    column->addWidget(button, 0, Qt::AlignCenter);
    column->addStretch(1);
    return page;
}

void SourcePanel::refreshTheme()
{
    filter_icon_->setIcon(context_.icon(QStringLiteral("search")));
    tree_->viewport()->update();
}

void SourcePanel::followFrame(const SnapshotPtr &snapshot)
{
    if (!isVisible() || (since_update_.isValid() && since_update_.elapsed() < update_interval_ms))
        return;
    since_update_.start();
    model_->setSnapshot(*snapshot, context_.services->brokenSources());
    stack_->setCurrentIndex(model_->rowCount() > 0 ? 1 : 0);
}

void SourcePanel::subscribeKeys(const QString &stream)
{
    auto &subscription = key_subscriptions_[stream];
    if (subscription)
        return;
    subscription =
        context_.services->feed().subscribe(KeysQuery { stream.toStdString() }, [this, stream](const Answer &answer) {
            if (const auto *keys = std::get_if<KeysAnswer>(&answer))
                model_->setKeys(stream, *keys);
        });
}

FieldReference SourcePanel::referenceAt(const QModelIndex &index)
{
    return { index.data(SourceTreeModel::StreamRole).toString(), index.data(SourceTreeModel::FieldRole).toString(),
             index.data(SourceTreeModel::KeyRole).toString() };
}

void SourcePanel::activate(const QModelIndex &index)
{
    const QModelIndex row = index.siblingAtColumn(0);
    const auto kind = static_cast<SourceTreeModel::Kind>(row.data(SourceTreeModel::KindRole).toInt());
    if (kind == SourceTreeModel::Kind::Field || kind == SourceTreeModel::Kind::Key)
        Q_EMIT chartRequested(referenceAt(row));
    else if (kind == SourceTreeModel::Kind::Source)
        Q_EMIT detailsRequested(row.data(SourceTreeModel::SourceRole).toString());
    else if (kind == SourceTreeModel::Kind::Stream)
        Q_EMIT tableRequested(row.data(SourceTreeModel::StreamRole).toString());
}

void SourcePanel::showMenu(const QPoint &position)
{
    const QModelIndex index = tree_->indexAt(position).siblingAtColumn(0);
    if (!index.isValid())
        return;
    auto *menu = new QMenu(tree_);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    fillMenu(*menu, index);
    menu->popup(tree_->viewport()->mapToGlobal(position));
}

void SourcePanel::fillMenu(QMenu &menu, const QModelIndex &index)
{
    const auto kind = static_cast<SourceTreeModel::Kind>(index.data(SourceTreeModel::KindRole).toInt());
    const QString source = index.data(SourceTreeModel::SourceRole).toString();
    const FieldReference reference = referenceAt(index);
    if (kind == SourceTreeModel::Kind::Field || kind == SourceTreeModel::Kind::Key) {
        menu.addAction(context_.icon(QStringLiteral("chart")), tr("Chart it"), this,
                       [this, reference] { Q_EMIT chartRequested(reference); });
        menu.addAction(context_.icon(QStringLiteral("rule")), tr("New rule…"), this,
                       [this, reference] { Q_EMIT ruleRequested(reference); });
    }
    if (kind != SourceTreeModel::Kind::Source) {
        const QString stream = reference.stream;
        menu.addAction(context_.icon(QStringLiteral("table")), tr("Show as table"), this,
                       [this, stream] { Q_EMIT tableRequested(stream); });
        if (kind == SourceTreeModel::Kind::Stream)
            menu.addAction(context_.icon(QStringLiteral("rule")), tr("New rule…"), this,
                           [this, reference] { Q_EMIT ruleRequested(reference); });
        menu.addAction(context_.icon(QStringLiteral("export")), tr("Export…"), this,
                       [this, stream] { Q_EMIT exportRequested(stream); });
        menu.addSeparator();
    }
    menu.addAction(context_.icon(QStringLiteral("info")), tr("Details of %1…").arg(source), this,
                   [this, source] { Q_EMIT detailsRequested(source); });
    if (kind != SourceTreeModel::Kind::Source)
        return;
    menu.addAction(context_.icon(QStringLiteral("refresh")), tr("Try again now"), this,
                   [this, source] { context_.services->retrySource(source); });
    menu.addAction(context_.icon(QStringLiteral("edit")), tr("Edit connection…"), this,
                   [this, source] { Q_EMIT editRequested(source); });
    menu.addSeparator();
    menu.addAction(context_.icon(QStringLiteral("trash")), tr("Remove"), this,
                   [this, source] { Q_EMIT removeRequested(source); });
}

bool SourcePanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == filter_edit_ && event->type() == QEvent::KeyPress
        && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Down) {
        tree_->setFocus(Qt::TabFocusReason);
        if (!tree_->currentIndex().isValid())
            tree_->setCurrentIndex(filter_->index(0, 0));
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace streamgauge
