// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/vitals/bedgrid.h"
#include "plugins/vitals/bedoverviewpanel.h"
#include "plugins/vitals/vitalssimulation.h"
#include "tests/plugins/fakefeed.h"

#include <QDir>
#include <QFontDatabase>
#include <QJsonArray>
#include <QLabel>
#include <QSignalSpy>
#include <QTest>

using namespace streamgauge;

namespace {

Palette palette(bool dark)
{
    Palette colors;
    colors.dark = dark;
    colors.window = dark ? QColor(0x12, 0x16, 0x1b) : QColor(0xf3, 0xf5, 0xf7);
    colors.surface = dark ? QColor(0x1a, 0x1f, 0x26) : QColor(0xff, 0xff, 0xff);
    colors.raised = dark ? QColor(0x23, 0x2a, 0x33) : QColor(0xf0, 0xf2, 0xf5);
    colors.border = dark ? QColor(0x35, 0x3d, 0x48) : QColor(0xcd, 0xd3, 0xda);
    colors.text = dark ? QColor(0xe6, 0xea, 0xee) : QColor(0x1b, 0x21, 0x29);
    colors.text_muted = dark ? QColor(0x98, 0xa2, 0xae) : QColor(0x5a, 0x65, 0x72);
    colors.accent = QColor(0x3d, 0x9b, 0xe9);
    colors.info = dark ? QColor(0x56, 0xb4, 0xe9) : QColor(0x00, 0x72, 0xb2);
    colors.warning = dark ? QColor(0xf0, 0xa8, 0x30) : QColor(0xb3, 0x6b, 0x00);
    colors.critical = dark ? QColor(0xf0, 0x5a, 0x50) : QColor(0xc6, 0x28, 0x28);
    colors.good = dark ? QColor(0x2f, 0xb9, 0x8a) : QColor(0x00, 0x7a, 0x5a);
    colors.stale = dark ? QColor(0x6b, 0x74, 0x80) : QColor(0x9a, 0xa3, 0xad);
    return colors;
}

TableDelta delta(const BatchPtr &batch)
{
    TableDelta made;
    made.schema = batch->schemaPtr();
    for (std::uint32_t row = 0; row < batch->rows(); ++row)
        made.changed.push_back({ batch, row });
    return made;
}

BatchPtr simulated(std::size_t events, double events_per_second)
{
    const auto simulation = VitalsSimulationFactory().create(1);
    std::vector<BatchBuilder> builders;
    builders.emplace_back(simulation->schemas().front());
    for (std::size_t i = 0; i < events; ++i) {
        const auto time_ns = ns_per_s + static_cast<TimeNs>(static_cast<double>(i) * 1e9 / events_per_second);
        simulation->next(time_ns, time_ns, builders);
    }
    return builders.front().finish();
}

/// One bed with a heart rate and nothing else.
BatchPtr heartRateOnly(const char *bed, double heart_rate, TimeNs time_ns)
{
    BatchBuilder builder(vitals::schema(false));
    for (std::uint32_t field = 0; field < vitals::field_count; ++field) {
        if (field == vitals::bed)
            builder.after(field).appendText(bed);
        else if (field == vitals::heart_rate)
            builder.after(field).appendDouble(heart_rate);
        else
            builder.after(field).appendMissing(CellState::Null);
    }
    builder.setTimes(time_ns, time_ns);
    builder.endRow(Op::Created);
    return builder.finish();
}

} // namespace

class BedOverviewPanelTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void showsAllBedsInNaturalOrder();
    void missingIsNeverZero();
    void greysOutStaleBeds();
    void forgetsRemovedBeds();
    void costsNothingWhileHidden();
    void followsTheKeyboard();
    void settingsRoundTrip();
    void survivesBadSettings_data();
    void survivesBadSettings();
    void trendFollowsTheScore();
    void saysItIsNoMedicalDevice();
    void scrollsManyBeds();
    void paints_data();
    void paints();

private:
    void frame(TimeNs time_ns);
    const Bed &bed(int index) const { return panel_->grid()->beds()[static_cast<std::size_t>(index)]; }

    Palette palette_;
    std::unique_ptr<FakeFeed> feed_;
    std::unique_ptr<BedOverviewPanel> panel_;
};

void BedOverviewPanelTest::init()
{
    palette_ = palette(true);
    feed_ = std::make_unique<FakeFeed>();
    panel_ =
        std::make_unique<BedOverviewPanel>(PanelContext { feed_.get(), [this]() -> const Palette & { return palette_; } });
    panel_->resize(1000, 500);
    panel_->show();
    QVERIFY(QTest::qWaitForWindowExposed(panel_.get()));
}

void BedOverviewPanelTest::cleanup()
{
    panel_.reset();
    feed_.reset();
}

/// Frames until the panel took one: it refreshes ten times a second at most.
void BedOverviewPanelTest::frame(TimeNs time_ns)
{
    QTest::qWait(110);
    feed_->showFrame(time_ns);
}

void BedOverviewPanelTest::showsAllBedsInNaturalOrder()
{
    feed_->answer(delta(heartRateOnly("Bed 10", 70, 0)));
    feed_->answer(delta(heartRateOnly("Bed 2", 71, 0)));
    frame(1);
    QCOMPARE(panel_->grid()->beds().size(), 2U);
    QCOMPARE(bed(0).name, QStringLiteral("Bed 2"));
    QCOMPARE(bed(1).name, QStringLiteral("Bed 10"));
}

void BedOverviewPanelTest::missingIsNeverZero()
{
    feed_->answer(delta(heartRateOnly("A", 140, 0)));
    frame(1);
    QVERIFY(!bed(0).reading.observations.spo2);
    QCOMPARE(scoreText(bed(0).score), QStringLiteral("≥3"));
    QVERIFY(bedSentence(bed(0)).contains(QStringLiteral("SpO2 no value")));
    QVERIFY(bedSentence(bed(0)).contains(QStringLiteral("incomplete")));
    QCOMPARE(scoreText(News2 {}), QStringLiteral("---"));
}

void BedOverviewPanelTest::greysOutStaleBeds()
{
    feed_->answer(delta(heartRateOnly("A", 70, 0)));
    frame(5 * ns_per_s);
    QVERIFY(!bed(0).stale);
    frame(11 * ns_per_s);
    QVERIFY(bed(0).stale);
    QVERIFY(bedSentence(bed(0)).contains(QStringLiteral("no news for 11 s")));
    feed_->answer(delta(heartRateOnly("A", 70, 11 * ns_per_s)));
    frame(12 * ns_per_s);
    QVERIFY(!bed(0).stale);
}

void BedOverviewPanelTest::forgetsRemovedBeds()
{
    feed_->answer(delta(heartRateOnly("A", 70, 0)));
    feed_->answer(delta(heartRateOnly("B", 70, 0)));
    TableDelta removed;
    removed.removed = { "A" };
    feed_->answer(removed);
    frame(1);
    QCOMPARE(panel_->grid()->beds().size(), 1U);
    TableDelta restarted = delta(heartRateOnly("C", 70, 0));
    restarted.reset = true;
    feed_->answer(restarted);
    frame(2);
    QCOMPARE(panel_->grid()->beds().size(), 1U);
    QCOMPARE(bed(0).name, QStringLiteral("C"));
}

void BedOverviewPanelTest::costsNothingWhileHidden()
{
    QVERIFY(!feed_->lines.back()->paused);
    panel_->hide();
    QVERIFY(feed_->lines.back()->paused);
    panel_->show();
    QVERIFY(!feed_->lines.back()->paused);
    panel_->setLive(false);
    QVERIFY(feed_->lines.back()->paused);
    panel_->setLive(true);
    QVERIFY(!feed_->lines.back()->paused);
}

void BedOverviewPanelTest::followsTheKeyboard()
{
    feed_->answer(delta(simulated(16, 40)));
    frame(2 * ns_per_s);
    QSignalSpy moved(panel_->grid(), &BedGrid::currentChanged);
    panel_->grid()->setFocus();
    QTest::keyClick(panel_->grid(), Qt::Key_Right);
    QCOMPARE(panel_->grid()->current(), 1);
    QVERIFY(panel_->grid()->accessibleDescription().startsWith(QStringLiteral("Bed 2: NEWS2")));
    QTest::keyClick(panel_->grid(), Qt::Key_End);
    QCOMPARE(panel_->grid()->current(), 7);
    QTest::keyClick(panel_->grid(), Qt::Key_Right);
    QCOMPARE(panel_->grid()->current(), 7);
    QCOMPARE(moved.count(), 2);
    QTest::mouseClick(panel_->grid(), Qt::LeftButton, {}, panel_->grid()->tileRect(4).center());
    QCOMPARE(panel_->grid()->current(), 4);
}

void BedOverviewPanelTest::settingsRoundTrip()
{
    QJsonObject settings = panel_->settings();
    settings[QStringLiteral("stream")] = QStringLiteral("ward.beds");
    settings[QStringLiteral("stale_after_s")] = 30.0;
    settings[QStringLiteral("limits")] =
        QJsonObject { { QStringLiteral("heart_rate"), QJsonArray { 40, QJsonValue::Null } } };
    panel_->applySettings(settings);
    const QJsonObject read = panel_->settings();
    QCOMPARE(read[QStringLiteral("stream")].toString(), QStringLiteral("ward.beds"));
    QCOMPARE(read[QStringLiteral("stale_after_s")].toDouble(), 30.0);
    QCOMPARE(read[QStringLiteral("limits")].toObject()[QStringLiteral("heart_rate")].toArray(),
             (QJsonArray { 40, QJsonValue::Null }));
    QCOMPARE(read[QStringLiteral("limits")].toObject()[QStringLiteral("spo2")].toArray(),
             (QJsonArray { 90, QJsonValue::Null }));
    QCOMPARE(panel_->streams(), QStringList { QStringLiteral("ward.beds") });
    QCOMPARE(std::get<TableQuery>(feed_->lines.back()->query).stream, std::string("ward.beds"));
    QVERIFY(!feed_->lines.front()->alive);
}

void BedOverviewPanelTest::survivesBadSettings_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QJsonValue>("value");
    QTest::newRow("stream") << QStringLiteral("stream") << QJsonValue(17);
    QTest::newRow("limits") << QStringLiteral("limits") << QJsonValue(QStringLiteral("none"));
    QTest::newRow("limits upside down") << QStringLiteral("limits")
                                        << QJsonValue(QJsonObject { { QStringLiteral("spo2"), QJsonArray { 99, 90 } } });
    QTest::newRow("limits of text") << QStringLiteral(
        "limits") << QJsonValue(QJsonObject { { QStringLiteral("spo2"), QJsonArray { QStringLiteral("a"), 90 } } });
    QTest::newRow("negative age") << QStringLiteral("stale_after_s") << QJsonValue(-5);
    QTest::newRow("unknown") << QStringLiteral("colour") << QJsonValue(true);
}

void BedOverviewPanelTest::survivesBadSettings()
{
    QFETCH(QString, name);
    QFETCH(QJsonValue, value);
    const QJsonObject before = panel_->settings();
    panel_->applySettings({ { name, value } });
    QCOMPARE(panel_->settings(), before);
}

void BedOverviewPanelTest::trendFollowsTheScore()
{
    Observations well { 16, 98, false, 120, 70, Consciousness::Alert, 37.0, Spo2Scale::One };
    Observations ill = well;
    ill.pulse = 120;
    ScoreHistory history(100 * ns_per_s);
    QCOMPARE(history.trend(), Trend::Unknown);
    history.add(0, news2(well));
    QCOMPARE(history.trend(), Trend::Unknown);
    history.add(20 * ns_per_s, news2(well));
    QCOMPARE(history.trend(), Trend::Steady);
    history.add(30 * ns_per_s, news2(ill));
    QCOMPARE(history.trend(), Trend::Rising);
    history.add(31 * ns_per_s, news2({}));
    QCOMPARE(history.trend(), Trend::Rising);
    history.add(131 * ns_per_s, news2(ill));
    QCOMPARE(history.trend(), Trend::Steady);
    history.add(140 * ns_per_s, news2(well));
    QCOMPARE(history.trend(), Trend::Falling);
}

void BedOverviewPanelTest::saysItIsNoMedicalDevice()
{
    const auto labels = panel_->findChildren<QLabel *>();
    QVERIFY(std::ranges::any_of(labels, [](const QLabel *label) {
        return label->isVisible() && label->text().contains(QStringLiteral("Not a medical device"));
    }));
}

void BedOverviewPanelTest::scrollsManyBeds()
{
    for (int i = 0; i < 200; ++i)
        feed_->answer(delta(heartRateOnly(qPrintable(QStringLiteral("Bed %1").arg(i)), 70, 0)));
    frame(1);
    QVERIFY(panel_->grid()->height() > panel_->height());
    QVERIFY(panel_->grid()->tileRect(0).width() >= 150);
    QVERIFY(panel_->grid()->rect().contains(panel_->grid()->tileRect(199)));
}

void BedOverviewPanelTest::paints_data()
{
    QTest::addColumn<bool>("dark");
    QTest::addColumn<QSize>("size");
    QTest::newRow("dark-1280x720") << true << QSize(1280, 720);
    QTest::newRow("light-1280x720") << false << QSize(1280, 720);
    QTest::newRow("dark-640x300") << true << QSize(640, 300);
    QTest::newRow("dark-3840x2160") << true << QSize(3840, 2160);
}

void BedOverviewPanelTest::paints()
{
    QFETCH(bool, dark);
    QFETCH(QSize, size);
    palette_ = palette(dark);
    panel_->themeChanged();
    panel_->resize(size);
    feed_->answer(delta(simulated(40 * 60, 40)));
    feed_->answer(delta(heartRateOnly("Bed 9", 70, -30 * ns_per_s)));
    frame(61 * ns_per_s);
    const QImage image = panel_->grab().toImage();
    const QString folder = qEnvironmentVariable("STREAMGAUGE_BINARY_DIR", QDir::tempPath()) + QStringLiteral("/screenshots");
    QVERIFY(QDir().mkpath(folder));
    QVERIFY(image.save(folder + QStringLiteral("/beds-%1.png").arg(QString::fromUtf8(QTest::currentDataTag()))));
    // The bar at the left of the septic patient's tile has the colour of its band, the stale one is grey.
    const auto bar = [&](int index) {
        panel_->grid()->setCurrent(index);
        const QRect tile = panel_->grid()->tileRect(index);
        return panel_->grab().toImage().pixelColor(
            panel_->grid()->mapTo(panel_.get(), QPoint(tile.x() + 2, tile.center().y())));
    };
    QCOMPARE(bed(4).score.band(), News2Band::High);
    QCOMPARE(bar(4), palette_.critical);
    QVERIFY(bed(8).stale);
    QCOMPARE(bar(8), palette_.stale);
}

QTEST_MAIN(BedOverviewPanelTest)
#include "tst_bedoverviewpanel.moc"
