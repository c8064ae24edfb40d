// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMimeData>
#include <QString>

#include <optional>

namespace streamgauge {

/// A stream's field as it is dragged from the source tree onto a panel.
struct FieldReference {
    QString stream;
    QString field;
    QString key; ///< empty: all keys
    friend bool operator==(const FieldReference &, const FieldReference &) = default;
};

inline constexpr char field_mime_type[] = "application/x-streamgauge-field";

/// The caller owns the result.
[[nodiscard]] QMimeData *toMimeData(const FieldReference &reference);
/// nullopt when it carries no field, or a malformed one.
[[nodiscard]] std::optional<FieldReference> fieldFromMimeData(const QMimeData *data);

} // namespace streamgauge
