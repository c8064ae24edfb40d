// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/exportdialog.h"

#include "models/livetext.h"
#include "ui/deskstyle.h"

#include <QDir>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QStandardPaths>
#include <QStyle>
#include <QTimeZone>

namespace streamgauge {

namespace {

constexpr char separators[] = { ',', ';', '\t', '|' };

} // namespace

ExportDialog::ExportDialog(const DeskContext &context, std::vector<ExportOffer> offers, QWidget *parent)
    : QDialog(parent)
    , context_(context)
    , offers_(std::move(offers))
    , what_box_(new QComboBox(this))
    , columns_(new QListWidget(this))
    , separator_box_(new QComboBox(this))
    , time_box_(new QComboBox(this))
    , zone_box_(new QComboBox(this))
    , path_edit_(new QLineEdit(this))
    , progress_(new QProgressBar(this))
    , status_(new QLabel(this))
    , start_button_(new QPushButton(tr("Export"), this))
    , cancel_button_(new QPushButton(tr("Close"), this))
{
    setWindowTitle(tr("Export as CSV"));
    setStyleSheet(deskStyleSheet(context_.palette()));
    setAttribute(Qt::WA_DeleteOnClose);
    resize(600, 520);
    what_box_->setObjectName(QStringLiteral("exportWhat"));
    for (const ExportOffer &offer : offers_)
        what_box_->addItem(offer.title);
    columns_->setAccessibleName(tr("Columns"));
    columns_->setObjectName(QStringLiteral("exportColumns"));
    separator_box_->addItems({ tr("Comma"), tr("Semicolon"), tr("Tabulator"), tr("Bar |") });
    time_box_->addItems({ tr("2026-11-20T21:05:03.125Z (ISO 8601)"), tr("2026-11-20 21:05:03.125"), tr("Seconds since 1970"),
                          tr("Milliseconds since 1970") });
    zone_box_->setEditable(true);
    zone_box_->addItem(QStringLiteral("UTC"));
    const QString local = QString::fromLatin1(QTimeZone::systemTimeZoneId());
    if (!local.isEmpty() && local != QLatin1String("UTC"))
        zone_box_->addItem(local);
    path_edit_->setObjectName(QStringLiteral("exportPath"));
    // Not every account has a folder for documents.
    const QDir documents(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation));
    path_edit_->setText((documents.exists() ? documents : QDir::home()).filePath(QStringLiteral("streamgauge.csv")));
    progress_->hide();
    status_->setWordWrap(true);
    status_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    start_button_->setDefault(true);

    auto *form = new QFormLayout;
    form->setHorizontalSpacing(12);
    form->setVerticalSpacing(8);
    form->addRow(tr("What"), what_box_);
    form->addRow(tr("Columns"), columns_);
    form->addRow(tr("Separator"), separator_box_);
    form->addRow(tr("Times as"), time_box_);
    form->addRow(tr("Time zone"), zone_box_);
    form->addRow(tr("File"), fileRow());
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(status_, 1);
    buttons->addWidget(cancel_button_);
    buttons->addWidget(start_button_);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(12);
    column->addLayout(form, 1);
    column->addWidget(progress_);
    column->addLayout(buttons);
    connect(what_box_, &QComboBox::currentIndexChanged, this, &ExportDialog::chooseOffer);
    connect(start_button_, &QPushButton::clicked, this, &ExportDialog::start);
    connect(cancel_button_, &QPushButton::clicked, this, [this] {
        if (running_)
            running_->cancel();
        else
            reject();
    });
    start_button_->setEnabled(!offers_.empty());
    if (offers_.empty())
        say(tr("There is nothing to export yet."), "hint");
    else
        chooseOffer(0);
}

ExportDialog::~ExportDialog() = default;

QWidget *ExportDialog::fileRow()
{
    auto *part = new QWidget(this);
    auto *button = new QPushButton(tr("Choose…"), part);
    auto *row = new QHBoxLayout(part);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(path_edit_, 1);
    row->addWidget(button);
    part->setFocusProxy(path_edit_);
    path_edit_->setAccessibleName(tr("File"));
    connect(button, &QPushButton::clicked, this, [this] {
        auto *dialog = new QFileDialog(this, tr("Export to"), path_edit_->text(), tr("CSV files (*.csv);;All files (*)"));
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setAcceptMode(QFileDialog::AcceptSave);
        dialog->setDefaultSuffix(QStringLiteral("csv"));
        connect(dialog, &QFileDialog::fileSelected, path_edit_, &QLineEdit::setText);
        dialog->open();
    });
    return part;
}

void ExportDialog::chooseOffer(int index)
{
    const ExportOffer &offer = offers_[static_cast<std::size_t>(index)];
    columns_->clear();
    for (const std::string &column : offer.columns) {
        auto *item = new QListWidgetItem(toQString(column), columns_);
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
        item->setCheckState(Qt::Checked);
    }
    columns_->setEnabled(!offer.columns.empty());
}

ExportRequest ExportDialog::request() const
{
    const ExportOffer &offer = offers_[static_cast<std::size_t>(what_box_->currentIndex())];
    ExportRequest request = offer.request;
    request.separator = separators[separator_box_->currentIndex()];
    request.time_format = static_cast<ExportRequest::TimeFormat>(time_box_->currentIndex());
    request.zone = zone_box_->currentText().trimmed().toStdString();
    request.path = path_edit_->text().trimmed().toStdString();
    for (int row = 0; row < columns_->count(); ++row) {
        if (columns_->item(row)->checkState() == Qt::Checked)
            request.columns.push_back(offer.columns[static_cast<std::size_t>(row)]);
    }
    return request;
}

void ExportDialog::start()
{
    const ExportRequest wanted = request();
    if (wanted.path.empty())
        return say(tr("Please name a file."), "problemText");
    if (columns_->count() > 0 && wanted.columns.empty())
        return say(tr("Please tick at least one column."), "problemText");
    setRunning(true);
    rows_ = 0;
    running_ = context_.services->startExport(
        wanted, this,
        [this](const ExportCount &count) {
            rows_ = count.rows;
            progress_->setRange(0, count.expected == 0 ? 0 : 1'000);
            if (count.expected > 0)
                progress_->setValue(static_cast<int>(std::min<std::uint64_t>(1'000, count.rows * 1'000 / count.expected)));
            say(tr("%1 rows…").arg(count.rows), "hint");
        },
        [this](const Result<void> &done) { ended(done); });
}

void ExportDialog::ended(const Result<void> &done)
{
    running_.reset();
    setRunning(false);
    if (done)
        say(tr("%1 rows written to %2").arg(rows_).arg(path_edit_->text()), "goodText");
    else if (done.error().kind == ErrorKind::Cancelled)
        say(tr("Cancelled. No file was left."), "hint");
    else
        say(toQString(done.error().text()), "problemText");
}

void ExportDialog::setRunning(bool running)
{
    progress_->setVisible(running);
    progress_->setRange(0, 0);
    start_button_->setEnabled(!running);
    cancel_button_->setText(running ? tr("Cancel") : tr("Close"));
}

void ExportDialog::say(const QString &text, const char *tone)
{
    status_->setText(text);
    status_->setObjectName(QString::fromLatin1(tone));
    status_->style()->unpolish(status_);
    status_->style()->polish(status_);
}

} // namespace streamgauge
