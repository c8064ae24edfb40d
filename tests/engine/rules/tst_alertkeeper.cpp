// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/alertkeeper.h"
#include "tests/engine/rules/alertrecorder.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <random>
#include <string>
#include <vector>

using namespace streamgauge;

namespace {

constexpr TimeNs start_ns = 1'000 * ns_per_s;
constexpr std::array<const char *, 5> keys { "a", "b", "c", "d", "e" };

class NoValues final : public KeyValues
{
public:
    TimeNs nextChange(KeyTable::Slot) const override { return never; }
    bool remembers(KeyTable::Slot) const override { return false; }
    void forgotten(KeyTable::Slot) override { }
    bool appendValue(std::string &, const KeySlot &, KeyTable::Slot) override { return false; }
    bool appendSummary(std::string &, const KeySlot &, KeyTable::Slot) override { return false; }
};

/// Outcomes as a rule sees them: mostly that nothing is amiss, and now and then all that can be.
class Outcomes
{
public:
    explicit Outcomes(unsigned seed)
        : random_(seed)
    {
    }
    std::size_t below(std::size_t count) { return random_() % count; }

    Verdict verdict(bool with_clear)
    {
        Verdict verdict;
        for (std::size_t level = 0; level < most_alert_levels; ++level) {
            verdict.when[level] = outcome(level == 0 ? 20 : 40);
            verdict.clear[level] = with_clear ? outcome(3) : Outcome::Unchanged;
        }
        return verdict;
    }
    /// Steps as of events a second apart, with silences, events late, and sleeps beyond all that is remembered.
    TimeNs step()
    {
        const std::size_t luck = below(2'000);
        if (luck == 0)
            return RuleShard::resolved_retention_ns + static_cast<TimeNs>(below(3)) - 1;
        if (luck < 20)
            return static_cast<TimeNs>(below(30)) * ns_per_s;
        return luck < 60 ? -static_cast<TimeNs>(below(4)) * ns_per_s : static_cast<TimeNs>(below(3)) * ns_per_s / 2;
    }

private:
    Outcome outcome(std::size_t seldom)
    {
        constexpr std::array<Outcome, 4> others { Outcome::True, Outcome::True, Outcome::NoData, Outcome::Error };
        if (below(8) == 0)
            return Outcome::Unchanged;
        return below(seldom) == 0 ? others[below(others.size())] : Outcome::False;
    }

    std::mt19937 random_;
};

/// One keeper as a rule over single events uses it.
struct Rule {
    explicit Rule(const RuleSpec &rule_spec, bool is_fast)
        : spec(rule_spec)
        , keeper(spec, values)
        , fast(is_fast)
    {
    }

    void event(std::size_t key, const Verdict &verdict, TimeNs time_ns, bool by_event)
    {
        const std::uint64_t hash = keyHash(keys[key]);
        Outcome any = Outcome::False;
        for (std::size_t level = 0; level < keeper.machine().levels(); ++level) {
            if (verdict.when[level] == Outcome::True || any == Outcome::False)
                any = verdict.when[level];
        }
        const bool starts = by_event && keeper.machine().starts(any);
        const KeyTable::Slot slot = starts ? keeper.take(hash, keys[key]) : keeper.find(hash, keys[key]);
        if (slot == KeyTable::none || (!starts && !keeper[slot].watched))
            return;
        if (fast && keeper.judgeCalm(slot, verdict, time_ns, by_event)) {
            ++calm;
            return;
        }
        keeper.judge(slot, verdict, time_ns, KeyTable::none, by_event, told);
        keeper.settle(slot);
    }

    void advance(TimeNs now_ns)
    {
        for (auto slot = keeper.nextDue(now_ns); slot != KeyTable::none; slot = keeper.nextDue(now_ns))
            keeper.runTimers(slot, now_ns, told);
    }

    void acknowledgeLast(bool until, TimeNs now_ns)
    {
        Acknowledgement acknowledgement;
        acknowledgement.until_ns = until ? now_ns + 5 * ns_per_s : 0;
        static_cast<void>(keeper.acknowledge(told.last_episode, acknowledgement, told));
    }

    RuleSpec spec;
    NoValues values;
    AlertKeeper keeper;
    AlertRecorder told;
    bool fast;
    int calm = 0;
};

bool same(const KeySlot &a, const KeySlot &b)
{
    return a.used == b.used && a.key == b.key && a.main.alert == b.main.alert && a.main.episode == b.main.episode
        && a.watched == b.watched && a.snapshot == b.snapshot && a.reason_told == b.reason_told && a.touched == b.touched
        && (a.unknown == nullptr) == (b.unknown == nullptr);
}

bool same(const AlertRecorder &a, const AlertRecorder &b)
{
    return a.updates == b.updates && std::ranges::equal(a.changes, b.changes, [](const auto &left, const auto &right) {
               return left.alert == right.alert && left.previous == right.previous;
           });
}

} // namespace

/// The short way of an evaluation that changes nothing, held against the long one.
class TestAlertKeeper : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void flappingFollowsThePercentage();
    void calmIsJudgedTheSame_data();
    void calmIsJudgedTheSame();
};

void TestAlertKeeper::calmIsJudgedTheSame_data()
{
    QTest::addColumn<QString>("rule");
    QTest::addColumn<int>("least_calm");
    const auto row = [](const char *rule, int least_calm) {
        QTest::newRow(rule) << QString::fromLatin1(rule) << least_calm;
    };
    row("A: from s when event.v > 1", 5'000);
    row("A: from s when event.v > 1 for 3s", 500);
    row("A: from s when event.v > 1 keep_firing 4s", 2'000);
    row("A: from s when event.v > 1 clear event.v < 0 for 2s keep_firing 3s", 2'000);
    row("A: from s when event.v > 1 clear event.v < 0 level critical when event.v > 2 clear event.v < 1 keep_firing 2s",
        1'000);
    row("A: from s when event.v > 1 no_data ok", 2'000);
    row("A: from s when event.v > 1 no_data alert for 2s", 500);
    row("A: from s when event.v > 1 no_data nodata error nodata", 500);
    row("A: from s when event.v > 1 no_data keep after 4s", 2'000);
    row("A: from s when event.v > 1 severity info level warning when event.v > 2 level critical when event.v > 3", 2'000);
    // Each event of a key that is watched for silence moves its timer; without its flapping a calm key is not watched.
    row("A: from s when event.v > 1 no_data alert after 6s keep_firing 3s", 0);
    row("A: from s when event.v > 1 flapping off", 0);
}

void TestAlertKeeper::calmIsJudgedTheSame()
{
    QFETCH(QString, rule);
    QFETCH(int, least_calm);
    const auto spec = parseRule(rule.toStdString());
    QVERIFY2(spec.ok(), spec.ok() ? "" : spec.error().text().c_str());
    const bool with_clear = !spec->clear.empty();
    int calm = 0;
    for (unsigned seed = 1; seed <= 10; ++seed) {
        Outcomes outcomes(seed);
        Rule slow(*spec, false);
        Rule fast(*spec, true);
        TimeNs now_ns = start_ns;
        TimeNs newest_ns = start_ns;
        for (int step = 0; step < 4'000; ++step) {
            now_ns = newest_ns + outcomes.step();
            newest_ns = std::max(now_ns, newest_ns);
            const std::size_t key = outcomes.below(keys.size());
            const Verdict verdict = outcomes.verdict(with_clear);
            const bool by_event = outcomes.below(6) != 0;
            const std::size_t luck = outcomes.below(300);
            for (Rule *both : { &slow, &fast }) {
                both->event(key, verdict, now_ns, by_event);
                if (luck < 60)
                    both->keeper.tellValues(both->told);
                if (luck >= 30 && luck < 90)
                    both->advance(newest_ns);
                if (luck >= 90 && luck < 96)
                    both->acknowledgeLast(luck % 2 == 0, newest_ns);
                if (luck == 96)
                    both->keeper.beginSnapshot();
                if (luck == 97)
                    both->keeper.endKeys(AlertReason::MissingSeries, newest_ns, true, both->told);
            }
            QCOMPARE(fast.keeper.slotEnd(), slow.keeper.slotEnd());
            for (KeyTable::Slot slot = 0; slot < slow.keeper.slotEnd(); ++slot)
                QVERIFY2(same(fast.keeper[slot], slow.keeper[slot]), ("step " + std::to_string(step)).c_str());
        }
        QVERIFY(same(fast.told, slow.told));
        QVERIFY(slow.told.changes.size() > 100);
        calm += fast.calm;
    }
    QVERIFY2(calm >= least_calm, std::to_string(calm).c_str());
}

void TestAlertKeeper::flappingFollowsThePercentage()
{
    std::mt19937 random(11);
    FlapHistory history;
    bool flapping = false;
    int begun = 0;
    for (int step = 0; step < 200'000; ++step) {
        // Calm for a while, then less so.
        const std::size_t most = step / 200 % 2 == 0 ? 8 : 2;
        history.note(random() % most == 0 ? 1 + random() % most_alert_levels : 0);
        const bool was = flapping;
        flapping = history.percent() >= (was ? FlapHistory::stop_percent : FlapHistory::start_percent);
        QCOMPARE(history.flapping(), flapping);
        begun += flapping && !was ? 1 : 0;
    }
    QVERIFY2(begun > 100, std::to_string(begun).c_str());
}

QTEST_GUILESS_MAIN(TestAlertKeeper)
#include "tst_alertkeeper.moc"
