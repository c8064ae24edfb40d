// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/alerts/noticesender.h"

#include <string>

namespace streamgauge {

/// Receivers of kind "webhook": the notice's JSON by HTTP POST. Headers: Idempotency-Key, the same in every retry; and,
/// with a signing key, X-Streamgauge-Signature "t=SECONDS,sha256=HEX", the HMAC-SHA256 (RFC 2104) of "SECONDS.BODY".
class WebHookSenderFactory final : public NoticeSenderFactory
{
public:
    [[nodiscard]] std::string_view kind() const override { return "webhook"; }
    [[nodiscard]] std::string_view title() const override { return "Web hook"; }
    [[nodiscard]] const std::vector<SettingField> &fields() const override;
    [[nodiscard]] Result<std::unique_ptr<NoticeSender>> create(const Settings &settings) const override;
};

/// HMAC-SHA256 in hexadecimal digits.
[[nodiscard]] std::string hmacSha256(const std::string &key, const std::string &text);

} // namespace streamgauge
