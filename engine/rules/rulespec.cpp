// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/rulespec.h"

namespace streamgauge {

std::string_view name(Severity severity)
{
    switch (severity) {
    case Severity::Info: return "info";
    case Severity::Warning: return "warning";
    case Severity::Critical: return "critical";
    }
    return "unknown";
}

std::string_view name(NoDataPolicy policy)
{
    switch (policy) {
    case NoDataPolicy::Keep: return "keep";
    case NoDataPolicy::Ok: return "ok";
    case NoDataPolicy::Alert: return "alert";
    case NoDataPolicy::NoData: return "nodata";
    }
    return "unknown";
}

} // namespace streamgauge
