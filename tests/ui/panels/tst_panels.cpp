// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/batchbuilder.h"
#include "models/eventdetailmodel.h"
#include "models/eventmodel.h"
#include "models/sourcehealthmodel.h"
#include "models/tablemodel.h"
#include "tests/ui/panels/fakefeed.h"
#include "ui/panels/builtinpanels.h"
#include "ui/panels/events/eventspanel.h"
#include "ui/panels/health/healthpanel.h"
#include "ui/panels/table/anchoredtable.h"
#include "ui/panels/table/celldelegate.h"
#include "ui/panels/table/tablepanel.h"
#include "ui/panels/value/gaugepanel.h"
#include "ui/panels/value/statpanel.h"
#include "ui/theme/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLineEdit>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QTextBrowser>

using namespace streamgauge;

namespace {

constexpr TimeNs now_ns = 1'795'208'700LL * ns_per_s;

SchemaPtr orders()
{
    static const SchemaPtr schema =
        makeSchema("shop.orders",
                   { { "id", ValueKind::Int64 }, { "status", ValueKind::String }, { "total", ValueKind::Double, "EUR" } });
    return schema;
}

std::vector<RowRef> rows(int first, int count, double total = 1)
{
    BatchBuilder builder(orders());
    for (int id = first; id < first + count; ++id) {
        builder.after(0).appendInt(id);
        builder.after(1).appendText(id % 2 == 0 ? "open" : "paid");
        builder.after(2).appendDouble(total * id);
        builder.setTimes(now_ns, now_ns);
        builder.endRow(Op::Created);
    }
    std::vector<RowRef> refs;
    const BatchPtr batch = builder.finish();
    for (std::uint32_t row = 0; batch && row < batch->rows(); ++row)
        refs.push_back({ batch, row });
    return refs;
}

TableDelta tableDelta(std::vector<RowRef> changed, bool reset = false, std::vector<std::string> removed = {})
{
    TableDelta delta;
    delta.schema = orders();
    delta.reset = reset;
    delta.changed = std::move(changed);
    delta.removed = std::move(removed);
    return delta;
}

PanelContext contextOf(FakeFeed &feed)
{
    return { &feed, []() -> const Palette & { return darkPalette(); } };
}

void showAt(QWidget &widget, const QSize &size)
{
    widget.resize(size);
    widget.show();
    QVERIFY(QTest::qWaitForWindowExposed(&widget));
}

QString keyAtTop(const AnchoredTable &table)
{
    return table.model()->index(table.rowAt(0), 0).data().toString();
}

} // namespace

class PanelsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void settingsRoundTrip_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QByteArray>("json");
        QTest::newRow("chart")
            << QStringLiteral("chart")
            << QByteArray(
                   R"({"fields":[{"axis":"right","field":"heart_rate","hidden":true,"key":"bed-1","stream":"vitals"},
                                  {"field":"spo2","stream":"vitals"}],"left_range":[0,100],"legend":false,"log_left":true,"log_right":false,
                                  "max_keys":7,"span_s":300,"thresholds":false})");
        QTest::newRow("table")
            << QStringLiteral("table")
            << QByteArray(
                   R"({"column_filters":{"status":"= open"},"columns":[{"name":"total","width":140},{"hidden":true,"name":"id"}],
                                  "filter":"web","filter_bar":false,"flash":false,"sort":{"column":"total","descending":true},"stream":"shop.orders"})");
        QTest::newRow("gauge") << QStringLiteral(
            "gauge") << QByteArray(R"({"field":"spo2","key":"bed-1","maximum":100,"minimum":80,"stream":"vitals"})");
        QTest::newRow("stat") << QStringLiteral("stat") << QByteArray(R"({"field":"spo2","span_s":900,"stream":"vitals"})");
        QTest::newRow("events") << QStringLiteral("events")
                                << QByteArray(R"({"detail":false,"key":"7","stream":"shop.orders"})");
        QTest::newRow("health") << QStringLiteral("health") << QByteArray(R"({"source":"shop"})");
    }
    void settingsRoundTrip()
    {
        QFETCH(QString, kind);
        QFETCH(QByteArray, json);
        FakeFeed feed;
        const auto panels = builtinPanels();
        const auto factory =
            std::find_if(panels.begin(), panels.end(), [&](const auto &candidate) { return candidate->kind() == kind; });
        QVERIFY(factory != panels.end());
        const std::unique_ptr<Panel> panel((*factory)->create(contextOf(feed), nullptr));
        const QJsonObject settings = QJsonDocument::fromJson(json).object();
        QVERIFY(!settings.isEmpty());
        panel->applySettings(settings);
        QCOMPARE(QJsonDocument(panel->settings()).toJson(), QJsonDocument(settings).toJson());
        QVERIFY(!panel->suggestedTitle().isEmpty());
    }

    void strangeSettingsDoNoHarm_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::newRow("nothing") << QByteArray("{}");
        QTest::newRow("wrong types") << QByteArray(
            R"({"fields":7,"stream":[],"field":{},"key":3,"span_s":"x","columns":{"a":1},"sort":[],"minimum":"low","source":5,"max_keys":-3})");
        QTest::newRow("wild values") << QByteArray(
            R"({"fields":[{"stream":"a","field":"b","key":""},{},7],"span_s":1e300,"max_keys":1000000,"left_range":[5,5],"minimum":9,"maximum":1,"columns":[{"name":"x","width":-4}]})");
    }
    void strangeSettingsDoNoHarm()
    {
        QFETCH(QByteArray, json);
        FakeFeed feed;
        feed.addStream(orders());
        for (const auto &factory : builtinPanels()) {
            const std::unique_ptr<Panel> panel(factory->create(contextOf(feed), nullptr));
            panel->applySettings(QJsonDocument::fromJson(json).object());
            showAt(*panel, { 200, 120 });
            feed.publish();
            feed.sendTable(tableDelta(rows(0, 3), true));
            QVERIFY(!panel->grab().isNull());
            panel->applySettings(panel->settings());
        }
    }

    void scrolledRowsStayWhereTheyAre()
    {
        FakeFeed feed;
        TablePanel panel(contextOf(feed));
        panel.applySettings({ { QStringLiteral("stream"), QStringLiteral("shop.orders") } });
        showAt(panel, { 600, 400 });
        feed.sendTable(tableDelta(rows(0, 500), true));
        AnchoredTable &table = panel.table();
        table.verticalScrollBar()->setValue(4'811);
        const QString top = keyAtTop(table);
        const int offset = table.rowViewportPosition(table.rowAt(0));
        std::vector<std::string> gone;
        for (int id = 3; id < 90; id += 3)
            gone.push_back(std::to_string(id));
        feed.sendTable(tableDelta(rows(2'000, 300), false, gone));
        QCOMPARE(keyAtTop(table), top);
        QCOMPARE(table.rowViewportPosition(table.rowAt(0)), offset);
        panel.model().sort(2, Qt::DescendingOrder);
        QCOMPARE(keyAtTop(table), top);
        QCOMPARE(table.rowViewportPosition(table.rowAt(0)), offset);
    }

    void orderWaitsWhileScrolled()
    {
        FakeFeed feed;
        TablePanel panel(contextOf(feed));
        panel.applySettings(
            { { QStringLiteral("stream"), QStringLiteral("shop.orders") },
              { QStringLiteral("sort"), QJsonObject { { QStringLiteral("column"), QStringLiteral("total") } } } });
        showAt(panel, { 600, 400 });
        feed.sendTable(tableDelta(rows(0, 500), true));
        QCOMPARE(panel.model().sortColumn(), 2);
        panel.table().verticalScrollBar()->setValue(2'000);
        feed.sendTable(tableDelta(rows(499, 1, -1)));
        QVERIFY(panel.model().isBehind());
        QVERIFY(panel.countText().contains(QStringLiteral("waits")));
        panel.table().verticalScrollBar()->setValue(0);
        QTRY_VERIFY(!panel.model().isBehind());
        QCOMPARE(panel.model().index(0, 0).data().toString(), QStringLiteral("499"));
    }

    void tableFiltersCountsAndCopies()
    {
        FakeFeed feed;
        TablePanel panel(contextOf(feed));
        panel.applySettings({ { QStringLiteral("stream"), QStringLiteral("shop.orders") } });
        showAt(panel, { 600, 400 });
        TableDelta delta = tableDelta(rows(0, 10), true);
        delta.total_rows = 1'200;
        feed.sendTable(delta);
        QVERIFY(panel.countText().contains(QStringLiteral("showing 10 of")));
        QTest::keyClicks(&panel.filterEdit(), QStringLiteral("paid"));
        QTRY_COMPARE(panel.model().rowCount(), 5);
        QVERIFY(panel.countText().startsWith(QStringLiteral("5 of 10 rows match")));
        panel.table().selectRow(0);
        QTest::keyClick(&panel.table(), Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("1\tpaid\t1\n"));
        QTest::keyClick(&panel.table(), Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("id\tstatus\ttotal (EUR)\n1\tpaid\t1\n"));
    }

    void tableSortsByHeaderAndRemembersColumns()
    {
        FakeFeed feed;
        TablePanel panel(contextOf(feed));
        panel.applySettings({ { QStringLiteral("stream"), QStringLiteral("shop.orders") } });
        showAt(panel, { 600, 400 });
        feed.sendTable(tableDelta(rows(0, 10), true));
        QHeaderView *header = panel.table().horizontalHeader();
        QSignalSpy changed(&panel, &Panel::settingsChanged);
        const auto clickHeader = [&] {
            QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, { header->sectionViewportPosition(2) + 20, 10 });
        };
        clickHeader();
        clickHeader();
        QCOMPARE(panel.model().index(0, 0).data().toString(), QStringLiteral("9"));
        clickHeader();
        QCOMPARE(panel.model().sortColumn(), -1);
        header->moveSection(2, 0);
        header->resizeSection(1, 177);
        QVERIFY(changed.count() >= 5);
        const QJsonArray columns = panel.settings()[u"columns"].toArray();
        QCOMPARE(columns[0][u"name"].toString(), QStringLiteral("total"));
        QCOMPARE(columns[2][u"width"].toInt(), 177);
        TablePanel again(contextOf(feed));
        again.applySettings(panel.settings());
        showAt(again, { 600, 400 });
        feed.sendTable(tableDelta(rows(0, 10), true));
        QCOMPARE(again.table().horizontalHeader()->logicalIndex(0), 2);
        QCOMPARE(again.table().horizontalHeader()->sectionSize(1), 177);
    }

    void tintFadesCalmly()
    {
        QCOMPARE(CellDelegate::tint(0, 500), 0.0);
        QCOMPARE(CellDelegate::tint(1'000, 1'000), 1.0);
        QCOMPARE(CellDelegate::tint(1'000, 1'000 + CellDelegate::hold_ms), 1.0);
        QCOMPARE(CellDelegate::tint(1'000, 1'000 + CellDelegate::hold_ms + CellDelegate::fade_ms / 2), 0.5);
        QCOMPARE(CellDelegate::tint(1'000, 9'000), 0.0);
        // A row that changes three times a second or faster never leaves full tint.
        QVERIFY(CellDelegate::hold_ms * 3 >= 1'000);
    }

    void eventsWaitWhileScrolled()
    {
        FakeFeed feed;
        EventsPanel panel(contextOf(feed));
        showAt(panel, { 900, 400 });
        EventDelta delta;
        delta.events = rows(0, 200);
        feed.sendEvents(delta);
        QCOMPARE(panel.model().rowCount(), 200);
        QCOMPARE(panel.model().index(0, EventModel::KeyColumn).data().toString(), QStringLiteral("199"));
        QTRY_VERIFY(panel.table().verticalScrollBar()->maximum() > 700);
        panel.table().verticalScrollBar()->setValue(700);
        const QString top = panel.table().model()->index(panel.table().rowAt(0), EventModel::KeyColumn).data().toString();
        delta.events = rows(200, 48);
        feed.sendEvents(delta);
        QCOMPARE(panel.model().waiting(), std::size_t { 48 });
        QCOMPARE(panel.table().model()->index(panel.table().rowAt(0), EventModel::KeyColumn).data().toString(), top);
        panel.table().scrollToTop();
        QCOMPARE(panel.model().rowCount(), 248);
        panel.table().setCurrentIndex(panel.model().index(0, 0));
        QVERIFY(panel.detail().shownEvent().has_value());
        QCOMPARE(panel.detail().index(0, EventDetailModel::AfterColumn).data().toString(), QStringLiteral("247"));
    }

    void hiddenPanelsAskForNothing()
    {
        for (const auto &factory : builtinPanels()) {
            FakeFeed feed;
            feed.addStream(orders());
            const std::unique_ptr<Panel> panel(factory->create(contextOf(feed), nullptr));
            panel->addField(orders(), QStringLiteral("total"), {});
            QCOMPARE(feed.activeSubscriptions(), 0);
            showAt(*panel, { 400, 300 });
            QVERIFY2(feed.activeSubscriptions() > 0 || factory->kind() == QStringLiteral("health"),
                     qPrintable(factory->kind()));
            panel->hide();
            QCOMPARE(feed.activeSubscriptions(), 0);
        }
    }

    void gaugeTakesTheFirstKeyAndSpansRules()
    {
        FakeFeed feed;
        feed.addStream(orders());
        feed.setNow(now_ns);
        feed.addSample({ "shop.orders", "b", "total" }, now_ns, 70);
        feed.addSample({ "shop.orders", "a", "total" }, now_ns, 40);
        RuleStatus rule;
        rule.spec.stream = "shop.orders";
        rule.spec.when = "event.total > 180.0";
        feed.state().rules = { rule };
        GaugePanel panel(contextOf(feed));
        panel.addField(orders(), QStringLiteral("total"), {});
        showAt(panel, { 300, 260 });
        feed.publish();
        feed.publish();
        QCOMPARE(panel.accessibleDescription(), QStringLiteral("40") + QChar(0xa0) + QStringLiteral("EUR"));
        QVERIFY(panel.range().minimum <= 40);
        QVERIFY(panel.range().maximum >= 180);
        QVERIFY(!panel.settings().contains(QStringLiteral("key")));
        panel.addField(orders(), QStringLiteral("total"), QStringLiteral("b"));
        feed.publish();
        QCOMPARE(panel.accessibleDescription(), QStringLiteral("70") + QChar(0xa0) + QStringLiteral("EUR"));
        QCOMPARE(panel.settings()[u"key"].toString(), QStringLiteral("b"));
    }

    void healthShowsProblemsWithRemedies()
    {
        FakeFeed feed;
        feed.setNow(now_ns);
        feed.addStream(orders(), "well");
        SourceStatus source;
        source.name = "shop";
        source.state = SourceState::Failed;
        source.last_error = { ErrorKind::Configuration, "binlog is <off>", "log_bin", "SET log_bin" };
        source.problems.push_back(
            { Problem::Severity::Warning, "names guessed", "shop.orders", "SET GLOBAL binlog_row_metadata = FULL" });
        source.gaps.push_back({ now_ns - 60 * ns_per_s, now_ns - 30 * ns_per_s, "logs purged" });
        feed.state().sources.push_back(source);
        feed.publish();
        HealthPanel panel(contextOf(feed));
        panel.applySettings({});
        showAt(panel, { 700, 400 });
        QCOMPARE(panel.table().currentIndex().row(), 1);
        const QString text = panel.details().toPlainText();
        for (const char *part :
             { "binlog is <off>", "SET log_bin", "names guessed", "binlog_row_metadata", "logs purged", "30 s" })
            QVERIFY2(text.contains(QLatin1String(part)), part);
    }
};

QTEST_MAIN(PanelsTest)
#include "tst_panels.moc"
