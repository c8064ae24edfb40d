// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/vitals/vitallimits.h"

#include <QJsonArray>

namespace streamgauge {

namespace {

constexpr std::array<QLatin1StringView, vital_count> names { QLatin1StringView("heart_rate"), QLatin1StringView("spo2"),
                                                             QLatin1StringView("resp_rate"), QLatin1StringView("sbp"),
                                                             QLatin1StringView("temp_c") };

QJsonValue toValue(const std::optional<double> &limit)
{
    return limit ? QJsonValue(*limit) : QJsonValue(QJsonValue::Null);
}

bool isLimit(const QJsonValue &value)
{
    return value.isDouble() || value.isNull();
}

std::optional<double> fromValue(const QJsonValue &value)
{
    return value.isDouble() ? std::optional(value.toDouble()) : std::nullopt;
}

} // namespace

QJsonObject VitalLimits::toJson() const
{
    QJsonObject json;
    for (std::size_t i = 0; i < vital_count; ++i)
        json[names[i]] = QJsonArray { toValue(limits[i].low), toValue(limits[i].high) };
    return json;
}

VitalLimits VitalLimits::fromJson(const QJsonObject &json)
{
    VitalLimits read;
    for (std::size_t i = 0; i < vital_count; ++i) {
        const QJsonArray pair = json[names[i]].toArray();
        if (pair.size() != 2 || !isLimit(pair[0]) || !isLimit(pair[1]))
            continue;
        const Limits limits { fromValue(pair[0]), fromValue(pair[1]) };
        if (!limits.low || !limits.high || *limits.low <= *limits.high)
            read.limits[i] = limits;
    }
    return read;
}

} // namespace streamgauge
