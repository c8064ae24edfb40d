// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/extensionloader.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

namespace streamgauge {

class ExtensionLoaderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        directory_ = std::make_unique<QTemporaryDir>();
        install("good", "streamgauge-first.so");
        install("good2", "streamgauge-second.so");
        install("old", "streamgauge-old.so");
        put("streamgauge-broken.so", "this is no library");
        put("README", "nor this");
        put("libother.so", "nor this");
    }

    void loadsNothingUnasked()
    {
        const ExtensionLoader loader(path());
        const auto status = loader.status();
        QCOMPARE(status.size(), 4U);
        QCOMPARE(status[0].name, std::string("broken"));
        QCOMPARE(status[3].name, std::string("second"));
        for (const ExtensionStatus &one : status)
            QCOMPARE(one.state, ExtensionState::Found);
    }

    void loadsTheNamedOneOnly()
    {
        ExtensionLoader loader(path());
        const auto factory = loader.connector("first");
        QVERIFY2(factory.ok(), factory.ok() ? "" : factory.error().text().c_str());
        QCOMPARE((*factory)->info().kind, std::string("first"));
        QCOMPARE(stateOf(loader, "first"), ExtensionState::Loaded);
        QCOMPARE(stateOf(loader, "second"), ExtensionState::Found);
        QCOMPARE(loader.registry().benchmarks().size(), 1U);
        QVERIFY(*loader.connector("first") == *factory);
    }

    void findsAliases()
    {
        ExtensionLoader loader(path());
        const auto factory = loader.connector("second-alias");
        QVERIFY(factory.ok());
        QCOMPARE((*factory)->info().kind, std::string("second"));
    }

    void saysWhatThereIs()
    {
        ExtensionLoader loader(path());
        const auto factory = loader.connector("kafka");
        QVERIFY(!factory.ok());
        QVERIFY(factory.error().message.find("kafka") != std::string::npos);
        for (const char *part :
             { "first, first-alias, second, second-alias", "streamgauge-broken.so", "extension interface" })
            QVERIFY2(factory.error().remedy.find(part) != std::string::npos, factory.error().text().c_str());
    }

    void keepsFaultsAsValues()
    {
        ExtensionLoader loader(path());
        loader.loadAll();
        loader.loadAll();
        QCOMPARE(stateOf(loader, "broken"), ExtensionState::Failed);
        QCOMPARE(stateOf(loader, "old"), ExtensionState::Failed);
        QCOMPARE(stateOf(loader, "first"), ExtensionState::Loaded);
        QCOMPARE(loader.registry().connectors().size(), 2U);
        for (const ExtensionStatus &one : loader.status())
            QCOMPARE(one.error.empty(), one.state == ExtensionState::Loaded);
    }

    void knowsNoSimulations()
    {
        ExtensionLoader loader(path());
        const auto simulation = loader.simulation("vitals");
        QVERIFY(!simulation.ok());
        QVERIFY(simulation.error().message.find("simulation \"vitals\"") != std::string::npos);
    }

    void saysThatThereAreNone()
    {
        ExtensionLoader loader(path() / "missing");
        QVERIFY(loader.status().empty());
        const auto factory = loader.connector("mysql");
        QVERIFY(!factory.ok());
        QVERIFY(factory.error().remedy.find("No extensions were found") != std::string::npos);
    }

private:
    [[nodiscard]] std::filesystem::path path() const { return directory_->path().toStdString(); }
    void install(const char *built, const char *name)
    {
        const QString from = qEnvironmentVariable("STREAMGAUGE_BINARY_DIR") + QStringLiteral("/tests/extensions/")
            + QString::fromUtf8(built) + QStringLiteral(".so");
        QVERIFY2(QFile::copy(from, directory_->filePath(QString::fromUtf8(name))), qPrintable(from));
    }
    void put(const char *name, const QByteArray &text)
    {
        QFile file(directory_->filePath(QString::fromUtf8(name)));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(text), qint64(text.size()));
    }
    static ExtensionState stateOf(const ExtensionLoader &loader, const std::string &name)
    {
        for (const ExtensionStatus &one : loader.status()) {
            if (one.name == name)
                return one.state;
        }
        return ExtensionState::Found;
    }

    std::unique_ptr<QTemporaryDir> directory_;
};

} // namespace streamgauge

QTEST_GUILESS_MAIN(streamgauge::ExtensionLoaderTest)
#include "tst_extensionloader.moc"
