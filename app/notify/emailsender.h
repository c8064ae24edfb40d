// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/alerts/noticesender.h"

namespace streamgauge {

/// Receivers of kind "email": SMTP over TLS. A password never goes over an unencrypted connection.
class EmailSenderFactory final : public NoticeSenderFactory
{
public:
    [[nodiscard]] std::string_view kind() const override { return "email"; }
    [[nodiscard]] std::string_view title() const override { return "E-mail"; }
    [[nodiscard]] const std::vector<SettingField> &fields() const override;
    [[nodiscard]] Result<std::unique_ptr<NoticeSender>> create(const Settings &settings) const override;
};

} // namespace streamgauge
