// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/stopsignals.h"

#include <ctime>

#include <pthread.h>

namespace streamgauge {

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

void StopSignals::release()
{
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

} // namespace streamgauge
