// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/tcpproxy.h"

#include <arpa/inet.h>
#include <array>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdexcept>
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

struct TcpProxy::Link {
    Link(int client_end, int server_end)
        : client(client_end)
        , server(server_end)
    {
    }
    Link(const Link &) = delete;
    Link &operator=(const Link &) = delete;
    int client;
    int server;
    ~Link()
    {
        closeWithReset(client);
        closeWithReset(server);
    }
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
    thread_ = std::jthread([this](std::stop_token stop) { relay(std::move(stop)); });
}

void TcpProxy::cut()
{
    cutting_ = true;
    cutting_.wait(true);
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
    links_.push_back(std::make_unique<Link>(client, server));
    ++connections_;
}

bool TcpProxy::pump(Link &link)
{
    std::array<pollfd, 2> waiting { pollfd { link.client, POLLIN, 0 }, pollfd { link.server, POLLIN, 0 } };
    if (poll(waiting.data(), waiting.size(), 0) <= 0)
        return true;
    std::array<char, 65536> bytes;
    for (std::size_t from = 0; from < waiting.size(); ++from) {
        if (waiting[from].revents == 0)
            continue;
        const ssize_t count = recv(waiting[from].fd, bytes.data(), bytes.size(), 0);
        if (count <= 0)
            return false;
        std::size_t pass = static_cast<std::size_t>(count);
        bool last = false;
        if (from == 1 && cut_after_ >= 0) {
            last = static_cast<std::int64_t>(pass) >= cut_after_;
            pass = last ? static_cast<std::size_t>(cut_after_) : pass;
            cut_after_ = last ? -1 : cut_after_ - static_cast<std::int64_t>(pass);
        }
        if (!sendAll(waiting[1 - from].fd, bytes.data(), pass) || last)
            return false;
    }
    return true;
}

void TcpProxy::relay(std::stop_token stop)
{
    while (!stop.stop_requested()) {
        std::vector<pollfd> waiting { { listener_, POLLIN, 0 } };
        if (!paused_) {
            for (const auto &link : links_) {
                waiting.push_back({ link->client, POLLIN, 0 });
                waiting.push_back({ link->server, POLLIN, 0 });
            }
        }
        poll(waiting.data(), waiting.size(), 5);
        if (cutting_) {
            links_.clear();
            cutting_ = false;
            cutting_.notify_all();
        }
        acceptOne();
        if (!paused_)
            std::erase_if(links_, [this](const auto &link) { return !pump(*link); });
    }
    links_.clear();
}

} // namespace streamgauge
