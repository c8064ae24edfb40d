// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/receiverspage.h"

#include "models/livetext.h"
#include "ui/alerts/openalerts.h"
#include "ui/dialogs/entryforms.h"

#include <algorithm>

namespace streamgauge {

namespace {

constexpr int most_a_minute = 100'000;

QLabel *wideLabel(const QString &text)
{
    auto *label = new QLabel(text);
    label->setMinimumWidth(form_label_width);
    return label;
}

} // namespace

ReceiversPage::ReceiversPage(const DeskContext &context, NotifyEditor &editor, QWidget *parent)
    : EntriesPage(tr("Receivers"), tr("Who is told: those that a rule names behind notify, and those that ask for alerts."),
                  parent)
    , context_(context)
    , editor_(editor)
    , kinds_(editor.alerts().receiverKinds())
    , trust_text_(new QLabel(this))
    , name_(new QLineEdit(this))
    , kind_(new QComboBox(this))
    , form_(new SettingsForm(this))
    , secret_label_(wideLabel(tr("Keep secrets")))
    , secret_place_(new SecretPlaceBox(*context.services, this))
    , matchers_(new MatcherEdit(tr("Also told of alerts with"), false, this))
    , resolved_(new QCheckBox(tr("Tell when an alert has resolved"), this))
    , most_(new QSpinBox(this))
    , test_button_(addButton(tr("Send a &test"), QStringLiteral("test")))
{
    trust_part_ = trustPart();
    body().insertWidget(0, trust_part_);
    setForm(formPart());
    connectEditors();
    fill({});
    showTrust();
}

QWidget *ReceiversPage::trustPart()
{
    auto *part = new QWidget(this);
    trust_text_->setObjectName(QStringLiteral("problemText"));
    trust_text_->setWordWrap(true);
    auto *button = new QPushButton(tr("Trust this workspace"), part);
    button->setObjectName(QStringLiteral("trust"));
    button->setAutoDefault(false);
    connect(button, &QPushButton::clicked, this, [this] { editor_.alerts().trust(); });
    auto *row = new QHBoxLayout(part);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(trust_text_, 1);
    row->addWidget(button);
    return part;
}

QWidget *ReceiversPage::formPart()
{
    auto *part = new QWidget(this);
    name_->setObjectName(QStringLiteral("name"));
    name_->setAccessibleName(tr("Name"));
    kind_->setObjectName(QStringLiteral("kind"));
    kind_->setAccessibleName(tr("Kind"));
    for (const ReceiverKind &kind : kinds_)
        kind_->addItem(kind.title, toQString(kind.kind));
    secret_place_->setObjectName(QStringLiteral("secretPlace"));
    matchers_->setObjectName(QStringLiteral("matchers"));
    matchers_->edit().setPlaceholderText(tr("nothing but what a rule's notify names"));
    matchers_->setSuggestions(matcherSuggestions(context_));
    most_->setAccessibleName(tr("Most notices a minute"));
    most_->setRange(0, most_a_minute);
    most_->setSpecialValueText(tr("no limit"));
    most_->setMaximumWidth(160);
    auto *first = new QFormLayout;
    auto *secrets = new QFormLayout;
    auto *more = new QFormLayout;
    for (QFormLayout *form : { first, secrets, more })
        layOut(*form);
    first->addRow(wideLabel(tr("Name")), name_);
    first->addRow(wideLabel(tr("Kind")), kind_);
    secrets->addRow(secret_label_, secret_place_);
    more->addRow(wideLabel(tr("Also told of")), matchers_);
    more->addRow(wideLabel(tr("Most a minute")), most_);
    more->addRow(QString(), resolved_);
    auto *all = new QVBoxLayout(part);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(8);
    all->addLayout(first);
    form_->layout()->setContentsMargins(0, 0, 8, 0);
    all->addWidget(form_);
    all->addLayout(secrets);
    all->addLayout(more);
    all->addStretch(1);
    part->setFocusProxy(name_);
    return part;
}

void ReceiversPage::connectEditors()
{
    connect(name_, &QLineEdit::textChanged, this, &ReceiversPage::noteChange);
    connect(kind_, &QComboBox::currentIndexChanged, this, [this] {
        noteChange();
        showKind();
    });
    connect(form_, &SettingsForm::changed, this, &ReceiversPage::noteChange);
    connect(secret_place_, &SecretPlaceBox::changed, this, &ReceiversPage::noteChange);
    connect(matchers_, &MatcherEdit::changed, this, &ReceiversPage::noteChange);
    connect(resolved_, &QCheckBox::toggled, this, &ReceiversPage::noteChange);
    connect(most_, &QSpinBox::valueChanged, this, &ReceiversPage::noteChange);
    connect(test_button_, &QPushButton::clicked, this, &ReceiversPage::test);
    connect(&editor_.alerts(), &AlertServices::trustChanged, this, &ReceiversPage::showTrust);
    connect(&editor_, &NotifyEditor::changed, this, [this] {
        if (!hasChanges())
            fill(shown_.name);
        showTrust();
    });
}

void ReceiversPage::fill(const std::string &chosen)
{
    QStringList names;
    for (const Receiver &receiver : editor_.settings().receivers)
        names << toQString(receiver.name);
    setNames(names, toQString(chosen));
}

void ReceiversPage::showEntry(int row)
{
    shown_ = row < 0 ? Receiver { {}, "email" } : editor_.settings().receivers[static_cast<std::size_t>(row)];
    {
        const QSignalBlocker blocker(kind_);
        kind_->setCurrentIndex(std::max(kind_->findData(toQString(shown_.kind)), 0));
    }
    name_->setText(toQString(shown_.name));
    matchers_->setMatchers(shown_.matchers);
    resolved_->setChecked(shown_.send_resolved);
    most_->setValue(static_cast<int>(shown_.most_per_minute));
    showKind();
}

void ReceiversPage::showKind()
{
    const auto kind = static_cast<std::size_t>(std::max(kind_->currentIndex(), 0));
    if (kind >= kinds_.size())
        return;
    form_->setFields(kinds_[kind].fields);
    form_->setTabAfter(kind_);
    if (kinds_[kind].kind == shown_.kind)
        form_->setValues(shown_.settings);
    secret_place_->setVisible(form_->hasSecrets());
    secret_label_->setVisible(form_->hasSecrets());
    const Settings references = form_->references();
    secret_place_->setReference(references.empty() ? QString() : toQString(references.begin()->second));
}

void ReceiversPage::showTrust()
{
    QStringList off;
    for (const std::string &name : editor_.alerts().untrusted())
        off << toQString(name);
    trust_part_->setVisible(!off.isEmpty());
    trust_text_->setText(tr("Off until you trust this workspace: %1. Look at what they do first: a command runs on this "
                            "computer, a statement in your database.")
                             .arg(off.join(QStringLiteral(", "))));
}

Result<ReceiverDraft> ReceiversPage::edited() const
{
    ReceiverDraft draft { shown_, form_->secrets(), {}, secret_place_->place() };
    Receiver &receiver = draft.receiver;
    receiver.name = name_->text().trimmed().toStdString();
    receiver.kind = kind_->currentData().toString().toStdString();
    if (const QStringList missing = form_->missing(); !missing.isEmpty())
        return Error {
            ErrorKind::Configuration, tr("Missing: %1").arg(missing.join(QStringLiteral(", "))).toStdString(), {}, {}
        };
    auto matchers = matchers_->matchers();
    if (!matchers)
        return matchers.error();
    receiver.matchers = matchers->matchers();
    receiver.send_resolved = resolved_->isChecked();
    receiver.most_per_minute = static_cast<std::uint32_t>(most_->value());
    receiver.settings = form_->values();
    for (const auto &[field, reference] : form_->references())
        receiver.settings[field] = reference;
    const auto kind = std::ranges::find(kinds_, receiver.kind, &ReceiverKind::kind);
    for (const SettingField &field : kind == kinds_.end() ? std::vector<SettingField>() : kind->fields) {
        if (field.type == FieldType::Secret && draft.secret_place == SecretPlace::Environment)
            draft.variables[field.name] = secret_place_->variable().toStdString();
    }
    return draft;
}

void ReceiversPage::save()
{
    const auto draft = edited();
    if (!draft)
        return say(draft.error());
    NotifySettings trial = editor_.settings();
    // Before a secret is kept anywhere.
    if (const auto put = putNamed(trial.receivers, row(), draft->receiver); !put)
        return say(put);
    say(tr("Saving…"));
    editor_.alerts().keepSecrets(*draft, this, [this](const Result<Receiver> &receiver) {
        if (!receiver)
            return say(receiver.error());
        keep(*receiver);
    });
}

void ReceiversPage::keep(const Receiver &receiver)
{
    NotifySettings wanted = editor_.settings();
    if (const auto put = putNamed(wanted.receivers, row(), receiver); !put)
        return say(put);
    editor_.set(wanted, this, [this, name = receiver.name](const Result<void> &done) {
        if (done)
            fill(name);
        showTrust();
        say(done, tr("Saved; it holds from now on."));
    });
}

void ReceiversPage::remove(int row)
{
    NotifySettings wanted = editor_.settings();
    wanted.receivers.erase(wanted.receivers.begin() + row);
    editor_.set(wanted, this, listing({}, tr("Removed.")));
}

void ReceiversPage::test()
{
    const auto draft = edited();
    if (!draft)
        return say(draft.error());
    say(tr("Sending…"));
    test_button_->setEnabled(false);
    editor_.alerts().sendTest(*draft, this, [this](const Result<std::string> &said) {
        test_button_->setEnabled(true);
        if (said)
            say(tr("Sent: %1").arg(toQString(*said)), "goodText");
        else
            say(said.error());
    });
}

} // namespace streamgauge
