// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/receiversdialog.h"

#include "models/livetext.h"

#include <QDialogButtonBox>
#include <QFormLayout>

#include <algorithm>

namespace streamgauge {

ReceiversDialog::ReceiversDialog(const DeskContext &context, QWidget *parent)
    : AlertDialog(context, tr("Receivers"), { 760, 560 }, parent)
    , kinds_(alerts().receiverKinds())
    , settings_(alerts().settings())
    , trust_text_(new QLabel(this))
    , list_(new QListWidget(this))
    , name_(new QLineEdit(this))
    , kind_(new QComboBox(this))
    , form_(new SettingsForm(this))
    , matchers_(new QLineEdit(this))
    , resolved_(new QCheckBox(tr("Tell when an alert has resolved"), this))
    , most_(new QSpinBox(this))
    , said_(new QLabel(this))
{
    trust_part_ = trustPart();
    column().addWidget(trust_part_);
    auto *row = new QHBoxLayout;
    list_->setAccessibleName(windowTitle());
    list_->setMaximumWidth(200);
    row->addWidget(list_);
    row->addWidget(formPart(), 1);
    column().addLayout(row, 1);
    said_->setWordWrap(true);
    said_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    column().addWidget(said_);

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    auto *add = buttons->addButton(tr("Add"), QDialogButtonBox::ActionRole);
    remove_button_ = buttons->addButton(tr("Remove"), QDialogButtonBox::ActionRole);
    test_button_ = buttons->addButton(tr("Send a test"), QDialogButtonBox::ActionRole);
    save_button_ = buttons->addButton(tr("Save"), QDialogButtonBox::ActionRole);
    save_button_->setProperty("primary", true);
    column().addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(add, &QPushButton::clicked, this, &ReceiversDialog::addReceiver);
    connect(remove_button_, &QPushButton::clicked, this, &ReceiversDialog::removeReceiver);
    connect(test_button_, &QPushButton::clicked, this, &ReceiversDialog::test);
    connect(save_button_, &QPushButton::clicked, this, &ReceiversDialog::save);
    connect(list_, &QListWidget::currentRowChanged, this, &ReceiversDialog::showReceiver);
    connect(kind_, &QComboBox::currentIndexChanged, this, &ReceiversDialog::showKind);
    connect(&alerts(), &AlertServices::trustChanged, this, &ReceiversDialog::showTrust);
    fillList({});
    showTrust();
}

QWidget *ReceiversDialog::trustPart()
{
    auto *part = new QWidget(this);
    trust_text_->setObjectName(QStringLiteral("problemText"));
    trust_text_->setWordWrap(true);
    auto *button = new QPushButton(tr("Trust this workspace"), part);
    connect(button, &QPushButton::clicked, this, [this] { alerts().trust(); });
    auto *row = new QHBoxLayout(part);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(trust_text_, 1);
    row->addWidget(button);
    return part;
}

QWidget *ReceiversDialog::formPart()
{
    auto *part = new QWidget(this);
    name_->setAccessibleName(tr("Name"));
    kind_->setAccessibleName(tr("Kind"));
    for (const ReceiverKind &kind : kinds_)
        kind_->addItem(kind.title, toQString(kind.kind));
    matchers_->setAccessibleName(tr("Also told of alerts with"));
    matchers_->setPlaceholderText(tr("severity=\"critical\"; empty: only what a rule's notify names"));
    most_->setAccessibleName(tr("Most notices a minute"));
    most_->setRange(0, 100'000);
    most_->setSpecialValueText(tr("no limit"));
    auto *form = new QFormLayout;
    form->addRow(tr("Name"), name_);
    form->addRow(tr("Kind"), kind_);
    auto *more = new QFormLayout;
    more->addRow(tr("Also told of"), matchers_);
    more->addRow(tr("Most a minute"), most_);
    more->addRow(QString(), resolved_);
    auto *all = new QVBoxLayout(part);
    all->setContentsMargins(0, 0, 0, 0);
    all->addLayout(form);
    all->addWidget(form_);
    all->addLayout(more);
    all->addStretch(1);
    return part;
}

void ReceiversDialog::fillList(const std::string &selected)
{
    const QSignalBlocker blocker(list_);
    list_->clear();
    int row = settings_.receivers.empty() ? -1 : 0;
    for (const Receiver &receiver : settings_.receivers) {
        if (receiver.name == selected)
            row = list_->count();
        list_->addItem(toQString(receiver.name));
    }
    list_->setCurrentRow(row);
    showReceiver(row);
}

void ReceiversDialog::showReceiver(int row)
{
    const bool known = row >= 0 && row < static_cast<int>(settings_.receivers.size());
    shown_ = known ? settings_.receivers[static_cast<std::size_t>(row)] : Receiver { {}, "email" };
    said_->clear();
    {
        const QSignalBlocker blocker(kind_);
        kind_->setCurrentIndex(std::max(kind_->findData(toQString(shown_.kind)), 0));
    }
    name_->setText(toQString(shown_.name));
    matchers_->setText(toQString(matchersText(shown_.matchers)));
    resolved_->setChecked(shown_.send_resolved);
    most_->setValue(static_cast<int>(shown_.most_per_minute));
    remove_button_->setEnabled(known);
    showKind();
}

void ReceiversDialog::showKind()
{
    const auto kind = static_cast<std::size_t>(std::max(kind_->currentIndex(), 0));
    if (kind >= kinds_.size())
        return;
    form_->setFields(kinds_[kind].fields);
    form_->setValues(shown_.settings);
}

void ReceiversDialog::showTrust()
{
    QStringList off;
    for (const std::string &name : alerts().untrusted())
        off << toQString(name);
    trust_part_->setVisible(!off.isEmpty());
    trust_text_->setText(tr("Off until you trust this workspace: %1. Look at what they do first: a command runs on this "
                            "computer, a statement in your database.")
                             .arg(off.join(QStringLiteral(", "))));
}

Result<Receiver> ReceiversDialog::edited()
{
    Receiver receiver = shown_;
    receiver.name = name_->text().trimmed().toStdString();
    receiver.kind = kind_->currentData().toString().toStdString();
    const auto refused = [](const QString &what, const QString &remedy) {
        return Error { ErrorKind::Configuration, what.toStdString(), {}, remedy.toStdString() };
    };
    if (receiver.name.empty())
        return refused(tr("The receiver has no name"), tr("Rules name it behind notify"));
    if (const QStringList missing = form_->missing(); !missing.isEmpty())
        return refused(tr("Missing: %1").arg(missing.join(QStringLiteral(", "))), {});
    auto matchers = parseMatchers(matchers_->text().toStdString());
    if (!matchers)
        return matchers.error();
    receiver.matchers = std::move(matchers.value());
    receiver.send_resolved = resolved_->isChecked();
    receiver.most_per_minute = static_cast<std::uint32_t>(most_->value());
    receiver.settings = form_->values();
    for (const auto &[field, reference] : form_->references())
        receiver.settings[field] = reference;
    for (const auto &[field, secret] : form_->secrets())
        receiver.settings[field] = alerts().keepSecret(receiver.name, field, secret);
    return receiver;
}

void ReceiversDialog::addReceiver()
{
    list_->setCurrentRow(-1);
    showReceiver(-1);
    name_->setFocus();
}

void ReceiversDialog::removeReceiver()
{
    NotifySettings wanted = settings_;
    std::erase_if(wanted.receivers, [this](const Receiver &receiver) { return receiver.name == shown_.name; });
    alerts().setSettings(wanted, this, [this, wanted](const Result<void> &done) {
        if (done)
            settings_ = wanted;
        fillList({});
        showFault(said_, done);
    });
}

void ReceiversDialog::save()
{
    const Result<Receiver> receiver = edited();
    if (!receiver)
        return showFault(said_, receiver.error());
    NotifySettings wanted = settings_;
    const auto old = std::ranges::find(wanted.receivers, shown_.name, &Receiver::name);
    if (!shown_.name.empty() && old != wanted.receivers.end())
        *old = *receiver;
    else
        wanted.receivers.push_back(*receiver);
    alerts().setSettings(wanted, this, [this, wanted, name = receiver->name](const Result<void> &done) {
        if (done) {
            settings_ = wanted;
            fillList(name);
            showTrust();
        }
        showFault(said_, done);
    });
}

void ReceiversDialog::test()
{
    const Result<Receiver> receiver = edited();
    if (!receiver)
        return showFault(said_, receiver.error());
    said_->show();
    said_->setText(tr("Sending…"));
    test_button_->setEnabled(false);
    alerts().sendTest(*receiver, this, [this](const Result<std::string> &said) {
        test_button_->setEnabled(true);
        said_->setText(said ? tr("Sent: %1").arg(toQString(*said)) : toQString(said.error().text()));
    });
}

} // namespace streamgauge
