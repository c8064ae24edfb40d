// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"

#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>

namespace streamgauge {

/// Takes over the client library's waiting on a socket, so that a stop request ends it at once and so that its
/// user learns when the bytes at hand are used up. The library's hook carries no argument of its own: while a Scope
/// lives on a thread, all waits of that thread go through its slot. Where the library waits without the hook (a TLS
/// handshake), a stop request ends it by shutting the socket down.
class WaitSlot
{
public:
    explicit WaitSlot(std::stop_token stop);
    ~WaitSlot();
    WaitSlot(const WaitSlot &) = delete;
    WaitSlot &operator=(const WaitSlot &) = delete;

    /// The function to give to the library. 1 ready, 0 timed out or stopped. The library's own time-out is not
    /// looked at, because some of its callers give seconds for milliseconds.
    static int wait(int descriptor, char for_reading, int timeout_ms);

    /// The slot of this thread's scope; nullptr outside of one.
    [[nodiscard]] static WaitSlot *current();
    [[nodiscard]] const std::stop_token &stop() const { return stop_; }
    /// The library has closed its socket, if any, and begins anew with another.
    void dropSocket();

    [[nodiscard]] bool stopped() const { return refused_ || stop_.stop_requested(); }
    [[nodiscard]] bool timedOut() const { return timed_out_; }

    class Scope
    {
    public:
        /// Each wait takes at most `timeout_ns`. `before_waiting` may be nullptr and must outlive the scope.
        Scope(WaitSlot &slot, DurationNs timeout_ns, const std::function<bool()> *before_waiting = nullptr);
        ~Scope();
        Scope(const Scope &) = delete;
        Scope &operator=(const Scope &) = delete;

    private:
        WaitSlot *previous_;
    };

private:
    [[nodiscard]] int waitFor(int descriptor, bool for_reading);
    void adopt(int descriptor);
    void wake();

    std::stop_token stop_;
    int wake_descriptor_ = -1;
    std::mutex socket_mutex_;
    /// A descriptor of our own for the library's socket: closing its one cannot make us hit a stranger's.
    int socket_ = -1;
    int timeout_ms_ = 0;
    const std::function<bool()> *before_waiting_ = nullptr;
    bool refused_ = false;
    bool timed_out_ = false;
    std::optional<std::stop_callback<std::function<void()>>> on_stop_;
};

} // namespace streamgauge
