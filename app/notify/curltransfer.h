// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/base/result.h"
#include "engine/source/connector.h"

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace streamgauge {

/// One exchange with a server by libcurl: certificates are checked, nothing is followed, no proxy password is asked for.
struct Transfer {
    std::string url;                  ///< http, https, smtp or smtps
    std::vector<std::string> headers; ///< HTTP only: "Name: value"
    std::string body;                 ///< of the POST, or the message
    std::string user;
    std::string password;
    std::string mail_from; ///< SMTP only
    std::vector<std::string> mail_to;
    bool need_tls = false; ///< SMTP: STARTTLS or nothing
    std::string ca_file;   ///< PEM; empty: the system's
    DurationNs limit_ns = 20 * ns_per_s;
};

struct TransferEnd {
    long status = 0;  ///< of HTTP or SMTP
    std::string text; ///< what came back, at most 4 KB
};

/// Blocks. An answer of any status is a success here. Errors: Transient (network, time), Configuration (address,
/// certificate, login), Cancelled.
[[nodiscard]] Result<TransferEnd> runTransfer(const Transfer &transfer, const std::stop_token &stop);

/// The setting "ca_file" of a receiver, which becomes Transfer::ca_file.
[[nodiscard]] SettingField certificateField();
/// The setting's text; `fallback` where it is missing or empty.
[[nodiscard]] std::string setting(const Settings &settings, const char *name, const char *fallback = "");

} // namespace streamgauge
