// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/run/engine.h"

#include <optional>
#include <string_view>

namespace streamgauge {

/// The names in a .sgw file, for its reader and its writer.
namespace workspace_keys {
inline constexpr const char *format = "format";
inline constexpr const char *format_name = "streamgauge-workspace";
inline constexpr const char *version = "version";
inline constexpr const char *name = "name";
inline constexpr const char *sources = "sources";
inline constexpr const char *rules = "rules";
inline constexpr const char *notifications = "notifications";
inline constexpr const char *dashboards = "dashboards";
inline constexpr const char *kind = "kind";
inline constexpr const char *settings = "settings";
inline constexpr const char *snapshot = "snapshot";
inline constexpr const char *on_gap = "on_gap";
inline constexpr const char *panels = "panels";
inline constexpr const char *title = "title";
inline constexpr const char *column = "column";
inline constexpr const char *row = "row";
inline constexpr const char *width = "width";
inline constexpr const char *height = "height";
inline constexpr const char *tests = "tests";
inline constexpr const char *paused_rules = "paused_rules";
inline constexpr const char *lookups = "lookups";
inline constexpr const char *source = "source";
inline constexpr const char *table = "table";
inline constexpr const char *time_to_live = "time_to_live";
inline constexpr const char *most_bytes = "most_bytes";
inline constexpr const char *columns = "columns";
inline constexpr const char *models = "models";
inline constexpr const char *path = "path";
inline constexpr const char *rule = "rule";
inline constexpr const char *interval = "interval";
inline constexpr const char *input = "input";
inline constexpr const char *expected = "expected";
inline constexpr const char *stream = "stream";
inline constexpr const char *key = "key";
inline constexpr const char *field = "field";
inline constexpr const char *values = "values";
inline constexpr const char *at = "at";
inline constexpr const char *state = "state";
} // namespace workspace_keys

/// "snapshot", "skip", "stop".
[[nodiscard]] constexpr const char *gapPolicyName(GapPolicy policy)
{
    switch (policy) {
    case GapPolicy::Snapshot: return "snapshot";
    case GapPolicy::SkipAhead: return "skip";
    case GapPolicy::Stop: return "stop";
    }
    return "snapshot";
}

[[nodiscard]] constexpr std::optional<GapPolicy> gapPolicyFromName(std::string_view name)
{
    for (const GapPolicy policy : { GapPolicy::Snapshot, GapPolicy::SkipAhead, GapPolicy::Stop }) {
        if (name == gapPolicyName(policy))
            return policy;
    }
    return std::nullopt;
}

} // namespace streamgauge
