// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/benchserver.h"

#include <arpa/inet.h>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <netinet/in.h>
#include <poll.h>
#include <random>
#include <sstream>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace streamgauge {

namespace {

namespace fs = std::filesystem;

constexpr int start_tries = 600;
constexpr int try_every_ms = 50;

std::string findProgram()
{
    for (const char *path :
         { "/usr/sbin/mariadbd", "/usr/bin/mariadbd", "/usr/local/sbin/mariadbd", "/usr/libexec/mariadbd" }) {
        if (access(path, X_OK) == 0)
            return path;
    }
    return {};
}

std::string findScripts()
{
    for (const char *path : { "/usr/share/mysql", "/usr/share/mariadb" }) {
        if (fs::exists(std::string(path) + "/mysql_system_tables.sql"))
            return path;
    }
    return {};
}

sockaddr_in loopback(std::uint16_t port)
{
    sockaddr_in address {};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

bool isFree(std::uint16_t port)
{
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = loopback(port);
    const bool bound = bind(listener, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0;
    close(listener);
    return bound;
}

/// Below the ports that systems give to outgoing connections, of which one could take it before the server does.
std::uint16_t freePort()
{
    constexpr int most_tries = 1'000;
    std::random_device random;
    std::uniform_int_distribution<int> ports(20'000, 32'000);
    auto port = static_cast<std::uint16_t>(ports(random));
    for (int tries = 0; tries < most_tries && !isFree(port); ++tries)
        port = static_cast<std::uint16_t>(ports(random));
    return port;
}

/// True when the server sent the first byte of its greeting.
bool answers(std::uint16_t port)
{
    const int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = loopback(port);
    char byte = 0;
    bool answered = false;
    if (connect(client, reinterpret_cast<sockaddr *>(&address), sizeof address) == 0) {
        pollfd waiting { client, POLLIN, 0 };
        answered = poll(&waiting, 1, 1000) == 1 && recv(client, &byte, 1, 0) == 1;
    }
    close(client);
    return answered;
}

} // namespace

BenchServer::BenchServer(std::vector<std::string> options)
    : options_(std::move(options))
{
}

BenchServer::~BenchServer()
{
    kill();
    std::error_code ignored;
    if (!directory_.empty())
        fs::remove_all(directory_, ignored);
}

std::string BenchServer::logEnd() const
{
    std::ifstream file(directory_ + "/log");
    std::stringstream text;
    text << file.rdbuf();
    const std::string all = text.str();
    return all.size() > 1500 ? all.substr(all.size() - 1500) : all;
}

pid_t BenchServer::spawn(const std::vector<std::string> &arguments, const std::string &input) const
{
    std::vector<char *> words { const_cast<char *>(program_.c_str()) };
    for (const std::string &argument : arguments)
        words.push_back(const_cast<char *>(argument.c_str()));
    words.push_back(nullptr);
    const std::string log = directory_ + "/log";
    const pid_t process = fork();
    if (process != 0)
        return process;
    // Only calls that are safe after fork() in a program with threads.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int in = open(input.c_str(), O_RDONLY);
    const int out = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    dup2(in, 0);
    dup2(out, 1);
    dup2(out, 2);
    execv(program_.c_str(), words.data());
    _exit(127);
}

Result<void> BenchServer::makeTables()
{
    const std::string scripts = findScripts();
    if (scripts.empty())
        return Error { ErrorKind::Configuration, "the system tables' scripts are not installed", "mysql_system_tables.sql",
                       "apt-get install mariadb-server-core" };
    const std::string input = directory_ + "/bootstrap.sql";
    {
        std::ofstream out(input);
        out << "create database if not exists mysql;\nuse mysql;\nSET @auth_root_socket=NULL;\nSET "
               "@skip_auth_anonymous=1;\n";
        for (const char *script : { "/mysql_system_tables.sql", "/mysql_system_tables_data.sql" })
            out << std::ifstream(scripts + script).rdbuf();
    }
    std::vector<std::string> arguments { "--no-defaults",
                                         "--bootstrap",
                                         "--datadir=" + directory_ + "/data",
                                         "--tmpdir=" + directory_ + "/tmp",
                                         "--innodb-log-file-size=16M",
                                         "--innodb-buffer-pool-size=32M" };
    if (geteuid() == 0)
        arguments.emplace_back("--user=root");
    int status = 0;
    const pid_t process = spawn(arguments, input);
    if (process <= 0 || waitpid(process, &status, 0) != process || status != 0)
        return Error { ErrorKind::Internal, "mariadbd could not make its system tables", logEnd(), "" };
    return {};
}

Result<void> BenchServer::prepare()
{
    program_ = findProgram();
    if (program_.empty())
        return Error { ErrorKind::Configuration, "mariadbd is not installed", "mariadbd",
                       "apt-get install mariadb-server-core" };
    std::string path = (fs::temp_directory_path() / "streamgauge-server-XXXXXX").string();
    if (mkdtemp(path.data()) == nullptr)
        return Error { ErrorKind::Resource, "cannot make a directory", path,
                       "check that the temporary directory is writable" };
    directory_ = path;
    fs::create_directory(directory_ + "/data");
    // Of its own: a server that starts removes what looks like leftovers of another one's temporary tables.
    fs::create_directory(directory_ + "/tmp");
    port_ = freePort();
    return makeTables();
}

Result<void> BenchServer::start()
{
    if (running())
        return {};
    if (directory_.empty()) {
        if (auto prepared = prepare(); !prepared)
            return prepared;
    }
    std::vector<std::string> arguments { "--no-defaults",
                                         "--datadir=" + directory_ + "/data",
                                         "--tmpdir=" + directory_ + "/tmp",
                                         "--socket=" + directory_ + "/socket",
                                         "--pid-file=" + directory_ + "/pid",
                                         "--port=" + std::to_string(port_),
                                         "--bind-address=127.0.0.1",
                                         "--skip-name-resolve",
                                         "--innodb-log-file-size=16M",
                                         "--innodb-buffer-pool-size=32M",
                                         "--innodb-flush-log-at-trx-commit=2",
                                         "--performance-schema=OFF",
                                         "--max-allowed-packet=64M",
                                         "--server-id=1",
                                         "--log-bin=bin",
                                         "--binlog-format=ROW",
                                         "--binlog-row-metadata=FULL" };
    if (geteuid() == 0)
        arguments.emplace_back("--user=root");
    arguments.insert(arguments.end(), options_.begin(), options_.end());
    process_ = spawn(arguments, "/dev/null");
    return waitUntilAnswering();
}

Result<void> BenchServer::waitUntilAnswering()
{
    for (int tries = 0; tries < start_tries && process_ > 0; ++tries) {
        int status = 0;
        if (waitpid(process_, &status, WNOHANG) == process_) {
            process_ = -1;
            break;
        }
        if (answers(port_))
            return {};
        poll(nullptr, 0, try_every_ms);
    }
    kill();
    return Error { ErrorKind::Internal, "mariadbd does not start", logEnd(), "" };
}

void BenchServer::end(int signal)
{
    if (process_ <= 0)
        return;
    ::kill(process_, signal);
    int status = 0;
    waitpid(process_, &status, 0);
    process_ = -1;
}

void BenchServer::stop()
{
    end(SIGTERM);
}

void BenchServer::kill()
{
    end(SIGKILL);
}

} // namespace streamgauge
