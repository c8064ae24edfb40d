// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cel/celregex.h"

#include <re2/re2.h>

namespace streamgauge {

namespace {

constexpr std::size_t most_pattern_bytes = 4'096;

re2::RE2::Options options()
{
    re2::RE2::Options result;
    result.set_log_errors(false);
    result.set_max_mem(2LL << 20);
    return result;
}

} // namespace

CelRegex::CelRegex(std::string_view pattern)
    : regex_(pattern.size() > most_pattern_bytes
                 ? nullptr
                 : std::make_unique<re2::RE2>(re2::StringPiece(pattern.data(), pattern.size()), options()))
{
}

CelRegex::CelRegex(CelRegex &&) noexcept = default;
CelRegex::~CelRegex() = default;

std::string CelRegex::fault() const
{
    if (!regex_)
        return "the pattern is longer than " + std::to_string(most_pattern_bytes) + " bytes";
    return regex_->ok() ? std::string() : regex_->error();
}

bool CelRegex::matches(std::string_view text) const
{
    return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *regex_);
}

} // namespace streamgauge
