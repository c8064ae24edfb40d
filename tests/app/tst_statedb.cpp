// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/statedb.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sqlite3.h>

#include <thread>

namespace streamgauge {

namespace {

using Entry = PositionStore::Entry;

void execute(const std::filesystem::path &file, const char *sql)
{
    sqlite3 *database = nullptr;
    QCOMPARE(sqlite3_open(file.c_str(), &database), SQLITE_OK);
    QCOMPARE(sqlite3_exec(database, sql, nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(database);
}

} // namespace

class StateDbTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        directory_ = std::make_unique<QTemporaryDir>();
        file_ = std::filesystem::path(directory_->path().toStdString()) / "below" / "state.db";
    }

    void remembersPositions()
    {
        {
            auto state = StateDb::open(file_);
            QVERIFY2(state.ok(), state.ok() ? "" : state.error().text().c_str());
            QVERIFY((*state)->notice().empty());
            QVERIFY(!(*state)->load("shop"));
            QVERIFY((*state)->save("shop", { "bin.1:4", "uuid" }).ok());
            QVERIFY((*state)->save("shop", { "bin.2:8", "uuid" }).ok());
        }
        auto state = StateDb::open(file_);
        QVERIFY(state.ok());
        QVERIFY((*state)->load("shop") == Entry({ "bin.2:8", "uuid" }));
        QVERIFY(!(*state)->load("other"));
    }

    void keepsScopesApart()
    {
        auto state = StateDb::open(file_);
        QVERIFY(state.ok());
        (*state)->setScope("shop", "/a.sgw");
        QVERIFY((*state)->save("shop", { "a", "" }).ok());
        (*state)->setScope("shop", "/b.sgw");
        QVERIFY(!(*state)->load("shop"));
        QVERIFY((*state)->save("shop", { "b", "" }).ok());
        (*state)->setScope("shop", "/a.sgw");
        QVERIFY((*state)->load("shop") == Entry({ "a", "" }));
        QVERIFY((*state)->forget("shop").ok());
        QVERIFY(!(*state)->load("shop"));
        (*state)->setScope("shop", "/b.sgw");
        QVERIFY((*state)->load("shop") == Entry({ "b", "" }));
    }

    void belongsToOneAtATime()
    {
        auto first = StateDb::open(file_);
        QVERIFY(first.ok());
        QVERIFY((*first)->save("shop", { "a", "" }).ok());
        {
            const auto second = StateDb::open(file_);
            QVERIFY(!second.ok());
            QCOMPARE(second.error().kind, ErrorKind::Resource);
            QVERIFY2(second.error().message.find("another Streamgauge") != std::string::npos, second.error().text().c_str());
            QVERIFY(second.error().remedy.find("without resume") != std::string::npos);
        }
        QVERIFY((*first)->save("shop", { "b", "" }).ok());
        first->reset();
        const auto third = StateDb::open(file_);
        QVERIFY(third.ok());
        QVERIFY((*third)->load("shop") == Entry({ "b", "" }));
    }

    void movesADamagedFileAside_data()
    {
        QTest::addColumn<int>("damage");
        QTest::newRow("no database at all") << 0;
        QTest::newRow("header of zeros") << 1;
        QTest::newRow("pages overwritten") << 2;
        QTest::newRow("cut in half") << 3;
    }
    void movesADamagedFileAside()
    {
        QFETCH(int, damage);
        {
            auto state = StateDb::open(file_);
            QVERIFY(state.ok());
            for (int source = 0; source < 500; ++source)
                QVERIFY((*state)->save("source " + std::to_string(source), { std::string(100, 'p'), "i" }).ok());
        }
        QFile file(QString::fromStdString(file_.string()));
        QVERIFY(file.open(QIODevice::ReadWrite));
        const qint64 bytes = file.size();
        QVERIFY(bytes > 20'000);
        if (damage == 0)
            QVERIFY(file.resize(0)
                    && file.write("this is no database, but it is long enough to be taken for one "
                                  "........................................")
                        > 0);
        else if (damage == 1)
            QVERIFY(file.write(QByteArray(100, '\0')) == 100);
        else if (damage == 2)
            QVERIFY(file.seek(4'096) && file.write(QByteArray(8'192, '\x5A')) == 8'192);
        else
            QVERIFY(file.resize(bytes / 2));
        file.close();

        auto state = StateDb::open(file_);
        QVERIFY2(state.ok(), state.ok() ? "" : state.error().text().c_str());
        QVERIFY((*state)->notice().find("damaged") != std::string::npos);
        QVERIFY(!(*state)->load("source 1"));
        QVERIFY((*state)->save("source 1", { "new", "" }).ok());
        const QDir directory(QString::fromStdString(file_.parent_path().string()));
        QCOMPARE(directory.entryList({ QStringLiteral("state.db.damaged-*") }).size(), 1);
    }

    void leavesANewerOneAlone()
    {
        QVERIFY(StateDb::open(file_).ok());
        execute(file_, "PRAGMA user_version=99");
        const auto state = StateDb::open(file_);
        QVERIFY(!state.ok());
        QCOMPARE(state.error().kind, ErrorKind::Unsupported);
        QVERIFY(state.error().remedy.find("update") != std::string::npos);
        QVERIFY(std::filesystem::exists(file_));
    }

    void saysWhereItCannotBe()
    {
        const std::filesystem::path blocked = std::filesystem::path(directory_->path().toStdString()) / "file";
        QFile file(QString::fromStdString(blocked.string()));
        QVERIFY(file.open(QIODevice::WriteOnly));
        const auto state = StateDb::open(blocked / "state.db");
        QVERIFY(!state.ok());
        QVERIFY(state.error().place.find("file") != std::string::npos);
        QVERIFY(!state.error().remedy.empty());
    }

    void takesSavesFromManyThreads()
    {
        auto state = StateDb::open(file_);
        QVERIFY(state.ok());
        {
            std::vector<std::jthread> threads;
            for (int thread = 0; thread < 4; ++thread) {
                threads.emplace_back([&, thread] {
                    for (int count = 0; count < 200; ++count)
                        (void)(*state)->save("s" + std::to_string(thread), { std::to_string(count), "" });
                });
            }
        }
        for (int thread = 0; thread < 4; ++thread)
            QVERIFY((*state)->load("s" + std::to_string(thread)) == Entry({ "199", "" }));
    }

private:
    std::unique_ptr<QTemporaryDir> directory_;
    std::filesystem::path file_;
};

} // namespace streamgauge

QTEST_GUILESS_MAIN(streamgauge::StateDbTest)
#include "tst_statedb.moc"
