// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace streamgauge {

/// How a number is written that changes where it stands: as numberText() does, with as many decimals as any value before
/// it needed, so that 83.0 after 82.9 does not jump. One thread.
class SteadyNumber
{
public:
    void see(double value);
    [[nodiscard]] QString text(double value) const;

private:
    int decimals_ = 0;
};

} // namespace streamgauge
