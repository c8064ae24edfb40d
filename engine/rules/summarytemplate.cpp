// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/summarytemplate.h"

namespace streamgauge {

namespace {

std::string_view trimmed(std::string_view text)
{
    const std::size_t begin = text.find_first_not_of(' ');
    return begin == std::string_view::npos ? std::string_view() : text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

} // namespace

SummaryTemplate::SummaryTemplate(std::string_view text)
{
    while (!text.empty()) {
        const std::size_t open = text.find("{{");
        const std::size_t close = open == std::string_view::npos ? open : text.find("}}", open + 2);
        if (close == std::string_view::npos) {
            parts_.push_back({ std::string(text), false });
            return;
        }
        if (open > 0)
            parts_.push_back({ std::string(text.substr(0, open)), false });
        parts_.push_back({ std::string(trimmed(text.substr(open + 2, close - open - 2))), true });
        text.remove_prefix(close + 2);
    }
}

} // namespace streamgauge
