// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/schema.h"
#include "models/fieldmime.h"
#include "models/workspace.h"

namespace streamgauge {

/// The panel that suits a field dropped on empty ground: a chart of a number, else a table of its stream.
[[nodiscard]] PanelEntry panelForField(const FieldReference &reference, const SchemaPtr &schema);
[[nodiscard]] PanelEntry chartOf(const FieldReference &reference);
[[nodiscard]] PanelEntry tableOf(const QString &stream);
/// Whether a panel's settings name that stream and field.
[[nodiscard]] bool showsField(const PanelEntry &entry, const QString &stream, const QString &field);

} // namespace streamgauge
