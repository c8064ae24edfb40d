// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace streamgauge {

/// Finds the addresses of host names. The system's call for that cannot be interrupted: each takes place on a detached
/// thread that owns all it touches, so that whoever waits for it may leave. Who asks for a name that is being sought shares
/// that search. Thread-safe.
class HostResolver
{
public:
    /// At once; a further name waits until one ends.
    static constexpr std::size_t most_searches = 8;

    struct Answer {
        std::vector<std::string> addresses; ///< as numbers, in the order to try them
        int error = 0;                      ///< of getaddrinfo(); 0: there are addresses
    };
    using Search = std::function<Answer(const std::string &host)>;

    /// `search` is called on threads that may outlive the resolver.
    explicit HostResolver(Search search);

    /// nullopt after a stop request, or when no answer came within `at_most_ns`.
    [[nodiscard]] std::optional<Answer> find(const std::string &host, const std::stop_token &stop, DurationNs at_most_ns);

    /// Asks the system; blocks as long as its name service does.
    [[nodiscard]] static Answer askSystem(const std::string &host);

private:
    struct State;
    std::shared_ptr<State> state_;
};

} // namespace streamgauge
