// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/api/plugin.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QPluginLoader>
#include <QTest>

using namespace streamgauge;

/// The module as the program finds it: by its metadata first, then loaded.
class VitalsPluginTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void metadataMatchesWhatItOffers();
    void demoIsAWorkspace();

private:
    std::unique_ptr<QPluginLoader> loader_;
    DomainPlugin *plugin_ = nullptr;
};

void VitalsPluginTest::initTestCase()
{
    loader_ = std::make_unique<QPluginLoader>(qEnvironmentVariable("STREAMGAUGE_BINARY_DIR")
                                              + QStringLiteral("/lib/plugins/streamgauge-vitals.so"));
    QCOMPARE(loader_->metaData()[QStringLiteral("IID")].toString(), QStringLiteral("org.streamgauge.DomainPlugin/1"));
    plugin_ = qobject_cast<DomainPlugin *>(loader_->instance());
    QVERIFY2(plugin_, qPrintable(loader_->errorString()));
}

void VitalsPluginTest::metadataMatchesWhatItOffers()
{
    const QJsonObject metadata = loader_->metaData()[QStringLiteral("MetaData")].toObject();
    QCOMPARE(metadata[QStringLiteral("name")].toString(), QStringLiteral("vitals"));
    QCOMPARE(metadata[QStringLiteral("api")].toInt(), plugin_api_version);
    QJsonArray panels;
    for (const auto &panel : plugin_->panels())
        panels.append(panel->kind());
    QCOMPARE(metadata[QStringLiteral("panels")].toArray(), panels);
    QJsonArray demos;
    for (const DemoWorkspace &demo : plugin_->demos())
        demos.append(demo.name);
    QCOMPARE(metadata[QStringLiteral("demos")].toArray(), demos);
    QCOMPARE(plugin_->notice(), QStringLiteral("Not a medical device"));
}

void VitalsPluginTest::demoIsAWorkspace()
{
    const auto demos = plugin_->demos();
    QCOMPARE(demos.size(), 1U);
    const QJsonObject workspace = QJsonDocument::fromJson(demos.front().workspace).object();
    QCOMPARE(workspace[QStringLiteral("dashboards")].toArray().size(), 2);
    QVERIFY(workspace[QStringLiteral("rules")].toArray().size() >= 3);
}

QTEST_MAIN(VitalsPluginTest)
#include "tst_vitalsplugin.moc"
