// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/secrets.h"

#include <QTest>

#include <map>

namespace streamgauge {

namespace {

class MemoryStore final : public SecretStore
{
public:
    Result<std::optional<std::string>> read(const std::string &name) override
    {
        if (locked)
            return Error { ErrorKind::Resource, "locked", "", "" };
        const auto found = secrets.find(name);
        return found == secrets.end() ? std::optional<std::string>() : found->second;
    }
    Result<void> write(const std::string &name, const std::string &secret) override
    {
        secrets[name] = secret;
        return {};
    }
    Result<void> remove(const std::string &name) override
    {
        secrets.erase(name);
        return {};
    }
    std::map<std::string, std::string> secrets;
    bool locked = false;
};

ConnectorInfo info()
{
    ConnectorInfo described;
    described.kind = "mysql";
    described.fields = { { "host", "Host" },
                         { "password", "Password", "", FieldType::Secret },
                         { "token", "Token", "", FieldType::Secret } };
    return described;
}

SourceEntry source(Settings settings)
{
    return { "shop", "mysql", std::move(settings) };
}

} // namespace

class SecretsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        qunsetenv("STREAMGAUGE_PASSWORD");
        qputenv("STREAMGAUGE_TEST_SECRET", "from-env");
    }

    void knowsSecretNames_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<bool>("secret");
        for (const char *name :
             { "password", "Password", "db_password", "passphrase", "api_token", "client_secret", "apikey" })
            QTest::newRow(name) << QByteArray(name) << true;
        for (const char *name : { "user", "host", "key", "tables", "pass_through" })
            QTest::newRow(name) << QByteArray(name) << false;
    }
    void knowsSecretNames()
    {
        QFETCH(QByteArray, name);
        QTEST(isSecretName(name.toStdString()), "secret");
    }

    void knowsReferences()
    {
        QVERIFY(isSecretReference("env:X"));
        QVERIFY(isSecretReference("keychain:shop"));
        QVERIFY(!isSecretReference("env:"));
        QVERIFY(!isSecretReference("keychain:"));
        QVERIFY(!isSecretReference("hunter2"));
        QVERIFY(!isSecretReference(""));
    }

    void resolvesTheEnvironment()
    {
        const auto settings =
            Secrets().resolve(source({ { "host", "db" }, { "password", "env:STREAMGAUGE_TEST_SECRET" } }), info());
        QVERIFY(settings.ok());
        QVERIFY(*settings == Settings({ { "host", "db" }, { "password", "from-env" } }));
    }

    void namesTheMissingVariable()
    {
        const auto settings = Secrets().resolve(source({ { "password", "env:STREAMGAUGE_TEST_UNSET" } }), info());
        QVERIFY(!settings.ok());
        QVERIFY(settings.error().message.find("STREAMGAUGE_TEST_UNSET") != std::string::npos);
        QVERIFY(settings.error().place.find("shop, password") != std::string::npos);
    }

    void resolvesTheKeychain()
    {
        MemoryStore store;
        store.secrets["shop"] = "from-keychain";
        Secrets secrets;
        secrets.setStore(&store);
        const auto settings =
            secrets.resolve(source({ { "password", "keychain:shop" }, { "token", "keychain:shop" } }), info());
        QVERIFY(settings.ok());
        QVERIFY(*settings == Settings({ { "password", "from-keychain" }, { "token", "from-keychain" } }));
    }

    void handsOnTheKeychainsError()
    {
        MemoryStore store;
        store.locked = true;
        Secrets secrets;
        secrets.setStore(&store);
        QVERIFY(!secrets.resolve(source({ { "password", "keychain:shop" } }), info()).ok());
    }

    void fallsBackWithoutAKeychain()
    {
        const auto without = Secrets().resolve(source({ { "password", "keychain:shop" } }), info());
        QVERIFY(!without.ok());
        QVERIFY(without.error().remedy.find("STREAMGAUGE_PASSWORD") != std::string::npos);
        qputenv("STREAMGAUGE_PASSWORD", "from-variable");
        const auto with = Secrets().resolve(source({ { "password", "keychain:shop" } }), info());
        QVERIFY(with.ok());
        QCOMPARE(with->at("password"), std::string("from-variable"));
    }

    void fillsAMissingPassword()
    {
        MemoryStore store;
        const SourceEntry entry = source({ { "host", "db" }, { "port", "3307" }, { "user", "app" } });
        QCOMPARE(Secrets::defaultName(entry), std::string("mysql://app@db:3307"));
        store.secrets[Secrets::defaultName(entry)] = "from-keychain";
        Secrets secrets;
        QVERIFY(!secrets.resolve(entry, info())->contains("password"));
        secrets.setStore(&store);
        QCOMPARE(secrets.resolve(entry, info())->at("password"), std::string("from-keychain"));
        qputenv("STREAMGAUGE_PASSWORD", "from-variable");
        QCOMPARE(secrets.resolve(entry, info())->at("password"), std::string("from-variable"));
        store.locked = true;
        qunsetenv("STREAMGAUGE_PASSWORD");
        QVERIFY(secrets.resolve(entry, info()).ok());
    }

    void refusesASecretInClear()
    {
        const auto settings = Secrets().resolve(source({ { "password", "hunter2" } }), info());
        QVERIFY(!settings.ok());
        QVERIFY(settings.error().text().find("hunter2") == std::string::npos);
    }

    void tellsWhatItResolved()
    {
        Secrets secrets;
        std::vector<std::string> told;
        secrets.onResolved([&](const std::string &secret) { told.push_back(secret); });
        QVERIFY(secrets.resolve(source({ { "password", "env:STREAMGAUGE_TEST_SECRET" } }), info()).ok());
        QVERIFY(told == std::vector<std::string> { "from-env" });
    }
};

} // namespace streamgauge

QTEST_GUILESS_MAIN(streamgauge::SecretsTest)
#include "tst_secrets.moc"
