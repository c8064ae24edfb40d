// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dashboard/panelframe.h"

#include "models/fieldmime.h"
#include "ui/dashboard/missingpanel.h"

#include <QContextMenuEvent>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QJsonDocument>
#include <QKeyEvent>
#include <QPainter>
#include <QStyle>
#include <QVBoxLayout>

namespace streamgauge {

namespace {

constexpr int grip_px = 16;

QJsonObject parsed(const std::string &json)
{
    return QJsonDocument::fromJson(QByteArray::fromStdString(json)).object();
}

} // namespace

PanelFrame::PanelFrame(const DeskContext &context, const PlacedPanel &placed, QWidget *parent)
    : QFrame(parent)
    , context_(context)
    , panel_id_(placed.id)
    , title_bar_(new PanelTitleBar(context, this))
    , menu_(new QMenu(this))
    , grip_(new QWidget(this))
{
    setObjectName(QStringLiteral("panelFrame"));
    setAcceptDrops(true);
    setFocusPolicy(Qt::StrongFocus);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(1, 1, 1, 1);
    column->setSpacing(0);
    column->addWidget(title_bar_);
    title_bar_->setFocusProxy(this);
    title_bar_->menuButton().setMenu(menu_);
    grip_->setFixedSize(grip_px, grip_px);
    grip_->setCursor(Qt::SizeFDiagCursor);
    grip_->setToolTip(tr("Drag to resize"));
    grip_->installEventFilter(this);

    connect(menu_, &QMenu::aboutToShow, this, &PanelFrame::fillMenu);
    connect(title_bar_, &PanelTitleBar::dragStarted, this, &PanelFrame::moveStarted);
    connect(title_bar_, &PanelTitleBar::dragged, this, &PanelFrame::moving);
    connect(title_bar_, &PanelTitleBar::dragEnded, this, &PanelFrame::moveEnded);
    connect(title_bar_, &PanelTitleBar::renamed, this, &PanelFrame::renamed);
}

void PanelFrame::apply(const PlacedPanel &placed)
{
    if (panel_ == nullptr)
        createPanel(placed);
    if (settings_json_ != placed.entry.settings_json) {
        settings_json_ = placed.entry.settings_json;
        applying_ = true;
        panel_->applySettings(parsed(settings_json_));
        applying_ = false;
    }
    title_ = QString::fromStdString(placed.entry.title);
    showTitle();
}

void PanelFrame::createPanel(const PlacedPanel &placed)
{
    const QString kind = QString::fromStdString(placed.entry.kind);
    const Result<const PanelFactory *> factory = context_.services->panelFactory(kind);
    if (factory)
        panel_ = (*factory)->create(context_.panelContext(), this);
    else
        panel_ = new MissingPanel(context_.panelContext(), kind, QString::fromStdString(factory.error().text()), this);
    for (const PanelKind &known : context_.services->panelKinds()) {
        if (known.kind == kind)
            title_bar_->setNotice(known.notice);
    }
    static_cast<QVBoxLayout *>(layout())->addWidget(panel_, 1);
    grip_->raise();
    connect(panel_, &Panel::titleChanged, this, &PanelFrame::showTitle);
    connect(panel_, &Panel::settingsChanged, this, [this] {
        if (applying_)
            return;
        const QJsonObject settings = panel_->settings();
        settings_json_ = QJsonDocument(settings).toJson(QJsonDocument::Compact).toStdString();
        showTitle();
        Q_EMIT settingsEdited(settings);
    });
}

void PanelFrame::showTitle()
{
    title_bar_->setTitle(title_.isEmpty() ? panel_->suggestedTitle() : title_);
    setAccessibleName(tr("Panel %1").arg(title_bar_->title()));
}

void PanelFrame::setSnapshot(const Snapshot &snapshot)
{
    title_bar_->badges().show(snapshot, panel_->streams());
}

void PanelFrame::setLive(bool live)
{
    panel_->setLive(live);
}

void PanelFrame::refreshTheme()
{
    title_bar_->refreshIcons();
    panel_->themeChanged();
}

void PanelFrame::fillMenu()
{
    menu_->clear();
    const QList<QAction *> own = panel_->panelActions();
    menu_->addActions(own);
    if (!own.isEmpty())
        menu_->addSeparator();
    menu_->addAction(context_.icon(QStringLiteral("edit")), tr("Rename"), Qt::Key_F2, title_bar_,
                     &PanelTitleBar::startRename);
    menu_->addAction(context_.icon(QStringLiteral("copy")), tr("Duplicate"), this, &PanelFrame::duplicateRequested);
    menu_->addAction(context_.icon(QStringLiteral("export")), tr("Export…"), this, &PanelFrame::exportRequested);
    menu_->addSeparator();
    menu_->addAction(context_.icon(QStringLiteral("trash")), tr("Remove"), Qt::Key_Delete, this,
                     &PanelFrame::removeRequested);
}

void PanelFrame::contextMenuEvent(QContextMenuEvent *event)
{
    fillMenu();
    menu_->popup(event->globalPos());
}

void PanelFrame::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    grip_->move(width() - grip_px, height() - grip_px);
}

void PanelFrame::keyPressEvent(QKeyEvent *event)
{
    if (event->modifiers() & Qt::AltModifier) {
        const bool resize = event->modifiers() & Qt::ShiftModifier;
        switch (event->key()) {
        case Qt::Key_Left: Q_EMIT nudged(-1, 0, resize); return;
        case Qt::Key_Right: Q_EMIT nudged(1, 0, resize); return;
        case Qt::Key_Up: Q_EMIT nudged(0, -1, resize); return;
        case Qt::Key_Down: Q_EMIT nudged(0, 1, resize); return;
        default: break;
        }
    }
    switch (event->key()) {
    case Qt::Key_F2: title_bar_->startRename(); return;
    case Qt::Key_Escape:
        if (!title_bar_->cancelDrag())
            QFrame::keyPressEvent(event);
        return;
    case Qt::Key_Delete: Q_EMIT removeRequested(); return;
    case Qt::Key_Menu:
        fillMenu();
        menu_->popup(title_bar_->menuButton().mapToGlobal(QPoint(0, title_bar_->height())));
        return;
    default: QFrame::keyPressEvent(event);
    }
}

void PanelFrame::setDropTarget(bool on)
{
    setProperty("dropTarget", on);
    style()->unpolish(this);
    style()->polish(this);
}

void PanelFrame::dragEnterEvent(QDragEnterEvent *event)
{
    const auto reference = fieldFromMimeData(event->mimeData());
    if (!reference)
        return;
    const SchemaPtr schema = context_.schema(reference->stream);
    if (!schema || !panel_->acceptsField(schema, reference->field))
        return;
    setDropTarget(true);
    event->acceptProposedAction();
}

void PanelFrame::dragLeaveEvent(QDragLeaveEvent *)
{
    setDropTarget(false);
}

void PanelFrame::dropEvent(QDropEvent *event)
{
    setDropTarget(false);
    const auto reference = fieldFromMimeData(event->mimeData());
    const SchemaPtr schema = reference ? context_.schema(reference->stream) : nullptr;
    if (!schema)
        return;
    panel_->addField(schema, reference->field, reference->key);
    event->acceptProposedAction();
}

bool PanelFrame::eventFilter(QObject *watched, QEvent *event)
{
    return watched == grip_ ? gripEvent(event) : QFrame::eventFilter(watched, event);
}

bool PanelFrame::gripEvent(QEvent *event)
{
    switch (event->type()) {
    case QEvent::MouseButtonPress:
        grip_pressed_ = static_cast<QMouseEvent *>(event)->button() == Qt::LeftButton;
        return true;
    case QEvent::MouseMove:
        if (grip_pressed_)
            Q_EMIT resizing(static_cast<QMouseEvent *>(event)->globalPosition().toPoint());
        return true;
    case QEvent::MouseButtonRelease:
        if (grip_pressed_)
            Q_EMIT resizeEnded(true);
        grip_pressed_ = false;
        return true;
    case QEvent::Paint: {
        QPainter painter(grip_);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(context_.palette().text_muted, 1));
        for (int inset : { 5, 9 })
            painter.drawLine(QPointF(grip_px - inset, grip_px - 3.5), QPointF(grip_px - 3.5, grip_px - inset));
        return true;
    }
    default: return false;
    }
}

} // namespace streamgauge
