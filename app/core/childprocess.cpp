// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/childprocess.h"

#include <array>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace streamgauge {

namespace {

Error childError(const std::filesystem::path &program, int code)
{
    return { ErrorKind::Resource, std::string("cannot be run: ") + std::strerror(code), program.string(), "" };
}

std::string readToEnd(int descriptor)
{
    std::string text;
    std::array<char, 4'096> block {};
    while (true) {
        const ssize_t bytes = ::read(descriptor, block.data(), block.size());
        if (bytes < 0 && errno == EINTR)
            continue;
        if (bytes <= 0)
            return text;
        text.append(block.data(), static_cast<std::size_t>(bytes));
    }
}

} // namespace

Result<ChildOutput> runChild(const std::filesystem::path &program, const std::vector<std::string> &arguments)
{
    std::array<int, 2> pipe {};
    if (::pipe2(pipe.data(), O_CLOEXEC) != 0)
        return childError(program, errno);
    std::string name = program.string();
    std::vector<std::string> owned = arguments;
    std::vector<char *> argv { name.data() };
    for (std::string &argument : owned)
        argv.push_back(argument.data());
    argv.push_back(nullptr);
    posix_spawn_file_actions_t actions {};
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, pipe[1], STDOUT_FILENO);
    pid_t child = 0;
    const int failed = posix_spawn(&child, name.c_str(), &actions, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    ::close(pipe[1]);
    if (failed != 0) {
        ::close(pipe[0]);
        return childError(program, failed);
    }
    ChildOutput output;
    output.out = readToEnd(pipe[0]);
    ::close(pipe[0]);
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) { }
    output.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return output;
}

} // namespace streamgauge
