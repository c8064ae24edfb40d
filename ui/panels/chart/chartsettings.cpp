// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/chart/chartsettings.h"

#include "ui/panels/chart/viewrange.h"

#include <QJsonArray>

#include <algorithm>

namespace streamgauge {

namespace {

constexpr std::size_t most_fields = 64;

QJsonArray rangeJson(const AxisRange &range)
{
    return { range.minimum, range.maximum };
}

std::optional<AxisRange> rangeFrom(const QJsonValue &json)
{
    const QJsonArray ends = json.toArray();
    if (ends.size() != 2 || !ends[0].isDouble() || !ends[1].isDouble() || !(ends[0].toDouble() < ends[1].toDouble()))
        return std::nullopt;
    return AxisRange { ends[0].toDouble(), ends[1].toDouble() };
}

std::optional<ChartField> fieldFrom(const QJsonObject &json)
{
    ChartField field;
    field.stream = json[u"stream"].toString().toStdString();
    field.field = json[u"field"].toString().toStdString();
    if (field.stream.empty() || field.field.empty())
        return std::nullopt;
    if (json[u"key"].isString())
        field.key = json[u"key"].toString().toStdString();
    field.axis = json[u"axis"].toString() == QStringLiteral("right") ? ChartAxis::Right : ChartAxis::Left;
    field.hidden = json[u"hidden"].toBool();
    return field;
}

} // namespace

QJsonObject toJson(const ChartSettings &settings)
{
    QJsonArray fields;
    for (const ChartField &field : settings.fields) {
        QJsonObject json { { QStringLiteral("stream"), QString::fromStdString(field.stream) },
                           { QStringLiteral("field"), QString::fromStdString(field.field) } };
        if (field.key)
            json[u"key"] = QString::fromStdString(*field.key);
        if (field.axis == ChartAxis::Right)
            json[u"axis"] = QStringLiteral("right");
        if (field.hidden)
            json[u"hidden"] = true;
        fields.append(json);
    }
    QJsonObject json { { QStringLiteral("fields"), fields },
                       { QStringLiteral("span_s"), static_cast<double>(settings.span_ns) / ns_per_s },
                       { QStringLiteral("max_keys"), static_cast<int>(settings.max_keys) },
                       { QStringLiteral("log_left"), settings.log_left },
                       { QStringLiteral("log_right"), settings.log_right },
                       { QStringLiteral("legend"), settings.legend },
                       { QStringLiteral("thresholds"), settings.thresholds } };
    if (settings.left_range)
        json[u"left_range"] = rangeJson(*settings.left_range);
    if (settings.right_range)
        json[u"right_range"] = rangeJson(*settings.right_range);
    return json;
}

ChartSettings chartSettingsFrom(const QJsonObject &json)
{
    ChartSettings settings;
    for (const auto &value : json[u"fields"].toArray()) {
        auto field = fieldFrom(value.toObject());
        if (field && settings.fields.size() < most_fields)
            settings.fields.push_back(std::move(*field));
    }
    const double longest_s = static_cast<double>(ViewRange::longest_ns) / ns_per_s;
    const double span_s = json[u"span_s"].toDouble(60);
    if (span_s > 0 && span_s <= longest_s)
        settings.span_ns = std::max(ViewRange::shortest_ns, static_cast<DurationNs>(span_s * ns_per_s));
    settings.max_keys = static_cast<std::size_t>(std::clamp(json[u"max_keys"].toInt(12), 1, 64));
    settings.log_left = json[u"log_left"].toBool();
    settings.log_right = json[u"log_right"].toBool();
    settings.legend = json[u"legend"].toBool(true);
    settings.thresholds = json[u"thresholds"].toBool(true);
    settings.left_range = rangeFrom(json[u"left_range"]);
    settings.right_range = rangeFrom(json[u"right_range"]);
    return settings;
}

} // namespace streamgauge
