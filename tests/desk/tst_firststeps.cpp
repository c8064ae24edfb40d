// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fieldmime.h"
#include "tests/desk/testdesk.h"
#include "tests/support/mariadbserver.h"
#include "ui/dialogs/connectiondialog.h"
#include "ui/dialogs/exportdialog.h"
#include "ui/rules/ruleeditor.h"

#include <QDialogButtonBox>
#include <QDragEnterEvent>
#include <QFile>
#include <QTest>

namespace streamgauge {

constexpr int patience_ms = 60'000;

/// What a newcomer does, by mouse and keyboard, on the whole program and a real server.
class TestFirstSteps : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void startsTheDemo();
    void connectsAndTicksATable();
    void dragsAFieldToAChart();
    void makesARuleAndSeesItFire();
    void acknowledges();
    void exportsCsv();
    void savesAndReopens();

private:
    [[nodiscard]] MainWindow &window() { return test_desk_->window(); }
    template <typename Widget> [[nodiscard]] Widget *field(QWidget *parent, const char *name)
    {
        return parent->findChild<Widget *>(QString::fromLatin1(name));
    }
    [[nodiscard]] static QPushButton *button(QWidget *parent, const QString &text);
    template <typename Dialog> [[nodiscard]] Dialog *dialog() { return window().findChild<Dialog *>(); }
    static void type(QLineEdit *edit, const QString &text);
    /// Keys of the main window, which an operator's window manager makes active again when a dialog closes.
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers);
    void drop(const FieldReference &reference, QWidget *target, const QPoint &at);

    QTemporaryDir folder_;
    std::unique_ptr<MariaDbServer> server_;
    std::unique_ptr<TestDesk> test_desk_;
};

QPushButton *TestFirstSteps::button(QWidget *parent, const QString &text)
{
    for (QPushButton *candidate : parent->findChildren<QPushButton *>()) {
        if (candidate->text() == text)
            return candidate;
    }
    return nullptr;
}

void TestFirstSteps::type(QLineEdit *edit, const QString &text)
{
    QVERIFY(edit != nullptr);
    QTest::mouseClick(edit, Qt::LeftButton);
    edit->selectAll();
    QTest::keyClicks(edit, text);
    QCOMPARE(edit->text(), text);
}

void TestFirstSteps::press(Qt::Key key, Qt::KeyboardModifiers modifiers)
{
    window().activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window()));
    QTest::keyClick(&window(), key, modifiers);
}

void TestFirstSteps::drop(const FieldReference &reference, QWidget *target, const QPoint &at)
{
    // The same data as the tree's own drag carries; the platform's drag loop cannot run in a test.
    const std::unique_ptr<QMimeData> data(toMimeData(reference));
    QDragEnterEvent enter(at, Qt::CopyAction, data.get(), Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(target, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent dropped(at, Qt::CopyAction, data.get(), Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(target, &dropped);
}

void TestFirstSteps::initTestCase()
{
    QVERIFY(folder_.isValid());
    server_ = std::make_unique<MariaDbServer>();
    server_->start();
    SqlClient client = server_->client();
    client.run("CREATE DATABASE plant");
    client.run("CREATE TABLE plant.pumps (id INT PRIMARY KEY, name VARCHAR(20), temperature DOUBLE NOT NULL, pressure "
               "DOUBLE NOT NULL)");
    client.run("CREATE TABLE plant.notes (id INT PRIMARY KEY, text TEXT)");
    client.run("INSERT INTO plant.pumps VALUES (1, 'north', 61.5, 3.1), (2, 'south', 64.0, 3.4)");
    test_desk_ = std::make_unique<TestDesk>(folder_.path());
    test_desk_->show();
    QVERIFY(QTest::qWaitForWindowExposed(&window()));
}

void TestFirstSteps::cleanupTestCase()
{
    test_desk_.reset();
    server_.reset();
}

void TestFirstSteps::startsTheDemo()
{
    QVERIFY(window().welcomePage().isVisible());
    auto *start = field<QPushButton>(&window().welcomePage(), "demo-vitals");
    QVERIFY(start != nullptr);
    QTest::mouseClick(start, Qt::LeftButton);
    QVERIFY(window().tabs().isVisible());
    QTRY_VERIFY_WITH_TIMEOUT(test_desk_->streams("Ward"), patience_ms);
    QTRY_VERIFY_WITH_TIMEOUT(window().sourcePanel().model().streamCount() > 0, patience_ms);
    QTRY_VERIFY_WITH_TIMEOUT(window().alertPanel().model().rowCount() > 0, patience_ms);
    QVERIFY(!window().isWindowModified());
    press(Qt::Key_N, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(test_desk_->source("Ward") == nullptr, patience_ms);
    QCOMPARE(window().tabs().count(), 1);
}

void TestFirstSteps::connectsAndTicksATable()
{
    press(Qt::Key_N, Qt::ControlModifier | Qt::ShiftModifier);
    auto *connection = dialog<ConnectionDialog>();
    QVERIFY(connection != nullptr);
    QVERIFY(!connection->isModal());
    auto *kind = field<QComboBox>(connection, "kind");
    kind->setCurrentIndex(kind->findText(QStringLiteral("MySQL"), Qt::MatchContains));
    type(field<QLineEdit>(connection, "setting-host"), QString::fromStdString(server_->host()));
    type(field<QLineEdit>(connection, "setting-port"), QString::number(server_->port()));
    type(field<QLineEdit>(connection, "setting-user"), QStringLiteral("root"));
    type(field<QLineEdit>(connection, "setting-database"), QStringLiteral("plant"));
    type(field<QLineEdit>(connection, "sourceName"), QStringLiteral("plant"));
    QTest::mouseClick(button(connection, QStringLiteral("Check and list tables")), Qt::LeftButton);
    auto *catalog = connection->findChild<CatalogView *>();
    QTRY_VERIFY_WITH_TIMEOUT(catalog->tree().model()->rowCount() > 0, patience_ms);
    QTRY_VERIFY(catalog->isVisible());
    const QModelIndexList found =
        catalog->tree().model()->match(catalog->tree().model()->index(0, 0), Qt::DisplayRole, QStringLiteral("pumps"), 1,
                                       Qt::MatchRecursive | Qt::MatchExactly);
    QCOMPARE(found.size(), 1);
    catalog->tree().expandAll();
    catalog->tree().setCurrentIndex(found[0]);
    catalog->tree().setFocus();
    QTest::keyClick(&catalog->tree(), Qt::Key_Space);
    QCOMPARE(catalog->chosen().size(), std::size_t(1));
    QTest::mouseClick(button(connection, QStringLiteral("Connect")), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(test_desk_->streams("plant"), patience_ms);
    QTRY_VERIFY_WITH_TIMEOUT(window().sourcePanel().model().schema(QStringLiteral("plant.pumps")) != nullptr, patience_ms);
    QCOMPARE(window().sourcePanel().model().streamCount(), 1);
    QVERIFY(window().isWindowModified());
}

void TestFirstSteps::dragsAFieldToAChart()
{
    const SchemaPtr schema = window().sourcePanel().model().schema(QStringLiteral("plant.pumps"));
    QVERIFY(schema != nullptr);
    DashboardView *view = window().tabs().currentView();
    drop({ QStringLiteral("plant.pumps"), QStringLiteral("temperature"), {} }, view->widget(), QPoint(40, 40));
    QCOMPARE(view->frames().size(), std::size_t(1));
    PanelFrame *chart = view->frames()[0];
    drop({ QStringLiteral("plant.pumps"), QStringLiteral("pressure"), QStringLiteral("1") }, chart, QPoint(80, 80));
    QCOMPARE(chart->panel()->streams(), QStringList { QStringLiteral("plant.pumps") });
    QVERIFY(QString::fromStdString(window().document().pages()[0].panels[0].entry.settings_json)
                .contains(QStringLiteral("pressure")));
    server_->client().run("UPDATE plant.pumps SET temperature = 66 WHERE id = 1");
    QTRY_VERIFY_WITH_TIMEOUT(chart->titleBar().badges().text().contains(QStringLiteral("/s")), patience_ms);
}

void TestFirstSteps::makesARuleAndSeesItFire()
{
    press(Qt::Key_R, Qt::ControlModifier);
    auto *rule = dialog<RuleEditor>();
    QVERIFY(rule != nullptr);
    type(field<QLineEdit>(rule, "ruleName"), QStringLiteral("Overheating"));
    field<QComboBox>(rule, "ruleStream")->setCurrentText(QStringLiteral("plant.pumps"));
    field<QComboBox>(rule, "ruleField")->setCurrentText(QStringLiteral("temperature"));
    type(field<QLineEdit>(rule, "ruleValue"), QStringLiteral("85.0"));
    field<QComboBox>(rule, "ruleSeverity")->setCurrentIndex(static_cast<int>(Severity::Critical));
    auto *preview = rule->findChild<RulePreview *>();
    QTRY_COMPARE_WITH_TIMEOUT(preview->keyCount(), 2, patience_ms);
    QCOMPARE(preview->holdingCount(), 0);
    QTest::mouseClick(button(rule, QStringLiteral("Add rule")), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(test_desk_->desk().rules().size(), std::size_t(1), patience_ms);
    QCOMPARE(window().alertPanel().model().counts().firing, 0);
    server_->client().run("UPDATE plant.pumps SET temperature = 96.2 WHERE id = 2");
    QTRY_COMPARE_WITH_TIMEOUT(window().alertPanel().model().counts().critical, 1, patience_ms);
    const Alert &alert = window().alertPanel().model().row(0);
    QCOMPARE(alert.rule, std::string("Overheating"));
    QCOMPARE(alert.key, std::string("2"));
}

void TestFirstSteps::acknowledges()
{
    press(Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);
    auto *comment = qobject_cast<QLineEdit *>(QApplication::focusWidget());
    QVERIFY(comment != nullptr);
    QTest::keyClicks(comment, QStringLiteral("fitter is on the way"));
    QTest::keyClick(comment, Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(window().alertPanel().model().counts().unacknowledged, 0, patience_ms);
    QCOMPARE(window().alertPanel().model().row(0).acknowledged->comment, std::string("fitter is on the way"));
}

void TestFirstSteps::exportsCsv()
{
    const QString path = folder_.filePath(QStringLiteral("pumps.csv"));
    press(Qt::Key_E, Qt::ControlModifier);
    auto *export_dialog = dialog<ExportDialog>();
    QVERIFY(export_dialog != nullptr);
    type(field<QLineEdit>(export_dialog, "exportPath"), path);
    QTest::mouseClick(button(export_dialog, QStringLiteral("Export")), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(path), patience_ms);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QString text = QString::fromUtf8(file.readAll());
    QCOMPARE(text.count(QStringLiteral("\r\n")), 3);
    QVERIFY(text.startsWith(QStringLiteral("id,name,temperature,pressure\r\n")));
    QVERIFY(text.contains(QStringLiteral("2,south,96.2,3.4")));
    QTRY_VERIFY_WITH_TIMEOUT(button(export_dialog, QStringLiteral("Close")) != nullptr, patience_ms);
    QTest::mouseClick(button(export_dialog, QStringLiteral("Close")), Qt::LeftButton);
    QTRY_VERIFY(dialog<ExportDialog>() == nullptr);
}

void TestFirstSteps::savesAndReopens()
{
    const QString path = folder_.filePath(QStringLiteral("plant.sgw"));
    press(Qt::Key_S, Qt::ControlModifier);
    auto *file_dialog = window().findChild<QDialog *>();
    QVERIFY(file_dialog != nullptr);
    QVERIFY(QTest::qWaitForWindowExposed(file_dialog));
    auto *name = field<QLineEdit>(file_dialog, "fileNameEdit");
    // Its list of proposals opens some time later and would take the click.
    name->setCompleter(nullptr);
    type(name, path);
    auto *save = file_dialog->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Save);
    QTRY_VERIFY(save->isEnabled());
    save->setFocus();
    QTest::keyClick(save, Qt::Key_Space);
    QTRY_VERIFY2_WITH_TIMEOUT(QFile::exists(path), qPrintable(window().noticeBar().text()), 10'000);
    QTRY_VERIFY(!window().isWindowModified());
    const std::vector<DashboardEntry> dashboards = window().document().entries();
    const std::vector<RuleSpec> rules = test_desk_->desk().rules();
    window().close();

    test_desk_.reset();
    test_desk_ = std::make_unique<TestDesk>(folder_.path());
    test_desk_->show();
    QVERIFY(QTest::qWaitForWindowExposed(&window()));
    QPushButton *recent = button(&window().welcomePage(), QStringLiteral("plant"));
    QVERIFY(recent != nullptr);
    QTest::mouseClick(recent, Qt::LeftButton);
    QCOMPARE(window().document().entries(), dashboards);
    QCOMPARE(test_desk_->desk().rules(), rules);
    QTRY_VERIFY_WITH_TIMEOUT(test_desk_->streams("plant"), patience_ms);
    server_->client().run("UPDATE plant.pumps SET temperature = 99 WHERE id = 1");
    QTRY_VERIFY_WITH_TIMEOUT(window().alertPanel().model().counts().critical >= 1, patience_ms);
    QVERIFY(!window().isWindowModified());
}

} // namespace streamgauge

QTEST_MAIN(streamgauge::TestFirstSteps)
#include "tst_firststeps.moc"
