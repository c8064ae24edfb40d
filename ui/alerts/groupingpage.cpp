// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/groupingpage.h"

#include "engine/alerts/matcher.h"
#include "engine/data/timetext.h"
#include "models/alertmodel.h"
#include "models/livetext.h"
#include "ui/alerts/openalerts.h"
#include "ui/dialogs/entryforms.h"

#include <QStyle>
#include <QTimer>

#include <set>

namespace streamgauge {

namespace {

constexpr int refresh_ms = 1'000;
constexpr DurationNs longest_ns = 7LL * 24 * 3'600 * ns_per_s;

} // namespace

GroupingPage::GroupingPage(const DeskContext &context, NotifyEditor &editor, QWidget *parent)
    : FormPage(tr("Alerts that belong together share one notice."), parent)
    , context_(context)
    , editor_(editor)
    , by_(new QLineEdit(this))
    , wait_(durationLine(tr("Wait"), QStringLiteral("wait"),
                         tr("from a group's first alert to its notice, so that what belongs together comes together"), 0))
    , interval_(
          durationLine(tr("Interval"), QStringLiteral("interval"), tr("between notices of new alerts in the same group"), 0))
    , repeat_(durationLine(tr("Repeat"), QStringLiteral("repeat"),
                           tr("until a group that still fires unacknowledged is told again; 0s: never"), 0))
    , effect_(new QLabel(this))
{
    by_->setObjectName(QStringLiteral("by"));
    by_->setAccessibleName(tr("Together when they have the same"));
    by_->setPlaceholderText(tr("everything in one notice"));
    by_->setToolTip(tr("rule, stream, key, field, severity or a label, separated by commas"));
    effect_->setObjectName(QStringLiteral("effect"));
    effect_->setWordWrap(true);
    auto *form = new QFormLayout;
    layOut(*form);
    form->addRow(tr("Together by the same"), by_);
    form->addRow(QString(), effect_);
    addLine(*form, tr("Wait"), wait_);
    addLine(*form, tr("Interval"), interval_);
    addLine(*form, tr("Repeat after"), repeat_);
    body().addLayout(form);
    body().addStretch(1);
    connect(by_, &QLineEdit::textChanged, this, &GroupingPage::editorChanged);
    auto *timer = new QTimer(this);
    connect(timer, &QTimer::timeout, this, &GroupingPage::showEffect);
    timer->start(refresh_ms);
    connect(&editor_, &NotifyEditor::changed, this, [this] {
        if (!hasChanges())
            revert();
    });
    revert();
}

GroupingPage::DurationLine GroupingPage::durationLine(const QString &name, const QString &object, const QString &meaning,
                                                      DurationNs least_ns)
{
    DurationLine line { new QLineEdit(this), new QLabel(meaning, this), meaning, least_ns };
    line.edit->setObjectName(object);
    line.edit->setAccessibleName(name);
    line.edit->setAccessibleDescription(meaning);
    line.edit->setMaximumWidth(160);
    line.below->setObjectName(QStringLiteral("hint"));
    line.below->setWordWrap(true);
    connect(line.edit, &QLineEdit::textChanged, this, &GroupingPage::editorChanged);
    return line;
}

void GroupingPage::addLine(QFormLayout &form, const QString &label, const DurationLine &line)
{
    form.addRow(label, line.edit);
    form.addRow(QString(), line.below);
}

void GroupingPage::revert()
{
    setFilling(true);
    const Grouping &grouping = editor_.settings().grouping;
    by_->setText(joinedNames(grouping.by));
    wait_.edit->setText(toQString(durationText(grouping.wait_ns)));
    interval_.edit->setText(toQString(durationText(grouping.interval_ns)));
    repeat_.edit->setText(toQString(durationText(grouping.repeat_ns)));
    setFilling(false);
    settle();
    showEffect();
}

void GroupingPage::editorChanged()
{
    noteChange();
    for (const DurationLine &line : { wait_, interval_, repeat_ }) {
        const auto read = durationOf(line.edit->text(), line.least_ns, longest_ns);
        line.below->setText(read ? line.meaning : toQString(read.error().text()));
        line.below->setObjectName(read ? QStringLiteral("hint") : QStringLiteral("problemText"));
        line.below->style()->unpolish(line.below);
        line.below->style()->polish(line.below);
    }
    showEffect();
}

Result<Grouping> GroupingPage::edited() const
{
    Grouping grouping;
    grouping.by = splitNames(by_->text());
    for (const auto &[line, value] : { std::pair { &wait_, &grouping.wait_ns },
                                       { &interval_, &grouping.interval_ns },
                                       { &repeat_, &grouping.repeat_ns } }) {
        const auto read = durationOf(line->edit->text(), line->least_ns, longest_ns);
        if (!read)
            return read.error();
        *value = *read;
    }
    return grouping;
}

void GroupingPage::showEffect()
{
    const std::vector<std::string> names = splitNames(by_->text());
    std::set<std::vector<std::string>> groups;
    int firing = 0;
    for (const Alert &alert : openAlerts(context_)) {
        if (!isFiring(alert))
            continue;
        ++firing;
        std::vector<std::string> texts;
        for (const std::string &name : names)
            texts.push_back(attribute(alert, name));
        groups.insert(std::move(texts));
    }
    effect_->setText(firing == 0 ? tr("Nothing fires now.")
                                 : tr("The %n alerts that fire now make %1 groups.", nullptr, firing).arg(groups.size()));
}

void GroupingPage::save()
{
    const auto grouping = edited();
    if (!grouping)
        return say(grouping.error());
    NotifySettings wanted = editor_.settings();
    wanted.grouping = *grouping;
    editor_.set(wanted, this, [this](const Result<void> &done) {
        if (done)
            revert();
        say(done, tr("Saved; it holds from now on."));
    });
}

} // namespace streamgauge
