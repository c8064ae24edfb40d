// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <mutex>

namespace streamgauge {

/// A mutex for two who take it again and again: whoever waits gets it before the holder gets it back. A plain mutex
/// would let a busy worker starve the readers.
class Turnstile
{
public:
    void lock()
    {
        const std::scoped_lock next(next_);
        data_.lock();
    }
    void unlock() { data_.unlock(); }

private:
    std::mutex next_;
    std::mutex data_;
};

} // namespace streamgauge
