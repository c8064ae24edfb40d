// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/commandsender.h"
#include "app/core/extensionloader.h"
#include "app/core/noticejson.h"
#include "app/core/notifysenders.h"
#include "app/core/sqlsender.h"
#include "tests/support/mariadbserver.h"

#include <QCryptographicHash>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMessageAuthenticationCode>
#include <QProcess>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <thread>

namespace streamgauge {

namespace {

Alert firing(const std::string &key)
{
    Alert alert;
    alert.episode = 7;
    alert.rule = "Desaturation";
    alert.stream = "vitals";
    alert.field = "spo2";
    alert.key = key;
    alert.severity = Severity::Critical;
    alert.state = AlertState::Firing;
    alert.active_at_ns = 1'700'000'000 * ns_per_s + 1;
    alert.fired_at_ns = alert.active_at_ns;
    alert.value = "82";
    alert.condition = "event.spo2 < 90";
    alert.labels = { { "team", "icu" } };
    alert.notify = { "mail" };
    return alert;
}

Notice notice(const std::string &key = "bed-7")
{
    return {
        "0123-1", "here", NoticeReason::First, 1'700'000'000 * ns_per_s, { { "rule", "Desaturation" } }, { firing(key) },
        {},       0
    };
}

/// Answers each connection as told and keeps what it was sent. Lives on a thread of its own.
class HttpServer
{
public:
    explicit HttpServer(std::vector<QByteArray> answers)
        : answers_(std::move(answers))
    {
        thread_ = std::thread([this] { serve(); });
        while (port_ == 0)
            std::this_thread::yield();
    }
    ~HttpServer()
    {
        stopped_ = true;
        thread_.join();
    }
    [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/hook"; }
    [[nodiscard]] std::vector<QByteArray> requests()
    {
        const std::scoped_lock lock(mutex_);
        return requests_;
    }

private:
    void serve()
    {
        QTcpServer server;
        server.listen(QHostAddress::LocalHost);
        port_ = server.serverPort();
        while (!stopped_) {
            if (!server.waitForNewConnection(20))
                continue;
            const std::unique_ptr<QTcpSocket> socket(server.nextPendingConnection());
            QByteArray request;
            qsizetype wanted = -1;
            while (wanted < 0 || request.size() < wanted) {
                if (!socket->waitForReadyRead(5'000))
                    break;
                request += socket->readAll();
                const qsizetype head = request.indexOf("\r\n\r\n");
                const qsizetype length = request.indexOf("Content-Length: ");
                if (head > 0 && length > 0)
                    wanted = head + 4 + request.mid(length + 16, request.indexOf("\r\n", length) - length - 16).toLongLong();
            }
            const std::scoped_lock lock(mutex_);
            requests_.push_back(request);
            socket->write("HTTP/1.1 " + answers_[std::min(requests_.size(), answers_.size()) - 1]
                          + "\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok");
            socket->waitForBytesWritten();
        }
    }

    std::vector<QByteArray> answers_;
    std::atomic<quint16> port_ = 0;
    std::atomic<bool> stopped_ = false;
    std::mutex mutex_;
    std::vector<QByteArray> requests_;
    std::thread thread_;
};

QByteArray header(const QByteArray &request, const QByteArray &name)
{
    const qsizetype start = request.indexOf("\r\n" + name + ": ");
    if (start < 0)
        return {};
    const qsizetype value = start + name.size() + 4;
    return request.mid(value, request.indexOf("\r\n", value) - value);
}

/// aiosmtpd over TLS with a certificate made for this test; writes each mail into a file.
constexpr const char *smtp_server = R"PY(
import ssl, sys
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword, SMTP
folder, mode = sys.argv[1], sys.argv[2]
class Keep:
    async def handle_DATA(self, server, session, envelope):
        with open(folder + "/mail", "wb") as mail:
            mail.write(("TO " + ",".join(envelope.rcpt_tos) + " TLS " + str(session.ssl is not None or mode == "tls") + "\n").encode())
            mail.write(envelope.content)
        return "250 taken"
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("busy"):
            return "451 try later"
        if address.startswith("nobody"):
            return "550 unknown"
        envelope.rcpt_tos.append(address)
        return "250 OK"
def check(server, session, envelope, mechanism, data):
    good = isinstance(data, LoginPassword) and data.login == b"ada" and data.password == b"s3cret"
    return AuthResult(success=good, handled=False)
context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
context.load_cert_chain(folder + "/cert.pem", folder + "/key.pem")
class Server(Controller):
    def factory(self):
        if mode == "tls":
            return SMTP(self.handler, authenticator=check, auth_require_tls=False, hostname="localhost")
        return SMTP(self.handler, tls_context=context, require_starttls=True, authenticator=check, hostname="localhost")
import socket
probe = socket.socket(); probe.bind(("127.0.0.1", 0)); port = probe.getsockname()[1]; probe.close()
controller = Server(Keep(), hostname="127.0.0.1", port=port, ssl_context=context if mode == "tls" else None)
try:
    controller.start()
except Exception:
    if mode != "tls":
        raise
print(port, flush=True)
sys.stdin.read()
)PY";

} // namespace

class NotifySendersTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        extensions_ = std::make_unique<ExtensionLoader>(
            std::filesystem::path(qgetenv("STREAMGAUGE_BINARY_DIR").toStdString()) / "lib" / "extensions");
    }

    void splitsCommands_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QStringList>("words");
        const auto row = [](const char *text, std::initializer_list<const char *> words) {
            QStringList list;
            for (const char *word : words)
                list += QString::fromLatin1(word);
            QTest::newRow(text) << QString::fromLatin1(text) << list;
        };
        row("a b  c", { "a", "b", "c" });
        row("a 'b c' \"d e\"", { "a", "b c", "d e" });
        row("a '' b", { "a", "", "b" });
        row("a\\ b", { "a b" });
        row("a $HOME *;|&", { "a", "$HOME", "*;|&" });
        row("", {});
    }
    void splitsCommands()
    {
        QFETCH(QString, text);
        QFETCH(QStringList, words);
        const auto split = splitCommand(text.toStdString());
        QVERIFY(split.ok());
        QStringList found;
        for (const std::string &word : *split)
            found += QString::fromStdString(word);
        QCOMPARE(found, words);
        QVERIFY(!splitCommand("a 'b").ok());
    }

    void bindsNames_data()
    {
        QTest::addColumn<QString>("statement");
        QTest::addColumn<QString>("bound");
        QTest::addColumn<QString>("names");
        const auto row = [](const char *statement, const char *bound, const char *names) {
            QTest::newRow(statement) << QString::fromLatin1(statement) << QString::fromLatin1(bound)
                                     << QString::fromLatin1(names);
        };
        row("INSERT INTO t VALUES (:rule, :key)", "INSERT INTO t VALUES (?, ?)", "rule key");
        row("SELECT ':key', \":key\", `:key`", "SELECT ':key', \":key\", `:key`", "");
        row("SELECT 'it\\':key', :a", "SELECT 'it\\':key', ?", "a");
        row("SELECT 1 -- :x\n, :y", "SELECT 1 -- :x\n, ?", "y");
        row("SELECT /* :x */ :y", "SELECT /* :x */ ?", "y");
        row("SELECT :y # :x", "SELECT ? # :x", "y");
        row("SELECT @a := :y", "SELECT @a := ?", "y");
        row("SELECT 'open :x", "SELECT 'open :x", "");
    }
    void bindsNames()
    {
        QFETCH(QString, statement);
        const auto bound = bindStatement(statement.toStdString());
        QVERIFY(bound.ok());
        QTEST(QString::fromStdString(bound->text), "bound");
        QStringList names;
        for (const std::string &name : bound->names)
            names += QString::fromStdString(name);
        QTEST(names.join(QLatin1Char(' ')), "names");
        QVERIFY(!bindStatement("SELECT ?").ok());
        QVERIFY(!bindStatement("  ").ok());
    }

    void runsCommands_data()
    {
        QTest::addColumn<QString>("command");
        QTest::addColumn<bool>("good");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("said");
        const auto row = [](const char *name, const char *command, bool good, ErrorKind kind, const char *said) {
            QTest::newRow(name) << QString::fromLatin1(command) << good << static_cast<int>(kind)
                                << QString::fromLatin1(said);
        };
        row("its output is kept", "echo all well", true, ErrorKind::Internal, "all well");
        row("standard error too", "sh -c 'echo bad >&2'", true, ErrorKind::Internal, "bad");
        row("the notice as JSON", "grep -o '\"key\":\"bed-7\"'", true, ErrorKind::Internal, "\"key\":\"bed-7\"");
        row("variables", "sh -c 'echo $STREAMGAUGE_RULE/$STREAMGAUGE_KEY/$STREAMGAUGE_SEVERITY/$STREAMGAUGE_STATUS'", true,
            ErrorKind::Internal, "Desaturation/bed-7/critical/firing");
        row("no shell", "echo $HOME;ls", true, ErrorKind::Internal, "$HOME;ls");
        row("fails", "sh -c 'echo why; exit 3'", false, ErrorKind::Configuration, "status 3: why");
        row("asks for another try", "sh -c 'exit 75'", false, ErrorKind::Transient, "status 75");
        row("does not exist", "/no/such/program", false, ErrorKind::Configuration, "cannot be run");
        row("takes too long", "sleep 60", false, ErrorKind::Transient, "was ended");
        row("its children too", "sh -c 'sleep 60 & sleep 60'", false, ErrorKind::Transient, "was ended");
        row("reads nothing of its input", "true", true, ErrorKind::Internal, "exit status 0");
        row("writes without end", "yes", false, ErrorKind::Transient, "was ended");
    }
    void runsCommands()
    {
        QFETCH(QString, command);
        QFETCH(QString, said);
        Receiver receiver { "here", "command", { { "command", command.toStdString() }, { "time_limit", "500ms" } } };
        auto sender = makeNoticeSender(receiver, {}, *extensions_, secrets_);
        QVERIFY2(sender.ok(), sender.ok() ? "" : sender.error().text().c_str());
        const std::stop_source stop;
        const auto sent = (*sender)->send(notice(), noticeJson(notice()), stop.get_token());
        QTEST(sent.ok(), "good");
        const QString text = QString::fromStdString(sent.ok() ? *sent : sent.error().text());
        QVERIFY2(text.contains(said), qPrintable(text));
        if (!sent)
            QTEST(static_cast<int>(sent.error().kind), "kind");
    }

    void stopsCommands()
    {
        auto sender = makeNoticeSender({ "here", "command", { { "command", "sleep 60" } } }, {}, *extensions_, secrets_);
        QVERIFY(sender.ok());
        std::stop_source stop;
        stop.request_stop();
        const auto sent = (*sender)->send(notice(), "{}", stop.get_token());
        QVERIFY(!sent.ok());
        QCOMPARE(sent.error().kind, ErrorKind::Cancelled);
    }

    void feedsCommandsMuchText()
    {
        auto sender = makeNoticeSender({ "here", "command", { { "command", "wc -c" } } }, {}, *extensions_, secrets_);
        QVERIFY(sender.ok());
        const std::stop_source stop;
        const auto sent = (*sender)->send(notice(), std::string(3'000'000, 'x'), stop.get_token());
        QVERIFY2(sent.ok(), sent.ok() ? "" : sent.error().text().c_str());
        QCOMPARE(QString::fromStdString(*sent).trimmed(), QStringLiteral("3000000"));
    }

    void callsWebHooks_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<bool>("good");
        QTest::addColumn<int>("kind");
        const auto row = [](const char *answer, bool good, ErrorKind kind) {
            QTest::newRow(answer) << QByteArray(answer) << good << static_cast<int>(kind);
        };
        row("200 OK", true, ErrorKind::Internal);
        row("204 No Content", true, ErrorKind::Internal);
        row("302 Found\r\nLocation: http://127.0.0.1:1/", false, ErrorKind::Configuration);
        row("404 Not Found", false, ErrorKind::Configuration);
        row("429 Too Many Requests", false, ErrorKind::Transient);
        row("503 Service Unavailable", false, ErrorKind::Transient);
    }
    void callsWebHooks()
    {
        QFETCH(QByteArray, answer);
        qputenv("HOOK_KEY", "k3y");
        HttpServer server({ answer });
        auto sender =
            makeNoticeSender({ "here", "webhook", { { "url", server.url() }, { "signing_secret", "env:HOOK_KEY" } } }, {},
                             *extensions_, secrets_);
        QVERIFY2(sender.ok(), sender.ok() ? "" : sender.error().text().c_str());
        const std::stop_source stop;
        const auto sent = (*sender)->send(notice(), noticeJson(notice()), stop.get_token());
        QTEST(sent.ok(), "good");
        if (!sent)
            QTEST(static_cast<int>(sent.error().kind), "kind");
        const auto requests = server.requests();
        QCOMPARE(requests.size(), std::size_t(1));
        QVERIFY(requests[0].startsWith("POST /hook HTTP/1.1\r\n"));
        QCOMPARE(header(requests[0], "Idempotency-Key"), QByteArray("0123-1"));
        const QByteArray body = requests[0].mid(requests[0].indexOf("\r\n\r\n") + 4);
        QCOMPARE(QJsonDocument::fromJson(body)[QStringLiteral("title")].toString(),
                 QStringLiteral("Critical: Desaturation for bed-7"));
        const QByteArray signature = header(requests[0], "X-Streamgauge-Signature");
        const QByteArray seconds = signature.mid(2, signature.indexOf(',') - 2);
        QCOMPARE(signature.mid(signature.indexOf("sha256=") + 7),
                 QMessageAuthenticationCode::hash(seconds + "." + body, "k3y", QCryptographicHash::Sha256).toHex());
    }

    void takesAClosedPortForPassing()
    {
        auto sender =
            makeNoticeSender({ "here", "webhook", { { "url", "http://127.0.0.1:1/" } } }, {}, *extensions_, secrets_);
        QVERIFY(sender.ok());
        const std::stop_source stop;
        const auto sent = (*sender)->send(notice(), "{}", stop.get_token());
        QVERIFY(!sent.ok());
        QCOMPARE(sent.error().kind, ErrorKind::Transient);
    }

    void refusesSettings_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("settings");
        const auto row = [](const char *name, const char *kind, const char *settings) {
            QTest::newRow(name) << QString::fromLatin1(kind) << QString::fromLatin1(settings);
        };
        row("unknown kind", "pigeon", "");
        row("no program", "command", "command= ");
        row("no address", "webhook", "url=ftp://x");
        row("secret in clear", "webhook", "url=http://x.example|signing_secret=clear");
        row("variable not set", "webhook", "url=http://x.example|signing_secret=env:NOT_SET_ANYWHERE");
        row("no server", "email", "from=a@b.example|to=c@d.example");
        row("password in clear", "email", "server=s|encryption=none|user=ada|from=a@b.example|to=c@d.example");
        row("header in an address", "email", "server=s|from=a@b.example|to=c@d.example\r\nBcc: x@y.example");
        row("no such source", "sql", "source=shop|statement=DO 1");
    }
    void refusesSettings()
    {
        QFETCH(QString, kind);
        QFETCH(QString, settings);
        Receiver receiver { "here", kind.toStdString() };
        for (const QString &one : settings.split(QLatin1Char('|'), Qt::SkipEmptyParts))
            receiver.settings[one.section(QLatin1Char('='), 0, 0).toStdString()] =
                one.section(QLatin1Char('='), 1).toStdString();
        const auto sender = makeNoticeSender(receiver, {}, *extensions_, secrets_);
        QVERIFY(!sender.ok());
        QVERIFY2(sender.error().place.starts_with("receiver here"), sender.error().text().c_str());
    }

    void mails_data()
    {
        QTest::addColumn<QString>("encryption");
        QTest::addColumn<QString>("to");
        QTest::addColumn<QString>("password");
        QTest::addColumn<bool>("own_authority");
        QTest::addColumn<int>("outcome"); // ErrorKind, or -1
        const auto row = [](const char *name, const char *encryption, const char *to, const char *password, bool authority,
                            int outcome) {
            QTest::newRow(name) << QString::fromLatin1(encryption) << QString::fromLatin1(to)
                                << QString::fromLatin1(password) << authority << outcome;
        };
        row("STARTTLS", "starttls", "a@x.example, b@x.example", "s3cret", true, -1);
        row("TLS from the start", "tls", "a@x.example", "s3cret", true, -1);
        row("wrong password", "starttls", "a@x.example", "wrong", true, static_cast<int>(ErrorKind::Configuration));
        row("unknown authority", "starttls", "a@x.example", "s3cret", false, static_cast<int>(ErrorKind::Configuration));
        row("busy", "starttls", "busy@x.example", "s3cret", true, static_cast<int>(ErrorKind::Transient));
        row("nobody", "starttls", "nobody@x.example", "s3cret", true, static_cast<int>(ErrorKind::Configuration));
    }
    void mails()
    {
        QFETCH(QString, encryption);
        QFETCH(QString, to);
        QFETCH(QString, password);
        QFETCH(bool, own_authority);
        QFETCH(int, outcome);
        const QTemporaryDir folder;
        QProcess openssl;
        openssl.start(QStringLiteral("openssl"),
                      { QStringLiteral("req"), QStringLiteral("-x509"), QStringLiteral("-newkey"),
                        QStringLiteral("rsa:2048"), QStringLiteral("-nodes"), QStringLiteral("-days"), QStringLiteral("2"),
                        QStringLiteral("-keyout"), folder.filePath(QStringLiteral("key.pem")), QStringLiteral("-out"),
                        folder.filePath(QStringLiteral("cert.pem")), QStringLiteral("-subj"),
                        QStringLiteral("/CN=localhost"), QStringLiteral("-addext"),
                        QStringLiteral("subjectAltName=DNS:localhost,IP:127.0.0.1") });
        QVERIFY(openssl.waitForFinished());
        QCOMPARE(openssl.exitCode(), 0);
        QProcess server;
        server.start(QStringLiteral("/usr/bin/python3"),
                     { QStringLiteral("-c"), QString::fromLatin1(smtp_server), folder.path(), encryption });
        QVERIFY2(server.waitForReadyRead(), server.readAllStandardError().constData());
        const std::string port = server.readLine().trimmed().toStdString();

        qputenv("MAIL_PASSWORD", password.toLatin1());
        Receiver receiver { "here",
                            "email",
                            { { "server", "127.0.0.1" },
                              { "port", port },
                              { "encryption", encryption.toStdString() },
                              { "user", "ada" },
                              { "password", "env:MAIL_PASSWORD" },
                              { "from", "gauge@x.example" },
                              { "to", to.toStdString() } } };
        if (own_authority)
            receiver.settings["ca_file"] = folder.filePath(QStringLiteral("cert.pem")).toStdString();
        auto sender = makeNoticeSender(receiver, {}, *extensions_, secrets_);
        QVERIFY2(sender.ok(), sender.ok() ? "" : sender.error().text().c_str());
        const std::stop_source stop;
        const Notice odd = notice("Büro\r\nBcc: evil@x.example");
        const auto sent = (*sender)->send(odd, noticeJson(odd), stop.get_token());
        server.closeWriteChannel();
        server.waitForFinished();
        QVERIFY2(sent.ok() == (outcome < 0), sent.ok() ? "sent" : sent.error().text().c_str());
        if (!sent) {
            QVERIFY2(static_cast<int>(sent.error().kind) == outcome, sent.error().text().c_str());
            return;
        }
        QFile file(folder.filePath(QStringLiteral("mail")));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray mail = file.readAll();
        QVERIFY2(mail.startsWith("TO " + to.remove(QLatin1Char(' ')).toLatin1() + " TLS True\n"), mail.constData());
        QVERIFY(mail.contains("\r\nMessage-ID: <0123-1@streamgauge>\r\n"));
        QVERIFY(!mail.contains("Bcc"));
        const QByteArray body = QByteArray::fromBase64(mail.mid(mail.indexOf("\r\n\r\n") + 4).simplified().replace(' ', ""));
        QVERIFY2(body.contains("Desaturation for Büro") && body.contains("value 82"), body.constData());
    }

    void runsStatements()
    {
        MariaDbServer server;
        server.start();
        SqlClient sql = server.client();
        sql.run("CREATE DATABASE shop");
        sql.run("CREATE TABLE shop.alert_log (rule_name TEXT, alert_key TEXT, status TEXT, fired DATETIME(6), ended "
                "DATETIME(6), team TEXT)");
        const SourceEntry source { "db", "mysql", server.settings("shop") };
        Receiver receiver { "here",
                            "sql",
                            { { "source", "db" },
                              { "statement",
                                "INSERT INTO alert_log VALUES (:rule, :key, :status, :fired_at, :resolved_at, "
                                ":team)" } } };
        auto sender = makeNoticeSender(receiver, { source }, *extensions_, secrets_);
        QVERIFY2(sender.ok(), sender.ok() ? "" : sender.error().text().c_str());
        Notice told = notice("x'); DROP TABLE shop.alert_log; -- ?");
        told.resolved = { firing("bed-8") };
        told.resolved[0].state = AlertState::Resolved;
        told.resolved[0].resolved_at_ns = 1'700'000'100 * ns_per_s;
        const std::stop_source stop;
        const auto sent = (*sender)->send(told, "", stop.get_token());
        QVERIFY2(sent.ok(), sent.ok() ? "" : sent.error().text().c_str());
        const auto rows = sql.rows("SELECT * FROM shop.alert_log ORDER BY status");
        QCOMPARE(rows.size(), std::size_t(2));
        QCOMPARE(*rows[0][1], std::string("x'); DROP TABLE shop.alert_log; -- ?"));
        QCOMPARE(*rows[0][3], std::string("2023-11-14 22:13:20.000000"));
        QVERIFY(!rows[0][4]);
        QCOMPARE(*rows[0][5], std::string("icu"));
        QCOMPARE(*rows[1][2], std::string("resolved"));
        receiver.settings["statement"] = "INSERT INTO no_such_table VALUES (:rule)";
        auto wrong = makeNoticeSender(receiver, { source }, *extensions_, secrets_);
        QVERIFY(wrong.ok());
        QVERIFY(!(*wrong)->send(told, "", stop.get_token()).ok());
    }

private:
    std::unique_ptr<ExtensionLoader> extensions_;
    Secrets secrets_;
};

} // namespace streamgauge

QTEST_GUILESS_MAIN(streamgauge::NotifySendersTest)
#include "tst_notifysenders.moc"
