// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fieldmime.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace streamgauge {

QMimeData *toMimeData(const FieldReference &reference)
{
    const QJsonObject object { { QStringLiteral("stream"), reference.stream },
                               { QStringLiteral("field"), reference.field },
                               { QStringLiteral("key"), reference.key } };
    auto *data = new QMimeData;
    data->setData(QString::fromLatin1(field_mime_type), QJsonDocument(object).toJson(QJsonDocument::Compact));
    data->setText(reference.stream + QLatin1Char('.') + reference.field);
    return data;
}

std::optional<FieldReference> fieldFromMimeData(const QMimeData *data)
{
    if (data == nullptr || !data->hasFormat(QString::fromLatin1(field_mime_type)))
        return std::nullopt;
    const QJsonObject object = QJsonDocument::fromJson(data->data(QString::fromLatin1(field_mime_type))).object();
    FieldReference reference { object.value(QStringLiteral("stream")).toString(),
                               object.value(QStringLiteral("field")).toString(),
                               object.value(QStringLiteral("key")).toString() };
    if (reference.stream.isEmpty() || reference.field.isEmpty())
        return std::nullopt;
    return reference;
}

} // namespace streamgauge
