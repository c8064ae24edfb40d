// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/hostresolver.h"

#include <array>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <netdb.h>
#include <sys/socket.h>
#include <system_error>
#include <thread>
#include <utility>

namespace streamgauge {

struct HostResolver::State {
    explicit State(Search search_for)
        : search(std::move(search_for))
    {
    }

    using Pending = std::shared_ptr<std::optional<Answer>>;
    /// Under the lock.
    static Pending begin(const std::shared_ptr<State> &state, const std::string &host);

    const Search search;
    std::mutex mutex;
    std::condition_variable_any changed;
    std::map<std::string, Pending> running; ///< by host
};

HostResolver::State::Pending HostResolver::State::begin(const std::shared_ptr<State> &state, const std::string &host)
{
    const auto pending = std::make_shared<std::optional<Answer>>();
    try {
        std::thread([state, host, pending] {
            Answer answer = state->search(host);
            const std::lock_guard lock(state->mutex);
            *pending = std::move(answer);
            state->running.erase(host);
            state->changed.notify_all();
        }).detach();
        state->running.emplace(host, pending);
    } catch (const std::system_error &) {
        *pending = Answer { {}, EAI_AGAIN };
    }
    return pending;
}

HostResolver::HostResolver(Search search)
    : state_(std::make_shared<State>(std::move(search)))
{
}

std::optional<HostResolver::Answer> HostResolver::find(const std::string &host, const std::stop_token &stop,
                                                       DurationNs at_most_ns)
{
    const auto until = std::chrono::steady_clock::now() + std::chrono::nanoseconds(at_most_ns);
    State &state = *state_;
    std::unique_lock lock(state.mutex);
    const auto may_begin = [&] { return state.running.contains(host) || state.running.size() < most_searches; };
    if (!state.changed.wait_until(lock, stop, until, may_begin) || stop.stop_requested())
        return std::nullopt;
    const auto running = state.running.find(host);
    const State::Pending pending = running == state.running.end() ? State::begin(state_, host) : running->second;
    state.changed.wait_until(lock, stop, until, [&] { return pending->has_value(); });
    return stop.stop_requested() ? std::nullopt : *pending;
}

HostResolver::Answer HostResolver::askSystem(const std::string &host)
{
    addrinfo wanted {};
    wanted.ai_family = AF_UNSPEC;
    wanted.ai_socktype = SOCK_STREAM;
    addrinfo *found = nullptr;
    Answer answer;
    answer.error = getaddrinfo(host.c_str(), nullptr, &wanted, &found);
    const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owned(answer.error == 0 ? found : nullptr, &freeaddrinfo);
    for (const addrinfo *one = owned.get(); one != nullptr; one = one->ai_next) {
        std::array<char, NI_MAXHOST> number {};
        if (getnameinfo(one->ai_addr, one->ai_addrlen, number.data(), number.size(), nullptr, 0, NI_NUMERICHOST) == 0)
            answer.addresses.emplace_back(number.data());
    }
    if (answer.error == 0 && answer.addresses.empty())
        answer.error = EAI_NONAME;
    return answer;
}

} // namespace streamgauge
