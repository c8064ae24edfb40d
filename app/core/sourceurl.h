// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/result.h"
#include "engine/source/connector.h"
#include "models/workspace.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace streamgauge {

/// The short way to a source: "mysql://app@db:3306/shop?tables=orders&snapshot=off", "replay:day.csv?time=at",
/// "sim:vitals?rate=1000". A value; parts are kept decoded. Never holds a password.
struct SourceUrl {
    std::string scheme; ///< a connector's kind or alias, lower case
    std::string user;
    std::string host;                                            ///< IPv6 without brackets; empty for the form without "//"
    std::uint16_t port = 0;                                      ///< 0: not given
    std::string path;                                            ///< the database, the replayed file, the simulation's name
    std::vector<std::pair<std::string, std::string>> parameters; ///< in the order given, names unique
    friend bool operator==(const SourceUrl &, const SourceUrl &) = default;

    /// The form only; the scheme need not exist. The error's place is "column N".
    [[nodiscard]] static Result<SourceUrl> parse(std::string_view text);
    /// parse(text()) == *this.
    [[nodiscard]] std::string text() const;

    /// A source named after the URL. Fails on parameters the connector does not have (the remedy names those it has),
    /// values outside a field's choices, and secrets in clear.
    [[nodiscard]] Result<SourceEntry> entry(const ConnectorInfo &info) const;
    /// The way back; settings at their default are left out, secrets too.
    [[nodiscard]] static SourceUrl of(const SourceEntry &source, const ConnectorInfo &info);
};

/// The setting, of any kind of source, that names the column saying when each event was sent.
inline constexpr const char *sent_setting = "sent";

/// "name:" or "name://" with a name of at least two characters in front; a Windows drive is none.
[[nodiscard]] bool looksLikeSourceUrl(std::string_view text);

} // namespace streamgauge
