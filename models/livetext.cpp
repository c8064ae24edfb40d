// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/livetext.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <cmath>

namespace streamgauge {

namespace {

struct LiveText {
    Q_DECLARE_TR_FUNCTIONS(LiveText)
};

QString scaled(double number, const char *none_unit)
{
    const double size = std::abs(number);
    if (size >= 999.5e6)
        return QString::number(number / 1e9, 'f', 1) + QStringLiteral("G");
    if (size >= 999.5e3)
        return QString::number(number / 1e6, 'f', size < 99.95e6 ? 1 : 0) + QStringLiteral("M");
    if (size >= 999.5)
        return QString::number(number / 1e3, 'f', size < 99.95e3 ? 1 : 0) + QStringLiteral("k");
    const bool fraction = size > 0 && size < 9.95 && std::abs(size - std::round(size)) >= 0.05;
    return QString::number(number, 'f', fraction ? 1 : 0) + QString::fromLatin1(none_unit);
}

} // namespace

QString countText(std::uint64_t count)
{
    return scaled(static_cast<double>(count), "");
}

QString rateText(double per_second)
{
    return scaled(std::max(per_second, 0.0), "") + LiveText::tr("/s");
}

QString bytesText(std::size_t bytes)
{
    return QLocale().formattedDataSize(static_cast<qint64>(bytes), bytes < (10U << 20) ? 1 : 0,
                                       QLocale::DataSizeTraditionalFormat);
}

QString ageText(DurationNs age_ns)
{
    const double age_s = static_cast<double>(age_ns) / 1e9;
    if (age_s < 0.1)
        return LiveText::tr("now");
    if (age_s < 10)
        return QString::number(age_s, 'f', 1) + LiveText::tr(" s");
    if (age_s < 120)
        return QString::number(age_s, 'f', 0) + LiveText::tr(" s");
    if (age_s < 7'200)
        return QString::number(age_s / 60, 'f', 0) + LiveText::tr(" min");
    if (age_s < 172'800)
        return QString::number(age_s / 3'600, 'f', 0) + LiveText::tr(" h");
    return QString::number(age_s / 86'400, 'f', 0) + LiveText::tr(" d");
}

QString latencyText(const LatencyStatus &latency)
{
    const auto ms = [](double us) { return QString::number(us / 1e3, 'f', us < 9'950 ? 2 : us < 99'500 ? 1 : 0); };
    return LiveText::tr("p50 %1 ms, p95 %2 ms, p99 %3 ms").arg(ms(latency.p50_us), ms(latency.p95_us), ms(latency.p99_us));
}

QString clockText(TimeNs time_ns)
{
    return QDateTime::fromMSecsSinceEpoch(time_ns / ns_per_ms).toString(QStringLiteral("HH:mm:ss"));
}

QString momentText(TimeNs time_ns, TimeNs now_ns)
{
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(time_ns / ns_per_ms);
    const QDate today = QDateTime::fromMSecsSinceEpoch(now_ns / ns_per_ms).date();
    if (time.date() == today)
        return clockText(time_ns);
    const bool this_year = time.date().year() == today.year();
    return time.toString(this_year ? QStringLiteral("d MMM HH:mm") : QStringLiteral("yyyy-MM-dd HH:mm"));
}

QString instantText(TimeNs time_ns)
{
    return QDateTime::fromMSecsSinceEpoch(time_ns / ns_per_ms).toString(QStringLiteral("yyyy-MM-dd HH:mm:ss.zzz t"));
}

QString keyText(std::string_view key)
{
    return toQString(key).replace(QChar(0x1F), QStringLiteral(" · "));
}

QString severityText(Severity severity)
{
    switch (severity) {
    case Severity::Info: return LiveText::tr("Info");
    case Severity::Warning: return LiveText::tr("Warning");
    case Severity::Critical: return LiveText::tr("Critical");
    }
    return {};
}

QString stateText(AlertState state)
{
    switch (state) {
    case AlertState::Normal: return LiveText::tr("Normal");
    case AlertState::Pending: return LiveText::tr("Pending");
    case AlertState::Firing: return LiveText::tr("Firing");
    case AlertState::Recovering: return LiveText::tr("Recovering");
    case AlertState::Resolved: return LiveText::tr("Resolved");
    }
    return {};
}

QString stateText(SourceState state)
{
    switch (state) {
    case SourceState::Connecting: return LiveText::tr("Connecting");
    case SourceState::Snapshotting: return LiveText::tr("Reading snapshot");
    case SourceState::Streaming: return LiveText::tr("Streaming");
    case SourceState::Waiting: return LiveText::tr("Waiting to retry");
    case SourceState::Stopped: return LiveText::tr("Stopped");
    case SourceState::Finished: return LiveText::tr("Finished");
    case SourceState::Failed: return LiveText::tr("Failed");
    }
    return {};
}

} // namespace streamgauge
