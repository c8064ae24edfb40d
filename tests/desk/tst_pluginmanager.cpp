// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desk/pluginmanager.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

namespace streamgauge {

class TestPluginManager : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void listsWithoutLoading();
    void loadsWhenAPanelIsNeeded();
    void saysWhyAFileIsNoPlugin();
    void refusesAnotherVersion();
    void saysThatNobodyOffersAKind();

private:
    QTemporaryDir folder_;
    QString real_;
};

void TestPluginManager::init()
{
    real_ = qEnvironmentVariable("STREAMGAUGE_BINARY_DIR") + QStringLiteral("/lib/plugins/streamgauge-vitals.so");
    QVERIFY(QFile::exists(real_));
    QFile::remove(folder_.filePath(QStringLiteral("streamgauge-other.so")));
}

void TestPluginManager::listsWithoutLoading()
{
    const PluginManager manager(QFileInfo(real_).path().toStdString());
    const auto plugins = manager.plugins();
    const auto vitals = std::find_if(plugins.begin(), plugins.end(),
                                     [](const PluginInfo &info) { return info.name == QLatin1String("vitals"); });
    QVERIFY(vitals != plugins.end());
    QCOMPARE(vitals->error, QString());
    QVERIFY(!vitals->loaded);
    QVERIFY(vitals->panels.contains(QStringLiteral("vitals.beds")));
    QCOMPARE(vitals->functions, QStringList { QStringLiteral("news2") });
}

void TestPluginManager::loadsWhenAPanelIsNeeded()
{
    PluginManager manager(QFileInfo(real_).path().toStdString());
    const auto factory = manager.panelFactory(QStringLiteral("vitals.beds"));
    QVERIFY2(factory.ok(), factory.ok() ? "" : factory.error().text().c_str());
    QCOMPARE((*factory)->kind(), QStringLiteral("vitals.beds"));
    const auto kinds = manager.panelKinds();
    const auto beds = std::find_if(kinds.begin(), kinds.end(),
                                   [](const PanelKind &kind) { return kind.kind == QLatin1String("vitals.beds"); });
    QVERIFY(beds->notice.contains(QStringLiteral("medical device")));
    const auto demo = manager.demo(QStringLiteral("vitals"));
    QVERIFY(demo.ok());
    QVERIFY(!demo->workspace.isEmpty());
}

void TestPluginManager::saysWhyAFileIsNoPlugin()
{
    QFile file(folder_.filePath(QStringLiteral("streamgauge-other.so")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("this is no library");
    file.close();
    const PluginManager manager(folder_.path().toStdString());
    QCOMPARE(manager.plugins().size(), std::size_t(1));
    QVERIFY(manager.plugins()[0].error.contains(QStringLiteral("not a plugin")));
    QVERIFY(manager.panelKinds().empty());
}

void TestPluginManager::refusesAnotherVersion()
{
    QFile file(real_);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QByteArray bytes = file.readAll();
    // In the plugin's CBOR metadata the key "api" (text of 3) is followed by the number in one byte.
    const qsizetype at = bytes.indexOf(QByteArray("\x63"
                                                  "api\x01"));
    QVERIFY(at > 0);
    bytes[at + 4] = '\x02';
    QFile other(folder_.filePath(QStringLiteral("streamgauge-other.so")));
    QVERIFY(other.open(QIODevice::WriteOnly));
    other.write(bytes);
    other.close();
    PluginManager manager(folder_.path().toStdString());
    QVERIFY(manager.plugins()[0].error.contains(QStringLiteral("too new")));
    const auto factory = manager.panelFactory(QStringLiteral("vitals.beds"));
    QVERIFY(!factory.ok());
    QVERIFY(!manager.plugins()[0].loaded);
}

void TestPluginManager::saysThatNobodyOffersAKind()
{
    PluginManager manager(folder_.path().toStdString());
    const auto factory = manager.panelFactory(QStringLiteral("fleet.map"));
    QVERIFY(!factory.ok());
    QVERIFY(!factory.error().remedy.empty());
}

} // namespace streamgauge

QTEST_MAIN(streamgauge::TestPluginManager)
#include "tst_pluginmanager.moc"
