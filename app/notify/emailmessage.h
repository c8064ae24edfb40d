// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/alerts/notice.h"

#include <string>
#include <vector>

namespace streamgauge {

/// The notice as a mail (RFC 5322, RFC 2045 and 2047): UTF-8 in base64, so that no text of an alert can become a header.
[[nodiscard]] std::string emailMessage(const Notice &notice, const std::string &from, const std::vector<std::string> &to);
/// The same as people read it.
[[nodiscard]] std::string noticeText(const Notice &notice);
[[nodiscard]] std::string base64(const std::string &bytes);
/// "a@b.example, c@d.example" taken apart; empty when one of them is no plain address.
[[nodiscard]] std::vector<std::string> addresses(const std::string &text);

} // namespace streamgauge
