// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace streamgauge {

/// A rule's sentence with places for values: "SpO2 {{low}} of {{key}} on {{event.ward}}". What stands between the
/// braces is a name; spaces around it do not count. Braces without an end are text. Immutable; any thread.
class SummaryTemplate
{
public:
    SummaryTemplate() = default;
    explicit SummaryTemplate(std::string_view text);

    struct Part {
        std::string text;
        bool is_name = false;
        friend bool operator==(const Part &, const Part &) = default;
    };
    [[nodiscard]] const std::vector<Part> &parts() const { return parts_; }
    [[nodiscard]] bool empty() const { return parts_.empty(); }
    /// Appends the sentence; `value(out, name)` appends a name's value.
    template <typename Value> void fill(std::string &out, const Value &value) const
    {
        for (const Part &part : parts_) {
            if (part.is_name)
                value(out, std::string_view(part.text));
            else
                out += part.text;
        }
    }

private:
    std::vector<Part> parts_;
};

} // namespace streamgauge
