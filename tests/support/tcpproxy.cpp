// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/tcpproxy.h"

#include <arpa/inet.h>
#include <array>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdexcept>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

namespace streamgauge {

namespace {

sockaddr_in addressOf(const std::string &host, std::uint16_t port)
{
    sockaddr_in address {};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    inet_pton(AF_INET, host.c_str(), &address.sin_addr);
    return address;
}

void closeWithReset(int descriptor)
{
    const linger now { 1, 0 };
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    close(descriptor);
}

bool sendAll(int descriptor, const char *bytes, std::size_t count)
{
    while (count > 0) {
        const ssize_t sent = send(descriptor, bytes, count, MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        bytes += sent;
        count -= static_cast<std::size_t>(sent);
    }
    return true;
}

} // namespace

/// One client's connection, with a thread of its own: a slow reader holds up nobody else.
struct TcpProxy::Link {
    Link(int client_end, int server_end)
        : client(client_end)
        , server(server_end)
    {
    }
    Link(const Link &) = delete;
    Link &operator=(const Link &) = delete;
    ~Link()
    {
        thread.request_stop();
        // Ends a send that waits for its reader.
        shutdown(client, SHUT_RDWR);
        shutdown(server, SHUT_RDWR);
        if (thread.joinable())
            thread.join();
        close(client);
        close(server);
    }
    int client;
    int server;
    std::atomic<bool> ended = false;
    std::jthread thread;
};

TcpProxy::TcpProxy(std::string host, std::uint16_t port)
    : host_(std::move(host))
    , port_(port)
{
}

TcpProxy::~TcpProxy()
{
    thread_.request_stop();
    if (thread_.joinable())
        thread_.join();
    links_.clear();
    if (listener_ >= 0)
        close(listener_);
}

void TcpProxy::start()
{
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    sockaddr_in address = addressOf("127.0.0.1", 0);
    socklen_t length = sizeof address;
    if (bind(listener_, reinterpret_cast<sockaddr *>(&address), length) != 0 || listen(listener_, 64) != 0
        || getsockname(listener_, reinterpret_cast<sockaddr *>(&address), &length) != 0)
        throw std::runtime_error("the proxy cannot listen");
    listen_port_ = ntohs(address.sin_port);
    thread_ = std::jthread([this](std::stop_token stop) { accept(std::move(stop)); });
}

void TcpProxy::cut()
{
    const std::lock_guard lock(links_mutex_);
    links_.clear();
}

void TcpProxy::acceptOne()
{
    const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0)
        return;
    if (refusing_) {
        closeWithReset(client);
        return;
    }
    const int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = addressOf(host_, port_);
    if (connect(server, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0) {
        closeWithReset(client);
        close(server);
        return;
    }
    const int on = 1;
    setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(server, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const std::lock_guard lock(links_mutex_);
    std::erase_if(links_, [](const auto &link) { return link->ended.load(); });
    Link &link = *links_.emplace_back(std::make_unique<Link>(client, server));
    // First: the client may be done with it before this thread comes to its next line.
    ++connections_;
    link.thread = std::jthread([this, &link](std::stop_token stop) { relay(link, stop); });
}

bool TcpProxy::pausesAt(int client)
{
    std::array<char, 65536> bytes;
    const ssize_t count = pause_at_.empty() ? 0 : recv(client, bytes.data(), bytes.size(), MSG_PEEK);
    if (count <= 0 || std::string_view(bytes.data(), static_cast<std::size_t>(count)).find(pause_at_) == std::string::npos)
        return false;
    paused_ = true;
    return true;
}

bool TcpProxy::pass(int from, int to, bool from_server)
{
    if (!from_server && pausesAt(from))
        return true;
    std::array<char, 65536> bytes;
    const ssize_t count = recv(from, bytes.data(), bytes.size(), 0);
    if (count <= 0)
        return false;
    client_bytes_ += from_server ? 0 : static_cast<std::uint64_t>(count);
    std::size_t passing = static_cast<std::size_t>(count);
    bool last = false;
    if (from_server && cut_after_ >= 0) {
        last = count >= cut_after_;
        passing = last ? static_cast<std::size_t>(cut_after_.load()) : passing;
        cut_after_ = last ? -1 : cut_after_ - count;
    }
    return sendAll(to, bytes.data(), passing) && !last;
}

void TcpProxy::relay(Link &link, const std::stop_token &stop)
{
    bool open = true;
    while (open && !stop.stop_requested()) {
        std::array<pollfd, 2> waiting { pollfd { link.client, POLLIN, 0 }, pollfd { link.server, POLLIN, 0 } };
        // While paused, only the time passes.
        if (poll(waiting.data(), paused_ ? 0 : waiting.size(), 5) <= 0 || paused_)
            continue;
        if (waiting[0].revents != 0)
            open = pass(link.client, link.server, false);
        if (open && waiting[1].revents != 0)
            open = pass(link.server, link.client, true);
    }
    shutdown(link.client, SHUT_RDWR);
    shutdown(link.server, SHUT_RDWR);
    link.ended = true;
}

void TcpProxy::accept(std::stop_token stop)
{
    while (!stop.stop_requested()) {
        pollfd waiting { listener_, POLLIN, 0 };
        if (poll(&waiting, 1, 5) > 0)
            acceptOne();
    }
}

} // namespace streamgauge
