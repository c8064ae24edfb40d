// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/mutetimespage.h"

#include "models/livetext.h"
#include "ui/alerts/openalerts.h"
#include "ui/alerts/wallclock.h"
#include "ui/dialogs/entryforms.h"

#include <QDateTime>
#include <QGridLayout>
#include <QLocale>
#include <QTimeZone>
#include <QTimer>

namespace streamgauge {

namespace {

constexpr int refresh_ms = 1'000;
constexpr int day_minutes = 24 * 60;
constexpr int months_in_a_row = 6;

QTimeEdit *timeEdit(const QString &name, const QString &object, QWidget *parent)
{
    auto *edit = new QTimeEdit(parent);
    edit->setAccessibleName(name);
    edit->setObjectName(object);
    edit->setDisplayFormat(QStringLiteral("HH:mm"));
    edit->setButtonSymbols(QAbstractSpinBox::NoButtons);
    return edit;
}

int minuteOf(const QTimeEdit *edit)
{
    return edit->time().msecsSinceStartOfDay() / 60'000;
}

void setMinute(QTimeEdit *edit, int minute)
{
    edit->setTime(QTime::fromMSecsSinceStartOfDay(minute % day_minutes * 60'000));
}

/// By the clock of the zone the mute time goes by.
QString instantIn(TimeNs time_ns, const std::string &zone)
{
    const QTimeZone clock(QByteArray::fromStdString(zone));
    const QString local =
        QDateTime::fromMSecsSinceEpoch(time_ns / ns_per_ms, clock).toString(QStringLiteral("ddd yyyy-MM-dd HH:mm"));
    return local + QLatin1Char(' ') + toQString(zone);
}

MuteTime proposed()
{
    MuteTime mute;
    mute.weekdays.fill(true);
    mute.from_minute = 22 * 60;
    mute.to_minute = 6 * 60;
    mute.zone = QTimeZone::systemTimeZoneId().toStdString();
    return mute;
}

} // namespace

MuteTimesPage::MuteTimesPage(const DeskContext &context, NotifyEditor &editor, QWidget *parent)
    : EntriesPage(tr("Mute times"),
                  tr("In these hours nobody is told of the alerts. Who was told before still hears that they resolved."),
                  parent)
    , context_(context)
    , editor_(editor)
    , name_(new QLineEdit(this))
    , matchers_(new MatcherEdit(tr("Alerts with"), false, this))
    , from_(timeEdit(tr("From"), QStringLiteral("from"), this))
    , to_(timeEdit(tr("To"), QStringLiteral("to"), this))
    , next_day_(new QLabel(tr("of the next day"), this))
    , month_days_(new QLineEdit(this))
    , month_days_fault_(new QLabel(this))
    , zone_(new QComboBox(this))
    , effect_(new QLabel(this))
{
    setForm(formPart());
    matchers_->setSuggestions(matcherSuggestions(context_));
    connectEditors();
    auto *timer = new QTimer(this);
    connect(timer, &QTimer::timeout, this, &MuteTimesPage::showEffect);
    timer->start(refresh_ms);
    connect(&editor_, &NotifyEditor::changed, this, [this] {
        if (!hasChanges())
            fill(name_->text().toStdString());
    });
    fill({});
}

QWidget *MuteTimesPage::formPart()
{
    auto *part = new QWidget(this);
    name_->setObjectName(QStringLiteral("name"));
    name_->setAccessibleName(tr("Name"));
    matchers_->setObjectName(QStringLiteral("matchers"));
    zone_->setObjectName(QStringLiteral("zone"));
    zone_->setAccessibleName(tr("Time zone"));
    zone_->setEditable(true);
    zone_->setInsertPolicy(QComboBox::NoInsert);
    for (const QByteArray &zone : QTimeZone::availableTimeZoneIds())
        zone_->addItem(QString::fromUtf8(zone));
    effect_->setObjectName(QStringLiteral("effect"));
    effect_->setWordWrap(true);
    auto *form = new QFormLayout(part);
    layOut(*form);
    form->addRow(tr("Name"), name_);
    form->addRow(tr("Alerts with"), matchers_);
    form->addRow(tr("On"), dayPart());
    form->addRow(tr("From"), hourPart());
    form->addRow(tr("Days of the month"), month_days_);
    form->addRow(QString(), month_days_fault_);
    form->addRow(tr("Months"), monthPart());
    form->addRow(tr("Clock of"), zone_);
    form->addRow(QString(), effect_);
    month_days_->setObjectName(QStringLiteral("monthDays"));
    month_days_->setAccessibleName(tr("Days of the month"));
    month_days_->setPlaceholderText(tr("every day"));
    month_days_->setToolTip(tr("1-7, 15, -1: the first week, the 15th and the last day"));
    month_days_fault_->setObjectName(QStringLiteral("problemText"));
    month_days_fault_->setWordWrap(true);
    month_days_fault_->hide();
    part->setFocusProxy(name_);
    return part;
}

QWidget *MuteTimesPage::dayPart()
{
    auto *part = new QWidget(this);
    auto *row = new QHBoxLayout(part);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(12);
    for (int day = 0; day < 7; ++day) {
        auto *box = new QCheckBox(QLocale().standaloneDayName(day + 1, QLocale::ShortFormat), part);
        box->setAccessibleName(QLocale().standaloneDayName(day + 1));
        box->setObjectName(toQString(weekdayName(day)));
        row->addWidget(box);
        weekdays_[static_cast<std::size_t>(day)] = box;
    }
    row->addStretch(1);
    return part;
}

QWidget *MuteTimesPage::hourPart()
{
    auto *part = new QWidget(this);
    next_day_->setObjectName(QStringLiteral("hint"));
    auto *row = new QHBoxLayout(part);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(from_);
    row->addWidget(new QLabel(tr("to"), part));
    row->addWidget(to_);
    row->addWidget(next_day_);
    row->addStretch(1);
    return part;
}

QWidget *MuteTimesPage::monthPart()
{
    auto *part = new QWidget(this);
    auto *grid = new QGridLayout(part);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(4);
    for (int month = 0; month < 12; ++month) {
        auto *box = new QCheckBox(QLocale().standaloneMonthName(month + 1, QLocale::ShortFormat), part);
        box->setAccessibleName(QLocale().standaloneMonthName(month + 1));
        box->setObjectName(toQString(monthName(month)));
        box->setToolTip(tr("None ticked: every month"));
        grid->addWidget(box, month / months_in_a_row, month % months_in_a_row);
        months_[static_cast<std::size_t>(month)] = box;
    }
    grid->setColumnStretch(months_in_a_row, 1);
    return part;
}

void MuteTimesPage::connectEditors()
{
    for (QLineEdit *edit : { name_, month_days_ })
        connect(edit, &QLineEdit::textChanged, this, &MuteTimesPage::editorChanged);
    connect(matchers_, &MatcherEdit::changed, this, &MuteTimesPage::editorChanged);
    for (QTimeEdit *edit : { from_, to_ })
        connect(edit, &QTimeEdit::timeChanged, this, &MuteTimesPage::editorChanged);
    for (QCheckBox *box : weekdays_)
        connect(box, &QCheckBox::toggled, this, &MuteTimesPage::editorChanged);
    for (QCheckBox *box : months_)
        connect(box, &QCheckBox::toggled, this, &MuteTimesPage::editorChanged);
    connect(zone_, &QComboBox::currentTextChanged, this, &MuteTimesPage::editorChanged);
}

void MuteTimesPage::fill(const std::string &chosen)
{
    QStringList names;
    for (const MuteTime &mute : editor_.settings().mute_times)
        names << toQString(mute.name);
    setNames(names, toQString(chosen));
}

void MuteTimesPage::showEntry(int row)
{
    const MuteTime mute = row < 0 ? proposed() : editor_.settings().mute_times[static_cast<std::size_t>(row)];
    name_->setText(toQString(mute.name));
    matchers_->setMatchers(mute.matchers);
    for (std::size_t day = 0; day < weekdays_.size(); ++day)
        weekdays_[day]->setChecked(mute.weekdays[day]);
    for (std::size_t month = 0; month < months_.size(); ++month)
        months_[month]->setChecked(mute.months[month]);
    setMinute(from_, mute.from_minute);
    setMinute(to_, mute.to_minute);
    month_days_->setText(toQString(monthDaysText(mute.month_days)));
    zone_->setCurrentText(toQString(mute.zone));
    showEffect();
}

Result<MuteTime> MuteTimesPage::edited() const
{
    MuteTime mute;
    mute.name = name_->text().trimmed().toStdString();
    const auto matchers = matchers_->matchers();
    if (!matchers)
        return matchers.error();
    mute.matchers = matchers->matchers();
    for (std::size_t day = 0; day < weekdays_.size(); ++day)
        mute.weekdays[day] = weekdays_[day]->isChecked();
    for (std::size_t month = 0; month < months_.size(); ++month)
        mute.months[month] = months_[month]->isChecked();
    mute.from_minute = minuteOf(from_);
    mute.to_minute = minuteOf(to_) == 0 ? day_minutes : minuteOf(to_);
    auto days = parseMonthDays(month_days_->text().toStdString());
    if (!days)
        return days.error();
    mute.month_days = std::move(days.value());
    mute.zone = zone_->currentText().trimmed().toStdString();
    if (const auto checked = checkMuteTime(mute); !checked)
        return checked.error();
    return mute;
}

void MuteTimesPage::editorChanged()
{
    noteChange();
    const auto days = parseMonthDays(month_days_->text().toStdString());
    month_days_fault_->setVisible(!days);
    if (!days)
        month_days_fault_->setText(toQString(days.error().text()));
    showEffect();
}

void MuteTimesPage::showEffect()
{
    const int to = minuteOf(to_) == 0 ? day_minutes : minuteOf(to_);
    next_day_->setVisible(to <= minuteOf(from_));
    const auto mute = edited();
    if (!mute)
        return effect_->setText(toQString(mute.error().message) + QStringLiteral("."));
    const auto set = MatcherSet::compile(mute->matchers);
    const std::vector<Alert> open = openAlerts(context_);
    std::vector<const Alert *> hit;
    for (const Alert &alert : open) {
        if (set && set->matches(alert))
            hit.push_back(&alert);
    }
    const auto count = static_cast<int>(hit.size());
    if (isMuted(*mute, wallNow()))
        return effect_->setText(hit.empty()
                                    ? tr("It holds now and mutes none of the open alerts.")
                                    : tr("It holds now and mutes %n open alerts: %1", nullptr, count).arg(alertNames(hit)));
    const auto next_ns = nextMuted(*mute, wallNow());
    if (!next_ns)
        return effect_->setText(tr("There is no such day."));
    effect_->setText(tr("It holds next from %1, and would mute %n of the alerts that are open now.", nullptr, count)
                         .arg(instantIn(*next_ns, mute->zone)));
}

void MuteTimesPage::save()
{
    const auto mute = edited();
    if (!mute)
        return say(mute.error());
    NotifySettings wanted = editor_.settings();
    if (const auto put = putNamed(wanted.mute_times, row(), *mute); !put)
        return say(put);
    editor_.set(wanted, this, listing(mute->name, tr("Saved; it holds from now on.")));
}

void MuteTimesPage::remove(int row)
{
    NotifySettings wanted = editor_.settings();
    wanted.mute_times.erase(wanted.mute_times.begin() + row);
    editor_.set(wanted, this, listing({}, tr("Removed.")));
}

} // namespace streamgauge
