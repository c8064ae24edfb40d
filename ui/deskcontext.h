// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugins/api/panel.h"
#include "ui/deskservices.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

namespace streamgauge {

/// What all windows of a desk share. Both outlive the windows.
struct DeskContext {
    DeskServices *services = nullptr;
    Theme *theme = nullptr;
    TimeLink *time_link = nullptr; ///< of the dashboard; nullptr outside of one

    [[nodiscard]] const Palette &palette() const { return theme->palette(); }
    [[nodiscard]] QIcon icon(const QString &name) const { return themedIcon(name, theme->palette()); }
    [[nodiscard]] PanelContext panelContext() const
    {
        return { &services->feed(), [theme = theme]() -> const Palette & { return theme->palette(); }, time_link };
    }
    /// Streams of the sources there are; those of removed sources stay in the stores but are no longer offered.
    [[nodiscard]] std::vector<StreamStatus> streams() const
    {
        std::vector<StreamStatus> shown;
        const SnapshotPtr snapshot = services->feed().latest();
        if (!snapshot)
            return shown;
        for (const StreamStatus &stream : snapshot->streams) {
            for (const SourceStatus &source : snapshot->sources) {
                if (source.name == stream.source)
                    shown.push_back(stream);
            }
        }
        return shown;
    }
    /// nullptr while the stream is unknown.
    [[nodiscard]] SchemaPtr schema(const QString &stream) const
    {
        const SnapshotPtr snapshot = services->feed().latest();
        if (!snapshot)
            return nullptr;
        for (const StreamStatus &status : snapshot->streams) {
            if (QString::fromStdString(status.schema->stream) == stream)
                return status.schema;
        }
        return nullptr;
    }
};

} // namespace streamgauge
