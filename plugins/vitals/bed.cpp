// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/vitals/bed.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>

namespace streamgauge {

namespace {

struct BedText {
    Q_DECLARE_TR_FUNCTIONS(streamgauge::Bed)
};

QString named(const QString &name, const std::optional<double> &value, int decimals, const char *unit)
{
    const QString number = value ? QString::number(*value, 'f', decimals) + QLatin1Char(' ') + QString::fromUtf8(unit)
                                 : BedText::tr("no value");
    return name + QLatin1Char(' ') + number;
}

/// The digits that start there.
QString digitsAt(const QString &text, qsizetype at)
{
    qsizetype end = at;
    while (end < text.size() && text[end] >= u'0' && text[end] <= u'9')
        ++end;
    return text.mid(at, end - at);
}

QString trendWord(Trend trend)
{
    switch (trend) {
    case Trend::Rising: return BedText::tr("rising");
    case Trend::Falling: return BedText::tr("falling");
    case Trend::Steady: return BedText::tr("steady");
    case Trend::Unknown: break;
    }
    return {};
}

} // namespace

QString bandWord(News2Band band)
{
    switch (band) {
    case News2Band::Zero:
    case News2Band::Low: return BedText::tr("Low");
    case News2Band::SingleThree: return BedText::tr("Low–medium");
    case News2Band::Medium: return BedText::tr("Medium");
    case News2Band::High: break;
    }
    return BedText::tr("High");
}

QString scoreText(const News2 &score)
{
    if (score.complete())
        return QString::number(score.knownSum());
    return score.knownSum() > 0 ? QStringLiteral("≥%1").arg(score.knownSum()) : QStringLiteral("---");
}

QString ageText(DurationNs age_ns)
{
    const qint64 seconds = std::max<qint64>(age_ns / ns_per_s, 0);
    if (seconds < 100)
        return BedText::tr("%1 s").arg(seconds);
    if (seconds < 6'000)
        return BedText::tr("%1 min").arg(seconds / 60);
    return BedText::tr("%1 h").arg(seconds / 3'600);
}

bool isNameBefore(const QString &a, const QString &b)
{
    qsizetype at_a = 0;
    qsizetype at_b = 0;
    while (at_a < a.size() && at_b < b.size()) {
        const QString number_a = digitsAt(a, at_a);
        const QString number_b = digitsAt(b, at_b);
        const bool numbers = !number_a.isEmpty() && !number_b.isEmpty();
        if (numbers && number_a.size() != number_b.size())
            return number_a.size() < number_b.size();
        if (numbers && number_a != number_b)
            return number_a < number_b;
        if (!numbers && a[at_a] != b[at_b])
            return a[at_a] < b[at_b];
        at_a += numbers ? number_a.size() : 1;
        at_b += numbers ? number_b.size() : 1;
    }
    return a.size() - at_a < b.size() - at_b;
}

QString bedSentence(const Bed &bed)
{
    const Observations &seen = bed.reading.observations;
    QStringList parts;
    parts << bed.name + QStringLiteral(": NEWS2 ") + scoreText(bed.score);
    if (bed.score.complete())
        parts << BedText::tr("risk %1").arg(bandWord(bed.score.band()));
    else
        parts << BedText::tr("incomplete");
    if (bed.trend != Trend::Unknown)
        parts << trendWord(bed.trend);
    if (bed.score.singleThree())
        parts << BedText::tr("one parameter scores 3");
    parts << named(BedText::tr("heart rate"), seen.pulse, 0, "/min") << named(BedText::tr("SpO2"), seen.spo2, 0, "%")
          << named(BedText::tr("respiration"), seen.resp_rate, 0, "/min")
          << named(BedText::tr("systolic pressure"), seen.systolic_bp, 0, "mmHg")
          << named(BedText::tr("temperature"), seen.temperature, 1, "°C");
    if (seen.on_oxygen.value_or(false))
        parts << BedText::tr("on oxygen");
    if (bed.stale)
        parts << BedText::tr("no news for %1").arg(ageText(bed.age_ns));
    return parts.join(QStringLiteral(", "));
}

} // namespace streamgauge
