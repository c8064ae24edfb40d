// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/vitals/vitalsschemas.h"
#include "plugins/vitals/vitalssimulation.h"

#include <QTest>

#include <map>
#include <set>

using namespace streamgauge;

class VitalsSimulationTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fieldNamesAreThePublishedOnes();
    void sameSeedSameValues();
    void staysPhysiological();
    void showsSomethingAtOnce();
    void scoreMatchesItsReadings();

private:
    static BatchPtr run(std::uint64_t seed, std::size_t events, double events_per_second);
};

BatchPtr VitalsSimulationTest::run(std::uint64_t seed, std::size_t events, double events_per_second)
{
    const auto simulation = VitalsSimulationFactory().create(seed);
    std::vector<BatchBuilder> builders;
    builders.emplace_back(simulation->schemas().front());
    for (std::size_t i = 0; i < events; ++i) {
        const auto time_ns = static_cast<TimeNs>(static_cast<double>(i) * 1e9 / events_per_second);
        simulation->next(time_ns, time_ns, builders);
    }
    return builders.front().finish();
}

void VitalsSimulationTest::fieldNamesAreThePublishedOnes()
{
    const SchemaPtr schema = vitals::schema(true);
    std::vector<std::string> names;
    for (const Column &column : schema->columns)
        names.push_back(column.name);
    QCOMPARE(names,
             (std::vector<std::string> { "bed", "heart_rate", "spo2", "resp_rate", "sbp", "dbp", "temp_c", "acvpu", "oxygen",
                                         "news2", "spo2_scale" }));
    QVERIFY(schema->simulated);
    QCOMPARE(schema->stream, std::string("vitals"));
    QCOMPARE(schema->key_columns, std::vector<std::uint32_t> { 0 });
}

void VitalsSimulationTest::sameSeedSameValues()
{
    const auto text = [](const Batch &batch) {
        std::string all;
        for (std::size_t row = 0; row < batch.rows(); ++row) {
            for (std::size_t column = 0; column < batch.schema().columns.size(); ++column)
                all += cellText(batch.schema().columns[column], batch.after(column), row) + ',';
        }
        return all;
    };
    QVERIFY(text(*run(7, 5'000, 40)) == text(*run(7, 5'000, 40)));
    QVERIFY(text(*run(7, 5'000, 40)) != text(*run(8, 5'000, 40)));
}

void VitalsSimulationTest::staysPhysiological()
{
    // Six simulated hours.
    const BatchPtr batch = run(1, 172'800, 8);
    const std::map<vitals::Field, std::pair<double, double>> ranges {
        { vitals::heart_rate, { 28, 210 } }, { vitals::spo2, { 60, 100 } }, { vitals::resp_rate, { 4, 48 } },
        { vitals::sbp, { 50, 235 } },        { vitals::dbp, { 20, 140 } },  { vitals::temp_c, { 33.5, 41.5 } },
        { vitals::news2_score, { 0, 20 } }
    };
    std::map<vitals::Field, std::uint64_t> missing;
    std::set<std::string> beds;
    std::set<std::string> consciousness;
    for (std::size_t row = 0; row < batch->rows(); ++row) {
        beds.emplace(batch->key(row));
        consciousness.emplace(batch->after(vitals::acvpu).textAt(row));
        for (const auto &[field, range] : ranges) {
            const auto value = batch->after(field).numberAt(row);
            missing[field] += value ? 0 : 1;
            QVERIFY(!value || (*value >= range.first && *value <= range.second));
        }
        QVERIFY(*batch->after(vitals::sbp).numberAt(row) > *batch->after(vitals::dbp).numberAt(row));
    }
    QCOMPARE(beds.size(), 8U);
    QVERIFY(consciousness.contains("A") && consciousness.contains("C") && consciousness.contains("V"));
    QVERIFY(missing[vitals::heart_rate] > 0 && missing[vitals::heart_rate] < batch->rows() / 10);
    QVERIFY(missing[vitals::spo2] > 0 && missing[vitals::spo2] < batch->rows() / 10);
    QCOMPARE(missing[vitals::temp_c], 0U);
}

void VitalsSimulationTest::showsSomethingAtOnce()
{
    const BatchPtr batch = run(1, 40 * 25, 40);
    std::map<std::string, std::uint64_t, std::less<>> fast_rows;
    std::map<std::string, std::int64_t, std::less<>> most;
    std::uint64_t electrodes_off = 0;
    for (std::size_t row = 0; row < batch->rows(); ++row) {
        const std::string bed(batch->key(row));
        if (batch->after(vitals::heart_rate).has(row))
            fast_rows[bed] += batch->after(vitals::heart_rate).doubleAt(row) > 120 ? 1 : 0;
        else
            ++electrodes_off;
        if (batch->after(vitals::news2_score).has(row))
            most[bed] = std::max(most[bed], batch->after(vitals::news2_score).intAt(row));
    }
    QCOMPARE(fast_rows["Bed 5"], 125U);
    QVERIFY(most["Bed 5"] >= 7);
    QVERIFY(most["Bed 2"] <= 1);
    QVERIFY(electrodes_off > 50);
}

void VitalsSimulationTest::scoreMatchesItsReadings()
{
    const BatchPtr batch = run(3, 20'000, 40);
    for (std::size_t row = 0; row < batch->rows(); ++row) {
        const auto score = news2(readBed(*batch, row).observations).score();
        QCOMPARE(score.has_value(), batch->after(vitals::news2_score).has(row));
        if (score)
            QCOMPARE(std::int64_t { *score }, batch->after(vitals::news2_score).intAt(row));
    }
}

QTEST_GUILESS_MAIN(VitalsSimulationTest)
#include "tst_vitalssimulation.moc"
