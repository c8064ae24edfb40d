// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/connectiondialog.h"

#include "models/livetext.h"
#include "ui/deskstyle.h"

#include <QFormLayout>
#include <QHBoxLayout>
#include <QScrollArea>
#include <QStyle>

#include <algorithm>

namespace streamgauge {

namespace {

std::vector<std::string> listOf(const std::string &joined)
{
    std::vector<std::string> names;
    for (const QString &name : toQString(joined).split(QLatin1Char(','), Qt::SkipEmptyParts))
        names.push_back(name.trimmed().toStdString());
    return names;
}

std::string joined(const std::vector<std::string> &names)
{
    QStringList list;
    for (const std::string &name : names)
        list << toQString(name);
    return list.join(QLatin1Char(',')).toStdString();
}

QLabel *wideLabel(const QString &text)
{
    auto *label = new QLabel(text);
    label->setMinimumWidth(form_label_width);
    return label;
}

/// Servers first, then files, what is made up last.
std::vector<ConnectorInfo> sorted(std::vector<ConnectorInfo> kinds)
{
    const auto rank = [](const ConnectorInfo &kind) { return kind.simulated ? 2 : kind.snapshot ? 0 : 1; };
    std::stable_sort(kinds.begin(), kinds.end(),
                     [&](const ConnectorInfo &a, const ConnectorInfo &b) { return rank(a) < rank(b); });
    return kinds;
}

} // namespace

ConnectionDialog::ConnectionDialog(const DeskContext &context, std::optional<SourceEntry> edited, QWidget *parent)
    : QDialog(parent)
    , context_(context)
    , edited_(std::move(edited))
    , kinds_(sorted(context.services->connectors()))
    , kind_box_(new QComboBox(this))
    , description_(new QLabel(this))
    , name_edit_(new QLineEdit(this))
    , form_(new SettingsForm(this))
    , secret_place_(new SecretPlaceBox(*context.services, this))
    , secret_label_(new QLabel(tr("Keep password"), this))
    , snapshot_(new QCheckBox(tr("Read the present rows first"), this))
    , gap_policy_(new QComboBox(this))
    , tabs_(new QTabWidget(this))
    , doctor_(new DoctorView(context, this))
    , catalog_(new CatalogView(this))
    , status_(new QLabel(this))
    , busy_(new QProgressBar(this))
    , check_button_(new QPushButton(tr("Check and list tables"), this))
    , save_button_(new QPushButton(edited_ ? tr("Apply") : tr("Connect"), this))
{
    setWindowTitle(edited_ ? tr("Edit connection") : tr("Connect to a source"));
    setStyleSheet(deskStyleSheet(context_.palette()));
    setAttribute(Qt::WA_DeleteOnClose);
    resize(1000, 640);
    status_->setWordWrap(true);
    status_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    busy_->setRange(0, 0);
    busy_->setFixedWidth(120);
    busy_->setTextVisible(false);
    busy_->hide();
    auto *cancel = new QPushButton(tr("Cancel"), this);
    save_button_->setDefault(true);
    auto *columns = new QHBoxLayout;
    columns->setSpacing(16);
    columns->addWidget(leftPart(), 2);
    columns->addWidget(rightPart(), 3);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(busy_);
    buttons->addWidget(status_, 1);
    buttons->addWidget(check_button_);
    buttons->addWidget(cancel);
    buttons->addWidget(save_button_);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(16);
    column->addLayout(columns, 1);
    column->addLayout(buttons);

    for (const ConnectorInfo &kind : kinds_)
        kind_box_->addItem(toQString(kind.title));
    connect(kind_box_, &QComboBox::currentIndexChanged, this, &ConnectionDialog::chooseKind);
    connect(name_edit_, &QLineEdit::textEdited, this, [this](const QString &text) { name_typed_ = !text.isEmpty(); });
    connect(form_, &SettingsForm::changed, this, &ConnectionDialog::formChanged);
    connect(check_button_, &QPushButton::clicked, this, &ConnectionDialog::check);
    connect(save_button_, &QPushButton::clicked, this, &ConnectionDialog::save);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    if (kinds_.empty()) {
        showStatus(tr("No connector is installed."), "problemText");
        check_button_->setEnabled(false);
        save_button_->setEnabled(false);
        return;
    }
    chooseKind(0);
    fillEdited();
}

ConnectionDialog::~ConnectionDialog()
{
    questions_.request_stop();
}

QWidget *ConnectionDialog::leftPart()
{
    auto *page = new QWidget;
    description_->setObjectName(QStringLiteral("hint"));
    description_->setWordWrap(true);
    kind_box_->setAccessibleName(tr("Kind of source"));
    kind_box_->setObjectName(QStringLiteral("kind"));
    name_edit_->setAccessibleName(tr("Name of the source"));
    name_edit_->setObjectName(QStringLiteral("sourceName"));
    gap_policy_->setAccessibleName(tr("When history is lost"));
    gap_policy_->addItems({ tr("Read all rows again"), tr("Go on from now"), tr("Stop") });
    secret_label_->setMinimumWidth(form_label_width);
    auto *top = new QFormLayout;
    top->setHorizontalSpacing(12);
    top->setVerticalSpacing(8);
    top->addRow(wideLabel(tr("Kind")), kind_box_);
    top->addRow(description_);
    top->addRow(wideLabel(tr("Name")), name_edit_);
    auto *bottom = new QFormLayout;
    bottom->setHorizontalSpacing(12);
    bottom->setVerticalSpacing(8);
    bottom->addRow(secret_label_, secret_place_);
    bottom->addRow(QString(), snapshot_);
    bottom->addRow(wideLabel(tr("After a gap")), gap_policy_);
    gap_policy_->setToolTip(tr("What to do when the server no longer has the history since the last connection"));
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 8, 0);
    column->setSpacing(8);
    column->addLayout(top);
    column->addWidget(form_);
    column->addLayout(bottom);
    column->addStretch(1);
    auto *scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setMinimumWidth(380);
    scroll->setWidget(page);
    return scroll;
}

QWidget *ConnectionDialog::rightPart()
{
    tabs_->setDocumentMode(true);
    tabs_->addTab(doctor_, tr("Check"));
    tabs_->addTab(catalog_, tr("Tables"));
    return tabs_;
}

void ConnectionDialog::chooseKind(int)
{
    const ConnectorInfo &kind = info();
    description_->setText(toQString(kind.description));
    form_->setFields(kind.fields);
    form_->setTabAfter(name_edit_);
    secret_place_->setVisible(form_->hasSecrets());
    secret_label_->setVisible(form_->hasSecrets());
    snapshot_->setVisible(kind.snapshot);
    snapshot_->setChecked(kind.snapshot);
    gap_policy_->setEnabled(kind.resume);
    tabs_->setTabVisible(1, streamField() != nullptr);
    check_button_->setText(streamField() != nullptr ? tr("Check and list tables") : tr("Check"));
    doctor_->showHint(
        streamField() != nullptr ? tr(
            "The check tries the connection, says what the server still needs\nand lists its tables. It changes nothing.")
                                 : tr("The check tries whether the source can be read. It changes nothing."));
    formChanged();
}

void ConnectionDialog::fillEdited()
{
    if (!edited_)
        return;
    const auto kind =
        std::find_if(kinds_.begin(), kinds_.end(), [&](const ConnectorInfo &i) { return i.kind == edited_->kind; });
    if (kind != kinds_.end())
        kind_box_->setCurrentIndex(static_cast<int>(kind - kinds_.begin()));
    kind_box_->setEnabled(false);
    name_edit_->setText(toQString(edited_->name));
    name_typed_ = true;
    form_->setValues(edited_->settings);
    for (const auto &[name, reference] : form_->references())
        secret_place_->setReference(toQString(reference));
    snapshot_->setChecked(edited_->snapshot);
    gap_policy_->setCurrentIndex(static_cast<int>(edited_->gap_policy));
    const SettingField *streams = streamField();
    if (streams != nullptr && edited_->settings.contains(streams->name))
        catalog_->setChosen(listOf(edited_->settings.at(streams->name)));
}

const SettingField *ConnectionDialog::streamField() const
{
    const auto &fields = info().fields;
    const auto found =
        std::find_if(fields.begin(), fields.end(), [](const SettingField &f) { return f.type == FieldType::StreamList; });
    return found == fields.end() ? nullptr : &*found;
}

ConnectionDraft ConnectionDialog::draft() const
{
    ConnectionDraft draft;
    draft.entry.name = name_edit_->text().trimmed().toStdString();
    draft.entry.kind = info().kind;
    draft.entry.settings = form_->values();
    draft.secrets = form_->secrets();
    draft.secret_place = secret_place_->place();
    for (const SettingField &field : info().fields) {
        if (field.type == FieldType::Secret && draft.secret_place == SecretPlace::Environment)
            draft.variables[field.name] = secret_place_->variable().toStdString();
    }
    for (const auto &[name, reference] : form_->references()) {
        if (!draft.secrets.contains(name) && !draft.variables.contains(name))
            draft.entry.settings[name] = reference;
    }
    if (const SettingField *streams = streamField(); streams != nullptr && !catalog_->chosen().empty())
        draft.entry.settings[streams->name] = joined(catalog_->chosen());
    draft.entry.snapshot = info().snapshot && snapshot_->isChecked();
    draft.entry.gap_policy = static_cast<GapPolicy>(gap_policy_->currentIndex());
    return draft;
}

QString ConnectionDialog::proposedName() const
{
    const Settings values = form_->values();
    for (const char *field : { "database", "host", "file", "path", "simulation", "name" }) {
        const auto value = values.find(field);
        if (value != values.end() && !value->second.empty())
            return toQString(value->second).section(QLatin1Char('/'), -1);
    }
    return toQString(info().kind);
}

quint64 ConnectionDialog::beginAttempt()
{
    questions_.request_stop();
    questions_ = std::stop_source();
    return ++attempt_;
}

void ConnectionDialog::formChanged()
{
    beginAttempt();
    setBusy({});
    if (!name_typed_)
        name_edit_->setText(proposedName());
    showStatus({}, "hint");
}

bool ConnectionDialog::complete()
{
    const QStringList missing = form_->missing();
    if (!missing.isEmpty())
        showStatus(tr("Please fill in: %1").arg(missing.join(QStringLiteral(", "))), "problemText");
    else if (name_edit_->text().trimmed().isEmpty())
        showStatus(tr("Please give the source a name."), "problemText");
    return missing.isEmpty() && !name_edit_->text().trimmed().isEmpty();
}

void ConnectionDialog::check()
{
    if (!complete())
        return;
    const quint64 attempt = beginAttempt();
    tabs_->setCurrentIndex(0);
    doctor_->showHint(tr("Checking…"));
    setBusy(tr("Checking the server…"));
    context_.services->check(draft(), questions_.get_token(), this, [this, attempt](const std::vector<Finding> &findings) {
        if (attempt != attempt_)
            return;
        setBusy({});
        doctor_->setFindings(findings);
        if (doctor_->failedCount() > 0)
            showStatus(doctor_->failedCount() == 1
                           ? tr("One thing is missing. The statement on the right mends it.")
                           : tr("%1 things are missing. The statements on the right mend them.").arg(doctor_->failedCount()),
                       "problemText");
        else
            showStatus(tr("The server is ready."), "goodText");
        if (streamField() != nullptr)
            browse();
    });
}

void ConnectionDialog::browse()
{
    const quint64 attempt = attempt_;
    busy_->show();
    context_.services->browse(draft(), questions_.get_token(), this, [this, attempt](const Result<Catalog> &catalog) {
        if (attempt != attempt_)
            return;
        setBusy({});
        if (!catalog) {
            showStatus(toQString(catalog.error().text()), "problemText");
            return;
        }
        catalog_->setCatalog(*catalog);
        tabs_->setTabText(1, tr("Tables (%1)").arg(catalog->size()));
        if (doctor_->failedCount() == 0)
            tabs_->setCurrentIndex(1);
    });
}

void ConnectionDialog::save()
{
    if (!complete())
        return;
    const quint64 attempt = beginAttempt();
    setBusy(tr("Connecting…"));
    const QString name = name_edit_->text().trimmed();
    const QString replaces = edited_ ? toQString(edited_->name) : QString();
    context_.services->saveSource(draft(), replaces, this, [this, attempt, name](const Result<void> &done) {
        if (attempt != attempt_)
            return;
        setBusy({});
        if (!done) {
            showStatus(toQString(done.error().text()), "problemText");
            return;
        }
        Q_EMIT connected(name);
        accept();
    });
}

void ConnectionDialog::setBusy(const QString &what)
{
    const bool busy = !what.isEmpty();
    busy_->setVisible(busy);
    QWidget *const asked_from = focusWidget();
    for (QPushButton *button : { check_button_, save_button_ })
        button->setEnabled(!busy);
    // A button that is disabled hands the focus on, to Cancel: the next Enter would drop what was typed.
    if (busy && focusWidget() != asked_from) {
        asked_from_ = asked_from;
        handed_to_ = focusWidget();
    } else if (!busy && asked_from_) {
        if (focusWidget() == handed_to_)
            asked_from_->setFocus();
        asked_from_.clear();
    }
    if (busy)
        showStatus(what, "hint");
}

void ConnectionDialog::showStatus(const QString &text, const char *tone)
{
    status_->setText(text);
    status_->setAccessibleName(text);
    status_->setObjectName(QString::fromLatin1(tone));
    status_->style()->unpolish(status_);
    status_->style()->polish(status_);
}

} // namespace streamgauge
