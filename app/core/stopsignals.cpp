// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/stopsignals.h"

#include <atomic>
#include <ctime>
#include <thread>
#include <utility>

#include <pthread.h>

namespace streamgauge {

namespace {

constexpr DurationNs look_every_ns = 20 * ns_per_ms;

} // namespace

StopSignals::StopSignals()
{
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGINT);
    sigaddset(&signals_, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals_, &before_);
}

StopSignals::~StopSignals()
{
    release();
}

bool StopSignals::wait(DurationNs at_most_ns)
{
    const timespec time { static_cast<std::time_t>(at_most_ns / ns_per_s), static_cast<long>(at_most_ns % ns_per_s) };
    return sigtimedwait(&signals_, nullptr, &time) > 0;
}

bool StopSignals::waitFor(const std::function<void(std::stop_token)> &work)
{
    std::atomic<bool> done { false };
    std::jthread thread([&](std::stop_token stop) {
        work(std::move(stop));
        done.store(true, std::memory_order_release);
    });
    bool came = false;
    while (!came && !done.load(std::memory_order_acquire))
        came = wait(look_every_ns);
    return came;
}

void StopSignals::release()
{
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

} // namespace streamgauge
