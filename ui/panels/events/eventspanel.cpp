// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/events/eventspanel.h"

#include "models/eventdetailmodel.h"
#include "models/eventmodel.h"
#include "models/numbertext.h"
#include "ui/panels/choicemenu.h"
#include "ui/panels/events/eventdelegate.h"
#include "ui/panels/table/anchoredtable.h"

#include <QAction>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QSplitter>
#include <QVBoxLayout>

namespace streamgauge {

EventsPanel::EventsPanel(PanelContext context, QWidget *parent)
    : Panel(std::move(context), parent)
{
    model_ = new EventModel(5'000, this);
    detail_ = new EventDetailModel(this);
    splitter_ = new QSplitter(this);
    splitter_->setChildrenCollapsible(false);
    makeTable();
    makeDetail();
    note_ = new QLabel(this);
    note_->setProperty("muted", true);
    note_->setContentsMargins(8, 2, 8, 4);
    note_->hide();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(splitter_, 1);
    layout->addWidget(note_);
    setFocusProxy(table_);

    stream_menu_ = new QMenu(tr("Stream"), this);
    connect(stream_menu_, &QMenu::aboutToShow, this, &EventsPanel::fillStreamMenu);
    detail_shown_ = new QAction(tr("Before and after"), this);
    detail_shown_->setCheckable(true);
    detail_shown_->setChecked(true);
    connect(detail_shown_, &QAction::toggled, this, [this] {
        arrange();
        Q_EMIT settingsChanged();
    });
}

EventsPanel::~EventsPanel() = default;

void EventsPanel::makeTable()
{
    table_ = new AnchoredTable(context().palette, splitter_);
    table_->setModel(model_);
    table_->setSelectionMode(QAbstractItemView::SingleSelection);
    table_->setItemDelegate(new EventDelegate(context().palette, this));
    table_->setAccessibleName(tr("Events"));
    table_->setEmptyText(tr("No events yet"), tr("Changes appear here as they happen, newest first."));
    QHeaderView *header = table_->horizontalHeader();
    header->setStretchLastSection(true);
    const QFontMetrics metrics = fontMetrics();
    header->resizeSection(EventModel::TimeColumn, metrics.horizontalAdvance(QStringLiteral("00:00:00.000")) + 20);
    header->resizeSection(EventModel::OpColumn, metrics.horizontalAdvance(QStringLiteral("= snapshot")) + 24);
    header->resizeSection(EventModel::StreamColumn, 112);
    header->resizeSection(EventModel::KeyColumn, 88);

    newer_ = new QPushButton(table_);
    newer_->setProperty("primary", true);
    newer_->hide();
    connect(newer_, &QPushButton::clicked, table_, &QTableView::scrollToTop);
    connect(table_, &AnchoredTable::scrolledChanged, this, &EventsPanel::updateHold);
    connect(model_, &EventModel::countsChanged, this, &EventsPanel::updateNote);
    connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &EventsPanel::showDetail);
}

void EventsPanel::makeDetail()
{
    detail_box_ = new QWidget(splitter_);
    headline_ = new QLabel(detail_box_);
    headline_->setWordWrap(true);
    headline_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    QFont bold = headline_->font();
    bold.setWeight(QFont::DemiBold);
    headline_->setFont(bold);
    facts_ = new QLabel(detail_box_);
    facts_->setProperty("muted", true);
    facts_->setWordWrap(true);
    facts_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    detail_table_ = new QTableView(detail_box_);
    detail_table_->setModel(detail_);
    detail_table_->setItemDelegate(new EventDetailDelegate(context().palette, this));
    detail_table_->setAccessibleName(tr("Fields before and after"));
    detail_table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    detail_table_->setShowGrid(false);
    detail_table_->setFrameShape(QFrame::NoFrame);
    detail_table_->setTabKeyNavigation(false);
    detail_table_->verticalHeader()->hide();
    detail_table_->verticalHeader()->setDefaultSectionSize(24);
    detail_table_->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    detail_table_->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    auto *layout = new QVBoxLayout(detail_box_);
    layout->setContentsMargins(0, 8, 0, 0);
    layout->setSpacing(4);
    auto *texts = new QVBoxLayout;
    texts->setContentsMargins(12, 0, 12, 4);
    texts->addWidget(headline_);
    texts->addWidget(facts_);
    layout->addLayout(texts);
    layout->addWidget(detail_table_, 1);
    splitter_->setStretchFactor(0, 3);
    splitter_->setStretchFactor(1, 2);
    showDetail();
}

QString EventsPanel::suggestedTitle() const
{
    if (stream_.empty())
        return tr("Events");
    return key_.empty() ? tr("Events of %1").arg(toQString(stream_))
                        : tr("Events of %1 · %2").arg(toQString(stream_), keyText(key_));
}

QJsonObject EventsPanel::settings() const
{
    return { { QStringLiteral("stream"), toQString(stream_) },
             { QStringLiteral("key"), toQString(key_) },
             { QStringLiteral("detail"), detail_shown_->isChecked() } };
}

void EventsPanel::applySettings(const QJsonObject &settings)
{
    const QSignalBlocker blocked(this);
    detail_shown_->setChecked(settings[u"detail"].toBool(true));
    show(settings[u"stream"].toString().toStdString(), settings[u"key"].toString().toStdString());
    arrange();
}

bool EventsPanel::acceptsField(const SchemaPtr &schema, const QString &) const
{
    return schema != nullptr;
}

void EventsPanel::addField(const SchemaPtr &schema, const QString &, const QString &key)
{
    if (!schema)
        return;
    show(schema->stream, key.toStdString());
    Q_EMIT settingsChanged();
    Q_EMIT titleChanged();
}

void EventsPanel::show(const std::string &stream, const std::string &key)
{
    stream_ = stream;
    key_ = key;
    model_->clear();
    table_->setColumnHidden(EventModel::StreamColumn, !stream_.empty());
    subscribe();
}

void EventsPanel::subscribe()
{
    subscription_.reset();
    if (!isVisible() || !live_)
        return;
    subscription_ = context().feed->subscribe(EventQuery { stream_, key_, 2'000 }, [this](const Answer &answer) {
        if (const auto *delta = std::get_if<EventDelta>(&answer))
            model_->apply(*delta);
    });
}

QList<QAction *> EventsPanel::panelActions()
{
    return { stream_menu_->menuAction(), detail_shown_ };
}

QStringList EventsPanel::streams() const
{
    return stream_.empty() ? QStringList() : QStringList { toQString(stream_) };
}

void EventsPanel::fillStreamMenu()
{
    stream_menu_->clear();
    const auto add = [this](const QString &title, const std::string &stream) {
        addChoice(*stream_menu_, title, stream == stream_, [this, stream] {
            show(stream, {});
            Q_EMIT settingsChanged();
            Q_EMIT titleChanged();
        });
    };
    add(tr("All streams"), {});
    if (const SnapshotPtr snapshot = context().feed->latest()) {
        for (const StreamStatus &stream : snapshot->streams)
            add(toQString(stream.schema->stream), stream.schema->stream);
    }
}

void EventsPanel::showDetail()
{
    const QModelIndex current = table_->currentIndex();
    if (!current.isValid()) {
        headline_->setText(tr("No event chosen"));
        facts_->setText(tr("Choose an event to see its fields before and after."));
        detail_->show(std::nullopt);
        return;
    }
    const RowRef &event = model_->eventAt(current.row());
    headline_->setText(eventHeadline(event));
    facts_->setText(eventFacts(event).join(u'\n'));
    detail_->show(event);
}

void EventsPanel::updateHold()
{
    model_->setHeld(table_->isScrolled());
}

void EventsPanel::updateNote()
{
    newer_->setVisible(model_->isHeld() && model_->waiting() > 0);
    newer_->setText(tr("↑ %1 new").arg(exactCountText(model_->waiting())));
    newer_->adjustSize();
    newer_->move((table_->width() - newer_->width()) / 2, table_->horizontalHeader()->height() + 8);
    QString note = live_ ? QString() : tr("paused");
    if (model_->skipped() > 0)
        note += (note.isEmpty() ? QString() : QStringLiteral(" · "))
            + tr("%1 events not listed: older, or too fast").arg(exactCountText(model_->skipped()));
    note_->setText(note);
    note_->setVisible(!note.isEmpty() && height() >= 110);
}

void EventsPanel::themeChanged()
{
    table_->viewport()->update();
    detail_table_->viewport()->update();
    update();
}

void EventsPanel::setLive(bool live)
{
    if (live == live_)
        return;
    live_ = live;
    subscribe();
    updateNote();
}

void EventsPanel::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(rect(), colors().surface);
}

void EventsPanel::showEvent(QShowEvent *event)
{
    Panel::showEvent(event);
    subscribe();
}

void EventsPanel::hideEvent(QHideEvent *event)
{
    Panel::hideEvent(event);
    subscription_.reset();
}

void EventsPanel::resizeEvent(QResizeEvent *event)
{
    Panel::resizeEvent(event);
    arrange();
}

void EventsPanel::arrange()
{
    splitter_->setOrientation(width() >= 720 ? Qt::Horizontal : Qt::Vertical);
    detail_box_->setVisible(detail_shown_->isChecked() && (width() >= 720 ? height() >= 160 : height() >= 400));
    table_->horizontalHeader()->setVisible(height() >= 100);
    updateNote();
}

} // namespace streamgauge
