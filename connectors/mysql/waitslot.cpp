// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/waitslot.h"

#include <cerrno>
#include <cstdint>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

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
}

WaitSlot::~WaitSlot()
{
    if (wake_descriptor_ >= 0)
        close(wake_descriptor_);
}

int WaitSlot::wait(int descriptor, char for_reading, int timeout_ms)
{
    if (current_slot != nullptr)
        return current_slot->waitFor(descriptor, for_reading != 0, timeout_ms);
    pollfd waiting { descriptor, static_cast<short>(for_reading != 0 ? POLLIN : POLLOUT), 0 };
    return pollRetrying(&waiting, 1, timeout_ms > 0 ? timeout_ms : -1);
}

int WaitSlot::waitFor(int descriptor, bool for_reading, int timeout_ms)
{
    pollfd waiting[2] = { { descriptor, static_cast<short>(for_reading ? POLLIN : POLLOUT), 0 },
                          { wake_descriptor_, POLLIN, 0 } };
    // Most reads at a high rate find their bytes there, and need neither the hand-over nor the wake-up.
    if (!stop_.stop_requested() && pollRetrying(waiting, 1, 0) > 0)
        return 1;
    if (before_waiting_ != nullptr && *before_waiting_ && !(*before_waiting_)()) {
        refused_ = true;
        return 0;
    }
    const std::stop_callback wake(stop_, [this] {
        const std::uint64_t one = 1;
        [[maybe_unused]] const auto written = write(wake_descriptor_, &one, sizeof one);
    });
    const int ready = pollRetrying(waiting, 2, timeout_ms > 0 ? timeout_ms : -1);
    timed_out_ = ready == 0;
    if (stop_.stop_requested())
        return 0;
    return ready > 0 ? 1 : ready;
}

WaitSlot::Scope::Scope(WaitSlot &slot, const std::function<bool()> *before_waiting)
    : previous_(current_slot)
{
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
