// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/problemmodel.h"

#include <QAbstractItemModelTester>
#include <QTest>

namespace streamgauge {

class TestProblemModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void gathersEverything();
    void keepsOneRowPerFault();
    void saysWhatARuleCouldNotHold();
    void boundsTheDesksOwn();
};

void TestProblemModel::gathersEverything()
{
    ProblemModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    Snapshot snapshot;
    SourceStatus source;
    source.name = "shop";
    source.state = SourceState::Failed;
    source.last_error = { ErrorKind::Configuration, "access denied", "user app", "GRANT REPLICATION SLAVE" };
    source.problems = { { Problem::Severity::Notice, "a table was altered", "shop.orders", "" } };
    source.gaps = { { 0, ns_per_s, "log purged" } };
    snapshot.sources = { source };
    RuleStatus rule;
    rule.spec.name = "Fast";
    rule.errors = 2;
    rule.last_error = "no such field";
    snapshot.rules = { rule };
    model.setSnapshot(snapshot);
    QCOMPARE(model.rowCount(), 4);
    QCOMPARE(model.worst(), Problem::Severity::Serious);
    QVERIFY(model.plainText().contains(QStringLiteral("GRANT REPLICATION SLAVE")));
    model.setSnapshot({});
    QCOMPARE(model.rowCount(), 0);
}

void TestProblemModel::keepsOneRowPerFault()
{
    ProblemModel model;
    Snapshot snapshot;
    SourceStatus source;
    source.name = "feed";
    source.dropped = 1;
    snapshot.sources = { source };
    model.setSnapshot(snapshot);
    const QPersistentModelIndex row(model.index(0, 0));
    snapshot.sources[0].dropped = 2;
    model.setSnapshot(snapshot);
    QVERIFY(row.isValid());
    QCOMPARE(model.rowCount(), 1);
    QVERIFY(model.index(0, ProblemModel::RemedyColumn).data().toString().startsWith(QLatin1Char('2')));
    model.addDeskProblem({ Problem::Severity::Warning, "no keychain", {}, {} });
    model.addDeskProblem({ Problem::Severity::Warning, "no keychain", {}, {} });
    QCOMPARE(model.rowCount(), 2);
}

void TestProblemModel::saysWhatARuleCouldNotHold()
{
    ProblemModel model;
    Snapshot snapshot;
    RuleStatus rule;
    rule.spec.name = "Reuse";
    rule.dropped = 3;
    rule.evicted = 4;
    rule.late = 5;
    rule.clamped = 6;
    snapshot.rules = { rule };
    model.setSnapshot(snapshot);
    QCOMPARE(model.rowCount(), 3);
    QStringList remedies;
    for (int row = 0; row < model.rowCount(); ++row)
        remedies.push_back(model.index(row, ProblemModel::RemedyColumn).data().toString().section(u' ', 0, 0));
    QCOMPARE(remedies, QStringList({ QStringLiteral("7"), QStringLiteral("5"), QStringLiteral("6") }));
}

void TestProblemModel::boundsTheDesksOwn()
{
    ProblemModel model;
    for (int i = 0; i < 150; ++i)
        model.addDeskProblem({ Problem::Severity::Warning, "fault " + std::to_string(i), {}, {} });
    QCOMPARE(model.rowCount(), 100);
    model.clearDeskProblems();
    QCOMPARE(model.rowCount(), 0);
}

} // namespace streamgauge

QTEST_GUILESS_MAIN(streamgauge::TestProblemModel)
#include "tst_problemmodel.moc"
