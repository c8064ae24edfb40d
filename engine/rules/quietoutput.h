// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/rules/ruleshard.h"

namespace streamgauge {

/// Takes what rules say and keeps nothing of it. One thread.
class QuietOutput final : public AlertOutput
{
public:
    void changed(const Alert &, AlertState) override { }
    [[nodiscard]] std::uint64_t nextEpisode() override { return ++episodes_; }

private:
    std::uint64_t episodes_ = 0;
};

} // namespace streamgauge
