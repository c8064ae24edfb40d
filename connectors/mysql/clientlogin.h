// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/mysql/mysqlsettings.h"

struct st_mysql;

namespace streamgauge {

/// Finds the host, connects and logs in, with all waits through the WaitSlot of this thread's scope. Where TLS is asked for,
/// only the server's greeting passes in clear: a server without TLS gets neither user nor password, and the library's error
/// is 2026. False: the library's error says why.
[[nodiscard]] bool logIn(st_mysql *mysql, const MySqlSettings &settings, DurationNs read_timeout_ns);

/// Makes a library built upon the client library log in by logIn(): while a scope lives on a thread, a connect of that
/// thread to `host` takes place so, whatever user and password it names.
class LoginScope
{
public:
    /// In brackets, as some libraries want a host with colons.
    static constexpr const char *host = "[streamgauge://]";

    /// `settings` must outlive the scope.
    explicit LoginScope(const MySqlSettings &settings);
    ~LoginScope();
    LoginScope(const LoginScope &) = delete;
    LoginScope &operator=(const LoginScope &) = delete;

    const MySqlSettings &settings;
};

} // namespace streamgauge
