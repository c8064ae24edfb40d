// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/program.h"

#include <QFile>
#include <QJsonArray>
#include <QRegularExpression>
#include <QTest>

#include <csignal>

namespace streamgauge {

/// A replay by the program itself, interrupted as a power cut does.
class HeadlessReplayTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void goesOnBehindAKill();
};

void HeadlessReplayTest::goesOnBehindAKill()
{
    constexpr int rows = 900;
    const TestProgram program;
    QByteArray content("id\n");
    for (int id = 1; id <= rows; ++id)
        content += QByteArray::number(id) + '\n';
    QFile file(program.home() + QStringLiteral("/rows.csv"));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
    file.close();
    const QString url = QStringLiteral("replay:rows.csv?time=row&rate=300&key=id");
    const QRegularExpression stored(QStringLiteral("byte=\\d+;line=\\d+;taken=0;rows=(\\d+);"));
    const auto rowsStored = [&] {
        const QString text =
            QString::fromLatin1(readFile(program.home() + QStringLiteral("/state/streamgauge/state.db-wal")));
        int last = 0;
        for (auto found = stored.globalMatch(text); found.hasNext();)
            last = found.next().captured(1).toInt();
        return last;
    };
    const auto process = program.start({ QStringLiteral("--headless"), url });
    QTRY_VERIFY_WITH_TIMEOUT(rowsStored() > 0, 30'000);
    ::kill(static_cast<pid_t>(process->processId()), SIGKILL);
    QVERIFY(process->waitForFinished());
    const int before = rowsStored();
    QVERIFY(before < rows);

    const ProgramResult result = program.run({ QStringLiteral("--headless"), url, QStringLiteral("--summary"),
                                               QStringLiteral("-"), QStringLiteral("--tables"), QStringLiteral("tables") });
    QVERIFY2(result.status == 0, result.err.constData());
    const QJsonObject source = result.summary()[QStringLiteral("sources")].toArray()[0].toObject();
    QCOMPARE(source[QStringLiteral("created")].toInt(), rows - before);
    QCOMPARE(source[QStringLiteral("state")].toString(), QStringLiteral("finished"));
    QCOMPARE(readCsv(readFile(program.home() + QStringLiteral("/tables/rows.csv"))).size(), 1 + rows - before);
}

} // namespace streamgauge

QTEST_GUILESS_MAIN(streamgauge::HeadlessReplayTest)
#include "tst_headlessreplay.moc"
