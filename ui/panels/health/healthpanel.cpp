// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/health/healthpanel.h"

#include "models/numbertext.h"
#include "models/sourcehealthmodel.h"
#include "ui/panels/choicemenu.h"
#include "ui/panels/health/healthdelegate.h"
#include "ui/panels/table/anchoredtable.h"

#include <QAction>
#include <QHeaderView>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>
#include <QSplitter>
#include <QTextBrowser>
#include <QVBoxLayout>

namespace streamgauge {

namespace {

constexpr qint64 refresh_ms = 250;

} // namespace

HealthPanel::HealthPanel(PanelContext context, QWidget *parent)
    : Panel(std::move(context), parent)
{
    model_ = new SourceHealthModel(this);
    splitter_ = new QSplitter(Qt::Vertical, this);
    splitter_->setChildrenCollapsible(false);
    table_ = new AnchoredTable(this->context().palette, splitter_);
    table_->setModel(model_);
    table_->setSelectionMode(QAbstractItemView::SingleSelection);
    table_->setItemDelegate(new HealthDelegate(this->context().palette, this));
    table_->setAccessibleName(tr("Sources"));
    table_->setEmptyText(tr("No sources yet"), tr("Connect a source; its state and figures appear here."));
    const QFontMetrics metrics = fontMetrics();
    table_->horizontalHeader()->setMinimumSectionSize(56);
    for (int column = 0; column < SourceHealthModel::ColumnCount; ++column) {
        const int title =
            metrics.horizontalAdvance(model_->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString()) + 36;
        const bool wide = column == SourceHealthModel::StateColumn || column == SourceHealthModel::QueueColumn;
        const int wanted = wide ? 152 : column == SourceHealthModel::SourceColumn ? 112 : 80;
        table_->setColumnWidth(column, std::max(title, wanted));
    }
    details_ = new QTextBrowser(splitter_);
    details_->setFrameShape(QFrame::NoFrame);
    details_->document()->setDocumentMargin(12);
    details_->setAccessibleName(tr("Problems and gaps"));
    splitter_->setStretchFactor(0, 2);
    splitter_->setStretchFactor(1, 3);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(splitter_);
    setFocusProxy(table_);
    source_menu_ = new QMenu(tr("Source"), this);
    connect(source_menu_, &QMenu::aboutToShow, this, &HealthPanel::fillSourceMenu);
    connect(this->context().feed, &DataFeed::frame, this, &HealthPanel::onFrame);
    connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &HealthPanel::showDetails);
}

QString HealthPanel::suggestedTitle() const
{
    return source_.empty() ? tr("Health of the sources") : tr("Health of %1").arg(toQString(source_));
}

QJsonObject HealthPanel::settings() const
{
    return { { QStringLiteral("source"), toQString(source_) } };
}

void HealthPanel::applySettings(const QJsonObject &settings)
{
    source_ = settings[u"source"].toString().toStdString();
    if (const SnapshotPtr snapshot = context().feed->latest())
        refresh(*snapshot);
}

QList<QAction *> HealthPanel::panelActions()
{
    return { source_menu_->menuAction() };
}

void HealthPanel::fillSourceMenu()
{
    source_menu_->clear();
    const auto add = [this](const QString &title, const std::string &source) {
        addChoice(*source_menu_, title, source == source_, [this, source] {
            applySettings({ { QStringLiteral("source"), toQString(source) } });
            Q_EMIT settingsChanged();
            Q_EMIT titleChanged();
        });
    };
    add(tr("All sources"), {});
    if (const SnapshotPtr snapshot = context().feed->latest()) {
        for (const SourceStatus &source : snapshot->sources)
            add(toQString(source.name), source.name);
    }
}

void HealthPanel::onFrame(const SnapshotPtr &snapshot)
{
    if (!snapshot || !isVisible() || (since_refresh_.isValid() && since_refresh_.elapsed() < refresh_ms))
        return;
    refresh(*snapshot);
}

void HealthPanel::refresh(const Snapshot &snapshot)
{
    since_refresh_.start();
    model_->apply(snapshot, source_);
    if (!table_->currentIndex().isValid() && model_->rowCount() > 0)
        table_->setCurrentIndex(model_->index(model_->worstRow(), 0));
    showDetails();
}

void HealthPanel::showDetails()
{
    const QModelIndex current = table_->currentIndex();
    const QString html = current.isValid() ? sourceDetails(model_->source(current.row()), colors()) : QString();
    // Setting the same text again would take the selection and the place from whoever reads it.
    if (html == shown_html_)
        return;
    shown_html_ = html;
    const int place = details_->verticalScrollBar()->value();
    details_->setHtml(html);
    details_->verticalScrollBar()->setValue(place);
}

void HealthPanel::themeChanged()
{
    table_->viewport()->update();
    showDetails();
    update();
}

void HealthPanel::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(rect(), colors().surface);
}

void HealthPanel::showEvent(QShowEvent *event)
{
    Panel::showEvent(event);
    if (const SnapshotPtr snapshot = context().feed->latest())
        refresh(*snapshot);
}

void HealthPanel::resizeEvent(QResizeEvent *event)
{
    Panel::resizeEvent(event);
    details_->setVisible(height() >= 200);
    table_->horizontalHeader()->setVisible(height() >= 80);
}

} // namespace streamgauge
