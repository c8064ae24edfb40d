// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/notifycourier.h"

#include "app/core/noticejson.h"

namespace streamgauge {

NotifyCourier::NotifyCourier(std::string receiver, MakeSender make, Record record, const Clock &clock, CourierLimits limits)
    : receiver_(std::move(receiver))
    , make_(std::move(make))
    , record_(std::move(record))
    , clock_(clock)
    , limits_(limits)
    , thread_([this](const std::stop_token &stop) { work(stop); })
{
}

NotifyCourier::~NotifyCourier()
{
    thread_.request_stop();
    thread_.join();
}

SentEntry NotifyCourier::entryOf(const Outgoing &outgoing, SentOutcome outcome, std::string detail) const
{
    return { receiver_,
             outgoing.notice.id,
             outgoing.notice.title(),
             std::string(name(outgoing.notice.reason)),
             outgoing.notice.time_ns,
             clock_.now(),
             outgoing.attempts,
             outcome,
             std::move(detail) };
}

void NotifyCourier::put(Outgoing outgoing)
{
    std::optional<Outgoing> dropped;
    {
        const std::scoped_lock lock(mutex_);
        // The first may be on its way.
        if (queue_.size() >= limits_.most_waiting && queue_.size() > 1) {
            dropped = std::move(queue_[1]);
            queue_.erase(queue_.begin() + 1);
        }
        queue_.push_back(std::move(outgoing));
    }
    changed_.notify_one();
    if (dropped)
        record_(entryOf(*dropped, SentOutcome::Dropped,
                        "more than " + std::to_string(limits_.most_waiting) + " notices waited"));
}

std::size_t NotifyCourier::waiting() const
{
    const std::scoped_lock lock(mutex_);
    return queue_.size();
}

Result<std::string> NotifyCourier::tryOnce(const Notice &notice, const std::stop_token &stop)
{
    if (!sender_) {
        auto made = make_();
        if (!made) {
            // A secret may be set and a keychain be unlocked later.
            Error error = made.error();
            error.kind = ErrorKind::Transient;
            return error;
        }
        sender_ = std::move(made.value());
    }
    return sender_->send(notice, noticeJson(notice), stop);
}

void NotifyCourier::work(const std::stop_token &stop)
{
    Backoff backoff(limits_.first_wait_ns, limits_.most_wait_ns, std::hash<std::string>()(receiver_));
    std::unique_lock lock(mutex_);
    while (changed_.wait(lock, stop, [this] { return !queue_.empty(); })) {
        Outgoing outgoing = queue_.front();
        lock.unlock();
        const Result<std::string> said = tryOnce(outgoing.notice, stop);
        if (stop.stop_requested() && !said)
            return;
        ++outgoing.attempts;
        const bool again = !said && said.error().kind == ErrorKind::Transient
            && clock_.now() - outgoing.notice.time_ns < limits_.give_up_ns;
        if (said)
            record_(entryOf(outgoing, SentOutcome::Sent, *said));
        else
            record_(entryOf(outgoing, again ? SentOutcome::Retried : SentOutcome::GivenUp, said.error().text()));
        lock.lock();
        if (!again) {
            queue_.pop_front();
            backoff.reset();
            continue;
        }
        queue_.front().attempts = outgoing.attempts;
        changed_.wait_for(lock, stop, std::chrono::nanoseconds(backoff.next()), [] { return false; });
    }
}

} // namespace streamgauge
