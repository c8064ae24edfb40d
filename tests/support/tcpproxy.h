// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace streamgauge {

/// A network between a client and a server that a test can break: relays TCP from a free loopback port. Thread-safe.
class TcpProxy
{
public:
    TcpProxy(std::string host, std::uint16_t port);
    ~TcpProxy();
    TcpProxy(const TcpProxy &) = delete;
    TcpProxy &operator=(const TcpProxy &) = delete;

    void start();
    [[nodiscard]] std::uint16_t port() const { return listen_port_; }

    /// Resets every connection now; new ones are let through.
    void cut();
    /// Nothing passes in either direction and nobody is told, as with a pulled cable; resume() lets it flow again.
    void pause() { paused_ = true; }
    void resume() { paused_ = false; }
    /// Pauses when a client sends bytes with `text` in them; they do not pass. To be called before start().
    void pauseAt(std::string text) { pause_at_ = std::move(text); }
    [[nodiscard]] bool paused() const { return paused_; }
    /// New connections are reset at once while this is on.
    void refuse(bool on) { refusing_ = on; }
    /// Cuts a connection once this many further bytes went from the server to clients: in the middle of whatever.
    void cutAfter(std::int64_t bytes) { cut_after_ = bytes; }
    [[nodiscard]] std::uint64_t connections() const { return connections_; }
    /// That clients sent and servers were to get.
    [[nodiscard]] std::uint64_t clientBytes() const { return client_bytes_; }

private:
    struct Link;
    void accept(std::stop_token stop);
    void acceptOne();
    void relay(Link &link, const std::stop_token &stop);
    [[nodiscard]] bool pausesAt(int client);
    /// False: the link is at its end.
    [[nodiscard]] bool pass(int from, int to, bool from_server);

    std::string host_;
    std::uint16_t port_;
    std::uint16_t listen_port_ = 0;
    int listener_ = -1;
    std::atomic<bool> paused_ = false;
    std::atomic<bool> refusing_ = false;
    std::atomic<std::int64_t> cut_after_ = -1;
    std::atomic<std::uint64_t> connections_ = 0;
    std::atomic<std::uint64_t> client_bytes_ = 0;
    std::string pause_at_;
    std::mutex links_mutex_;
    std::vector<std::unique_ptr<Link>> links_;
    std::jthread thread_;
};

} // namespace streamgauge
