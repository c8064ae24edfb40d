// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dashboard/newpanel.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace streamgauge {

namespace {

std::string compact(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString();
}

} // namespace

PanelEntry chartOf(const FieldReference &reference)
{
    QJsonObject field { { QStringLiteral("stream"), reference.stream }, { QStringLiteral("field"), reference.field } };
    if (!reference.key.isEmpty())
        field.insert(QStringLiteral("key"), reference.key);
    PanelEntry entry;
    entry.kind = "chart";
    entry.width = 6;
    entry.height = 4;
    entry.settings_json = compact({ { QStringLiteral("fields"), QJsonArray { field } } });
    return entry;
}

PanelEntry tableOf(const QString &stream)
{
    PanelEntry entry;
    entry.kind = "table";
    entry.width = 6;
    entry.height = 4;
    entry.settings_json = compact({ { QStringLiteral("stream"), stream } });
    return entry;
}

PanelEntry panelForField(const FieldReference &reference, const SchemaPtr &schema)
{
    const auto column = schema ? schema->find(reference.field.toStdString()) : std::nullopt;
    const bool numeric = !schema || (column && isNumeric(schema->columns[*column].kind));
    return numeric ? chartOf(reference) : tableOf(reference.stream);
}

bool showsField(const PanelEntry &entry, const QString &stream, const QString &field)
{
    const QJsonObject settings = QJsonDocument::fromJson(QByteArray::fromStdString(entry.settings_json)).object();
    for (const auto &value : settings.value(QStringLiteral("fields")).toArray()) {
        const QJsonObject shown = value.toObject();
        if (shown.value(QStringLiteral("stream")).toString() == stream
            && shown.value(QStringLiteral("field")).toString() == field)
            return true;
    }
    return false;
}

} // namespace streamgauge
