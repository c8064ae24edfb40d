// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/numbertext.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <cmath>
#include <limits>

namespace streamgauge {

namespace {

struct Seconds {
    qint64 whole;
    qint64 rest_ns;
};

Seconds split(TimeNs time_ns)
{
    qint64 whole = time_ns / ns_per_s;
    qint64 rest = time_ns % ns_per_s;
    if (rest < 0) {
        rest += ns_per_s;
        --whole;
    }
    return { whole, rest };
}

QString fraction(qint64 rest_ns, int digits)
{
    if (digits <= 0)
        return {};
    return u'.' + QStringLiteral("%1").arg(rest_ns, 9, 10, QLatin1Char('0')).left(std::min(digits, 9));
}

QString unitsOf(double value, const QString &unit)
{
    const int decimals = value >= 99.95 || value == std::floor(value) ? 0 : 1;
    return QStringLiteral("%1 %2").arg(fixedText(value, decimals), unit);
}

QString twoUnits(qint64 total, qint64 per_big, const QString &big, const QString &small)
{
    const qint64 rest = total % per_big;
    if (rest == 0)
        return QStringLiteral("%1 %2").arg(total / per_big).arg(big);
    return QStringLiteral("%1 %2 %3 %4").arg(total / per_big).arg(big).arg(rest).arg(small);
}

} // namespace

QString numberText(double value, int significant)
{
    if (!std::isfinite(value))
        return QStringLiteral("—");
    const double size = std::abs(value);
    if (value != 0 && (size < 1e-4 || size >= 1e12))
        return QLocale().toString(value, 'g', significant);
    QString text = QLocale().toString(value, 'f', mostDecimals(value, significant));
    const QString point = QLocale().decimalPoint();
    if (text.contains(point)) {
        while (text.endsWith(u'0'))
            text.chop(1);
        if (text.endsWith(point))
            text.chop(point.size());
    }
    return text == QStringLiteral("-0") ? QStringLiteral("0") : text;
}

int mostDecimals(double value, int significant)
{
    const double size = std::abs(value);
    const int whole_digits = size < 1 ? 0 : static_cast<int>(std::floor(std::log10(size))) + 1;
    const int leading_zeros = size > 0 && size < 1 ? static_cast<int>(-std::floor(std::log10(size))) - 1 : 0;
    return std::max(0, significant - whole_digits + leading_zeros);
}

QString fixedText(double value, int decimals)
{
    return std::isfinite(value) ? QLocale().toString(value, 'f', decimals) : QStringLiteral("—");
}

int decimalsFor(double step)
{
    if (!(step > 0) || !std::isfinite(step))
        return 0;
    return std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-9)), 0, 9);
}

QString withUnit(const QString &number, std::string_view unit)
{
    if (unit.empty())
        return number;
    // A no-break space; the percent and degree signs stay as the operator writes them.
    return number + (unit == "%" ? QString() : QString(QChar(0x00a0))) + toQString(unit);
}

QString exactCountText(std::uint64_t count)
{
    return QLocale().toString(static_cast<qulonglong>(count));
}

QString durationWords(DurationNs duration_ns)
{
    if (duration_ns < 0)
        return QStringLiteral("−")
            + durationWords(duration_ns == std::numeric_limits<DurationNs>::min() ? std::numeric_limits<DurationNs>::max()
                                                                                  : -duration_ns);
    const double seconds = static_cast<double>(duration_ns) / ns_per_s;
    if (duration_ns == 0)
        return QStringLiteral("0 s");
    if (seconds < 999.5e-6)
        return unitsOf(seconds * 1e6, QStringLiteral("µs"));
    if (seconds < 0.9995)
        return unitsOf(seconds * 1e3, QStringLiteral("ms"));
    if (seconds < 59.95)
        return unitsOf(std::round(seconds * 10) / 10, QStringLiteral("s"));
    const auto whole = static_cast<qint64>(std::llround(seconds));
    if (whole < 3'600)
        return twoUnits(whole, 60, QStringLiteral("min"), QStringLiteral("s"));
    if (whole < 86'400)
        return twoUnits(whole / 60, 60, QStringLiteral("h"), QStringLiteral("min"));
    return twoUnits(whole / 3'600, 24, QStringLiteral("d"), QStringLiteral("h"));
}

QString clockText(TimeNs time_ns, int digits)
{
    const auto [whole, rest_ns] = split(time_ns);
    return QDateTime::fromSecsSinceEpoch(whole).toString(QStringLiteral("HH:mm:ss")) + fraction(rest_ns, digits);
}

QString dateTimeText(TimeNs time_ns, int digits)
{
    const auto [whole, rest_ns] = split(time_ns);
    return QDateTime::fromSecsSinceEpoch(whole).toString(QStringLiteral("yyyy-MM-dd HH:mm:ss")) + fraction(rest_ns, digits);
}

} // namespace streamgauge
