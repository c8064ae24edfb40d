// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/alerts/alertdesk.h"
#include "engine/alerts/notice.h"
#include "engine/base/result.h"

#include <string>

namespace streamgauge {

/// The JSON forms of alerts and notices, as web hooks and commands get them and as they are remembered. Times are
/// "2026-11-20T21:05:03.125000000Z" or null; text that is no UTF-8 is sent with replacement characters. Readers of our own
/// files: Error Input when the text is not what the writer made.
[[nodiscard]] std::string alertJson(const Alert &alert);
[[nodiscard]] Result<Alert> alertFromJson(const std::string &text);
[[nodiscard]] std::string noticeJson(const Notice &notice);
[[nodiscard]] Result<Notice> noticeFromJson(const std::string &text);
[[nodiscard]] std::string silenceJson(const Silence &silence);
[[nodiscard]] Result<Silence> silenceFromJson(const std::string &text);
[[nodiscard]] std::string shelfJson(const Shelf &shelf);
[[nodiscard]] Result<Shelf> shelfFromJson(const std::string &text);
[[nodiscard]] std::string groupLogJson(const GroupLog &log);
[[nodiscard]] Result<GroupLog> groupLogFromJson(const std::string &text);
/// {"name": "value"}
[[nodiscard]] std::string textMapJson(const std::map<std::string, std::string> &map);

} // namespace streamgauge
