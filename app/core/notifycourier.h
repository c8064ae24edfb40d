// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/core/alertstore.h"
#include "engine/alerts/noticesender.h"
#include "engine/source/backoff.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace streamgauge {

struct CourierLimits {
    DurationNs first_wait_ns = ns_per_s;
    DurationNs most_wait_ns = 300 * ns_per_s;
    DurationNs give_up_ns = 24LL * 3'600 * ns_per_s; ///< age of a notice
    std::size_t most_waiting = 1'000;                ///< then the oldest are dropped
};

/// Brings one receiver its notices, one after the other, on a thread of its own: tries again with growing waits (full
/// jitter) after a Transient error or when the sender cannot be made, gives up after any other. Thread-safe.
class NotifyCourier
{
public:
    using MakeSender = std::function<Result<std::unique_ptr<NoticeSender>>()>;
    using Record = std::function<void(const SentEntry &)>;

    /// `make` and `record` are called on the courier's thread, `record` for drops also on that of put(); `clock` outlives
    /// this.
    NotifyCourier(std::string receiver, MakeSender make, Record record, const Clock &clock, CourierLimits limits = {});
    ~NotifyCourier();
    NotifyCourier(const NotifyCourier &) = delete;
    NotifyCourier &operator=(const NotifyCourier &) = delete;

    void put(Outgoing outgoing);
    [[nodiscard]] std::size_t waiting() const;

private:
    void work(const std::stop_token &stop);
    [[nodiscard]] Result<std::string> tryOnce(const Notice &notice, const std::stop_token &stop);
    [[nodiscard]] SentEntry entryOf(const Outgoing &outgoing, SentOutcome outcome, std::string detail) const;

    const std::string receiver_;
    const MakeSender make_;
    const Record record_;
    const Clock &clock_;
    const CourierLimits limits_;
    mutable std::mutex mutex_;
    std::condition_variable_any changed_;
    std::deque<Outgoing> queue_;
    std::unique_ptr<NoticeSender> sender_; ///< the courier's thread alone
    std::jthread thread_;
};

} // namespace streamgauge
