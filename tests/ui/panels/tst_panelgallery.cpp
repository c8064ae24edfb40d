// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/batchbuilder.h"
#include "tests/ui/panels/fakefeed.h"
#include "ui/panels/builtinpanels.h"
#include "ui/panels/chart/chartpanel.h"
#include "ui/panels/chart/chartview.h"
#include "ui/theme/theme.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QDir>
#include <QJsonArray>
#include <QTest>

#include <cmath>

using namespace streamgauge;

namespace {

constexpr TimeNs now_ns = 1'795'208'703LL * ns_per_s;

const SchemaPtr vitals = makeSchema(
    "vitals",
    { { "patient", ValueKind::String }, { "heart_rate", ValueKind::Double, "1/min" }, { "spo2", ValueKind::Double, "%" } },
    { 0 }, true);
const SchemaPtr orders = makeSchema("shop.orders",
                                    { { "id", ValueKind::Int64 },
                                      { "customer", ValueKind::String },
                                      { "total", ValueKind::Decimal, "EUR", true, 2 },
                                      { "status", ValueKind::String },
                                      { "note", ValueKind::String },
                                      { "changed_at", ValueKind::Timestamp, "", true, 3 } });

void fillVitals(FakeFeed &feed, bool with_gap)
{
    const std::vector<std::string> beds { "bed-1", "bed-2", "bed-3" };
    for (std::size_t bed = 0; bed < beds.size(); ++bed) {
        bool after_gap = false;
        for (int i = 0; i < 1200; ++i) {
            const TimeNs time_ns = now_ns - (1200 - i) * 100 * ns_per_ms;
            if (with_gap && i > 800 && i < 900) {
                after_gap = true;
                continue;
            }
            const double phase = i / 40.0 + static_cast<double>(bed) * 2;
            double rate = 78 + 9 * static_cast<double>(bed) + 8 * std::sin(phase) + 2 * std::sin(phase * 7.3);
            if (bed == 2 && i > 950 && i < 1080)
                rate += 34;
            feed.addSample({ "vitals", beds[bed], "heart_rate" }, time_ns, rate, after_gap);
            feed.addSample({ "vitals", beds[bed], "spo2" }, time_ns,
                           96.5 + std::sin(phase / 3) - static_cast<double>(bed) * 0.4, after_gap);
            after_gap = false;
        }
    }
}

void addRulesAndAlerts(FakeFeed &feed, bool fires)
{
    RuleStatus rule;
    rule.spec.name = "Fast";
    rule.spec.stream = "vitals";
    rule.spec.when = "event.heart_rate > 120.0";
    rule.spec.clear = "event.heart_rate < 112.0";
    rule.spec.severity = Severity::Critical;
    feed.state().rules.push_back(rule);
    Alert alert;
    alert.rule = "Fast";
    alert.stream = "vitals";
    alert.field = "heart_rate";
    alert.key = "bed-3";
    alert.severity = Severity::Critical;
    alert.state = AlertState::Resolved;
    alert.fired_at_ns = now_ns - 25 * ns_per_s;
    alert.resolved_at_ns = now_ns - 11 * ns_per_s;
    if (fires) {
        alert.state = AlertState::Firing;
        alert.resolved_at_ns = 0;
    }
    feed.state().alerts = std::make_shared<std::vector<Alert>>(std::vector { alert });
}

TableDelta orderRows(int count)
{
    TableDelta delta;
    delta.reset = true;
    delta.schema = orders;
    delta.total_rows = 1'200'000;
    BatchBuilder builder(orders);
    const std::vector<std::string> customers { "Aylin Demir", "Jonas Weber", "Mei-Ling Chen", "Zoë O'Connor",
                                               "Пётр Иванов" };
    const std::vector<std::string> states { "open", "paid", "shipped", "returned" };
    for (int i = 0; i < count; ++i) {
        builder.after(0).appendInt(10'000 + i);
        builder.after(1).appendText(customers[static_cast<std::size_t>(i) % customers.size()]);
        builder.after(2).appendDecimal(std::to_string(i * 7 % 900) + ".50", i * 7 % 900 + 0.5);
        builder.after(3).appendText(states[static_cast<std::size_t>(i) % states.size()]);
        if (i % 3 == 0)
            builder.after(4).appendMissing(CellState::Null);
        else
            builder.after(4).appendText("leave at the door, ring twice, and mind the dog");
        builder.after(5).appendTimestamp(now_ns - i * 137 * ns_per_ms);
        builder.setTimes(now_ns, now_ns);
        builder.endRow(Op::Snapshot);
    }
    const BatchPtr batch = builder.finish();
    for (std::uint32_t row = 0; row < batch->rows(); ++row)
        delta.changed.push_back({ batch, row });
    return delta;
}

EventDelta orderEvents(int count)
{
    BatchBuilder builder(orders, true);
    for (int i = 0; i < count; ++i) {
        for (ColumnData *image : { &builder.after(0), &builder.before(0) })
            image->appendInt(10'000 + i);
        for (ColumnData *image : { &builder.after(1), &builder.before(1) })
            image->appendText("Jonas Weber");
        builder.before(2).appendDecimal("12.50", 12.5);
        builder.after(2).appendDecimal("19.90", 19.9);
        builder.before(3).appendText("open");
        builder.after(3).appendText("paid");
        builder.before(4).appendMissing(CellState::Null);
        builder.after(4).appendMissing(CellState::Null);
        builder.before(5).appendTimestamp(now_ns - ns_per_s);
        builder.after(5).appendTimestamp(now_ns);
        builder.setTimes(now_ns + i * 7 * ns_per_ms, now_ns + i * 7 * ns_per_ms + 300 * ns_per_us);
        builder.setPosition("bin.000004:" + std::to_string(4'100 + i * 210));
        builder.endRow(i % 5 == 0 ? Op::Created : i % 7 == 0 ? Op::Deleted : Op::Updated);
        builder.endTransaction();
    }
    const BatchPtr batch = builder.finish();
    EventDelta delta;
    for (std::uint32_t row = 0; row < batch->rows(); ++row)
        delta.events.push_back({ batch, row });
    return delta;
}

void addSources(FakeFeed &feed)
{
    SourceStatus shop;
    shop.name = "shop";
    shop.kind = "mysql";
    shop.state = SourceState::Waiting;
    shop.attempt = 4;
    shop.reconnects = 3;
    shop.next_try_in_ns = 3'400 * ns_per_ms;
    shop.created = 120'233;
    shop.updated = 88'120;
    shop.deleted = 412;
    shop.queued_rows = 65'000;
    shop.queue_bound_rows = 65'536;
    shop.last_event_ns = now_ns - 42 * ns_per_s;
    shop.lag_ns = 420 * ns_per_us;
    shop.position = "bin.000004:4100";
    shop.last_error = { ErrorKind::Transient, "Lost connection to server during query", "127.0.0.1:3306",
                        "The next attempt is made by itself" };
    shop.problems.push_back({ Problem::Severity::Warning,
                              "binlog_row_metadata is MINIMAL: column names come "
                              "from information_schema",
                              "shop.orders", "SET GLOBAL binlog_row_metadata = FULL" });
    shop.gaps.push_back({ now_ns - 3'600 * ns_per_s, now_ns - 3'400 * ns_per_s, "the server purged its logs" });
    feed.state().sources.push_back(shop);
}

} // namespace

/// Renders every panel in its states, sizes and themes into gallery/ of the build folder, to be looked at, and checks that
/// each fills its area with something.
class PanelGallery : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        theme_.applyTo(*qApp);
        QVERIFY(QDir().mkpath(folder()));
    }

    void renders_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("state");
        QTest::addColumn<QSize>("size");
        QTest::addColumn<bool>("dark");
        const QStringList kinds { QStringLiteral("chart"), QStringLiteral("table"),  QStringLiteral("gauge"),
                                  QStringLiteral("stat"),  QStringLiteral("events"), QStringLiteral("health") };
        const QList<std::pair<QString, QSize>> sizes { { QStringLiteral("tiny"), { 200, 120 } },
                                                       { QStringLiteral("cell"), { 640, 320 } },
                                                       { QStringLiteral("hd"), { 1280, 720 } },
                                                       { QStringLiteral("4k"), { 3840, 2160 } } };
        for (const QString &kind : kinds) {
            for (const QString &state : { QStringLiteral("live"), QStringLiteral("empty"), QStringLiteral("stale"),
                                          QStringLiteral("paused"), QStringLiteral("alert") }) {
                for (const auto &[name, size] : sizes) {
                    if (name == QStringLiteral("4k") && state != QStringLiteral("live"))
                        continue;
                    for (const bool dark : { true, false })
                        QTest::addRow("%s-%s-%s-%s", qPrintable(kind), qPrintable(state), qPrintable(name),
                                      dark ? "dark" : "light")
                            << kind << state << size << dark;
                }
            }
        }
    }

    void renders()
    {
        QFETCH(QString, kind);
        QFETCH(QString, state);
        QFETCH(QSize, size);
        QFETCH(bool, dark);
        theme_.setMode(dark ? ThemeMode::Dark : ThemeMode::Light);
        FakeFeed feed;
        const PanelContext context { &feed, [this]() -> const Palette & { return theme_.palette(); } };
        const auto panel = makePanel(kind, context);
        QVERIFY(panel);
        panel->resize(size);
        if (state != QStringLiteral("empty"))
            fill(feed, *panel, kind, state);
        panel->show();
        QVERIFY(QTest::qWaitForWindowExposed(panel.get()));
        if (state != QStringLiteral("empty"))
            drive(feed, *panel, kind, state);
        const QImage image = panel->grab().toImage();
        QVERIFY(image.save(folder() + QString::fromLatin1(QTest::currentDataTag()) + QStringLiteral(".png")));
        QVERIFY(countColors(image) > 3);
    }

private:
    static QString folder()
    {
        return qEnvironmentVariable("STREAMGAUGE_BINARY_DIR", QStringLiteral(".")) + QStringLiteral("/gallery/");
    }

    static std::unique_ptr<Panel> makePanel(const QString &kind, const PanelContext &context)
    {
        for (const auto &factory : builtinPanels()) {
            if (factory->kind() == kind)
                return std::unique_ptr<Panel>(factory->create(context, nullptr));
        }
        return nullptr;
    }

    static void fill(FakeFeed &feed, Panel &panel, const QString &kind, const QString &state)
    {
        feed.addStream(vitals, "ward");
        feed.addStream(orders, "webshop");
        feed.state().sources.front().events_per_second = 412.5;
        feed.state().sources.front().last_event_ns = now_ns;
        feed.state().sources.front().lag_ns = 180 * ns_per_us;
        feed.state().sources.front().queue_bound_rows = 65'536;
        feed.setNow(state == QStringLiteral("stale") ? now_ns + 47 * ns_per_s : now_ns);
        fillVitals(feed, state == QStringLiteral("paused"));
        addRulesAndAlerts(feed, state == QStringLiteral("alert"));
        addSources(feed);
        QJsonObject settings;
        if (kind == QStringLiteral("chart")) {
            settings = { { QStringLiteral("fields"),
                           QJsonArray { QJsonObject { { QStringLiteral("stream"), QStringLiteral("vitals") },
                                                      { QStringLiteral("field"), QStringLiteral("heart_rate") } },
                                        QJsonObject { { QStringLiteral("stream"), QStringLiteral("vitals") },
                                                      { QStringLiteral("field"), QStringLiteral("spo2") },
                                                      { QStringLiteral("key"), QStringLiteral("bed-1") } } } } };
        } else if (kind == QStringLiteral("table")) {
            settings = { { QStringLiteral("stream"), QStringLiteral("shop.orders") } };
        } else if (kind == QStringLiteral("gauge") || kind == QStringLiteral("stat")) {
            settings = { { QStringLiteral("stream"), QStringLiteral("vitals") },
                         { QStringLiteral("field"), QStringLiteral("heart_rate") },
                         { QStringLiteral("key"), QStringLiteral("bed-3") } };
        }
        panel.applySettings(settings);
    }

    static void drive(FakeFeed &feed, Panel &panel, const QString &kind, const QString &state)
    {
        feed.publish();
        feed.publish();
        feed.sendTable(orderRows(300));
        feed.sendEvents(orderEvents(60));
        if (state == QStringLiteral("paused")) {
            panel.setLive(false);
            for (int i = 0; i < 124; ++i)
                feed.addSample({ "vitals", "bed-1", "heart_rate" }, now_ns + i * 100 * ns_per_ms, 80);
            feed.setNow(now_ns + 13 * ns_per_s);
        }
        feed.publish();
        if (kind == QStringLiteral("chart") && state == QStringLiteral("paused")) {
            auto &view = static_cast<ChartPanel &>(panel).view();
            view.setCursorA();
            view.setCursorB();
            QTest::mouseMove(&view, view.rect().center());
        }
        if (kind == QStringLiteral("events")) {
            if (auto *list = panel.findChild<QAbstractItemView *>())
                list->setCurrentIndex(list->model()->index(2, 0));
        }
        QTest::qWait(0);
        feed.publish();
        panel.grab();
        feed.publish();
    }

    static qsizetype countColors(const QImage &image)
    {
        QSet<QRgb> colors;
        for (int y = 0; y < image.height(); y += 2) {
            for (int x = 0; x < image.width(); x += 2)
                colors.insert(image.pixel(x, y));
        }
        return colors.size();
    }

    Theme theme_;
};

QTEST_MAIN(PanelGallery)
#include "tst_panelgallery.moc"
