// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/workspacefile.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

namespace streamgauge {

namespace {

Workspace sample()
{
    Workspace workspace;
    workspace.name = "Ward \"4\" Größe";
    workspace.sources = {
        { "ward", "sim", { { "simulation", "vitals" }, { "rate", "1000" } }, true, GapPolicy::Snapshot },
        { "shop", "mysql", { { "host", "db" }, { "password", "keychain:shop" } }, false, GapPolicy::Stop }
    };
    workspace.rules = {
        *parseRule(
            "Fast: from vitals when event.heart_rate > 120.0 clear event.heart_rate < 110.0 for 10s severity critical"),
        *parseRule("Low: from shop.stock when event.count <= 3")
    };
    workspace.tests = { { "rises",
                          "Fast",
                          30 * ns_per_s,
                          { { {}, "bed-1", "heart_rate", "100x3 130x5" }, { "vitals", "bed-2", "heart_rate", "_ 90" } },
                          { { 90 * ns_per_s, "bed-1", AlertState::Normal },
                            { 150 * ns_per_s, "bed-1", AlertState::Firing } } } };
    workspace.lookups = { { "items", "shop", "shop.items", "id", 90 * ns_per_s, 1'000'000, { "price", "stock" } } };
    workspace.models = { { "risk", "models/risk.json" } };
    workspace.dashboards = {
        { "Beds", { { "chart", "", 0, 0, 6, 4, R"({"a":[1,2.5,null],"b":"x"})" }, { "table", "All", 6, 0, 6, 8, "{}" } } },
        { "Empty", {} }
    };
    return workspace;
}

void put(const std::filesystem::path &path, const QByteArray &text)
{
    QFile file(QString::fromStdString(path.string()));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(text), qint64(text.size()));
}

QByteArray content(const std::filesystem::path &path)
{
    QFile file(QString::fromStdString(path.string()));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(none)");
}

} // namespace

class WorkspaceFileTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        directory_ = std::make_unique<QTemporaryDir>();
        path_ = directory_->filePath(QStringLiteral("a.sgw")).toStdString();
    }

    void roundTrips()
    {
        const auto text = workspaceText(sample());
        QVERIFY2(text.ok(), text.ok() ? "" : text.error().text().c_str());
        const WorkspaceReading reading = readWorkspace(*text);
        QVERIFY2(reading.faults.empty(), reading.faults.empty() ? "" : reading.faults.front().text().c_str());
        QVERIFY(reading.warnings.empty());
        QVERIFY(reading.workspace == sample());
        QCOMPARE(*workspaceText(reading.workspace), *text);
    }

    /// The text of a rule stays as it was written, also when the rule was changed elsewhere.
    void keepsCommentsOfRules()
    {
        Workspace workspace = sample();
        const std::string written = "# of the night shift\nrule Low\n  from shop.stock\n  when event.count<=3 // \"few\"\n";
        workspace.rules[1] = *parseRule(written);
        workspace.rule_texts["Low"] = written;
        const auto text = workspaceText(workspace);
        const WorkspaceReading reading = readWorkspace(*text);
        QVERIFY(reading.faults.empty());
        QVERIFY(reading.workspace == workspace);
        QCOMPARE(reading.workspace.rule_texts.at("Low"), written);
        QCOMPARE(*workspaceText(reading.workspace), *text);

        workspace.rules[1].for_ns = 5 * ns_per_s;
        const WorkspaceReading changed = readWorkspace(*workspaceText(workspace));
        QVERIFY(changed.workspace.rules == workspace.rules);
        QCOMPARE(changed.workspace.rule_texts.at("Low"), written + "  for 5s\n");
    }

    void roundTripsAnEmptyOne()
    {
        const WorkspaceReading reading = readWorkspace(*workspaceText({}));
        QVERIFY(reading.faults.empty());
        QVERIFY(reading.workspace == Workspace());
    }

    void refusesEveryTruncation()
    {
        const std::string text = *workspaceText(sample());
        // Without its last line feed it is still whole.
        for (std::size_t length = 0; length + 1 < text.size(); ++length) {
            const WorkspaceReading reading = readWorkspace(std::string_view(text).substr(0, length));
            QVERIFY2(reading.faults.size() == 1, std::to_string(length).c_str());
            QVERIFY(reading.faults.front().place.starts_with("line "));
            QVERIFY(!reading.faults.front().remedy.empty());
        }
    }

    void survivesEveryFlip()
    {
        const std::string text = *workspaceText(sample());
        for (std::size_t at = 0; at < text.size(); ++at) {
            std::string damaged = text;
            damaged[at] = static_cast<char>(damaged[at] ^ 0x15);
            const WorkspaceReading reading = readWorkspace(damaged);
            if (reading.faults.empty())
                QVERIFY(workspaceText(reading.workspace).ok());
        }
    }

    void namesThePlace_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("place");
        QTest::addColumn<QByteArray>("says");
        const auto row = [](const char *name, const QByteArray &body, const char *place, const char *says) {
            QTest::newRow(name) << QByteArray("{\"format\":\"streamgauge-workspace\",\"version\":1" + body + "}")
                                << QByteArray(place) << QByteArray(says);
        };
        row("name is a number", ",\"name\":5", "/name", "must be a string");
        row("sources no list", ",\"sources\":{}", "/sources", "must be a list");
        row("source no object", ",\"sources\":[5]", "/sources/0", "must be an object");
        row("source without kind", R"(,"sources":[{"name":"a"}])", "/sources/0", "\"kind\" is missing");
        row("empty name", R"(,"sources":[{"name":"","kind":"sim"}])", "/sources/0/name", "must not be empty");
        row("same name twice", R"(,"sources":[{"name":"a","kind":"sim"},{"name":"a","kind":"sim"}])", "/sources/1/name",
            "two sources");
        row("setting is a number", R"(,"sources":[{"name":"a","kind":"sim","settings":{"rate":5}}])",
            "/sources/0/settings/rate", "in quotes");
        row("snapshot is text", R"(,"sources":[{"name":"a","kind":"sim","snapshot":"on"}])", "/sources/0/snapshot",
            "true or false");
        row("unknown gap policy", R"(,"sources":[{"name":"a","kind":"sim","on_gap":"cry"}])", "/sources/0/on_gap",
            "snapshot, skip, stop");
        row("plain password", R"(,"sources":[{"name":"a","kind":"x","settings":{"password":"hunter2"}}])",
            "/sources/0/settings/password", "keychain:NAME");
        row("rule no text", ",\"rules\":[{}]", "/rules/0", "must be a string");
        row("rule is wrong", R"(,"rules":["Fast: from vitals when"])", "/rules/0, line 1", "");
        row("test of no rule",
            R"(,"tests":[{"name":"t","rule":"A","input":[{"field":"x","values":"1"}],"expected":[{"at":"0s","state":"firing"}]}])",
            "/tests/0/rule", "there is no rule");
        row("test without input", R"(,"rules":["A: from s when event.x > 1"],"tests":[{"name":"t","rule":"A"}])", "/tests/0",
            "sends or expects nothing");
        row("test values",
            R"(,"rules":["A: from s when event.x > 1"],"tests":[{"name":"t","rule":"A","input":[{"field":"x","values":"1 ten"}],"expected":[{"at":"0s","state":"firing"}]}])",
            "/tests/0", "\"ten\" is no test value");
        row("test state",
            R"(,"rules":["A: from s when event.x > 1"],"tests":[{"name":"t","rule":"A","input":[{"field":"x","values":"1"}],"expected":[{"at":"1s","state":"red"}]}])",
            "/tests/0/expected/0/state", "is no state");
        row("lookup no object", ",\"lookups\":[5]", "/lookups/0", "must be an object");
        row("lookup without a key",
            R"(,"sources":[{"name":"a","kind":"x"}],"lookups":[{"name":"l","source":"a","table":"t"}])", "/lookups/0",
            "\"key\" is missing");
        row("lookup of no source", R"(,"lookups":[{"name":"l","source":"a","table":"t","key":"id"}])", "/lookups/0/source",
            "there is no source");
        row("lookup time",
            R"(,"sources":[{"name":"a","kind":"x"}],"lookups":[{"name":"l","source":"a","table":"t","key":"id",)"
            R"("time_to_live":"soon"}])",
            "/lookups/0/time_to_live", "no duration");
        row("lookup bytes",
            R"(,"sources":[{"name":"a","kind":"x"}],"lookups":[{"name":"l","source":"a","table":"t","key":"id",)"
            R"("most_bytes":-1}])",
            "/lookups/0", "most bytes are out of range");
        row("two lookups of a name",
            R"(,"sources":[{"name":"a","kind":"x"}],"lookups":[{"name":"l","source":"a","table":"t","key":"id"},)"
            R"({"name":"l","source":"a","table":"t","key":"id"}])",
            "/lookups/1/name", "two lookups");
        row("model without a path", R"(,"models":[{"name":"m"}])", "/models/0", "\"path\" is missing");
        row("two models of a name", R"(,"models":[{"name":"m","path":"a"},{"name":"m","path":"b"}])", "/models/1/name",
            "two models");
        row("two rules of a name", R"(,"rules":["A: from s when event.x > 1","A: from s when event.x > 2"])", "/rules/1",
            "two rules");
        row("panel no object", R"(,"dashboards":[{"name":"d","panels":[1]}])", "/dashboards/0/panels/0",
            "must be an object");
        row("column too large", R"(,"dashboards":[{"name":"d","panels":[{"kind":"chart","column":12}]}])",
            "/dashboards/0/panels/0/column", "from 0 to 11");
        row("column negative", R"(,"dashboards":[{"name":"d","panels":[{"kind":"chart","column":-1}]}])",
            "/dashboards/0/panels/0/column", "from 0 to 11");
        row("column huge", R"(,"dashboards":[{"name":"d","panels":[{"kind":"chart","column":18446744073709551615}]}])",
            "/dashboards/0/panels/0/column", "from 0 to 11");
        row("column no integer", R"(,"dashboards":[{"name":"d","panels":[{"kind":"chart","column":1.5}]}])",
            "/dashboards/0/panels/0/column", "whole number");
        row("over the edge", R"(,"dashboards":[{"name":"d","panels":[{"kind":"chart","column":8,"width":5}]}])",
            "/dashboards/0/panels/0/width", "right edge");
        row("settings no object", R"(,"dashboards":[{"name":"d","panels":[{"kind":"chart","settings":[]}]}])",
            "/dashboards/0/panels/0/settings", "an object");
    }
    void namesThePlace()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, place);
        QFETCH(QByteArray, says);
        const WorkspaceReading reading = readWorkspace(text.toStdString());
        QCOMPARE(reading.faults.size(), 1U);
        const Error &fault = reading.faults.front();
        QVERIFY2(fault.place.starts_with(place.toStdString()), fault.text().c_str());
        QVERIFY2(fault.text().find(says.toStdString()) != std::string::npos, fault.text().c_str());
        QVERIFY(fault.text().find("hunter2") == std::string::npos);
    }

    void collectsAllFaults()
    {
        const WorkspaceReading reading = readWorkspace(
            R"({"format":"streamgauge-workspace","version":1,"sources":[{"kind":"sim"},{"name":"b"}],"rules":["?"]})");
        QCOMPARE(reading.faults.size(), 3U);
    }

    void refusesWhatIsNoWorkspace_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("list") << QByteArray("[]");
        QTest::newRow("number") << QByteArray("5");
        QTest::newRow("other object") << QByteArray("{\"a\":1}");
        QTest::newRow("other format") << QByteArray(R"({"format":"x","version":1})");
        QTest::newRow("no version") << QByteArray(R"({"format":"streamgauge-workspace"})");
        QTest::newRow("version 0") << QByteArray(R"({"format":"streamgauge-workspace","version":0})");
        QTest::newRow("version text") << QByteArray(R"({"format":"streamgauge-workspace","version":"1"})");
        QTest::newRow("binary") << QByteArray("\x00\x01\x02\xFF", 4);
        QTest::newRow("bad utf-8") << QByteArray(
            "{\"format\":\"streamgauge-workspace\",\"version\":1,\"name\":\"\xC3\x28\"}");
        QTest::newRow("nested deeply") << QByteArray(100'000, '[');
    }
    void refusesWhatIsNoWorkspace()
    {
        QFETCH(QByteArray, text);
        QVERIFY(!readWorkspace(text.toStdString()).faults.empty());
    }

    void refusesANewerVersionPolitely()
    {
        put(path_, R"({"format":"streamgauge-workspace","version":2})");
        const auto loaded = WorkspaceFile(path_).load();
        QVERIFY(!loaded.ok());
        QCOMPARE(loaded.error().kind, ErrorKind::Unsupported);
        QVERIFY(loaded.error().message.find("newer") != std::string::npos);
        QVERIFY(loaded.error().remedy.find("Update") != std::string::npos);
    }

    void warnsOfUnknownKeys()
    {
        const WorkspaceReading reading = readWorkspace(
            R"({"format":"streamgauge-workspace","version":1,"colour":"red","sources":[{"name":"a","kind":"sim","note":"x"}]})");
        QVERIFY(reading.faults.empty());
        QCOMPARE(reading.warnings.size(), 2U);
        QCOMPARE(reading.warnings[0].place, std::string("/colour"));
        QCOMPARE(reading.warnings[1].place, std::string("/sources/0/note"));
    }

    void neverWritesASecret()
    {
        Workspace workspace = sample();
        workspace.sources[1].settings["password"] = "hunter2";
        const auto saved = WorkspaceFile(path_).save(workspace);
        QVERIFY(!saved.ok());
        QVERIFY(saved.error().text().find("hunter2") == std::string::npos);
        QVERIFY(!workspaceText(workspace).ok());
        QVERIFY(!WorkspaceFile(path_).saveAutosave(workspace).ok());
        QVERIFY(QDir(directory_->path()).entryList(QDir::Files).isEmpty());
    }

    void refusesSettingsThatAreNoObject()
    {
        Workspace workspace = sample();
        workspace.dashboards[0].panels[0].settings_json = "[1";
        QVERIFY(!workspaceText(workspace).ok());
    }

    void refusesNamesThatAreNoUtf8()
    {
        Workspace workspace = sample();
        workspace.name = "\xC3\x28";
        QVERIFY(!workspaceText(workspace).ok());
    }

    void savesAndKeepsABackup()
    {
        const WorkspaceFile file(path_);
        Workspace workspace = sample();
        QVERIFY(file.save(workspace).ok());
        const QByteArray first = content(path_);
        workspace.name = "renamed";
        QVERIFY(file.save(workspace).ok());
        QCOMPARE(content(file.backupPath()), first);
        const auto loaded = file.load();
        QVERIFY(loaded.ok());
        QVERIFY(loaded->workspace == workspace);
        QCOMPARE(QDir(directory_->path()).entryList(QDir::Files, QDir::Name),
                 QStringList({ QStringLiteral("a.sgw"), QStringLiteral("a.sgw~") }));
    }

    void pointsToTheBackupOfADamagedFile()
    {
        const WorkspaceFile file(path_);
        QVERIFY(file.save(sample()).ok());
        QVERIFY(file.save(sample()).ok());
        put(path_, content(path_).left(200));
        const auto loaded = file.load();
        QVERIFY(!loaded.ok());
        QVERIFY(loaded.error().place.starts_with(path_.string() + ", line "));
        QVERIFY(loaded.error().remedy.find(file.backupPath().string()) != std::string::npos);
    }

    void keepsUnsavedWork()
    {
        const WorkspaceFile file(path_);
        QVERIFY(!file.loadAutosave());
        QVERIFY(file.save(sample()).ok());
        Workspace changed = sample();
        changed.name = "changed";
        QVERIFY(file.saveAutosave(changed).ok());
        const auto autosave = file.loadAutosave();
        QVERIFY(autosave);
        QVERIFY(autosave->ok());
        QVERIFY((*autosave)->workspace == changed);
        QVERIFY(file.save(changed).ok());
        QVERIFY(!file.loadAutosave());
    }

    void ignoresAnAutosaveOlderThanTheFile()
    {
        const WorkspaceFile file(path_);
        QVERIFY(file.saveAutosave(sample()).ok());
        put(path_, "{}");
        std::filesystem::last_write_time(file.autosavePath(),
                                         std::filesystem::last_write_time(path_) - std::chrono::seconds(5));
        QVERIFY(!file.loadAutosave());
    }

    void saysWhatIsNotThere()
    {
        const auto loaded = WorkspaceFile(path_).load();
        QVERIFY(!loaded.ok());
        QVERIFY(loaded.error().message.find("No such file") != std::string::npos);
        QVERIFY(!WorkspaceFile(directory_->path().toStdString()).load().ok());
    }

private:
    std::unique_ptr<QTemporaryDir> directory_;
    std::filesystem::path path_;
};

} // namespace streamgauge

QTEST_GUILESS_MAIN(streamgauge::WorkspaceFileTest)
#include "tst_workspacefile.moc"
