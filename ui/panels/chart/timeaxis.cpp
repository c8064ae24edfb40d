// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/chart/timeaxis.h"

#include "models/numbertext.h"

#include <QDateTime>
#include <QLocale>

#include <array>

namespace streamgauge {

namespace {

constexpr DurationNs minute_ns = 60 * ns_per_s;
constexpr DurationNs hour_ns = 60 * minute_ns;
constexpr DurationNs day_ns = 24 * hour_ns;

constexpr std::array clock_steps_ns { ns_per_us,       2 * ns_per_us,   5 * ns_per_us,   10 * ns_per_us,  20 * ns_per_us,
                                      50 * ns_per_us,  100 * ns_per_us, 200 * ns_per_us, 500 * ns_per_us, ns_per_ms,
                                      2 * ns_per_ms,   5 * ns_per_ms,   10 * ns_per_ms,  20 * ns_per_ms,  50 * ns_per_ms,
                                      100 * ns_per_ms, 200 * ns_per_ms, 500 * ns_per_ms, ns_per_s,        2 * ns_per_s,
                                      5 * ns_per_s,    10 * ns_per_s,   15 * ns_per_s,   30 * ns_per_s,   minute_ns,
                                      2 * minute_ns,   5 * minute_ns,   10 * minute_ns,  15 * minute_ns,  30 * minute_ns,
                                      hour_ns,         2 * hour_ns,     3 * hour_ns,     6 * hour_ns,     12 * hour_ns };
constexpr std::array day_steps { 1, 2, 7, 14 };
constexpr std::array month_steps { 1, 3, 6, 12, 24, 60, 120 };

QDateTime local(TimeNs time_ns)
{
    return QDateTime::fromSecsSinceEpoch(time_ns >= 0 ? time_ns / ns_per_s : (time_ns + 1) / ns_per_s - 1);
}

TimeNs startOf(const QDate &date)
{
    return date.startOfDay().toSecsSinceEpoch() * ns_per_s;
}

int digitsFor(DurationNs step_ns)
{
    int digits = 0;
    for (DurationNs unit_ns = ns_per_s; step_ns % unit_ns != 0; unit_ns /= 10)
        ++digits;
    return digits;
}

QString clockLabel(TimeNs time_ns, DurationNs step_ns)
{
    if (step_ns < minute_ns)
        return clockText(time_ns, digitsFor(step_ns));
    const QDateTime moment = local(time_ns);
    if (moment.time() == QTime(0, 0))
        return QLocale().toString(moment.date(), QStringLiteral("d MMM"));
    return moment.toString(QStringLiteral("HH:mm"));
}

std::vector<TimeTick> clockTicks(TimeNs from_ns, TimeNs to_ns, DurationNs step_ns)
{
    const DurationNs offset_ns = local(from_ns).offsetFromUtc() * ns_per_s;
    std::vector<TimeTick> ticks;
    const TimeNs shifted_ns = from_ns + offset_ns;
    const TimeNs remainder_ns = ((shifted_ns % step_ns) + step_ns) % step_ns;
    for (TimeNs time_ns = remainder_ns == 0 ? from_ns : from_ns + step_ns - remainder_ns; time_ns <= to_ns;
         time_ns += step_ns)
        ticks.push_back({ time_ns, clockLabel(time_ns, step_ns) });
    return ticks;
}

std::vector<TimeTick> dayTicks(TimeNs from_ns, TimeNs to_ns, int days)
{
    std::vector<TimeTick> ticks;
    QDate date = local(from_ns).date();
    date = date.addDays(-((date.toJulianDay() % days + days) % days));
    for (; startOf(date) <= to_ns; date = date.addDays(days)) {
        if (startOf(date) >= from_ns)
            ticks.push_back({ startOf(date), QLocale().toString(date, QStringLiteral("d MMM")) });
    }
    return ticks;
}

std::vector<TimeTick> monthTicks(TimeNs from_ns, TimeNs to_ns, int months)
{
    std::vector<TimeTick> ticks;
    const QDate first = local(from_ns).date();
    const int count = first.year() * 12 + first.month() - 1;
    QDate date = QDate(first.year(), 1, 1).addMonths((count / months) * months - first.year() * 12);
    for (; startOf(date) <= to_ns; date = date.addMonths(months)) {
        if (startOf(date) < from_ns)
            continue;
        const QString format = months >= 12 ? QStringLiteral("yyyy") : QStringLiteral("MMM yyyy");
        ticks.push_back({ startOf(date), QLocale().toString(date, format) });
    }
    return ticks;
}

} // namespace

std::vector<TimeTick> timeTicks(TimeNs from_ns, TimeNs to_ns, double pixels,
                                const std::function<double(const QString &)> &width_of)
{
    if (to_ns <= from_ns || pixels <= 0)
        return {};
    const double pixels_per_ns = pixels / static_cast<double>(to_ns - from_ns);
    constexpr double between = 24;
    const auto fits = [&](DurationNs step_ns, const QString &widest) {
        return static_cast<double>(step_ns) * pixels_per_ns >= width_of(widest) + between;
    };
    for (const DurationNs step_ns : clock_steps_ns) {
        const QString widest = step_ns < minute_ns ? clockText(0, digitsFor(step_ns)) : QStringLiteral("00 MMM");
        if (fits(step_ns, widest))
            return clockTicks(from_ns, to_ns, step_ns);
    }
    for (const int days : day_steps) {
        if (fits(days * day_ns, QStringLiteral("00 MMM")))
            return dayTicks(from_ns, to_ns, days);
    }
    for (const int months : month_steps) {
        if (fits(months * 30 * day_ns, months >= 12 ? QStringLiteral("0000") : QStringLiteral("MMM 0000")))
            return monthTicks(from_ns, to_ns, months);
    }
    return monthTicks(from_ns, to_ns, 240);
}

QString timeContext(TimeNs from_ns, TimeNs to_ns)
{
    const QDateTime first = local(from_ns);
    const QDateTime last = local(to_ns);
    const QString format = QStringLiteral("ddd d MMM yyyy");
    QString text = QLocale().toString(first.date(), format);
    if (first.date() != last.date())
        text += QStringLiteral(" – ") + QLocale().toString(last.date(), format);
    const int offset_s = last.offsetFromUtc();
    if (offset_s == 0)
        return text + QStringLiteral(", UTC");
    const QChar sign = offset_s < 0 ? QChar(u'−') : QChar(u'+');
    return text
        + QStringLiteral(", UTC%1%2:%3")
              .arg(sign)
              .arg(qAbs(offset_s) / 3600, 2, 10, QLatin1Char('0'))
              .arg(qAbs(offset_s) / 60 % 60, 2, 10, QLatin1Char('0'));
}

} // namespace streamgauge
