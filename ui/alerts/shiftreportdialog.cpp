// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/shiftreportdialog.h"

#include "models/livetext.h"
#include "models/numbertext.h"
#include "ui/alerts/wallclock.h"

#include <QDialogButtonBox>
#include <QFileDialog>
#include <QSaveFile>

#include <algorithm>

namespace streamgauge {

ShiftReportDialog::ShiftReportDialog(const DeskContext &context, QWidget *parent)
    : AlertDialog(context, tr("Shift report"), { 760, 560 }, parent)
    , span_(new QComboBox(this))
    , summary_(new QLabel(this))
{
    span_->setAccessibleName(tr("Time of the report"));
    for (const int hours : { 8, 12, 24, 24 * 7, 24 * 30 })
        span_->addItem(hours < 48 ? tr("Last %1 hours").arg(hours) : tr("Last %1 days").arg(hours / 24), hours);
    summary_->setWordWrap(true);
    column().addWidget(span_);
    column().addWidget(summary_);
    often_ =
        addTree(tr("Most often"), { tr("Most often"), tr("Key"), tr("Times"), tr("Most in a minute"), tr("Chattering") });
    longest_ = addTree(tr("Longest"),
                       { tr("Longest"), tr("Key"), tr("Severity"), tr("Fired"), tr("Lasted"), tr("Acknowledged by") });
    fault_ = addFault();
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    save_button_ = buttons->addButton(tr("Save as CSV…"), QDialogButtonBox::ActionRole);
    column().addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(save_button_, &QPushButton::clicked, this, &ShiftReportDialog::save);
    connect(span_, &QComboBox::currentIndexChanged, this, &ShiftReportDialog::refresh);
    refresh();
}

void ShiftReportDialog::refresh()
{
    const TimeNs now_ns = wallNow();
    const TimeNs from_ns = now_ns - span_->currentData().toLongLong() * 3'600 * ns_per_s;
    alerts().report(from_ns, now_ns, this, [this](const ShiftReport &report) { fill(report); });
}

void ShiftReportDialog::fill(const ShiftReport &report)
{
    report_ = report;
    const auto of = [&report](Severity severity) { return report.by_severity[static_cast<std::size_t>(severity)]; };
    const std::uint32_t peak = report.per_slot.empty() ? 0 : *std::ranges::max_element(report.per_slot);
    summary_->setText(tr("%1 alarms: %2 critical, %3 warning, %4 info. %5 still firing, %6 never acknowledged.\n"
                         "At most %7 in ten minutes; %8 floods (more than %9 in ten minutes).")
                          .arg(report.count)
                          .arg(of(Severity::Critical))
                          .arg(of(Severity::Warning))
                          .arg(of(Severity::Info))
                          .arg(report.still_firing)
                          .arg(report.unacknowledged)
                          .arg(peak)
                          .arg(report.floods)
                          .arg(ShiftReport::flood_above));
    often_->clear();
    for (const Frequency &often : report.most_often) {
        auto *item =
            new QTreeWidgetItem({ toQString(often.rule), keyText(often.key), QString::number(often.times),
                                  QString::number(often.most_in_a_minute), often.chattering() ? tr("yes") : tr("no") });
        for (const int number : { 2, 3 })
            item->setTextAlignment(number, Qt::AlignRight | Qt::AlignVCenter);
        often_->addTopLevelItem(item);
    }
    longest_->clear();
    for (const PastEpisode &episode : report.longest) {
        const TimeNs end_ns = episode.ended_ns == 0 ? report.to_ns : episode.ended_ns;
        QString lasted = durationWords(std::max<DurationNs>(end_ns - episode.fired_ns, 0));
        if (episode.ended_ns == 0)
            lasted = tr("%1, still firing").arg(lasted);
        longest_->addTopLevelItem(
            new QTreeWidgetItem({ toQString(episode.rule), keyText(episode.key), severityText(episode.severity),
                                  momentText(episode.fired_ns, report.to_ns), lasted, toQString(episode.acknowledged_by) }));
    }
    fitColumns(often_);
    fitColumns(longest_);
}

void ShiftReportDialog::save()
{
    auto *chooser = new QFileDialog(this, tr("Save the shift report"), QString(), tr("CSV (*.csv)"));
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setAcceptMode(QFileDialog::AcceptSave);
    chooser->setDefaultSuffix(QStringLiteral("csv"));
    connect(chooser, &QFileDialog::fileSelected, this, [this](const QString &path) {
        QSaveFile file(path);
        const QByteArray text = QByteArray::fromStdString(shiftReportCsv(report_));
        const bool saved = file.open(QIODevice::WriteOnly) && file.write(text) == text.size() && file.commit();
        showFault(
            fault_,
            saved ? Result<void>()
                  : Result<void>(Error { ErrorKind::Resource, file.errorString().toStdString(), path.toStdString(), {} }));
    });
    chooser->open();
}

} // namespace streamgauge
