// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dashboard/dashboardtabs.h"

#include "ui/dashboard/newpanel.h"

#include <QTabBar>
#include <QToolButton>

#include <algorithm>

namespace streamgauge {

namespace {

constexpr qint64 badge_interval_ms = 400;

} // namespace

DashboardTabs::DashboardTabs(const DeskContext &context, DashboardDocument &document, QWidget *parent)
    : QTabWidget(parent)
    , context_(context)
    , document_(document)
    , name_edit_(new QLineEdit(tabBar()))
{
    setObjectName(QStringLiteral("dashboardTabs"));
    setAccessibleName(tr("Dashboards"));
    setDocumentMode(true);
    setMovable(true);
    setElideMode(Qt::ElideRight);
    tabBar()->setExpanding(false);
    tabBar()->setAccessibleName(tr("Dashboards"));
    name_edit_->setAccessibleName(tr("Dashboard name"));
    name_edit_->hide();
    auto *add = new QToolButton(this);
    add->setObjectName(QStringLiteral("addDashboard"));
    add->setIcon(context_.icon(QStringLiteral("add")));
    add->setAutoRaise(true);
    add->setToolTip(tr("Add a dashboard (Ctrl+T)"));
    add->setAccessibleName(tr("Add a dashboard"));
    setCornerWidget(add, Qt::TopRightCorner);

    connect(add, &QToolButton::clicked, this, &DashboardTabs::addPage);
    connect(&document_, &DashboardDocument::pagesChanged, this, &DashboardTabs::sync);
    connect(tabBar(), &QTabBar::tabMoved, this, [this](int from, int to) {
        if (!syncing_)
            document_.movePage(from, to);
    });
    connect(tabBar(), &QTabBar::tabBarDoubleClicked, this, &DashboardTabs::startRename);
    connect(name_edit_, &QLineEdit::editingFinished, this, [this] { endRename(true); });
    connect(&context_.services->feed(), &DataFeed::frame, this, &DashboardTabs::followFrame);
}

void DashboardTabs::sync()
{
    syncing_ = true;
    const auto &pages = document_.pages();
    for (int i = count(); i-- > 0;) {
        auto *old = static_cast<DashboardView *>(widget(i));
        if (document_.page(old->pageId()) == nullptr) {
            removeTab(i);
            old->deleteLater();
        }
    }
    for (int i = 0; i < static_cast<int>(pages.size()); ++i) {
        const DashboardPage &page = pages[static_cast<std::size_t>(i)];
        DashboardView *shown = view(page.id);
        if (shown == nullptr) {
            shown = createView(page);
            insertTab(i, shown, page.name);
            tabBar()->setTabButton(i, QTabBar::RightSide, closeButton(page.id));
            if (document_.undoStack().count() > 0)
                setCurrentIndex(i);
        } else if (indexOf(shown) != i) {
            tabBar()->moveTab(indexOf(shown), i);
        }
        setTabText(i, QString(page.name).replace(QLatin1Char('&'), QStringLiteral("&&")));
        shown->sync();
    }
    syncing_ = false;
}

void DashboardTabs::paintEvent(QPaintEvent *)
{
    // The widget itself would paint but the base line of the tabs, and that over the corner alone.
}

QToolButton *DashboardTabs::closeButton(quint64 page_id)
{
    auto *button = new QToolButton(tabBar());
    button->setObjectName(QStringLiteral("tabClose"));
    button->setIcon(context_.icon(QStringLiteral("close")));
    button->setIconSize({ 12, 12 });
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::NoFocus);
    button->setToolTip(tr("Close this dashboard (Ctrl+Z brings it back)"));
    button->setAccessibleName(tr("Close this dashboard"));
    // Queued: closing deletes the button that was clicked.
    connect(
        button, &QToolButton::clicked, this, [this, page_id] { document_.removePage(page_id); }, Qt::QueuedConnection);
    return button;
}

DashboardView *DashboardTabs::createView(const DashboardPage &page)
{
    auto *created = new DashboardView(context_, document_, page.id, this);
    created->setLive(live_);
    created->setTimesLinked(times_linked_);
    connect(created, &DashboardView::exportRequested, this, &DashboardTabs::exportRequested);
    connect(created, &DashboardView::addPanelRequested, this, &DashboardTabs::addPanelRequested);
    return created;
}

DashboardView *DashboardTabs::currentView() const
{
    return static_cast<DashboardView *>(currentWidget());
}

DashboardView *DashboardTabs::view(quint64 page_id) const
{
    for (int i = 0; i < count(); ++i) {
        auto *shown = static_cast<DashboardView *>(widget(i));
        if (shown->pageId() == page_id)
            return shown;
    }
    return nullptr;
}

void DashboardTabs::followFrame(const SnapshotPtr &snapshot)
{
    if (currentView() == nullptr || !currentView()->isVisible())
        return;
    if (since_badges_.isValid() && since_badges_.elapsed() < badge_interval_ms)
        return;
    since_badges_.start();
    currentView()->setSnapshot(*snapshot);
}

void DashboardTabs::setLive(bool live)
{
    live_ = live;
    for (int i = 0; i < count(); ++i)
        static_cast<DashboardView *>(widget(i))->setLive(live);
}

void DashboardTabs::setTimesLinked(bool linked)
{
    times_linked_ = linked;
    for (int i = 0; i < count(); ++i)
        static_cast<DashboardView *>(widget(i))->setTimesLinked(linked);
}

void DashboardTabs::refreshTheme()
{
    static_cast<QToolButton *>(cornerWidget(Qt::TopRightCorner))->setIcon(context_.icon(QStringLiteral("add")));
    for (QToolButton *button : tabBar()->findChildren<QToolButton *>(QStringLiteral("tabClose")))
        button->setIcon(context_.icon(QStringLiteral("close")));
    for (int i = 0; i < count(); ++i)
        static_cast<DashboardView *>(widget(i))->refreshTheme();
}

void DashboardTabs::addPage()
{
    setCurrentWidget(view(document_.addPage(tr("Dashboard %1").arg(document_.pages().size() + 1))));
}

void DashboardTabs::renameCurrent()
{
    startRename(currentIndex());
}

void DashboardTabs::startRename(int index)
{
    if (index < 0)
        return;
    renamed_page_ = static_cast<DashboardView *>(widget(index))->pageId();
    name_edit_->setText(document_.page(renamed_page_)->name);
    QRect place = tabBar()->tabRect(index).adjusted(2, 2, -2, -2);
    place.setWidth(std::max(place.width(), 160));
    name_edit_->setGeometry(place);
    name_edit_->show();
    name_edit_->raise();
    name_edit_->selectAll();
    name_edit_->setFocus();
}

void DashboardTabs::endRename(bool keep)
{
    const quint64 page_id = std::exchange(renamed_page_, 0);
    if (page_id == 0)
        return;
    name_edit_->hide();
    if (keep)
        document_.renamePage(page_id, name_edit_->text());
}

bool DashboardTabs::showInstant(const QString &stream, const QString &field, TimeNs time_ns)
{
    const auto shows_it = [&](const DashboardPage &page) {
        return std::any_of(page.panels.begin(), page.panels.end(),
                           [&](const PlacedPanel &panel) { return showsField(panel.entry, stream, field); });
    };
    const DashboardPage *chosen = currentView() == nullptr ? nullptr : document_.page(currentView()->pageId());
    if (chosen == nullptr || !shows_it(*chosen)) {
        const auto found = std::find_if(document_.pages().begin(), document_.pages().end(), shows_it);
        if (found == document_.pages().end())
            return false;
        chosen = &*found;
    }
    DashboardView *shown = view(chosen->id);
    setCurrentWidget(shown);
    bool first = true;
    for (const PlacedPanel &placed : chosen->panels) {
        PanelFrame *frame = shown->frame(placed.id);
        if (frame == nullptr || !showsField(placed.entry, stream, field))
            continue;
        frame->panel()->showInstant(time_ns);
        if (std::exchange(first, false)) {
            shown->ensureWidgetVisible(frame);
            frame->setFocus(Qt::OtherFocusReason);
        }
    }
    return true;
}

} // namespace streamgauge
