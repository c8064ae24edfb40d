// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/result.h"

#include <string>
#include <string_view>

namespace streamgauge {

/// What the client library says about a failure.
struct ServerFault {
    unsigned code = 0; ///< server error (1045) or client error (2003)
    std::string sql_state;
    std::string text;
};

/// Turns a fault into an Error whose kind decides what happens next: Transient (network, restart, overload),
/// Configuration (settings, privileges, server variables), Gap (history is gone), Resource, or Unsupported.
/// `place` names the server and what was being done.
[[nodiscard]] Error serverError(const ServerFault &fault, std::string place);

/// Another client took over this connection's replication server id.
[[nodiscard]] bool isServerIdClash(const ServerFault &fault);

/// The binlog file being read ends in the middle of an event.
[[nodiscard]] bool isCutBinlog(const ServerFault &fault);

} // namespace streamgauge
