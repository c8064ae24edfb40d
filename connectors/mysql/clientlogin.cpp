// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/clientlogin.h"

#include "connectors/mysql/hostresolver.h"
#include "connectors/mysql/waitslot.h"

#include <errmsg.h>
#include <mysql.h>
#include <mysql/plugin_auth.h>

#include <arpa/inet.h>
#include <array>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <mutex>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string>
#include <sys/socket.h>
#include <vector>

namespace streamgauge {

namespace {

constexpr int authentication_plugin = 2;
constexpr int connection_plugin = 103;
constexpr unsigned plugin_interface = 0x0100;

/// The library's interfaces for plugins. Its own header for them includes files that are not installed.
struct AuthenticationPlugin {
    MYSQL_CLIENT_PLUGIN_HEADER
    int (*authenticate_user)(MYSQL_PLUGIN_VIO *vio, MYSQL *mysql);
};
struct ConnectionPlugin {
    MYSQL_CLIENT_PLUGIN_HEADER
    MYSQL *(*connect)(MYSQL *mysql, const char *host, const char *user, const char *password, const char *database,
                      unsigned port, const char *unix_socket, unsigned long flags);
    void (*close)(MYSQL *mysql);
    int (*set_option)(MYSQL *mysql, unsigned option, ...);
    int (*set_connection)(MYSQL *mysql, enum_server_command command, const char *argument, std::size_t length,
                          my_bool skip_check, void *option);
    my_bool (*reconnect)(MYSQL *mysql);
    int (*reset)(MYSQL *mysql);
};

constexpr const char *plugin_name = "streamgauge";
/// Fits no certificate.
constexpr const char *no_fingerprint = "00";

thread_local const LoginScope *current_login = nullptr;
/// Whose certificate this thread's login wants: the library is given an address. nullptr outside of a login.
thread_local const char *certificate_host = nullptr;

/// The login's first step, before any secret: where the server's greeting offers TLS, lifts the fingerprint that made
/// the library refuse to go on without. The name and the empty answer then go out encrypted, and the server asks for the
/// account's own way to authenticate. The certificate is to name the host as the settings do.
int beginEncrypted(MYSQL_PLUGIN_VIO *vio, MYSQL *mysql)
{
    if ((mysql->server_capabilities & CLIENT_SSL) != 0)
        mysql_optionsv(mysql, MARIADB_OPT_TLS_PEER_FP, nullptr);
    if (certificate_host != nullptr) {
        free(mysql->host);
        mysql->host = strdup(certificate_host);
    }
    static const unsigned char nothing = 0;
    return vio->write_packet(vio, &nothing, 0) != 0 ? CR_ERROR : CR_OK;
}

MYSQL *connectByScope(MYSQL *mysql, const char *, const char *, const char *, const char *, unsigned, const char *,
                      unsigned long)
{
    const bool good =
        current_login != nullptr && logIn(mysql, current_login->settings, current_login->settings.answer_timeout_ns);
    return good ? mysql : nullptr;
}

void leaveOpen(MYSQL *) { }

/// Asked before each command, for plugins that would choose another server: this one stays.
int keepConnection(MYSQL *, enum_server_command, const char *, std::size_t, my_bool, void *)
{
    return 0;
}

/// The library keeps pointers to both for the rest of the process.
void registerPlugins()
{
    static AuthenticationPlugin first_step {};
    static ConnectionPlugin handler {};
    static std::once_flag registered;
    std::call_once(registered, [] {
        // Initialises the library, and takes its messages.
        MYSQL *mysql = mysql_init(nullptr);
        if (mysql == nullptr)
            return;
        first_step.type = authentication_plugin;
        first_step.interface_version = plugin_interface;
        first_step.name = plugin_name;
        first_step.authenticate_user = beginEncrypted;
        mysql_client_register_plugin(mysql, reinterpret_cast<st_mysql_client_plugin *>(&first_step));
        handler.type = connection_plugin;
        handler.interface_version = plugin_interface;
        handler.name = plugin_name;
        handler.connect = connectByScope;
        handler.close = leaveOpen;
        handler.set_connection = keepConnection;
        mysql_client_register_plugin(mysql, reinterpret_cast<st_mysql_client_plugin *>(&handler));
        mysql_close(mysql);
    });
}

void setSeconds(MYSQL *mysql, mysql_option option, DurationNs duration_ns)
{
    const unsigned seconds = static_cast<unsigned>((duration_ns + ns_per_s - 1) / ns_per_s);
    mysql_optionsv(mysql, option, &seconds);
}

void setTls(MYSQL *mysql, const MySqlSettings &settings)
{
    if (settings.tls == TlsMode::Off)
        return;
    const my_bool on = 1;
    const my_bool verify = settings.tls == TlsMode::Verify ? 1 : 0;
    mysql_optionsv(mysql, MYSQL_OPT_SSL_ENFORCE, &on);
    mysql_optionsv(mysql, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &verify);
    if (!settings.tls_ca.empty())
        mysql_optionsv(mysql, MYSQL_OPT_SSL_CA, settings.tls_ca.c_str());
    // ENFORCE alone goes on in clear text with a server that has no TLS; with a fingerprint to compare, it refuses.
    mysql_optionsv(mysql, MARIADB_OPT_TLS_PEER_FP, no_fingerprint);
    mysql_optionsv(mysql, MYSQL_DEFAULT_AUTH, plugin_name);
}

void setOptions(MYSQL *mysql, const MySqlSettings &settings, DurationNs read_timeout_ns)
{
    const my_bool off = 0;
    const unsigned no_files = 0;
    mysql_optionsv(mysql, MYSQL_OPT_RECONNECT, &off);
    mysql_optionsv(mysql, MYSQL_OPT_LOCAL_INFILE, &no_files);
    setSeconds(mysql, MYSQL_OPT_CONNECT_TIMEOUT, settings.connect_timeout_ns);
    setSeconds(mysql, MYSQL_OPT_READ_TIMEOUT, read_timeout_ns);
    setSeconds(mysql, MYSQL_OPT_WRITE_TIMEOUT, settings.connect_timeout_ns);
    mysql_optionsv(mysql, MYSQL_SET_CHARSET_NAME, "utf8mb4");
    mysql_optionsv(mysql, MARIADB_OPT_IO_WAIT, reinterpret_cast<const void *>(&WaitSlot::wait));
    const unsigned protocol = settings.usesUnixSocket() ? MYSQL_PROTOCOL_SOCKET : MYSQL_PROTOCOL_TCP;
    mysql_optionsv(mysql, MYSQL_OPT_PROTOCOL, &protocol);
    setTls(mysql, settings);
}

/// A peer that vanished without a word is noticed by the kernel too, also while rows are being handed over.
void keepAlive(int descriptor)
{
    const int on = 1;
    const int idle_s = 10;
    const int probes = 3;
    setsockopt(descriptor, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    setsockopt(descriptor, IPPROTO_TCP, TCP_KEEPIDLE, &idle_s, sizeof idle_s);
    setsockopt(descriptor, IPPROTO_TCP, TCP_KEEPINTVL, &idle_s, sizeof idle_s);
    setsockopt(descriptor, IPPROTO_TCP, TCP_KEEPCNT, &probes, sizeof probes);
}

/// To an address as a number, or, with nullptr, to the Unix socket.
bool connectOnce(MYSQL *mysql, const MySqlSettings &settings, const char *address)
{
    const bool by_socket = address == nullptr;
    return mysql->methods->db_connect(mysql, address, settings.user.c_str(), settings.password.c_str(), nullptr,
                                      by_socket ? 0 : settings.port, by_socket ? settings.host.c_str() : nullptr,
                                      CLIENT_REMEMBER_OPTIONS)
        != nullptr;
}

bool isNumeric(const std::string &host)
{
    std::array<unsigned char, sizeof(in6_addr)> bytes {};
    return inet_pton(AF_INET, host.c_str(), bytes.data()) == 1 || inet_pton(AF_INET6, host.c_str(), bytes.data()) == 1;
}

/// Empty: the library's error says why, in the words it has for that itself.
std::vector<std::string> addressesOf(MYSQL *mysql, const MySqlSettings &settings)
{
    // The library takes "localhost" for the Unix socket.
    if (settings.host == "localhost")
        return { "127.0.0.1" };
    if (isNumeric(settings.host))
        return { settings.host };
    // One for all connections: the threads it may leave behind are counted together.
    static HostResolver resolver(&HostResolver::askSystem);
    const auto answer = resolver.find(settings.host, WaitSlot::current()->stop(), settings.connect_timeout_ns);
    if (answer && answer->error == 0)
        return answer->addresses;
    const std::string text =
        "Unknown server host '" + settings.host + "' (" + std::to_string(answer ? answer->error : EAI_AGAIN) + ")";
    mysql->net.last_errno = CR_UNKNOWN_HOST;
    std::strcpy(mysql->net.sqlstate, "HY000");
    const std::size_t length = text.copy(mysql->net.last_error, sizeof mysql->net.last_error - 1);
    mysql->net.last_error[length] = 0;
    return {};
}

/// To the first of the host's addresses that takes a connection.
bool connectByName(MYSQL *mysql, const MySqlSettings &settings)
{
    const std::vector<std::string> addresses = addressesOf(mysql, settings);
    for (const std::string &address : addresses) {
        WaitSlot::current()->dropSocket();
        certificate_host = settings.host.c_str();
        const bool good = connectOnce(mysql, settings, address.c_str());
        certificate_host = nullptr;
        if (good)
            return true;
        const unsigned code = mysql_errno(mysql);
        if (code != CR_CONNECTION_ERROR && code != CR_CONN_HOST_ERROR)
            return false;
    }
    return false;
}

} // namespace

bool logIn(MYSQL *mysql, const MySqlSettings &settings, DurationNs read_timeout_ns)
{
    registerPlugins();
    setOptions(mysql, settings, read_timeout_ns);
    const bool by_socket = settings.usesUnixSocket();
    if (by_socket ? !connectOnce(mysql, settings, nullptr) : !connectByName(mysql, settings))
        return false;
    const int descriptor = static_cast<int>(mysql_get_socket(mysql));
    if (!by_socket)
        keepAlive(descriptor);
    // Under TLS the library would otherwise wait inside read(), out of the hook's sight.
    fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK);
    return true;
}

LoginScope::LoginScope(const MySqlSettings &login_settings)
    : settings(login_settings)
{
    registerPlugins();
    current_login = this;
}

LoginScope::~LoginScope()
{
    current_login = nullptr;
}

} // namespace streamgauge
