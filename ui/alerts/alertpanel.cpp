// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/alertpanel.h"

#include "models/livetext.h"
#include "ui/alerts/alertdelegate.h"
#include "ui/alerts/noticelogdialog.h"
#include "ui/alerts/notificationsdialog.h"
#include "ui/alerts/shiftreportdialog.h"
#include "ui/alerts/silencedialog.h"
#include "ui/alerts/silencesdialog.h"
#include "ui/theme/severity.h"

#include <QDateTime>
#include <QHBoxLayout>
#include <QMenu>
#include <QVBoxLayout>

namespace streamgauge {

namespace {

constexpr qint64 update_interval_ms = 150;

TimeNs fromNow(int minutes)
{
    return (QDateTime::currentMSecsSinceEpoch() + qint64 { minutes } * 60'000) * ns_per_ms;
}

} // namespace

AlertPanel::AlertPanel(const DeskContext &context, QWidget *parent)
    : QWidget(parent)
    , context_(context)
    , model_(new AlertModel(this))
    , filter_(new AlertFilter(this))
    , counts_(new QLabel(this))
    , text_filter_(new QLineEdit(this))
    , show_box_(new QComboBox(this))
    , severity_box_(new QComboBox(this))
    , order_box_(new QComboBox(this))
    , stack_(new QStackedWidget(this))
    , empty_text_(new QLabel(this))
    , empty_button_(new QPushButton(tr("New rule…"), this))
    , list_(new QListView(this))
    , comment_(new QLineEdit(this))
    , until_box_(new QComboBox(this))
    , acknowledge_button_(new QPushButton(tr("Acknowledge"), this))
    , jump_button_(new QPushButton(tr("Show in chart"), this))
    , result_(new QLabel(this))
{
    setObjectName(QStringLiteral("sidePanel"));
    filter_->setSourceModel(model_);
    list_->setObjectName(QStringLiteral("alertList"));
    list_->setAccessibleName(tr("Alerts"));
    list_->setModel(filter_);
    list_->setModelColumn(AlertModel::RuleColumn);
    list_->setItemDelegate(new AlertDelegate(context_, *filter_, list_));
    list_->setFrameShape(QFrame::NoFrame);
    list_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    list_->setUniformItemSizes(true);
    list_->setContextMenuPolicy(Qt::CustomContextMenu);
    stack_->addWidget(emptyPart());
    stack_->addWidget(list_);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    column->setSpacing(8);
    column->addWidget(headPart());
    column->addWidget(filterPart());
    column->addWidget(stack_, 1);
    action_part_ = actionPart();
    column->addWidget(action_part_);

    connect(model_, &AlertModel::countsChanged, this, &AlertPanel::showCounts);
    connect(list_->selectionModel(), &QItemSelectionModel::currentChanged, this, &AlertPanel::showSelection);
    connect(model_, &QAbstractItemModel::dataChanged, this, &AlertPanel::showSelection);
    connect(list_, &QListView::activated, this,
            [this](const QModelIndex &index) { Q_EMIT jumpRequested(*filter_->alertAt(index)); });
    connect(list_, &QListView::customContextMenuRequested, this, &AlertPanel::showMenu);
    connect(&context_.services->feed(), &DataFeed::frame, this, &AlertPanel::followFrame);
    showCounts();
    showSelection();
    showEmptyState(0);
}

QWidget *AlertPanel::headPart()
{
    auto *head = new QWidget(this);
    auto *title = new QLabel(tr("Alerts"), head);
    title->setObjectName(QStringLiteral("sideTitle"));
    counts_->setObjectName(QStringLiteral("alertCounts"));
    counts_->setTextFormat(Qt::RichText);
    auto *row = new QHBoxLayout(head);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(title);
    row->addStretch(1);
    row->addWidget(counts_);
    if (context_.services->alerts() != nullptr)
        row->addWidget(menuButton());
    return head;
}

QToolButton *AlertPanel::menuButton()
{
    auto *button = new QToolButton(this);
    button->setText(QStringLiteral("⋯"));
    button->setAutoRaise(true);
    button->setPopupMode(QToolButton::InstantPopup);
    button->setAccessibleName(tr("Silences, notifications, log of notices, reports"));
    button->setToolTip(button->accessibleName());
    auto *menu = new QMenu(button);
    menu->addAction(tr("Silences and shelved alerts…"), this, [this] { (new SilencesDialog(context_, this))->show(); });
    menu->addAction(tr("Notifications…"), this, [this] { (new NotificationsDialog(context_, this))->show(); });
    menu->addAction(tr("Log of notices…"), this, [this] { (new NoticeLogDialog(context_, this))->show(); });
    menu->addAction(tr("Shift report…"), this, [this] { (new ShiftReportDialog(context_, this))->show(); });
    button->setMenu(menu);
    return button;
}

QWidget *AlertPanel::filterPart()
{
    auto *part = new QWidget(this);
    text_filter_->setPlaceholderText(tr("Filter alerts"));
    text_filter_->setAccessibleName(tr("Filter alerts"));
    text_filter_->setClearButtonEnabled(true);
    show_box_->setAccessibleName(tr("Alerts by state"));
    show_box_->addItems({ tr("Open"), tr("To acknowledge"), tr("Resolved"), tr("All states") });
    severity_box_->setAccessibleName(tr("Least severity"));
    severity_box_->addItems({ tr("All severities"), tr("Warning and up"), tr("Critical") });
    order_box_->setAccessibleName(tr("Order of alerts"));
    order_box_->addItems({ tr("Most urgent"), tr("Newest"), tr("By rule"), tr("By key") });
    auto *first_row = new QHBoxLayout;
    auto *second_row = new QHBoxLayout;
    first_row->setSpacing(8);
    second_row->setSpacing(8);
    for (QComboBox *box : { show_box_, severity_box_, order_box_ }) {
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(8);
    }
    first_row->addWidget(text_filter_, 1);
    first_row->addWidget(order_box_, 1);
    second_row->addWidget(show_box_, 1);
    second_row->addWidget(severity_box_, 1);
    auto *column = new QVBoxLayout(part);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addLayout(first_row);
    column->addLayout(second_row);
    connect(text_filter_, &QLineEdit::textChanged, filter_, &AlertFilter::setText);
    connect(show_box_, &QComboBox::currentIndexChanged, filter_,
            [this](int i) { filter_->setShow(static_cast<AlertFilter::Show>(i)); });
    connect(severity_box_, &QComboBox::currentIndexChanged, filter_,
            [this](int i) { filter_->setLeastSeverity(static_cast<Severity>(i)); });
    connect(order_box_, &QComboBox::currentIndexChanged, filter_,
            [this](int i) { filter_->setOrder(static_cast<AlertFilter::Order>(i)); });
    return part;
}

QWidget *AlertPanel::emptyPart()
{
    auto *page = new QWidget(this);
    empty_text_->setObjectName(QStringLiteral("emptyHint"));
    empty_text_->setWordWrap(true);
    empty_text_->setAlignment(Qt::AlignCenter);
    connect(empty_button_, &QPushButton::clicked, this, &AlertPanel::newRuleRequested);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(12, 40, 12, 12);
    column->setSpacing(12);
    column->addWidget(empty_text_);
    column->addWidget(empty_button_, 0, Qt::AlignCenter);
    column->addStretch(1);
    return page;
}

QWidget *AlertPanel::actionPart()
{
    auto *part = new QWidget(this);
    comment_->setPlaceholderText(tr("Comment (what you do about it)"));
    comment_->setAccessibleName(tr("Comment of the acknowledgement"));
    acknowledge_button_->setProperty("primary", true);
    until_box_->setAccessibleName(tr("How long the acknowledgement holds"));
    until_box_->addItem(tr("Until it resolves"), 0);
    until_box_->addItem(tr("For 15 minutes"), 15);
    until_box_->addItem(tr("For 1 hour"), 60);
    until_box_->addItem(tr("For 8 hours"), 480);
    until_box_->hide();
    result_->setObjectName(QStringLiteral("problemText"));
    result_->setWordWrap(true);
    result_->hide();
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(jump_button_, 1);
    buttons->addWidget(acknowledge_button_, 1);
    auto *column = new QVBoxLayout(part);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(comment_);
    column->addWidget(until_box_);
    column->addWidget(result_);
    column->addLayout(buttons);
    connect(comment_, &QLineEdit::returnPressed, this, &AlertPanel::acknowledge);
    connect(acknowledge_button_, &QPushButton::clicked, this, &AlertPanel::acknowledge);
    connect(jump_button_, &QPushButton::clicked, this, [this] {
        if (const Alert *alert = filter_->alertAt(list_->currentIndex()))
            Q_EMIT jumpRequested(*alert);
    });
    return part;
}

void AlertPanel::refreshTheme()
{
    showCounts();
    list_->viewport()->update();
}

void AlertPanel::followFrame(const SnapshotPtr &snapshot)
{
    if (since_update_.isValid() && since_update_.elapsed() < update_interval_ms)
        return;
    since_update_.start();
    model_->setAlerts(snapshot->alerts);
    showEmptyState(snapshot->rules.size());
}

void AlertPanel::showEmptyState(std::size_t rules)
{
    stack_->setCurrentIndex(filter_->rowCount() > 0 ? 1 : 0);
    empty_button_->setVisible(rules == 0);
    if (rules == 0)
        empty_text_->setText(tr("No rule is watching.\nA rule raises an alert when a value is not as it should be."));
    else if (model_->rowCount() > 0)
        empty_text_->setText(tr("No alert matches the filter.\nHidden: %1.").arg(model_->rowCount()));
    else
        empty_text_->setText(tr("All quiet.\nRules watching: %1.").arg(rules));
}

void AlertPanel::showCounts()
{
    const AlertCounts &counts = model_->counts();
    QStringList parts;
    const auto add = [&](int count, Severity severity) {
        if (count > 0) {
            parts << QStringLiteral("<span style='color:%1'>%2 %3</span>")
                         .arg(severityColor(severity, context_.palette()).name())
                         .arg(count)
                         .arg(severityText(severity).toLower());
        }
    };
    add(counts.critical, Severity::Critical);
    add(counts.warning, Severity::Warning);
    add(counts.info, Severity::Info);
    counts_->setText(parts.isEmpty() ? tr("none firing") : parts.join(QStringLiteral(" · ")));
    counts_->setToolTip(tr("%1 firing, %2 of them to acknowledge, %3 pending")
                            .arg(counts.firing)
                            .arg(counts.unacknowledged)
                            .arg(counts.pending));
    counts_->setAccessibleName(counts_->toolTip());
}

void AlertPanel::showSelection()
{
    const Alert *alert = filter_->alertAt(list_->currentIndex());
    action_part_->setVisible(alert != nullptr);
    const bool open = alert != nullptr && isFiring(*alert) && !alert->acknowledged;
    comment_->setVisible(open);
    until_box_->setVisible(open && context_.services->alerts() != nullptr);
    acknowledge_button_->setVisible(open);
}

void AlertPanel::startAcknowledge()
{
    if (!list_->currentIndex().isValid())
        list_->setCurrentIndex(filter_->index(0, AlertModel::RuleColumn));
    comment_->setFocus(Qt::ShortcutFocusReason);
}

void AlertPanel::acknowledge()
{
    const Alert *alert = filter_->alertAt(list_->currentIndex());
    if (alert == nullptr)
        return;
    const auto show = [this](const Result<void> &done) {
        result_->setVisible(!done);
        if (!done)
            result_->setText(QString::fromStdString(done.error().text()));
        else
            comment_->clear();
    };
    AlertServices *alerts = context_.services->alerts();
    const int minutes = until_box_->currentData().toInt();
    if (alerts == nullptr || minutes == 0)
        return context_.services->acknowledge(alert->episode, comment_->text().trimmed(), this, show);
    Acknowledgement word;
    word.comment = comment_->text().trimmed().toStdString();
    word.until_ns = fromNow(minutes);
    alerts->acknowledge(alert->episode, word, this, show);
}

void AlertPanel::addWithholding(QMenu &menu, const Alert &alert)
{
    AlertServices *alerts = context_.services->alerts();
    if (alerts == nullptr)
        return;
    const auto report = [this](const Result<void> &done) {
        result_->setVisible(!done);
        if (!done)
            result_->setText(QString::fromStdString(done.error().text()));
    };
    if (alert.overlays.shelved_until_ns != 0) {
        menu.addAction(tr("Take off the shelf"), this, [alerts, alert] { alerts->unshelve(alert.rule, alert.key); });
    } else {
        auto *shelve = menu.addMenu(tr("Shelve"));
        for (const int minutes : { 15, 60, 480 })
            shelve->addAction(minutes < 60 ? tr("For %1 minutes").arg(minutes) : tr("For %1 h").arg(minutes / 60), this,
                              [this, alerts, alert, minutes, report] {
                                  alerts->shelve({ alert.rule, alert.key, fromNow(minutes), {}, {} }, this, report);
                              });
    }
    menu.addAction(tr("Silence…"), this,
                   [this, alert] { (new SilenceDialog(context_, SilenceDialog::silenceFor(alert), this))->show(); });
}

void AlertPanel::showMenu(const QPoint &position)
{
    const QModelIndex index = list_->indexAt(position);
    const Alert *alert = filter_->alertAt(index);
    if (alert == nullptr)
        return;
    auto *menu = new QMenu(list_);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const Alert copy = *alert;
    menu->addAction(context_.icon(QStringLiteral("chart")), tr("Show in chart"), this,
                    [this, copy] { Q_EMIT jumpRequested(copy); });
    if (isFiring(copy) && !copy.acknowledged)
        menu->addAction(context_.icon(QStringLiteral("acknowledge")), tr("Acknowledge…"), this,
                        &AlertPanel::startAcknowledge);
    addWithholding(*menu, copy);
    menu->addAction(context_.icon(QStringLiteral("edit")), tr("Edit the rule…"), this,
                    [this, copy] { Q_EMIT editRuleRequested(toQString(copy.rule)); });
    menu->popup(list_->viewport()->mapToGlobal(position));
}

} // namespace streamgauge
