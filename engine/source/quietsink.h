// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/source/connector.h"

namespace streamgauge {

/// Takes everything and keeps nothing: the base of sinks that look at a part of what a connector hands over.
class QuietSink : public EventSink
{
public:
    bool push(BatchPtr) override { return true; }
    void checkpoint(std::string) override { }
    void alive() override { }
    void advanceTime(TimeNs) override { }
    void report(Problem) override { }
    void progress(std::string, std::uint64_t, std::uint64_t) override { }
    void gap(TimeNs, TimeNs, std::string) override { }
    void countLate(std::uint64_t) override { }
    void countDuplicates(std::uint64_t) override { }
    void countDropped(std::uint64_t) override { }
};

} // namespace streamgauge
