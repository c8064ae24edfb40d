// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/alertmodel.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

namespace streamgauge {

class TestAlertModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void followsWhateverComes();
    void keepsTheSelectionWhileRowsComeAndGo();
    void countsWhatFires();
    void costsNothingWhileNothingChanged();
};

namespace {

using Alerts = std::shared_ptr<const std::vector<Alert>>;

Alert alert(std::uint64_t episode, AlertState state = AlertState::Firing, Severity severity = Severity::Warning)
{
    Alert made;
    made.episode = episode;
    made.rule = "Fast";
    made.state = state;
    made.severity = severity;
    made.value = std::to_string(episode % 7);
    return made;
}

Alerts share(std::vector<Alert> alerts)
{
    return std::make_shared<const std::vector<Alert>>(std::move(alerts));
}

} // namespace

void TestAlertModel::followsWhateverComes()
{
    AlertModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QRandomGenerator random(3);
    for (int run = 0; run < 200; ++run) {
        std::vector<Alert> alerts;
        std::vector<std::uint64_t> episodes(30);
        for (std::size_t i = 0; i < episodes.size(); ++i)
            episodes[i] = i + 1;
        std::shuffle(episodes.begin(), episodes.end(), random);
        episodes.resize(static_cast<std::size_t>(random.bounded(30)));
        for (const std::uint64_t episode : episodes)
            alerts.push_back(alert(episode, static_cast<AlertState>(random.bounded(5))));
        const Alerts shared = share(alerts);
        model.setAlerts(shared);
        QCOMPARE(model.rows(), alerts);
    }
}

void TestAlertModel::keepsTheSelectionWhileRowsComeAndGo()
{
    AlertModel model;
    model.setAlerts(share({ alert(3), alert(2), alert(1) }));
    const QPersistentModelIndex selected(model.index(1, 0));
    model.setAlerts(share({ alert(5), alert(4), alert(2), alert(1) }));
    QVERIFY(selected.isValid());
    QCOMPARE(selected.row(), 2);
    QCOMPARE(model.row(selected.row()).episode, std::uint64_t(2));
    model.setAlerts(share({ alert(5) }));
    QVERIFY(!selected.isValid());
}

void TestAlertModel::countsWhatFires()
{
    AlertModel model;
    QSignalSpy changes(&model, &AlertModel::countsChanged);
    Alert acknowledged = alert(1, AlertState::Firing, Severity::Critical);
    acknowledged.acknowledged = Acknowledgement { "ann", "on it", 1 };
    model.setAlerts(share(
        { acknowledged, alert(2, AlertState::Recovering), alert(3, AlertState::Pending), alert(4, AlertState::Resolved) }));
    QCOMPARE(model.counts(), (AlertCounts { 2, 1, 1, 1, 1, 0 }));
    QCOMPARE(changes.count(), 1);
}

void TestAlertModel::costsNothingWhileNothingChanged()
{
    AlertModel model;
    const Alerts alerts = share({ alert(1) });
    model.setAlerts(alerts);
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    model.setAlerts(alerts);
    model.setAlerts(share({ alert(1) }));
    QCOMPARE(changed.count() + inserted.count(), 0);
}

} // namespace streamgauge

QTEST_GUILESS_MAIN(streamgauge::TestAlertModel)
#include "tst_alertmodel.moc"
