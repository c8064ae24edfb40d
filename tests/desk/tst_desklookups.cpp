// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/desk/testdesk.h"
#include "tests/support/mariadbserver.h"
#include "ui/lookups/lookupsdialog.h"

#include <QDir>
#include <QFile>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>

#include <optional>

namespace streamgauge {

constexpr int patience_ms = 60'000;

/// Lookups and models of a whole desk over a real server: written in their dialog, held at once, kept by the workspace.
class TestDeskLookups : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        server_.start();
        SqlClient sql = server_.client();
        sql.run("CREATE DATABASE hospital");
        sql.run("CREATE TABLE hospital.patients (id INT PRIMARY KEY, name VARCHAR(40), max_hr DOUBLE)");
        sql.run("INSERT INTO hospital.patients VALUES (1, 'Ann', 100), (2, 'Ben', 90)");
        sql.run("CREATE TABLE hospital.vitals (bed INT PRIMARY KEY, patient_id INT, heart_rate DOUBLE)");
        QFile model(folder_.filePath(QStringLiteral("risk.json")));
        QVERIFY(model.open(QIODevice::WriteOnly));
        model.write(R"({"model": "linear", "features": [{"name": "heart_rate", "weight": 0.01}]})");
        model.close();
        start();
        Workspace workspace;
        workspace.name = "ward";
        Settings settings = server_.settings("hospital");
        settings["tables"] = "hospital.patients,hospital.vitals";
        workspace.sources = { { "hospital", "mysql", settings } };
        workspace.rules = {
            parseRule("TooFast: from hospital.vitals when event.heart_rate > lookup(\"patients\", event.patient_id).max_hr")
                .value(),
            parseRule("AtRisk: from hospital.vitals when model(\"risk\", event.heart_rate) > 2.0").value()
        };
        QVERIFY(desk_->desk().saveWorkspace(workspaceFile(), workspace).ok());
        desk_->window().openFile(workspaceFile());
        QTRY_VERIFY_WITH_TIMEOUT(desk_->streams("hospital"), patience_ms);
    }
    void cleanupTestCase() { desk_.reset(); }

    void addsALookup()
    {
        QWidget *page = openPage("lookups");
        QTest::keyClicks(page->findChild<QLineEdit *>(QStringLiteral("name")), QStringLiteral("patients"));
        auto *source = page->findChild<QComboBox *>(QStringLiteral("source"));
        QCOMPARE(source->currentText(), QStringLiteral("hospital"));
        auto *table = page->findChild<QComboBox *>(QStringLiteral("table"));
        QTRY_VERIFY_WITH_TIMEOUT(table->findText(QStringLiteral("hospital.patients")) >= 0, patience_ms);
        table->setCurrentText(QStringLiteral("hospital.patients"));
        QCOMPARE(page->findChild<QComboBox *>(QStringLiteral("key"))->currentText(), QStringLiteral("id"));
        auto *columns = page->findChild<QLineEdit *>(QStringLiteral("columns"));
        QVERIFY(columns->placeholderText().contains(QStringLiteral("max_hr")));
        QTest::keyClicks(columns, QStringLiteral("height"));
        auto *time_to_live = page->findChild<QLineEdit *>(QStringLiteral("timeToLive"));
        time_to_live->clear();
        click(page, "save");
        QVERIFY(desk_->desk().lookups()->lookups().empty());
        QTest::keyClicks(time_to_live, QStringLiteral("1h"));
        click(page, "save");
        QTRY_COMPARE_WITH_TIMEOUT(desk_->desk().lookups()->lookups().size(), std::size_t(1), patience_ms);
        // Saved, and said in place what the server does not have.
        QTRY_VERIFY_WITH_TIMEOUT(said(page, "problemText", "no column \"height\""), patience_ms);
        columns->clear();
        QTest::keyClicks(columns, QStringLiteral("max_hr"));
        click(page, "save");
        QTRY_VERIFY_WITH_TIMEOUT(said(page, "goodText", "Rules can read: id, max_hr"), patience_ms);
        QVERIFY(desk_->window().session().isModified());
    }

    void judgesByTheRowAndItsChanges()
    {
        SqlClient sql = server_.client();
        sql.run("INSERT INTO hospital.vitals VALUES (7, 1, 120), (8, 2, 60)");
        QTRY_COMPARE_WITH_TIMEOUT(firing("TooFast"), QStringList { QStringLiteral("7") }, patience_ms);
        // A new limit holds for the next event, though an hour is not over.
        sql.run("UPDATE hospital.patients SET max_hr = 150 WHERE id = 1");
        sql.run("UPDATE hospital.vitals SET heart_rate = 130 WHERE bed = 7");
        QTRY_COMPARE_WITH_TIMEOUT(firing("TooFast"), QStringList(), patience_ms);
        QWidget *page = openPage("lookups");
        auto *figures = page->findChild<QLabel *>(QStringLiteral("figures"));
        QTRY_VERIFY_WITH_TIMEOUT(figures->text().contains(QStringLiteral("rows were there")), patience_ms);
        QVERIFY2(figures->text().contains(QStringLiteral("1 changed")), qPrintable(figures->text()));
    }

    void scoresByAModel()
    {
        QWidget *page = openPage("models");
        QTest::keyClicks(page->findChild<QLineEdit *>(QStringLiteral("name")), QStringLiteral("risk"));
        auto *path = page->findChild<QLineEdit *>(QStringLiteral("path"));
        QTest::keyClicks(path, QStringLiteral("nothing.json"));
        QTRY_VERIFY_WITH_TIMEOUT(said(page, "problemText", "nothing.json"), patience_ms);
        path->clear();
        QTest::keyClicks(path, QStringLiteral("risk.json"));
        QTRY_VERIFY_WITH_TIMEOUT(said(page, "about", "heart_rate"), patience_ms);
        QVERIFY(said(page, "code", "model(\"risk\", event.heart_rate)"));
        click(page, "save");
        QTRY_COMPARE_WITH_TIMEOUT(desk_->desk().lookups()->models().size(), std::size_t(1), patience_ms);
        server_.client().run("INSERT INTO hospital.vitals VALUES (9, 2, 210)");
        QTRY_COMPARE_WITH_TIMEOUT(firing("AtRisk"), QStringList { QStringLiteral("9") }, patience_ms);
    }

    void saysWhatFails()
    {
        QSignalSpy problems(&desk_->desk(), &DeskServices::problem);
        SqlClient sql = server_.client();
        sql.run("RENAME TABLE hospital.patients TO hospital.people");
        sql.run("INSERT INTO hospital.vitals VALUES (10, 3, 60)");
        const auto told = [&] {
            return std::ranges::any_of(
                problems, [](const QList<QVariant> &one) { return one[0].value<Problem>().place == "lookup patients"; });
        };
        // A definition is believed for a minute; asking for another row meets the table itself.
        QTRY_VERIFY_WITH_TIMEOUT(told(), patience_ms);
        QWidget *page = openPage("lookups");
        QTRY_VERIFY_WITH_TIMEOUT(said(page, "problemText", "patients"), patience_ms);
        sql.run("RENAME TABLE hospital.people TO hospital.patients");
    }

    void keepsThem()
    {
        const std::vector<LookupSpec> lookups = desk_->desk().lookups()->lookups();
        QCOMPARE(lookups.front().columns, std::vector<std::string> { "max_hr" });
        QCOMPARE(lookups.front().time_to_live_ns, 3'600 * ns_per_s);
        // Beside another folder, the model is still found.
        QVERIFY(QDir(folder_.path()).mkpath(QStringLiteral("night")));
        const QString elsewhere = folder_.filePath(QStringLiteral("night/ward.sgw"));
        QVERIFY(desk_->window().session().saveAs(elsewhere).ok());
        QVERIFY(!desk_->window().session().isModified());
        desk_.reset();
        start();
        QSignalSpy problems(&desk_->desk(), &DeskServices::problem);
        desk_->window().openFile(elsewhere);
        QVERIFY(desk_->desk().lookups()->lookups() == lookups);
        const ModelEntry model = desk_->desk().lookups()->models().at(0);
        QCOMPARE(QString::fromStdString(model.path), folder_.filePath(QStringLiteral("risk.json")));
        QTRY_VERIFY_WITH_TIMEOUT(desk_->streams("hospital"), patience_ms);
        QTRY_COMPARE_WITH_TIMEOUT(firing("AtRisk"), QStringList { QStringLiteral("9") }, patience_ms);
        QVERIFY(problems.isEmpty());
    }

    /// An edit beside it leaves a lookup its rows; one of its own does not.
    void keepsRowsOfOtherLookups()
    {
        LookupServices &services = *desk_->desk().lookups();
        const auto rows = [&](const char *name) {
            std::optional<std::size_t> counted;
            services.status(this, [&](const std::vector<LookupStatus> &all) {
                counted = 0;
                for (const LookupStatus &one : all) {
                    if (one.spec.name == name)
                        counted = one.counts.rows;
                }
            });
            [&] { QTRY_VERIFY_WITH_TIMEOUT(counted.has_value(), patience_ms); }();
            return counted.value_or(0);
        };
        const auto set = [&](const std::vector<LookupSpec> &lookups) {
            std::optional<bool> good;
            services.set(lookups, services.models(), this, [&](const Result<void> &done) { good = done.ok(); });
            [&] { QTRY_VERIFY_WITH_TIMEOUT(good.has_value(), patience_ms); }();
            return good.value_or(false);
        };
        server_.client().run("UPDATE hospital.vitals SET heart_rate = 61 WHERE bed = 8");
        QTRY_VERIFY_WITH_TIMEOUT(rows("patients") > 0, patience_ms);
        const std::size_t before = rows("patients");
        const std::vector<LookupSpec> kept = services.lookups();
        std::vector<LookupSpec> more = kept;
        more.push_back(kept.front());
        more.back().name = "people";
        QVERIFY(set(more));
        QCOMPARE(rows("patients"), before);
        QCOMPARE(rows("people"), std::size_t(0));
        more.front().time_to_live_ns += ns_per_s;
        QVERIFY(set(more));
        QCOMPARE(rows("patients"), std::size_t(0));
        QVERIFY(set(kept));
    }

    void removesThem()
    {
        QWidget *page = openPage("lookups");
        const std::vector<LookupSpec> kept = desk_->desk().lookups()->lookups();
        auto *undo = dialog_->findChild<QPushButton *>(QStringLiteral("undo"));
        QVERIFY(!undo->isEnabled());
        click(page, "remove");
        QTRY_VERIFY_WITH_TIMEOUT(desk_->desk().lookups()->lookups().empty(), patience_ms);
        QTRY_VERIFY_WITH_TIMEOUT(said(page, "goodText", "Removed."), patience_ms);
        click(dialog_, "undo");
        QTRY_VERIFY_WITH_TIMEOUT(desk_->desk().lookups()->lookups() == kept, patience_ms);
        QTRY_VERIFY_WITH_TIMEOUT(said(page, "goodText", "The last change is undone."), patience_ms);
        QCOMPARE(page->findChild<QLineEdit *>(QStringLiteral("name"))->text(), QStringLiteral("patients"));
        QVERIFY(!undo->isEnabled());
        click(page, "remove");
        QTRY_VERIFY_WITH_TIMEOUT(desk_->desk().lookups()->lookups().empty(), patience_ms);
        page = openPage("models");
        click(page, "remove");
        QTRY_VERIFY_WITH_TIMEOUT(desk_->desk().lookups()->models().empty(), patience_ms);
        QVERIFY(desk_->window().session().current().lookups.empty());
    }

    void watches()
    {
        LookupWatch watch;
        LookupStatus status;
        status.spec.name = "patients";
        const auto judged = [&](std::uint64_t hits, std::uint64_t misses, const char *error = "") {
            status.counts.hits += hits;
            status.counts.misses += misses;
            status.queries.last_error = error;
            const auto found = watch.judge(status);
            return found ? QString::fromStdString(found->text) : QString();
        };
        QCOMPARE(judged(0, 3'000), QString());   // The first ones always miss.
        QCOMPARE(judged(100, 1'000), QString()); // Too few to tell.
        QCOMPARE(judged(1'700, 0), QStringLiteral("Only 64.3 % of the rows that events need are kept"));
        QCOMPARE(judged(1'000, 1'000), QString()); // It was said.
        QCOMPARE(judged(1'960, 40), QString());
        QCOMPARE(judged(1'000, 1'000), QStringLiteral("Only 50.0 % of the rows that events need are kept"));
        QCOMPARE(judged(0, 0, "no server"), QStringLiteral("Its rows cannot be read: no server"));
        QCOMPARE(judged(0, 0, "no server"), QString());
        QCOMPARE(judged(0, 0), QString());
        QCOMPARE(judged(0, 0, "no table"), QStringLiteral("Its rows cannot be read: no table"));
    }

private:
    void start()
    {
        desk_ = std::make_unique<TestDesk>(folder_.path());
        desk_->show();
    }
    [[nodiscard]] QString workspaceFile() const { return folder_.filePath(QStringLiteral("ward.sgw")); }
    [[nodiscard]] QWidget *openPage(const char *name)
    {
        dialog_ = qobject_cast<PagesDialog *>(desk_->window().openLookupsDialog());
        auto *page = dialog_->findChild<FormPage *>(QString::fromLatin1(name));
        dialog_->pages().setCurrentWidget(page);
        return page;
    }
    static void click(QWidget *parent, const char *name)
    {
        auto *button = parent->findChild<QPushButton *>(QString::fromLatin1(name));
        QVERIFY(button != nullptr && button->isEnabled());
        QTest::mouseClick(button, Qt::LeftButton);
    }
    [[nodiscard]] static bool said(QWidget *page, const char *style, const char *text)
    {
        const auto labels = page->findChildren<QLabel *>(QString::fromLatin1(style));
        return std::ranges::any_of(labels,
                                   [&](const QLabel *label) { return label->text().contains(QString::fromLatin1(text)); });
    }
    /// Keys for which the rule fires.
    [[nodiscard]] QStringList firing(const std::string &rule)
    {
        QStringList keys;
        const SnapshotPtr snapshot = desk_->desk().feed().latest();
        for (const Alert &alert : snapshot && snapshot->alerts ? *snapshot->alerts : std::vector<Alert>()) {
            if (alert.rule == rule && alert.state == AlertState::Firing)
                keys << QString::fromStdString(alert.key);
        }
        return keys;
    }

    QTemporaryDir folder_;
    MariaDbServer server_;
    std::unique_ptr<TestDesk> desk_;
    PagesDialog *dialog_ = nullptr; ///< opened last
};

} // namespace streamgauge

QTEST_MAIN(streamgauge::TestDeskLookups)
#include "tst_desklookups.moc"
