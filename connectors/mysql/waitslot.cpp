// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/waitslot.h"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <fcntl.h>
#include <limits>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace streamgauge {

namespace {

thread_local WaitSlot *current_slot = nullptr;

int pollRetrying(pollfd *descriptors, nfds_t count, int timeout_ms)
{
    int ready = 0;
    do {
        ready = poll(descriptors, count, timeout_ms);
    } while (ready < 0 && errno == EINTR);
    return ready;
}

} // namespace

WaitSlot::WaitSlot(std::stop_token stop)
    : stop_(std::move(stop))
    , wake_descriptor_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
{
    on_stop_.emplace(stop_, [this] { wake(); });
}

WaitSlot::~WaitSlot()
{
    // First: it waits for a call under way, which still needs the descriptors.
    on_stop_.reset();
    dropSocket();
    if (wake_descriptor_ >= 0)
        close(wake_descriptor_);
}

WaitSlot *WaitSlot::current()
{
    return current_slot;
}

void WaitSlot::dropSocket()
{
    const std::lock_guard lock(socket_mutex_);
    if (socket_ >= 0)
        close(std::exchange(socket_, -1));
    timed_out_ = false;
}

void WaitSlot::wake()
{
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = write(wake_descriptor_, &one, sizeof one);
    const std::lock_guard lock(socket_mutex_);
    if (socket_ >= 0)
        shutdown(socket_, SHUT_RDWR);
}

void WaitSlot::adopt(int descriptor)
{
    const std::lock_guard lock(socket_mutex_);
    if (socket_ < 0)
        socket_ = fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
}

int WaitSlot::wait(int descriptor, char for_reading, int timeout_ms)
{
    if (current_slot != nullptr)
        return current_slot->waitFor(descriptor, for_reading != 0);
    pollfd waiting { descriptor, static_cast<short>(for_reading != 0 ? POLLIN : POLLOUT), 0 };
    return pollRetrying(&waiting, 1, timeout_ms > 0 ? timeout_ms : -1);
}

int WaitSlot::waitFor(int descriptor, bool for_reading)
{
    if (socket_ < 0)
        adopt(descriptor);
    pollfd waiting[2] = { { descriptor, static_cast<short>(for_reading ? POLLIN : POLLOUT), 0 },
                          { wake_descriptor_, POLLIN, 0 } };
    if (!stop_.stop_requested() && pollRetrying(waiting, 1, 0) > 0)
        return 1;
    refused_ = refused_ || (before_waiting_ != nullptr && *before_waiting_ && !(*before_waiting_)());
    const int ready = stopped() ? 0 : pollRetrying(waiting, 2, timeout_ms_);
    if (ready > 0 && !stopped())
        return 1;
    timed_out_ = ready == 0 && !stopped();
    // Left over from the read that found nothing, EAGAIN would make the library try for ever.
    errno = ETIMEDOUT;
    return 0;
}

WaitSlot::Scope::Scope(WaitSlot &slot, DurationNs timeout_ns, const std::function<bool()> *before_waiting)
    : previous_(current_slot)
{
    slot.timeout_ms_ = static_cast<int>(std::min<DurationNs>(timeout_ns / ns_per_ms, std::numeric_limits<int>::max()));
    slot.before_waiting_ = before_waiting;
    slot.timed_out_ = false;
    current_slot = &slot;
}

WaitSlot::Scope::~Scope()
{
    current_slot->before_waiting_ = nullptr;
    current_slot = previous_;
}

} // namespace streamgauge
