// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/alertpanel.h"

#include "models/livetext.h"
#include "ui/alerts/alertdelegate.h"
#include "ui/alerts/noticelogdialog.h"
#include "ui/alerts/notificationsdialog.h"
#include "ui/alerts/shiftreportdialog.h"
#include "ui/alerts/silencedialog.h"
#include "ui/alerts/silencesdialog.h"
#include "ui/alerts/wallclock.h"
#include "ui/theme/severity.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace streamgauge {

namespace {

constexpr qint64 update_interval_ms = 150;

TimeNs fromNow(int minutes)
{
    return wallNow() + DurationNs { minutes } * 60 * ns_per_s;
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
    , notes_(new StandingNotes(context, this))
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
    list_->setSelectionMode(QAbstractItemView::ExtendedSelection);
    list_->setContextMenuPolicy(Qt::CustomContextMenu);
    stack_->addWidget(emptyPart());
    stack_->addWidget(list_);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    column->setSpacing(8);
    column->addWidget(headPart());
    column->addWidget(notes_);
    column->addWidget(filterPart());
    column->addWidget(stack_, 1);
    action_part_ = actionPart();
    column->addWidget(action_part_);

    connect(model_, &AlertModel::countsChanged, this, &AlertPanel::showCounts);
    connect(list_->selectionModel(), &QItemSelectionModel::selectionChanged, this, &AlertPanel::rememberSelection);
    connect(list_, &QListView::activated, this,
            [this](const QModelIndex &index) { Q_EMIT jumpRequested(*filter_->alertAt(index)); });
    connect(list_, &QListView::customContextMenuRequested, this, &AlertPanel::showMenu);
    connect(&context_.services->feed(), &DataFeed::frame, this, &AlertPanel::followFrame);
    connect(notes_, &StandingNotes::notificationsRequested, this,
            [this] { (new NotificationsDialog(context_, this))->show(); });
    connect(notes_, &StandingNotes::silencesRequested, this, [this] { (new SilencesDialog(context_, this))->show(); });
    showCounts();
    showSelection();
    showEmptyState(0, {});
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
    comment_->setObjectName(QStringLiteral("acknowledgeComment"));
    acknowledge_button_->setObjectName(QStringLiteral("acknowledgeAlerts"));
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
        if (const Alert *alert = chosen())
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
    following_ = true;
    filter_->setHeld(chosen_);
    model_->setAlerts(snapshot->alerts);
    restoreSelection();
    following_ = false;
    showSelection();
    showEmptyState(snapshot->rules.size(), silentSources(*snapshot));
}

QStringList AlertPanel::silentSources(const Snapshot &snapshot) const
{
    QStringList names;
    for (const auto &[name, error] : context_.services->brokenSources())
        names.append(toQString(name));
    for (const SourceStatus &source : snapshot.sources) {
        if (source.state == SourceState::Waiting || source.state == SourceState::Failed)
            names.append(toQString(source.name));
    }
    return names;
}

void AlertPanel::showEmptyState(std::size_t rules, const QStringList &silent)
{
    stack_->setCurrentIndex(filter_->rowCount() > 0 ? 1 : 0);
    empty_button_->setVisible(rules == 0);
    if (rules == 0)
        empty_text_->setText(tr("No rule is watching.\nA rule raises an alert when a value is not as it should be."));
    else if (model_->rowCount() > 0)
        empty_text_->setText(tr("No alert matches the filter.\nHidden: %1.").arg(model_->rowCount()));
    else if (!silent.isEmpty())
        empty_text_->setText(
            tr("No alerts, but not everything is watched.\nNo data comes from: %1.").arg(silent.join(QStringLiteral(", "))));
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

void AlertPanel::rememberSelection()
{
    if (following_)
        return;
    chosen_.clear();
    for (const QModelIndex &index : list_->selectionModel()->selectedIndexes())
        chosen_.insert(filter_->alertAt(index)->episode);
    const Alert *current = filter_->alertAt(list_->currentIndex());
    current_ = current != nullptr && chosen_.contains(current->episode) ? current->episode : 0;
    result_->hide();
    showSelection();
}

void AlertPanel::restoreSelection()
{
    QItemSelection selection;
    QModelIndex current;
    std::set<std::uint64_t> left;
    for (int row = 0; !chosen_.empty() && row < filter_->rowCount(); ++row) {
        const QModelIndex index = filter_->index(row, AlertModel::RuleColumn);
        const std::uint64_t episode = filter_->alertAt(index)->episode;
        if (!chosen_.contains(episode))
            continue;
        left.insert(episode);
        selection.select(index, index);
        if (episode == current_)
            current = index;
    }
    chosen_ = std::move(left);
    // A view moves on to the neighbour of a row that goes: its next key would act there.
    if (current.isValid() || current_ != 0)
        list_->selectionModel()->setCurrentIndex(current, QItemSelectionModel::NoUpdate);
    current_ = current.isValid() ? current_ : 0;
    list_->selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
}

std::vector<Alert> AlertPanel::selected() const
{
    std::vector<Alert> alerts;
    for (const Alert &alert : model_->rows()) {
        if (chosen_.contains(alert.episode))
            alerts.push_back(alert);
    }
    return alerts;
}

std::vector<Alert> AlertPanel::selectedToAcknowledge() const
{
    std::vector<Alert> alerts = selected();
    std::erase_if(alerts, [](const Alert &alert) { return !isFiring(alert) || alert.acknowledged; });
    return alerts;
}

const Alert *AlertPanel::chosen() const
{
    const auto found = std::ranges::find_if(model_->rows(), [this](const Alert &alert) {
        return current_ != 0 ? alert.episode == current_ : chosen_.contains(alert.episode);
    });
    return found == model_->rows().end() ? nullptr : &*found;
}

void AlertPanel::showSelection()
{
    const std::size_t open = selectedToAcknowledge().size();
    action_part_->setVisible(!chosen_.empty());
    comment_->setVisible(open > 0);
    until_box_->setVisible(open > 0 && context_.services->alerts() != nullptr);
    acknowledge_button_->setVisible(open > 0);
    acknowledge_button_->setText(open > 1 ? tr("Acknowledge %1").arg(open) : tr("Acknowledge"));
    jump_button_->setEnabled(chosen() != nullptr);
}

void AlertPanel::startAcknowledge()
{
    if (chosen_.empty())
        list_->setCurrentIndex(filter_->index(0, AlertModel::RuleColumn));
    comment_->setFocus(Qt::ShortcutFocusReason);
}

void AlertPanel::reportResult(const Result<void> &done)
{
    result_->setVisible(!done);
    if (!done)
        result_->setText(QString::fromStdString(done.error().text()));
}

void AlertPanel::acknowledge()
{
    const QString comment = comment_->text().trimmed();
    const auto show = [this, comment](const Result<void> &done) {
        reportResult(done);
        if (done && comment_->text().trimmed() == comment)
            comment_->clear();
    };
    AlertServices *alerts = context_.services->alerts();
    const int minutes = until_box_->currentData().toInt();
    Acknowledgement word;
    word.comment = comment.toStdString();
    word.until_ns = fromNow(minutes);
    for (const Alert &alert : selectedToAcknowledge()) {
        if (alerts == nullptr || minutes == 0)
            context_.services->acknowledge(alert.episode, comment, this, show);
        else
            alerts->acknowledge(alert.episode, word, this, show);
    }
}

void AlertPanel::addWithholding(QMenu &menu, const std::vector<Alert> &alerts)
{
    AlertServices *services = context_.services->alerts();
    if (services == nullptr)
        return;
    const auto shelved = [](const Alert &alert) { return alert.overlays.shelved_until_ns != 0; };
    if (std::ranges::any_of(alerts, shelved)) {
        menu.addAction(tr("Take off the shelf"), this, [services, alerts] {
            for (const Alert &alert : alerts)
                services->unshelve(alert.rule, alert.key);
        });
    }
    if (!std::ranges::all_of(alerts, shelved)) {
        auto *shelve = menu.addMenu(tr("Shelve"));
        for (const int minutes : { 15, 60, 480 })
            shelve->addAction(minutes < 60 ? tr("For %1 minutes").arg(minutes) : tr("For %1 h").arg(minutes / 60), this,
                              [this, services, alerts, minutes] {
                                  for (const Alert &alert : alerts)
                                      services->shelve({ alert.rule, alert.key, fromNow(minutes), {}, {} }, this,
                                                       [this](const Result<void> &done) { reportResult(done); });
                              });
    }
    if (alerts.size() == 1)
        menu.addAction(tr("Silence…"), this, [this, alert = alerts.front()] {
            (new SilenceDialog(context_, SilenceDialog::silenceFor(alert), this))->show();
        });
}

void AlertPanel::showMenu(const QPoint &position)
{
    if (chosen() == nullptr)
        return;
    auto *menu = new QMenu(list_);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const Alert copy = *chosen();
    const std::vector<Alert> alerts = selected();
    menu->addAction(context_.icon(QStringLiteral("chart")), tr("Show in chart"), this,
                    [this, copy] { Q_EMIT jumpRequested(copy); });
    if (const std::size_t open = selectedToAcknowledge().size(); open > 0)
        menu->addAction(context_.icon(QStringLiteral("acknowledge")),
                        open > 1 ? tr("Acknowledge %1…").arg(open) : tr("Acknowledge…"), this,
                        &AlertPanel::startAcknowledge);
    addWithholding(*menu, alerts);
    menu->addAction(context_.icon(QStringLiteral("edit")), tr("Edit the rule…"), this,
                    [this, copy] { Q_EMIT editRuleRequested(toQString(copy.rule)); });
    menu->popup(list_->viewport()->mapToGlobal(position));
}

} // namespace streamgauge
