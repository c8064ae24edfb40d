// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <stop_token>

namespace streamgauge {

/// Takes over the client library's waiting on a socket, so that a stop request ends it at once and so that its
/// user learns when the bytes at hand are used up. The library's hook carries no argument of its own: while a Scope
/// lives on a thread, all waits of that thread go through its slot.
class WaitSlot
{
public:
    explicit WaitSlot(std::stop_token stop);
    ~WaitSlot();
    WaitSlot(const WaitSlot &) = delete;
    WaitSlot &operator=(const WaitSlot &) = delete;

    /// The function to give to the library: waits up to `timeout_ms` (0: for ever) until `descriptor` is ready.
    /// 1 ready, 0 timed out or stopped.
    static int wait(int descriptor, char for_reading, int timeout_ms);

    [[nodiscard]] bool stopped() const { return refused_ || stop_.stop_requested(); }
    [[nodiscard]] bool timedOut() const { return timed_out_; }

    class Scope
    {
    public:
        /// `before_waiting` may be empty and must outlive the scope.
        Scope(WaitSlot &slot, const std::function<bool()> *before_waiting);
        ~Scope();
        Scope(const Scope &) = delete;
        Scope &operator=(const Scope &) = delete;

    private:
        WaitSlot *previous_;
    };

private:
    [[nodiscard]] int waitFor(int descriptor, bool for_reading, int timeout_ms);

    std::stop_token stop_;
    int wake_descriptor_ = -1;
    const std::function<bool()> *before_waiting_ = nullptr;
    bool refused_ = false;
    bool timed_out_ = false;
};

} // namespace streamgauge
