// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace re2 {
class RE2;
}

namespace streamgauge {

/// A compiled regular expression in RE2's syntax; matching takes time linear in the text. Any thread.
class CelRegex
{
public:
    explicit CelRegex(std::string_view pattern);
    CelRegex(CelRegex &&) noexcept;
    ~CelRegex();

    /// What is wrong with the pattern; empty when nothing is.
    [[nodiscard]] std::string fault() const;
    /// Anywhere in the text. Precondition: no fault.
    [[nodiscard]] bool matches(std::string_view text) const;

private:
    std::unique_ptr<re2::RE2> regex_;
};

} // namespace streamgauge
