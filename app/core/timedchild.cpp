// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/timedchild.h"

#include "engine/data/timetext.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace streamgauge {

namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

/// A descriptor, closed with its owner.
class Descriptor
{
public:
    Descriptor() = default;
    explicit Descriptor(int descriptor)
        : descriptor_(descriptor)
    {
    }
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;
    ~Descriptor() { close(); }
    void take(int descriptor)
    {
        close();
        descriptor_ = descriptor;
    }
    void close()
    {
        if (descriptor_ >= 0)
            ::close(descriptor_);
        descriptor_ = -1;
    }
    [[nodiscard]] int get() const { return descriptor_; }

private:
    int descriptor_ = -1;
};

/// A child that reads nothing of its input must not end this process.
class WithoutSigpipe
{
public:
    WithoutSigpipe()
    {
        sigemptyset(&pipe_);
        sigaddset(&pipe_, SIGPIPE);
        pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
    }
    ~WithoutSigpipe()
    {
        const timespec at_once {};
        if (sigismember(&before_, SIGPIPE) == 0)
            while (sigtimedwait(&pipe_, nullptr, &at_once) == SIGPIPE) { }
        pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    }
    WithoutSigpipe(const WithoutSigpipe &) = delete;
    WithoutSigpipe &operator=(const WithoutSigpipe &) = delete;

private:
    sigset_t pipe_ {};
    sigset_t before_ {};
};

struct Pipe {
    Descriptor read;
    Descriptor write;
    [[nodiscard]] bool open()
    {
        std::array<int, 2> ends {};
        if (::pipe2(ends.data(), O_CLOEXEC) != 0)
            return false;
        read.take(ends[0]);
        write.take(ends[1]);
        return true;
    }
};

std::vector<char *> pointers(std::vector<std::string> &texts)
{
    std::vector<char *> all;
    for (std::string &text : texts)
        all.push_back(text.data());
    all.push_back(nullptr);
    return all;
}

int spawn(const TimedChild &child, const Pipe &input, const Pipe &output, pid_t *pid)
{
    std::vector<std::string> arguments = child.arguments;
    std::vector<std::string> variables;
    for (char **variable = environ; *variable != nullptr; ++variable)
        variables.emplace_back(*variable);
    variables.insert(variables.end(), child.variables.begin(), child.variables.end());
    posix_spawn_file_actions_t actions {};
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input.read.get(), STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, output.write.get(), STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, output.write.get(), STDERR_FILENO);
    posix_spawnattr_t attributes {};
    posix_spawnattr_init(&attributes);
    sigset_t none {};
    sigemptyset(&none);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
    const int failed = posix_spawnp(pid, arguments.front().c_str(), &actions, &attributes, pointers(arguments).data(),
                                    pointers(variables).data());
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return failed;
}

/// Feeds and reads the child until it closes its output, the time is over or a stop is asked for.
class Conversation
{
public:
    Conversation(const TimedChild &child, Pipe &input, Pipe &output)
        : child_(child)
        , input_(input)
        , output_(output)
    {
        ::fcntl(input_.write.get(), F_SETFL, O_NONBLOCK);
        ::fcntl(output_.read.get(), F_SETFL, O_NONBLOCK);
    }

    [[nodiscard]] bool run(const SteadyTime &until, const std::stop_token &stop)
    {
        constexpr int look_every_ms = 50;
        while (std::chrono::steady_clock::now() < until && !stop.stop_requested()) {
            std::array<pollfd, 2> waited { { { output_.read.get(), POLLIN, 0 }, { input_.write.get(), POLLOUT, 0 } } };
            ::poll(waited.data(), waited.size(), look_every_ms);
            if (waited[1].revents != 0)
                feed();
            if (waited[0].revents != 0 && !listen())
                return true;
        }
        return false;
    }
    [[nodiscard]] std::string &text() { return text_; }

private:
    void feed()
    {
        const ssize_t bytes = ::write(input_.write.get(), child_.input.data() + fed_, child_.input.size() - fed_);
        if (bytes > 0)
            fed_ += static_cast<std::size_t>(bytes);
        const bool broken = bytes < 0 && errno != EAGAIN && errno != EINTR;
        if (broken || fed_ == child_.input.size())
            input_.write.close();
    }
    [[nodiscard]] bool listen()
    {
        std::array<char, 4'096> block {};
        const ssize_t bytes = ::read(output_.read.get(), block.data(), block.size());
        if (bytes > 0)
            text_.append(block.data(), std::min(static_cast<std::size_t>(bytes), child_.most_output_bytes - text_.size()));
        return bytes > 0 || (bytes < 0 && (errno == EAGAIN || errno == EINTR));
    }

    const TimedChild &child_;
    Pipe &input_;
    Pipe &output_;
    std::size_t fed_ = 0;
    std::string text_;
};

/// The exit status once it has ended; -1 when it has not by `until`.
int waitFor(pid_t pid, const SteadyTime &until, const std::stop_token &stop)
{
    constexpr useconds_t look_every_us = 5'000;
    while (true) {
        int status = 0;
        const pid_t ended = ::waitpid(pid, &status, WNOHANG);
        if (ended == pid)
            return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        if (std::chrono::steady_clock::now() >= until || stop.stop_requested())
            return -1;
        ::usleep(look_every_us);
    }
}

} // namespace

Result<TimedChildEnd> runTimedChild(const TimedChild &child, const std::stop_token &stop)
{
    Pipe input;
    Pipe output;
    pid_t pid = 0;
    const bool piped = input.open() && output.open();
    const int failed = piped ? spawn(child, input, output, &pid) : errno;
    if (failed != 0)
        return Error { ErrorKind::Configuration, std::string("cannot be run: ") + std::strerror(failed),
                       child.arguments.front(), "Name a program by its path or one that is in PATH" };
    input.read.close();
    output.write.close();
    const SteadyTime until = std::chrono::steady_clock::now() + std::chrono::nanoseconds(child.limit_ns);
    const WithoutSigpipe guard;
    Conversation conversation(child, input, output);
    const bool closed = conversation.run(until, stop);
    int status = closed ? waitFor(pid, until, stop) : -1;
    if (status < 0) {
        ::kill(-pid, SIGKILL);
        while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) { }
        if (stop.stop_requested())
            return Error { ErrorKind::Cancelled, "was stopped", child.arguments.front(), "" };
        return Error { ErrorKind::Transient, "ran longer than " + durationText(child.limit_ns) + " and was ended",
                       child.arguments.front(), "Raise its time limit" };
    }
    return TimedChildEnd { status, std::move(conversation.text()) };
}

} // namespace streamgauge
