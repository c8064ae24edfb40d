// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakedesk.h"

#include "ui/alerts/alertpanel.h"
#include "ui/alerts/noticelogdialog.h"
#include "ui/alerts/silencesdialog.h"

#include <QMenu>
#include <QScrollBar>
#include <QTest>

#include <algorithm>
#include <limits>

namespace streamgauge {

namespace {

constexpr TimeNs far_future_ns = std::numeric_limits<TimeNs>::max();

/// Answers from lists that a test sets, and remembers what was shelved.
class FakeAlerts final : public AlertServices
{
public:
    void acknowledge(std::uint64_t episode, Acknowledgement, QObject *, Done) override { acknowledged_.push_back(episode); }
    void shelve(Shelf shelf, QObject *, Done) override { shelves_.push_back(std::move(shelf)); }
    void unshelve(const std::string &, const std::string &) override { }
    void setSilence(Silence, QObject *, Done) override { }
    void expireSilence(const std::string &, QObject *, Done) override { }
    [[nodiscard]] std::vector<Silence> silences() const override { return silences_; }
    [[nodiscard]] std::vector<Shelf> shelves() const override { return shelves_; }
    [[nodiscard]] const NotifySettings &settings() const override { return settings_; }
    void setSettings(const NotifySettings &, QObject *, Done) override { }
    [[nodiscard]] std::vector<ReceiverKind> receiverKinds() const override { return {}; }
    void keepSecrets(const ReceiverDraft &, QObject *, Receive<Result<Receiver>>) override { }
    void sendTest(const ReceiverDraft &, QObject *, Receive<Result<std::string>>) override { }
    [[nodiscard]] std::vector<std::string> untrusted() const override { return untrusted_; }
    void trust() override { }
    void sent(std::size_t, QObject *, Receive<std::vector<SentEntry>> receive) override { receive(sent_); }
    void report(TimeNs, TimeNs, QObject *, Receive<ShiftReport>) override { }

    std::vector<std::uint64_t> acknowledged_;
    std::vector<Silence> silences_;
    std::vector<Shelf> shelves_;
    std::vector<std::string> untrusted_;
    std::vector<SentEntry> sent_;
    NotifySettings settings_;
};

class AlertDesk final : public FakeDesk
{
public:
    [[nodiscard]] AlertServices *alerts() override { return &alerts_; }

    FakeAlerts alerts_;
};

} // namespace

class AlertPanelTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { panel_.reset(); }
    void actsOnlyOnWhatWasSelected();
    void keepsWhatIsBeingDealtWith();
    void forgetsWhatIsGone();
    void acknowledgesSeveral();
    void shelvesSeveral();
    void saysWhyNobodyIsTold_data();
    void saysWhyNobodyIsTold();
    void logStaysWhereItIsRead();
    void silencesKeepTheChosenOne();
    void doesNotCallSilenceCalm_data();
    void doesNotCallSilenceCalm();

private:
    /// Firing unless said otherwise.
    void publish(std::initializer_list<std::pair<std::uint64_t, AlertState>> alerts);
    void select(std::initializer_list<std::uint64_t> episodes);
    [[nodiscard]] QModelIndex place(std::uint64_t episode) const;
    [[nodiscard]] std::vector<std::uint64_t> selected() const;
    [[nodiscard]] QPushButton *acknowledgeButton() const;
    [[nodiscard]] QString note(const char *name) const;

    std::unique_ptr<AlertDesk> desk_;
    std::unique_ptr<Theme> theme_;
    std::unique_ptr<AlertPanel> panel_;
};

void AlertPanelTest::init()
{
    desk_ = std::make_unique<AlertDesk>();
    theme_ = std::make_unique<Theme>();
    panel_ = std::make_unique<AlertPanel>(DeskContext { desk_.get(), theme_.get() });
    panel_->resize(300, 800);
    panel_->show();
    QVERIFY(QTest::qWaitForWindowExposed(panel_.get()));
}

void AlertPanelTest::publish(std::initializer_list<std::pair<std::uint64_t, AlertState>> alerts)
{
    std::vector<Alert> all;
    for (const auto &[episode, state] : alerts)
        all.push_back(wardAlert(episode, Severity::Warning, state));
    Snapshot snapshot = wardSnapshot();
    snapshot.rules.resize(1);
    snapshot.alerts = std::make_shared<const std::vector<Alert>>(std::move(all));
    const auto shown = [&] { return panel_->model().rows() == *snapshot.alerts; };
    // The panel follows a few times a second; the last picture of a burst comes with the next one.
    QVERIFY(QTest::qWaitFor([&] {
        desk_->feed_.publish(snapshot);
        return shown();
    }));
}

QModelIndex AlertPanelTest::place(std::uint64_t episode) const
{
    for (int row = 0; row < panel_->filter().rowCount(); ++row) {
        const QModelIndex index = panel_->filter().index(row, AlertModel::RuleColumn);
        if (panel_->filter().alertAt(index)->episode == episode)
            return index;
    }
    return {};
}

void AlertPanelTest::select(std::initializer_list<std::uint64_t> episodes)
{
    QListView &list = panel_->list();
    Qt::KeyboardModifiers held;
    for (const std::uint64_t episode : episodes) {
        QTest::mouseClick(list.viewport(), Qt::LeftButton, held, list.visualRect(place(episode)).center());
        held = Qt::ControlModifier;
    }
}

std::vector<std::uint64_t> AlertPanelTest::selected() const
{
    std::vector<std::uint64_t> episodes;
    for (const QModelIndex &index : panel_->list().selectionModel()->selectedIndexes())
        episodes.push_back(panel_->filter().alertAt(index)->episode);
    std::ranges::sort(episodes);
    return episodes;
}

QPushButton *AlertPanelTest::acknowledgeButton() const
{
    return panel_->findChild<QPushButton *>(QStringLiteral("acknowledgeAlerts"));
}

QString AlertPanelTest::note(const char *name) const
{
    const auto *button = panel_->findChild<QPushButton *>(QString::fromLatin1(name));
    return button->isVisible() ? button->text() : QString();
}

void AlertPanelTest::actsOnlyOnWhatWasSelected()
{
    publish({ { 1, AlertState::Firing }, { 2, AlertState::Firing }, { 3, AlertState::Firing } });
    select({ 2 });
    QVERIFY(acknowledgeButton()->isVisible());
    publish({ { 1, AlertState::Firing }, { 2, AlertState::Resolved }, { 3, AlertState::Firing } });
    QVERIFY(!acknowledgeButton()->isVisible());
    panel_->startAcknowledge();
    QTest::keyClick(panel_->findChild<QLineEdit *>(QStringLiteral("acknowledgeComment")), Qt::Key_Return);
    QVERIFY(desk_->acknowledged_.empty());
    QVERIFY(desk_->alerts_.acknowledged_.empty());
}

void AlertPanelTest::keepsWhatIsBeingDealtWith()
{
    publish({ { 1, AlertState::Firing }, { 2, AlertState::Firing } });
    select({ 1 });
    publish(
        { { 4, AlertState::Firing }, { 1, AlertState::Resolved }, { 2, AlertState::Resolved }, { 3, AlertState::Firing } });
    QVERIFY(place(1).isValid());
    QVERIFY(!place(2).isValid());
    QCOMPARE(selected(), std::vector<std::uint64_t> { 1 });
    panel_->filter().setLeastSeverity(Severity::Info);
    QVERIFY(!place(1).isValid());
}

void AlertPanelTest::forgetsWhatIsGone()
{
    publish({ { 1, AlertState::Firing }, { 2, AlertState::Firing } });
    select({ 1 });
    publish({ { 2, AlertState::Firing } });
    QCOMPARE(selected(), std::vector<std::uint64_t>());
    QVERIFY(!panel_->list().currentIndex().isValid());
    QVERIFY(!acknowledgeButton()->isVisible());
}

void AlertPanelTest::acknowledgesSeveral()
{
    publish({ { 1, AlertState::Firing }, { 2, AlertState::Firing }, { 3, AlertState::Firing }, { 4, AlertState::Pending } });
    select({ 1, 3, 4 });
    QCOMPARE(selected(), (std::vector<std::uint64_t> { 1, 3, 4 }));
    QCOMPARE(acknowledgeButton()->text(), QStringLiteral("Acknowledge 2"));
    auto *comment = panel_->findChild<QLineEdit *>(QStringLiteral("acknowledgeComment"));
    QTest::keyClicks(comment, QStringLiteral("on my way"));
    QTest::keyClick(comment, Qt::Key_Return);
    const std::vector<std::pair<std::uint64_t, QString>> expected { { 1, QStringLiteral("on my way") },
                                                                    { 3, QStringLiteral("on my way") } };
    QCOMPARE(desk_->acknowledged_, expected);
    QTRY_COMPARE(comment->text(), QString());
}

void AlertPanelTest::shelvesSeveral()
{
    publish({ { 1, AlertState::Firing }, { 2, AlertState::Firing }, { 3, AlertState::Firing } });
    select({ 1, 2 });
    QListView &list = panel_->list();
    Q_EMIT list.customContextMenuRequested(list.visualRect(place(1)).center());
    auto *menu = list.findChild<QMenu *>();
    QVERIFY(menu != nullptr);
    auto *shelve = menu->findChild<QMenu *>();
    QVERIFY(shelve != nullptr);
    shelve->actions().front()->trigger();
    menu->close();
    QStringList keys;
    for (const Shelf &shelf : desk_->alerts_.shelves_)
        keys.append(QString::fromStdString(shelf.key));
    keys.sort();
    QCOMPARE(keys, (QStringList { QStringLiteral("bed-1"), QStringLiteral("bed-2") }));
}

void AlertPanelTest::saysWhyNobodyIsTold_data()
{
    QTest::addColumn<int>("receivers");
    QTest::addColumn<int>("silences");
    QTest::addColumn<int>("shelves");
    QTest::addColumn<QString>("untrusted");
    QTest::addColumn<QString>("withheld");
    QTest::newRow("everybody is told") << 0 << 0 << 0 << QString() << QString();
    QTest::newRow("not trusted") << 2 << 0 << 0 << QStringLiteral("Receivers off until trusted: 2") << QString();
    QTest::newRow("silenced") << 0 << 1 << 0 << QString() << QStringLiteral("Not told – silences: 1, next ends 22");
    QTest::newRow("all of it") << 1 << 2 << 3 << QStringLiteral("Receivers off until trusted: 1")
                               << QStringLiteral("Not told – silences: 2, shelved: 3, next ends 22");
}

void AlertPanelTest::saysWhyNobodyIsTold()
{
    QFETCH(int, receivers);
    QFETCH(int, silences);
    QFETCH(int, shelves);
    desk_->alerts_.untrusted_.resize(static_cast<std::size_t>(receivers));
    // One of the past and one of the future, which hold back nothing now.
    desk_->alerts_.silences_ = { Silence { {}, {}, 0, 1, {}, {} },
                                 Silence { {}, {}, far_future_ns, far_future_ns, {}, {} } };
    for (int i = 0; i < silences; ++i)
        desk_->alerts_.silences_.push_back({ {}, {}, 0, far_future_ns, {}, {} });
    desk_->alerts_.shelves_.assign(static_cast<std::size_t>(shelves), Shelf { {}, {}, far_future_ns, {}, {} });
    Q_EMIT desk_->alerts_.silencesChanged();
    QFETCH(QString, untrusted);
    QFETCH(QString, withheld);
    QCOMPARE(note("untrustedNote"), untrusted);
    QCOMPARE(note("withheldNote").left(withheld.size()), withheld);
    QCOMPARE(note("withheldNote").isEmpty(), withheld.isEmpty());
}

void AlertPanelTest::logStaysWhereItIsRead()
{
    const auto entry = [](int number) {
        SentEntry made;
        made.time_ns = number * ns_per_s;
        made.receiver = "mail";
        made.title = "notice " + std::to_string(number);
        made.outcome = number % 2 == 0 ? SentOutcome::Sent : SentOutcome::GivenUp;
        return made;
    };
    auto &sent = desk_->alerts_.sent_;
    for (int number = 0; number < 200; ++number)
        sent.insert(sent.begin(), entry(number));
    NoticeLogDialog log({ desk_.get(), theme_.get() });
    log.show();
    QVERIFY(QTest::qWaitForWindowExposed(&log));
    auto *tree = log.findChild<QTreeWidget *>();
    QCOMPARE(tree->topLevelItemCount(), 200);
    tree->verticalScrollBar()->setValue(50);
    const QPoint corner(5, 5);
    const QString read = tree->itemAt(corner)->text(4);
    QCOMPARE(read, QStringLiteral("notice 149"));
    // Three come in above; what is read keeps its place. One that was changed is told anew.
    for (int number = 200; number < 203; ++number)
        sent.insert(sent.begin(), entry(number));
    sent.pop_back();
    log.refresh();
    QCOMPARE(tree->topLevelItemCount(), 202);
    QCOMPARE(tree->topLevelItem(0)->text(4), QStringLiteral("notice 202"));
    QCOMPARE(tree->itemAt(corner)->text(4), read);
    sent[100].title = "changed";
    log.refresh();
    QCOMPARE(tree->topLevelItem(100)->text(4), QStringLiteral("changed"));
    QVERIFY(tree->topLevelItem(0)->foreground(2) != tree->topLevelItem(1)->foreground(2));
}

void AlertPanelTest::silencesKeepTheChosenOne()
{
    auto &alerts = desk_->alerts_;
    alerts.silences_ = { Silence { "a", {}, 0, far_future_ns, {}, {} }, Silence { "b", {}, 0, far_future_ns, {}, {} } };
    SilencesDialog dialog({ desk_.get(), theme_.get() });
    auto *tree = dialog.findChild<QTreeWidget *>();
    QCOMPARE(tree->topLevelItemCount(), 2);
    tree->setCurrentItem(tree->topLevelItem(1));
    alerts.shelves_ = { Shelf { "Fast", "bed-1", far_future_ns, {}, {} } };
    alerts.silences_.insert(alerts.silences_.begin(), Silence { "c", {}, 0, 1, {}, {} });
    Q_EMIT alerts.silencesChanged();
    QCOMPARE(tree->topLevelItemCount(), 4);
    QCOMPARE(tree->indexOfTopLevelItem(tree->currentItem()), 3);
    QCOMPARE(tree->topLevelItem(1)->text(0), QStringLiteral("expired"));
    // One that ends by the clock is told without a word from elsewhere.
    alerts.silences_[2].end_ns = 1;
    QTRY_COMPARE(tree->topLevelItem(3)->text(0), QStringLiteral("expired"));
    QCOMPARE(tree->indexOfTopLevelItem(tree->currentItem()), 3);
}

void AlertPanelTest::doesNotCallSilenceCalm_data()
{
    QTest::addColumn<SourceState>("state");
    QTest::addColumn<bool>("broken");
    QTest::addColumn<QString>("text");
    const auto calm = QStringLiteral("All quiet.");
    const auto unwatched = QStringLiteral("No alerts, but not everything is watched.");
    QTest::newRow("streaming") << SourceState::Streaming << false << calm;
    QTest::newRow("a file that ended") << SourceState::Finished << false << calm;
    QTest::newRow("waiting to try again") << SourceState::Waiting << false << unwatched;
    QTest::newRow("failed") << SourceState::Failed << false << unwatched;
    QTest::newRow("never started") << SourceState::Streaming << true << unwatched;
}

void AlertPanelTest::doesNotCallSilenceCalm()
{
    QFETCH(SourceState, state);
    QFETCH(bool, broken);
    QFETCH(QString, text);
    if (broken)
        desk_->broken_["lab"] = Error {};
    Snapshot snapshot = wardSnapshot();
    snapshot.rules.resize(1);
    snapshot.sources[0].state = state;
    desk_->feed_.publish(snapshot);
    const auto labels = panel_->findChildren<QLabel *>(QStringLiteral("emptyHint"));
    QCOMPARE(labels.size(), 1);
    QCOMPARE(labels[0]->text().section(u'\n', 0, 0), text);
    QCOMPARE(labels[0]->text().contains(broken ? QStringLiteral("lab") : QStringLiteral("ward")),
             text != QStringLiteral("All quiet."));
}

} // namespace streamgauge

QTEST_MAIN(streamgauge::AlertPanelTest)
#include "tst_alertpanel.moc"
