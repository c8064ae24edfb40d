// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/silencedialog.h"

#include "models/alertmodel.h"
#include "models/livetext.h"
#include "ui/alerts/wallclock.h"

#include <QDialogButtonBox>
#include <QFormLayout>

namespace streamgauge {

namespace {

constexpr qint64 ns_per_ms_q = ns_per_ms;

QDateTimeEdit *timeEdit(const QString &name, TimeNs time_ns, QWidget *parent)
{
    auto *edit = new QDateTimeEdit(QDateTime::fromMSecsSinceEpoch(time_ns / ns_per_ms_q), parent);
    edit->setAccessibleName(name);
    edit->setDisplayFormat(QStringLiteral("yyyy-MM-dd HH:mm:ss"));
    edit->setCalendarPopup(true);
    return edit;
}

} // namespace

SilenceDialog::SilenceDialog(const DeskContext &context, const Silence &silence, QWidget *parent)
    : AlertDialog(context, silence.id.empty() ? tr("New silence") : tr("Silence"), { 560, 480 }, parent)
    , silence_(silence)
    , matchers_(new QLineEdit(toQString(matchersText(silence.matchers)), this))
    , start_(timeEdit(tr("Begin"), silence.start_ns, this))
    , end_(timeEdit(tr("End"), silence.end_ns, this))
    , comment_(new QLineEdit(toQString(silence.comment), this))
    , hits_text_(new QLabel(this))
{
    matchers_->setAccessibleName(tr("Matchers"));
    matchers_->setToolTip(tr("rule, stream, key, field, severity or a label, with =, !=, =~ or !~"));
    comment_->setAccessibleName(tr("Comment"));
    comment_->setPlaceholderText(tr("Why nobody needs to be told"));
    auto *form = new QFormLayout;
    form->addRow(tr("Alerts with"), matchers_);
    form->addRow(tr("From"), start_);
    form->addRow(tr("Until"), end_);
    form->addRow(tr("Comment"), comment_);
    column().addLayout(form);
    column().addWidget(hits_text_);
    hits_ = addTree(tr("Alerts it would hit now"), { tr("Rule"), tr("Key"), tr("Severity"), tr("State") });
    fault_ = addFault();
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    save_button_ = buttons->addButton(tr("Silence"), QDialogButtonBox::AcceptRole);
    save_button_->setProperty("primary", true);
    column().addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, &SilenceDialog::save);
    connect(matchers_, &QLineEdit::textChanged, this, &SilenceDialog::showHits);
    showHits();
}

Silence SilenceDialog::silenceFor(const Alert &alert)
{
    Silence silence;
    silence.matchers = { { "rule", MatchOperator::Equal, alert.rule } };
    if (!alert.key.empty())
        silence.matchers.push_back({ "key", MatchOperator::Equal, alert.key });
    silence.start_ns = wallNow();
    silence.end_ns = silence.start_ns + 3'600 * ns_per_s;
    return silence;
}

void SilenceDialog::showHits()
{
    hits_->clear();
    const auto parsed = parseMatchers(matchers_->text().toStdString());
    const auto set = parsed ? MatcherSet::compile(*parsed) : Result<MatcherSet>(parsed.error());
    showFault(fault_, set ? Result<void>() : Result<void>(set.error()));
    save_button_->setEnabled(set.ok() && !set->matchers().empty());
    const SnapshotPtr snapshot = context_.services->feed().latest();
    if (!set || !snapshot || !snapshot->alerts)
        return hits_text_->setText(tr("Hits nothing now"));
    int count = 0;
    for (const Alert &alert : *snapshot->alerts) {
        constexpr int most_shown = 500;
        const bool open = isFiring(alert) || alert.state == AlertState::Pending;
        if (!open || !set->matches(alert))
            continue;
        if (++count <= most_shown)
            hits_->addTopLevelItem(new QTreeWidgetItem(
                { toQString(alert.rule), keyText(alert.key), severityText(alert.severity), stateText(alert.state) }));
    }
    hits_text_->setText(count == 0 ? tr("Hits none of the open alerts now") : tr("Hits %n open alerts now", nullptr, count));
}

void SilenceDialog::save()
{
    const auto parsed = parseMatchers(matchers_->text().toStdString());
    if (!parsed)
        return;
    Silence wanted = silence_;
    const auto edited = [](const QDateTimeEdit *edit, TimeNs before_ns) {
        const TimeNs shown_ns = edit->dateTime().toMSecsSinceEpoch() * ns_per_ms_q;
        // Left alone, it keeps the part that is not shown.
        return shown_ns / ns_per_s == before_ns / ns_per_s ? before_ns : shown_ns;
    };
    wanted.matchers = *parsed;
    wanted.start_ns = edited(start_, silence_.start_ns);
    wanted.end_ns = edited(end_, silence_.end_ns);
    wanted.comment = comment_->text().trimmed().toStdString();
    alerts().setSilence(wanted, this, [this](const Result<void> &done) {
        showFault(fault_, done);
        if (done)
            accept();
    });
}

} // namespace streamgauge
