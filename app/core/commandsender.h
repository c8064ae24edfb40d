// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/alerts/noticesender.h"

#include <memory>
#include <string>
#include <vector>

namespace streamgauge {

/// Receivers of kind "command": a program runs for each notice, without a shell. It gets the notice as JSON on its
/// standard input and the most important of it in STREAMGAUGE_* variables; what it writes is kept, up to 4 KB.
/// Exit status 0 is success, 75 (EX_TEMPFAIL of sysexits.h) asks for another try, all else is final.
class CommandSenderFactory final : public NoticeSenderFactory
{
public:
    static constexpr std::size_t most_output_bytes = 4'096;

    [[nodiscard]] std::string_view kind() const override { return "command"; }
    [[nodiscard]] std::string_view title() const override { return "Command"; }
    [[nodiscard]] const std::vector<SettingField> &fields() const override;
    [[nodiscard]] Result<std::unique_ptr<NoticeSender>> create(const Settings &settings) const override;
};

/// Splits as a shell does with blanks, 'single' and "double" quotes and backslashes, and does nothing else of a shell.
/// Error Input: an open quote.
[[nodiscard]] Result<std::vector<std::string>> splitCommand(const std::string &text);

} // namespace streamgauge
