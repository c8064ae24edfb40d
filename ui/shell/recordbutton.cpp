// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/recordbutton.h"

#include "models/livetext.h"

#include <QDateTime>
#include <QFileDialog>

#include <algorithm>

namespace streamgauge {

namespace {

QString elapsedText(TimeNs started_ns)
{
    const qint64 passed_ms = std::max<qint64>(QDateTime::currentMSecsSinceEpoch() - started_ns / ns_per_ms, 0);
    const qint64 seconds = passed_ms / 1'000;
    return QStringLiteral("%1:%2:%3")
        .arg(seconds / 3'600)
        .arg(seconds / 60 % 60, 2, 10, QLatin1Char('0'))
        .arg(seconds % 60, 2, 10, QLatin1Char('0'));
}

} // namespace

RecordButton::RecordButton(const DeskContext &context, QWidget *parent)
    : QToolButton(parent)
    , context_(context)
{
    setObjectName(QStringLiteral("recordButton"));
    setAutoRaise(true);
    connect(this, &QToolButton::clicked, this, &RecordButton::toggle);
    refresh();
}

void RecordButton::showState(const QString &text, const QString &tip)
{
    setText(text);
    setToolTip(tip);
    setAccessibleName(text);
    setAccessibleDescription(tip);
}

void RecordButton::refresh()
{
    const std::optional<RecorderStatus> status = context_.services->recording();
    if (!status || !status->recording) {
        showState(tr("Record"), tr("Record everything that the sources send into a file"));
        if (recording_ && !waiting_ && status)
            tell(status->error);
        recording_ = false;
        return;
    }
    recording_ = true;
    QString tip = tr("Click to end the recording\n%1\n%2 events, %3")
                      .arg(QString::fromStdString(status->file.string()), countText(status->rows), bytesText(status->bytes));
    if (status->waits > 0)
        tip += tr("\nSources waited %1 times for the disk").arg(countText(status->waits));
    if (status->dropped_rows > 0)
        tip += tr("\n%1 events were not recorded").arg(countText(status->dropped_rows));
    showState(tr("● Recording %1, %2").arg(elapsedText(status->started_ns), bytesText(status->bytes)), tip);
}

void RecordButton::tell(const Error &error)
{
    if (error.message.empty())
        return;
    Q_EMIT context_.services->problem({ Problem::Severity::Serious, error.message, error.place, error.remedy });
}

void RecordButton::recordTo(const QString &path)
{
    waiting_ = true;
    context_.services->startRecording(path, this, [this](const Result<void> &started) {
        waiting_ = false;
        if (!started)
            tell(started.error());
        refresh();
    });
}

void RecordButton::toggle()
{
    if (waiting_)
        return;
    if (!recording_) {
        const QString name = QDateTime::currentDateTime().toString(QStringLiteral("yyyy-MM-dd hh-mm'.sgr'"));
        const QString path = QFileDialog::getSaveFileName(this, tr("Record into"), name, tr("Recordings (*.sgr)"), nullptr,
                                                          QFileDialog::DontConfirmOverwrite);
        if (!path.isEmpty())
            recordTo(path.endsWith(QStringLiteral(".sgr")) ? path : path + QStringLiteral(".sgr"));
        return;
    }
    waiting_ = true;
    context_.services->stopRecording(this, [this](const Result<void> &finished) {
        waiting_ = false;
        if (!finished)
            tell(finished.error());
        recording_ = false;
        refresh();
    });
}

} // namespace streamgauge
