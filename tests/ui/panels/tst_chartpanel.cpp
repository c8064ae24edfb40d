// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/panels/fakefeed.h"
#include "ui/panels/chart/chartlegend.h"
#include "ui/panels/chart/chartmodel.h"
#include "ui/panels/chart/chartpanel.h"
#include "ui/panels/chart/chartview.h"
#include "ui/theme/theme.h"

#include <QJsonArray>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

#include <cmath>

using namespace streamgauge;

namespace {

constexpr TimeNs now_ns = 1'795'208'700LL * ns_per_s;

QJsonObject fieldJson(const char *field, const char *key)
{
    QJsonObject json { { QStringLiteral("stream"), QStringLiteral("plant") },
                       { QStringLiteral("field"), QString::fromLatin1(field) } };
    if (key)
        json[u"key"] = QString::fromLatin1(key);
    return json;
}

/// A chart of one minute over "plant" with a sample every second: temperature 50 but for a step to 80 in the last 20 s, and
/// a gap from 40 s to 30 s ago.
struct Bench {
    FakeFeed feed;
    SchemaPtr schema = makeSchema("plant",
                                  { { "machine", ValueKind::String },
                                    { "temperature", ValueKind::Double, "Cel" },
                                    { "pressure", ValueKind::Double, "bar" },
                                    { "speed", ValueKind::Double, "1/min" },
                                    { "name", ValueKind::String } });
    std::unique_ptr<ChartPanel> panel;

    explicit Bench(const QJsonArray &fields, const QSize &size = { 640, 320 }, TimeLink *link = nullptr)
    {
        feed.addStream(schema);
        feed.setNow(now_ns);
        bool after_gap = false;
        for (int age_s = 120; age_s >= 0; --age_s) {
            if (age_s < 40 && age_s > 30) {
                after_gap = true;
                continue;
            }
            const TimeNs time_ns = now_ns - age_s * ns_per_s;
            feed.addSample({ "plant", "m1", "temperature" }, time_ns, age_s <= 20 ? 80 : 50, after_gap);
            feed.addSample({ "plant", "m1", "pressure" }, time_ns, 5, after_gap);
            after_gap = false;
        }
        panel =
            std::make_unique<ChartPanel>(PanelContext { &feed, []() -> const Palette & { return darkPalette(); }, link });
        panel->applySettings(
            { { QStringLiteral("fields"), fields }, { QStringLiteral("span_s"), 60 }, { QStringLiteral("legend"), false } });
        panel->resize(size);
        panel->show();
        if (!QTest::qWaitForWindowExposed(panel.get()))
            qFatal("the window did not appear");
        refresh();
        refresh();
    }

    void refresh()
    {
        feed.publish();
        panel->grab();
    }

    ChartView &view() { return panel->view(); }
    ChartModel &model() { return panel->model(); }
    QImage image() { return view().grab().toImage(); }

    /// Whether the first series' colour is found near the point.
    bool hasLineAt(const QImage &image, TimeNs time_ns, double value)
    {
        const QColor color = model().series().front()->color;
        const PlotMap &map = view().map(ChartAxis::Left);
        const int x = static_cast<int>(std::lround(map.x(time_ns)));
        const int y = static_cast<int>(std::lround(map.y(value)));
        for (int dx = -1; dx <= 1; ++dx) {
            for (int dy = -2; dy <= 2; ++dy) {
                const QPoint place(std::clamp(x + dx, 0, image.width() - 1), std::clamp(y + dy, 0, image.height() - 1));
                if (share(image.pixelColor(place), color) > 0.3)
                    return true;
            }
        }
        return false;
    }

    /// How much of `color` lies on the background: soft edges spread a line over two rows.
    static double share(const QColor &pixel, const QColor &color)
    {
        const QColor ground = darkPalette().surface;
        const auto along = [&ground](const QColor &a, const QColor &b) {
            return static_cast<double>((a.red() - ground.red()) * (b.red() - ground.red())
                                       + (a.green() - ground.green()) * (b.green() - ground.green())
                                       + (a.blue() - ground.blue()) * (b.blue() - ground.blue()));
        };
        return along(pixel, color) / along(color, color);
    }

    /// How blue (like the first series, unlike grey) the picture is around the point.
    int bluenessAt(const QImage &image, TimeNs time_ns, double value)
    {
        const PlotMap &map = view().map(ChartAxis::Left);
        const QPoint centre(static_cast<int>(std::lround(map.x(time_ns))), static_cast<int>(std::lround(map.y(value))));
        int bluest = 0;
        for (int dy = -2; dy <= 2; ++dy) {
            const QColor pixel = image.pixelColor(centre + QPoint(0, dy));
            bluest = std::max(bluest, pixel.blue() - pixel.red());
        }
        return bluest;
    }

    /// Whether the picture differs from one without a cursor along the whole height of the plot.
    bool hasCursorAt(const QImage &image, const QImage &before, TimeNs time_ns)
    {
        const PlotMap &map = view().map(ChartAxis::Left);
        const int x = static_cast<int>(std::round(map.x(time_ns)));
        int rows = 0;
        for (int y = static_cast<int>(map.plot().top()) + 1; y < static_cast<int>(map.plot().bottom()); ++y)
            rows += image.pixel(x, y) != before.pixel(x, y) ? 1 : 0;
        return rows > 0.8 * map.plot().height();
    }

    void wheel(const QPointF &position, int delta, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QWheelEvent event(position, view().mapToGlobal(position.toPoint()), {}, { 0, delta }, Qt::NoButton, modifiers,
                          Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(&view(), &event);
    }
};

} // namespace

class ChartPanelTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void paintsTheLineWhereTheValuesAre()
    {
        Bench bench({ fieldJson("temperature", "m1") });
        const QImage image = bench.image();
        QVERIFY(bench.hasLineAt(image, now_ns - 50 * ns_per_s, 50));
        QVERIFY(bench.hasLineAt(image, now_ns - 25 * ns_per_s, 50));
        QVERIFY(bench.hasLineAt(image, now_ns - 10 * ns_per_s, 80));
        QVERIFY(!bench.hasLineAt(image, now_ns - 10 * ns_per_s, 60));
        QVERIFY(!bench.hasLineAt(image, now_ns - 50 * ns_per_s, 70));
    }

    void leavesGapsEmpty()
    {
        Bench bench({ fieldJson("temperature", "m1") });
        const QImage image = bench.image();
        for (int age_s = 31; age_s < 40; ++age_s)
            QVERIFY2(!bench.hasLineAt(image, now_ns - age_s * ns_per_s, 50), qPrintable(QString::number(age_s)));
    }

    void drawsTheAxesOnceForManyFrames()
    {
        Bench bench({ fieldJson("temperature", "m1") });
        const int before = bench.view().frameRenderings();
        for (int i = 1; i <= 20; ++i) {
            bench.feed.setNow(now_ns + i * ns_per_s / 10);
            bench.refresh();
        }
        QCOMPARE(bench.view().frameRenderings(), before);
        bench.panel->resize(700, 340);
        bench.refresh();
        QVERIFY(bench.view().frameRenderings() > before);
    }

    void asksForAsManyCellsAsPixels()
    {
        Bench bench({ fieldJson("temperature", "m1") });
        bool found = false;
        for (const Query &query : bench.feed.activeQueries()) {
            if (const auto *series = std::get_if<SeriesQuery>(&query)) {
                found = true;
                QCOMPARE(static_cast<int>(series->pixels),
                         static_cast<int>(std::lround(bench.view().chartLayout().plot.width())));
                QCOMPARE(series->follow_span_ns, 60 * ns_per_s);
            }
        }
        QVERIFY(found);
    }

    void hiddenItAsksForNothing()
    {
        Bench bench({ fieldJson("temperature", nullptr) });
        QVERIFY(bench.feed.activeSubscriptions() > 0);
        bench.panel->hide();
        QCOMPARE(bench.feed.activeSubscriptions(), 0);
        bench.panel->show();
        QVERIFY(bench.feed.activeSubscriptions() > 0);
    }

    void pausesAndCatchesUp()
    {
        Bench bench({ fieldJson("temperature", "m1") });
        QTest::keyClick(&bench.view(), Qt::Key_P);
        QVERIFY(!bench.model().range().isLive());
        bench.feed.addSample({ "plant", "m1", "temperature" }, now_ns + 12 * ns_per_s, 80);
        bench.feed.setNow(now_ns + 12 * ns_per_s);
        bench.refresh();
        QCOMPARE(bench.model().range().to(), now_ns);
        QCOMPARE(bench.model().range().behind(), 12 * ns_per_s);
        QTest::keyClick(&bench.view(), Qt::Key_L);
        bench.refresh();
        QVERIFY(bench.model().range().isLive());
        QCOMPARE(bench.model().range().to(), now_ns + 12 * ns_per_s);
        QTest::keyClick(&bench.view(), Qt::Key_Space);
        QVERIFY(!bench.model().range().isLive());
    }

    void zoomsWithWheelAndKeys()
    {
        Bench bench({ fieldJson("temperature", "m1") });
        const QPointF middle = bench.view().chartLayout().plot.center();
        bench.wheel(middle, 120);
        QCOMPARE(bench.model().range().span(), 48 * ns_per_s);
        QVERIFY(bench.model().range().isLive());
        QTest::keyClick(&bench.view(), Qt::Key_Minus);
        QCOMPARE(bench.model().range().span(), 60 * ns_per_s);
        QTest::keyClick(&bench.view(), Qt::Key_P);
        const TimeNs about_ns = bench.view().map(ChartAxis::Left).time(middle.x());
        bench.wheel(middle, 240);
        bench.refresh();
        QVERIFY(std::abs(bench.view().map(ChartAxis::Left).time(middle.x()) - about_ns) < ns_per_s / 10);
        bench.wheel(middle, 120, Qt::ControlModifier);
        QVERIFY(bench.model().settings().left_range.has_value());
        QTest::keyClick(&bench.view(), Qt::Key_F);
        QVERIFY(!bench.model().settings().left_range.has_value());
    }

    void pansWithMouseAndKeys()
    {
        Bench bench({ fieldJson("temperature", "m1") });
        const QRectF plot = bench.view().chartLayout().plot;
        const QPoint start = plot.center().toPoint();
        QTest::mousePress(&bench.view(), Qt::LeftButton, {}, start);
        QTest::mouseMove(&bench.view(), start + QPoint(static_cast<int>(plot.width() / 6), 0));
        QTest::mouseRelease(&bench.view(), Qt::LeftButton, {}, start + QPoint(static_cast<int>(plot.width() / 6), 0));
        QVERIFY(!bench.model().range().isLive());
        QVERIFY(std::abs(bench.model().range().behind() - 10 * ns_per_s) < ns_per_s / 2);
        QTest::keyClick(&bench.view(), Qt::Key_Left);
        QVERIFY(std::abs(bench.model().range().behind() - 16 * ns_per_s) < ns_per_s / 2);
        for (int i = 0; i < 4; ++i)
            QTest::keyClick(&bench.view(), Qt::Key_Right);
        QVERIFY(bench.model().range().isLive());
    }

    void zoomsToARubberBand()
    {
        Bench bench({ fieldJson("temperature", "m1") });
        const PlotMap map = bench.view().map(ChartAxis::Left);
        const QPoint from(static_cast<int>(map.x(now_ns - 30 * ns_per_s)), static_cast<int>(map.y(75)));
        const QPoint to(static_cast<int>(map.x(now_ns - 10 * ns_per_s)), static_cast<int>(map.y(55)));
        QTest::mousePress(&bench.view(), Qt::LeftButton, Qt::ShiftModifier, from);
        QTest::mouseMove(&bench.view(), to);
        QTest::mouseRelease(&bench.view(), Qt::LeftButton, Qt::ShiftModifier, to);
        QVERIFY(!bench.model().range().isLive());
        QVERIFY(std::abs(bench.model().range().span() - 20 * ns_per_s) < ns_per_s / 2);
        QVERIFY(bench.model().settings().left_range.has_value());
        QVERIFY(std::abs(bench.model().settings().left_range->minimum - 55) < 1);
        QVERIFY(std::abs(bench.model().settings().left_range->maximum - 75) < 1);
    }

    void stepsFromSampleToSample()
    {
        Bench bench({ fieldJson("temperature", "m1"), fieldJson("pressure", "m1") });
        QTest::keyClick(&bench.view(), Qt::Key_Left, Qt::ShiftModifier);
        QVERIFY(bench.view().cursorTime().has_value());
        QCOMPARE(*bench.view().cursorTime(), now_ns);
        QTest::keyClick(&bench.view(), Qt::Key_Left, Qt::ShiftModifier);
        QCOMPARE(*bench.view().cursorTime(), now_ns - ns_per_s);
        QVERIFY2(bench.view().accessibleDescription().contains(QStringLiteral("80")),
                 qPrintable(bench.view().accessibleDescription()));
        QTest::keyClick(&bench.view(), Qt::Key_Down, Qt::ShiftModifier);
        QVERIFY(bench.view().accessibleDescription().contains(QStringLiteral("pressure")));
        QTest::keyClick(&bench.view(), Qt::Key_A);
        QTest::keyClick(&bench.view(), Qt::Key_Left, Qt::ShiftModifier);
        QTest::keyClick(&bench.view(), Qt::Key_B);
        QCOMPARE(*bench.view().cursorA() - *bench.view().cursorB(), ns_per_s);
        QTest::keyClick(&bench.view(), Qt::Key_Escape);
        QVERIFY(!bench.view().cursorA().has_value());
        QVERIFY(!bench.view().cursorTime().has_value());
    }

    void showsTheInstantOfTheOtherChart_data()
    {
        QTest::addColumn<bool>("live");
        QTest::newRow("live") << true;
        QTest::newRow("paused") << false;
    }

    void showsTheInstantOfTheOtherChart()
    {
        QFETCH(const bool, live);
        TimeLink link;
        Bench one({ fieldJson("temperature", "m1") }, { 640, 320 }, &link);
        Bench other({ fieldJson("pressure", "m1") }, { 400, 260 }, &link);
        one.panel->setLive(live);
        other.panel->setLive(live);
        other.refresh();
        const QImage before = other.image();
        const TimeNs instant_ns = now_ns - 25 * ns_per_s;
        const PlotMap map = one.view().map(ChartAxis::Left);
        QTest::mouseMove(&one.view(), QPointF(map.x(instant_ns), map.plot().center().y()).toPoint());
        QVERIFY(link.instant() && std::abs(*link.instant() - instant_ns) < ns_per_s / 4);
        QVERIFY(other.hasCursorAt(other.image(), before, *link.instant()));
        // A cursor that moves costs the other chart no lines.
        const int painted = other.view().linePaintings();
        for (int x = 60; x < 300; x += 20) {
            QTest::mouseMove(&one.view(), QPoint(x, 100));
            static_cast<void>(other.image());
        }
        QCOMPARE(other.view().linePaintings(), painted);
        QVERIFY(!other.hasCursorAt(other.image(), before, instant_ns));

        // Data that comes is drawn all the same.
        other.feed.addSample({ "plant", "m1", "pressure" }, now_ns + ns_per_s, 9);
        other.feed.setNow(now_ns + ns_per_s);
        other.refresh();
        QVERIFY(other.view().linePaintings() > painted);

        QEvent leave(QEvent::Leave);
        QCoreApplication::sendEvent(&one.view(), &leave);
        QVERIFY(!link.instant());
    }

    void followsAPointerThatRestsOnALiveChart()
    {
        TimeLink link;
        Bench bench({ fieldJson("temperature", "m1") }, { 640, 320 }, &link);
        QTest::mouseMove(&bench.view(), bench.view().chartLayout().plot.center().toPoint());
        const TimeNs before_ns = *link.instant();
        bench.feed.addSample({ "plant", "m1", "temperature" }, now_ns + 4 * ns_per_s, 81);
        bench.feed.setNow(now_ns + 4 * ns_per_s);
        bench.refresh();
        QCOMPARE(*link.instant() - before_ns, 4 * ns_per_s);
        bench.panel->hide();
        QVERIFY(!link.instant());
    }

    void stepsTheCursorOfAllCharts()
    {
        TimeLink link;
        Bench one({ fieldJson("temperature", "m1") }, { 640, 320 }, &link);
        Bench other({ fieldJson("pressure", "m1") }, { 400, 260 }, &link);
        const QImage before = other.image();
        QTest::keyClick(&one.view(), Qt::Key_Left, Qt::ShiftModifier);
        QTest::keyClick(&one.view(), Qt::Key_Left, Qt::ShiftModifier);
        QCOMPARE(other.view().cursorTime(), std::optional(now_ns - ns_per_s));
        QVERIFY(other.hasCursorAt(other.image(), before, now_ns - ns_per_s));
        QTest::keyClick(&other.view(), Qt::Key_Left, Qt::ShiftModifier);
        QCOMPARE(one.view().cursorTime(), std::optional(now_ns - 2 * ns_per_s));
        QTest::keyClick(&other.view(), Qt::Key_Escape);
        QVERIFY(!one.view().cursorTime());
    }

    void zoomsAndPansTogetherWhenLinked()
    {
        TimeLink link;
        Bench one({ fieldJson("temperature", "m1") }, { 640, 320 }, &link);
        Bench other({ fieldJson("pressure", "m1") }, { 640, 320 }, &link);
        one.model().zoom(0.5, now_ns);
        QCOMPARE(other.model().range().span(), 60 * ns_per_s);
        link.setSharesStretch(true);
        one.model().zoom(0.5, now_ns);
        QCOMPARE(other.model().range().span(), 15 * ns_per_s);
        QVERIFY(other.model().range().isLive());
        QCOMPARE(other.model().settings().span_ns, 60 * ns_per_s);
        other.model().pan(-5 * ns_per_s);
        QCOMPARE(one.model().range().to(), now_ns - 5 * ns_per_s);
        QVERIFY(!one.model().range().isLive());
        one.model().setLive(true);
        QVERIFY(other.model().range().isLive());
        link.setSharesStretch(false);
        one.model().setLive(false);
        QVERIFY(other.model().range().isLive());
    }

    void readsEverySampleUnderAPixel()
    {
        Bench bench({ fieldJson("speed", "m1") });
        for (int i = 0; i < 6'000; ++i)
            bench.feed.addSample({ "plant", "m1", "speed" }, now_ns - (6'000 - i) * 10 * ns_per_ms, i % 2 == 0 ? 40 : 60);
        bench.refresh();
        bench.refresh();
        CursorProbe probe(bench.feed, bench.model(), [] {});
        const TimeNs time_ns = now_ns - 30 * ns_per_s;
        auto readings = probe.read(time_ns, 10 * ns_per_s, CursorProbe::Depth::Samples);
        QCOMPARE(readings.size(), std::size_t { 1 });
        QVERIFY(readings.front().samples > 1);
        QVERIFY(!readings.front().mean.has_value());
        bench.feed.publish();
        readings = probe.read(time_ns, 10 * ns_per_s, CursorProbe::Depth::Samples);
        QVERIFY(readings.front().mean.has_value());
        QVERIFY(std::abs(*readings.front().mean - 50.0) < 2);
        QVERIFY(std::abs(readings.front().time_ns - time_ns) <= 10 * ns_per_ms);
    }

    void putsAnotherUnitOnTheOtherAxisAndRefusesAThird()
    {
        Bench bench({ fieldJson("temperature", "m1") });
        bench.panel->addField(bench.schema, QStringLiteral("pressure"), QStringLiteral("m1"));
        bench.refresh();
        QCOMPARE(bench.model().settings().fields.at(1).axis, ChartAxis::Right);
        QCOMPARE(bench.model().unitOf(ChartAxis::Right), std::string("bar"));
        QVERIFY(bench.model().notice().contains(QStringLiteral("right axis")));
        bench.panel->addField(bench.schema, QStringLiteral("speed"), QStringLiteral("m1"));
        QCOMPARE(bench.model().settings().fields.size(), std::size_t { 2 });
        QVERIFY(bench.model().notice().contains(QStringLiteral("not added")));
        QVERIFY(!bench.panel->acceptsField(bench.schema, QStringLiteral("name")));
        QVERIFY(bench.panel->acceptsField(bench.schema, QStringLiteral("speed")));
    }

    void workspaceWithMixedUnitsIsSettledWhenTheyAreKnown()
    {
        Bench bench({ fieldJson("temperature", "m1"), fieldJson("pressure", "m1"), fieldJson("speed", "m1") });
        QCOMPARE(bench.model().series().at(1)->axis, ChartAxis::Right);
        QVERIFY(bench.model().series().at(2)->refused);
    }

    void drawsOneLinePerKeyUpToItsBound()
    {
        Bench bench({ fieldJson("speed", nullptr) });
        for (int machine = 0; machine < 340; ++machine)
            bench.feed.addSample({ "plant", "x" + std::to_string(1'000 + machine), "speed" }, now_ns, machine);
        bench.refresh();
        bench.refresh();
        QCOMPARE(bench.model().series().size(), std::size_t { 12 });
        QCOMPARE(bench.model().keysText(), QStringLiteral("showing 12 of 341 keys"));
    }

    void marksRulesAndAlertsOfItsSeriesOnly()
    {
        Bench bench({ fieldJson("temperature", "m1") });
        RuleStatus rule;
        rule.spec.name = "Hot";
        rule.spec.stream = "plant";
        rule.spec.when = "event.temperature > 70.0";
        rule.spec.clear = "event.temperature < 65.0";
        RuleStatus other = rule;
        other.spec.stream = "elsewhere";
        bench.feed.state().rules = { rule, other };
        Alert alert;
        alert.rule = "Hot";
        alert.stream = "plant";
        alert.field = "temperature";
        alert.key = "m1";
        alert.state = AlertState::Firing;
        alert.fired_at_ns = now_ns - 20 * ns_per_s;
        Alert elsewhere = alert;
        elsewhere.key = "m2";
        bench.feed.state().alerts = std::make_shared<std::vector<Alert>>(std::vector { alert, elsewhere });
        const QImage before = bench.image();
        bench.refresh();
        QCOMPARE(bench.model().marks().thresholds().size(), std::size_t { 2 });
        QCOMPARE(bench.model().marks().alerts().size(), std::size_t { 1 });
        const QImage after = bench.image();
        const PlotMap &map = bench.view().map(ChartAxis::Left);
        const QPoint inside(static_cast<int>(map.x(now_ns - 7 * ns_per_s)), static_cast<int>(map.y(60)));
        const QPoint outside(static_cast<int>(map.x(now_ns - 47 * ns_per_s)), static_cast<int>(map.y(60)));
        QVERIFY(before.pixelColor(inside) != after.pixelColor(inside));
        QCOMPARE(before.pixelColor(outside), after.pixelColor(outside));
    }

    void greysOutStaleData()
    {
        Bench bench({ fieldJson("temperature", "m1") });
        QVERIFY(!bench.model().isStale());
        QVERIFY(bench.bluenessAt(bench.image(), now_ns - 10 * ns_per_s, 80) > 40);
        bench.feed.setNow(now_ns + 30 * ns_per_s);
        bench.refresh();
        QVERIFY(bench.model().isStale());
        QVERIFY(bench.bluenessAt(bench.image(), now_ns - 10 * ns_per_s, 80) < 40);
        bench.feed.state().sources.front().state = SourceState::Finished;
        bench.refresh();
        QVERIFY(!bench.model().isStale());
    }

    void legendClickHidesASeries()
    {
        Bench bench({ fieldJson("temperature", "m1"), fieldJson("pressure", "m1") });
        bench.model().setLegendShown(true);
        bench.refresh();
        QVERIFY(bench.panel->legend().isVisible());
        const PlotMap &map = bench.view().map(ChartAxis::Left);
        const QPoint on_line(static_cast<int>(map.x(now_ns - 10 * ns_per_s)), static_cast<int>(map.y(80)));
        QVERIFY(bench.hasLineAt(bench.image(), now_ns - 10 * ns_per_s, 80));
        QSignalSpy changed(bench.panel.get(), &Panel::settingsChanged);
        QTest::mouseClick(&bench.panel->legend(), Qt::LeftButton, {}, bench.panel->legend().entryRect(0).center());
        QVERIFY(bench.model().series().front()->hidden);
        QVERIFY(bench.model().settings().fields.front().hidden);
        QCOMPARE(changed.count(), 1);
        QVERIFY(Bench::share(bench.image().pixelColor(on_line), bench.model().series().front()->color) < 0.3);
    }

    void bringsAnInstantIntoView()
    {
        Bench bench({ fieldJson("temperature", "m1") });
        bench.panel->showInstant(now_ns - 5 * ns_per_s);
        QVERIFY(bench.model().range().isLive());
        bench.panel->showInstant(now_ns - 3'600 * ns_per_s);
        QVERIFY(!bench.model().range().isLive());
        QVERIFY(bench.model().range().from() < now_ns - 3'600 * ns_per_s);
        QVERIFY(bench.model().range().to() > now_ns - 3'600 * ns_per_s);
    }
};

QTEST_MAIN(ChartPanelTest)
#include "tst_chartpanel.moc"
