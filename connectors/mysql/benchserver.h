// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/result.h"

#include <cstdint>
#include <string>
#include <sys/types.h>
#include <vector>

namespace streamgauge {

/// A private MariaDB server on a free loopback port, with its data in a directory of its own that is removed at the
/// end; user root without password, row-based binlog with full metadata. For measures and tests: nothing else on the
/// machine is touched. One thread, which must outlive the server: it dies with that thread.
class BenchServer
{
public:
    /// `options` follow the defaults and override them ("--binlog-format=MIXED").
    explicit BenchServer(std::vector<std::string> options = {});
    ~BenchServer();
    BenchServer(const BenchServer &) = delete;
    BenchServer &operator=(const BenchServer &) = delete;

    /// Makes the data directory the first time; returns when the server answers. Errors: Configuration when no
    /// mariadbd is installed, Internal with the end of the server's log when it does not come up.
    [[nodiscard]] Result<void> start();
    /// As an operator stops it. No effect when it is not running.
    void stop();
    /// As a power cut stops it.
    void kill();
    [[nodiscard]] bool running() const { return process_ > 0; }

    /// The same over all restarts.
    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] std::string directory() const { return directory_; }
    /// Replaces the options for the next start().
    void setOptions(std::vector<std::string> options) { options_ = std::move(options); }
    /// The last lines of the server's log.
    [[nodiscard]] std::string logEnd() const;

private:
    [[nodiscard]] Result<void> prepare();
    [[nodiscard]] Result<void> makeTables();
    [[nodiscard]] Result<void> waitUntilAnswering();
    [[nodiscard]] pid_t spawn(const std::vector<std::string> &arguments, const std::string &input) const;
    void end(int signal);

    std::vector<std::string> options_;
    std::string program_;
    std::string directory_;
    std::uint16_t port_ = 0;
    pid_t process_ = -1;
};

} // namespace streamgauge
