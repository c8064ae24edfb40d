// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fieldmime.h"
#include "tests/ui/shell/fakedesk.h"
#include "ui/mainwindow.h"

#include <QAccessible>
#include <QDragEnterEvent>
#include <QListWidget>
#include <QMessageBox>
#include <QSignalSpy>
#include <QTest>
#include <QTextBrowser>

namespace streamgauge {

class TestMainWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void opensTheDemoFromTheWelcomePage();
    void showsLiveFiguresInTree();
    void filtersTheTree();
    void dropsAFieldOnAPanel();
    void dropsAFieldOnFreeGround();
    void movesAPanelByItsTitleBar();
    void resizesAPanelByItsCorner();
    void movesAPanelByKeyboard();
    void renamesAndRemovesByKeyboard();
    void undoesAll();
    void renamesATab();
    void pausesAllPanels();
    void linksThePanelsOfADashboard();
    void acknowledgesWithComment();
    void filtersAlerts();
    void jumpsToTheInstantOfAnAlert();
    void runsACommandFromThePalette();
    void listsProblems();
    void showsTheManual();
    void savesAndMarksChanges();
    void saysWhatIsWrongWithADamagedFile();
    void offersRecovery();
    void bringsARemovedSourceBack();
    void asksBeforeLosingChanges();
    void namesEveryControl();

private:
    void openWard();
    [[nodiscard]] PanelFrame *frame(int index)
    {
        return window_->tabs().currentView()->frames()[static_cast<std::size_t>(index)];
    }
    void clickNotice(const QString &text);
    void drag(QWidget *widget, const QPoint &from, const QPoint &by);

    std::unique_ptr<Theme> theme_;
    std::unique_ptr<FakeDesk> desk_;
    std::unique_ptr<MainWindow> window_;
};

void TestMainWindow::init()
{
    theme_ = std::make_unique<Theme>();
    desk_ = std::make_unique<FakeDesk>();
    window_ = std::make_unique<MainWindow>(DeskContext { desk_.get(), theme_.get() });
    window_->resize(1'400, 900);
    window_->show();
    QVERIFY(QTest::qWaitForWindowExposed(window_.get()));
}

void TestMainWindow::cleanup()
{
    window_.reset();
    desk_.reset();
}

void TestMainWindow::openWard()
{
    window_->openDemo(QStringLiteral("ward"));
    desk_->feed_.publish(wardSnapshot());
    QCOMPARE(window_->tabs().count(), 1);
    QCOMPARE(window_->tabs().currentView()->frames().size(), std::size_t(2));
}

void TestMainWindow::drag(QWidget *widget, const QPoint &from, const QPoint &by)
{
    // The widget moves under the cursor, which QTest's own mouse does not know of.
    const QPoint origin = widget->mapToGlobal(QPoint(0, 0));
    const auto send = [&](QEvent::Type type, const QPoint &at, Qt::MouseButtons buttons) {
        QMouseEvent event(type, widget->mapFromGlobal(origin + at), origin + at,
                          type == QEvent::MouseMove ? Qt::NoButton : Qt::LeftButton, buttons, Qt::NoModifier);
        QApplication::sendEvent(widget, &event);
    };
    send(QEvent::MouseButtonPress, from, Qt::LeftButton);
    for (int step = 1; step <= 8; ++step)
        send(QEvent::MouseMove, from + by * step / 8, Qt::LeftButton);
    send(QEvent::MouseButtonRelease, from + by, Qt::NoButton);
}

void TestMainWindow::opensTheDemoFromTheWelcomePage()
{
    QVERIFY(window_->welcomePage().isVisible());
    QVERIFY(!window_->sourcePanel().isVisible());
    auto *button = window_->welcomePage().findChild<QPushButton *>(QStringLiteral("demo-ward"));
    QVERIFY(button != nullptr);
    QTest::mouseClick(button, Qt::LeftButton);
    QVERIFY(window_->tabs().isVisible());
    QCOMPARE(window_->tabs().tabText(0), QStringLiteral("Overview"));
    QCOMPARE(desk_->sources_.size(), std::size_t(1));
    QVERIFY(!window_->isWindowModified());
}

void TestMainWindow::showsLiveFiguresInTree()
{
    openWard();
    const QAbstractItemModel &model = *window_->sourcePanel().tree().model();
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(model.index(0, SourceTreeModel::LiveColumn).data().toString(), QStringLiteral("1.3k/s"));
    const QModelIndex stream = model.index(0, 0, model.index(0, 0));
    QCOMPARE(stream.data().toString(), QStringLiteral("vitals"));
    QCOMPARE(model.rowCount(stream), 3);
    QVERIFY(frame(0)->titleBar().badges().text().contains(QStringLiteral("SIM")));
}

void TestMainWindow::filtersTheTree()
{
    openWard();
    QTest::keyClick(window_.get(), Qt::Key_F, Qt::ControlModifier);
    QTRY_COMPARE(QApplication::focusWidget(), static_cast<QWidget *>(&window_->sourcePanel().filterEdit()));
    QTest::keyClicks(&window_->sourcePanel().filterEdit(), QStringLiteral("rate"));
    const QAbstractItemModel &model = *window_->sourcePanel().tree().model();
    const QModelIndex stream = model.index(0, 0, model.index(0, 0));
    QCOMPARE(model.rowCount(stream), 1);
    QCOMPARE(model.index(0, 0, stream).data().toString(), QStringLiteral("heart_rate"));
}

void TestMainWindow::dropsAFieldOnAPanel()
{
    openWard();
    const std::unique_ptr<QMimeData> data(
        toMimeData({ QStringLiteral("vitals"), QStringLiteral("heart_rate"), QStringLiteral("bed-1") }));
    QDragEnterEvent enter(QPoint(50, 50), Qt::CopyAction, data.get(), Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(frame(1), &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(QPointF(50, 50), Qt::CopyAction, data.get(), Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(frame(1), &drop);
    QCOMPARE(static_cast<FakePanel *>(frame(1)->panel())->added_, QStringList { QStringLiteral("vitals.heart_rate/bed-1") });
    QVERIFY(window_->isWindowModified());
    window_->document().undoStack().undo();
    QVERIFY(static_cast<FakePanel *>(frame(1)->panel())->settings_.isEmpty());
    QVERIFY(!window_->isWindowModified());
}

void TestMainWindow::dropsAFieldOnFreeGround()
{
    openWard();
    QWidget *canvas = window_->tabs().currentView()->widget();
    const std::unique_ptr<QMimeData> data(toMimeData({ QStringLiteral("vitals"), QStringLiteral("heart_rate"), {} }));
    const QPoint at(40, canvas->height() - 40);
    QDragEnterEvent enter(at, Qt::CopyAction, data.get(), Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(canvas, &enter);
    QDropEvent drop(at, Qt::CopyAction, data.get(), Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(canvas, &drop);
    QCOMPARE(window_->document().pages()[0].panels.size(), std::size_t(3));
    QCOMPARE(window_->document().pages()[0].panels[2].entry.kind, std::string("chart"));
}

void TestMainWindow::movesAPanelByItsTitleBar()
{
    openWard();
    const auto before = window_->document().pages();
    PanelFrame *left = frame(0);
    const quint64 id = left->panelId();
    const QRect cell = window_->tabs().currentView()->cellRect({ 3, 4, 6, 4 });
    drag(&left->titleBar(), QPoint(60, 10), cell.topLeft() - left->pos());
    const GridRect moved = gridRect(window_->document().panel(id)->entry);
    QCOMPARE(moved, (GridRect { 3, 4, 6, 4 }));
    QCOMPARE(left->pos(), window_->tabs().currentView()->cellRect(moved).topLeft());
    QTest::keyClick(window_.get(), Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(window_->document().pages() == before);
    QTest::keyClick(window_.get(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(gridRect(window_->document().panel(id)->entry), moved);
}

void TestMainWindow::resizesAPanelByItsCorner()
{
    openWard();
    PanelFrame *left = frame(0);
    const QRect wanted = window_->tabs().currentView()->cellRect({ 0, 0, 9, 3 });
    QWidget *grip = left->childAt(left->width() - 5, left->height() - 5);
    drag(grip, QPoint(8, 8), QPoint(wanted.right() - left->geometry().right(), wanted.bottom() - left->geometry().bottom()));
    QCOMPARE(gridRect(window_->document().panel(left->panelId())->entry), (GridRect { 0, 0, 9, 3 }));
    QCOMPARE(gridRect(window_->document().panel(frame(1)->panelId())->entry).row, 3);
}

void TestMainWindow::movesAPanelByKeyboard()
{
    openWard();
    PanelFrame *left = frame(0);
    left->setFocus();
    QTest::keyClick(left, Qt::Key_Down, Qt::AltModifier);
    QCOMPARE(gridRect(window_->document().panel(left->panelId())->entry), (GridRect { 0, 1, 6, 4 }));
    QTest::keyClick(left, Qt::Key_Left, Qt::AltModifier | Qt::ShiftModifier);
    QCOMPARE(gridRect(window_->document().panel(left->panelId())->entry), (GridRect { 0, 1, 5, 4 }));
}

void TestMainWindow::renamesAndRemovesByKeyboard()
{
    openWard();
    PanelFrame *left = frame(0);
    left->setFocus();
    QTest::keyClick(left, Qt::Key_F2);
    auto *edit = left->titleBar().findChild<QLineEdit *>();
    QVERIFY(edit->isVisible());
    QTest::keyClicks(edit, QStringLiteral("Pulse"));
    QTest::keyClick(edit, Qt::Key_Return);
    QCOMPARE(window_->document().panel(left->panelId())->entry.title, std::string("Pulse"));
    left->setFocus();
    QTest::keyClick(left, Qt::Key_Delete);
    QTRY_COMPARE(window_->document().pages()[0].panels.size(), std::size_t(1));
}

void TestMainWindow::undoesAll()
{
    openWard();
    const auto before = window_->document().pages();
    window_->document().duplicatePanel(before[0].panels[0].id);
    window_->document().removePanel(before[0].panels[1].id);
    QTest::keyClick(window_.get(), Qt::Key_T, Qt::ControlModifier);
    QCOMPARE(window_->tabs().count(), 2);
    for (int i = 0; i < 3; ++i)
        QTest::keyClick(window_.get(), Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(window_->document().pages() == before);
    QCOMPARE(window_->tabs().count(), 1);
    QCOMPARE(window_->tabs().currentView()->frames().size(), std::size_t(2));
}

void TestMainWindow::renamesATab()
{
    openWard();
    QTest::mouseDClick(window_->tabs().tabBar(), Qt::LeftButton, {}, window_->tabs().tabBar()->tabRect(0).center());
    auto *edit = window_->tabs().tabBar()->findChild<QLineEdit *>();
    QVERIFY(edit->isVisible());
    QTest::keyClicks(edit, QStringLiteral("Night"));
    QTest::keyClick(edit, Qt::Key_Return);
    QCOMPARE(window_->tabs().tabText(0), QStringLiteral("Night"));
}

void TestMainWindow::pausesAllPanels()
{
    openWard();
    QTest::keyClick(window_.get(), Qt::Key_Space, Qt::ControlModifier);
    QVERIFY(!static_cast<FakePanel *>(frame(0)->panel())->live_);
    QVERIFY(!static_cast<FakePanel *>(frame(1)->panel())->live_);
    QTest::keyClick(window_.get(), Qt::Key_L, Qt::ControlModifier);
    QVERIFY(static_cast<FakePanel *>(frame(0)->panel())->live_);
}

void TestMainWindow::linksThePanelsOfADashboard()
{
    openWard();
    const auto link = [this](int index) { return static_cast<FakePanel *>(frame(index)->panel())->context().time_link; };
    QVERIFY(link(0) != nullptr);
    QCOMPARE(link(0), link(1));
    QVERIFY(!link(0)->sharesStretch());
    QTest::keyClick(window_.get(), Qt::Key_L, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(link(0)->sharesStretch());
    QVERIFY(desk_->settings().value(QStringLiteral("zoom_together")).toBool());
    TimeLink *first = link(0);
    window_->tabs().addPage();
    PanelEntry entry;
    entry.kind = "chart";
    window_->document().addPanel(window_->tabs().currentView()->pageId(), entry);
    QVERIFY(link(0) != first);
    QVERIFY(link(0)->sharesStretch());
    QTest::keyClick(window_.get(), Qt::Key_L, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(!link(0)->sharesStretch() && !first->sharesStretch());
}

void TestMainWindow::acknowledgesWithComment()
{
    openWard();
    AlertPanel &alerts = window_->alertPanel();
    alerts.model().setAlerts(
        std::make_shared<const std::vector<Alert>>(1, wardAlert(3, Severity::Critical, AlertState::Firing)));
    QCOMPARE(alerts.filter().rowCount(), 1);
    QTest::keyClick(window_.get(), Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);
    auto *comment = qobject_cast<QLineEdit *>(QApplication::focusWidget());
    QVERIFY(comment != nullptr);
    QTest::keyClicks(comment, QStringLiteral("nurse is there"));
    QTest::keyClick(comment, Qt::Key_Return);
    QTRY_COMPARE(desk_->acknowledged_.size(), std::size_t(1));
    QCOMPARE(desk_->acknowledged_[0].first, std::uint64_t(3));
    QCOMPARE(desk_->acknowledged_[0].second, QStringLiteral("nurse is there"));
}

void TestMainWindow::filtersAlerts()
{
    openWard();
    AlertPanel &alerts = window_->alertPanel();
    alerts.model().setAlerts(std::make_shared<const std::vector<Alert>>(std::vector<Alert> {
        wardAlert(1, Severity::Info, AlertState::Firing), wardAlert(2, Severity::Critical, AlertState::Firing),
        wardAlert(3, Severity::Warning, AlertState::Pending), wardAlert(4, Severity::Critical, AlertState::Resolved) }));
    QCOMPARE(alerts.filter().rowCount(), 3);
    QCOMPARE(alerts.filter().alertAt(alerts.filter().index(0, 0))->episode, std::uint64_t(2));
    alerts.filter().setShow(AlertFilter::Show::All);
    QCOMPARE(alerts.filter().rowCount(), 4);
    alerts.filter().setLeastSeverity(Severity::Critical);
    QCOMPARE(alerts.filter().rowCount(), 2);
    alerts.filter().setText(QStringLiteral("bed-4"));
    QCOMPARE(alerts.filter().rowCount(), 1);
    QCOMPARE(alerts.model().counts().firing, 2);
    QCOMPARE(alerts.model().counts().critical, 1);
}

void TestMainWindow::jumpsToTheInstantOfAnAlert()
{
    openWard();
    const Alert alert = wardAlert(5, Severity::Critical, AlertState::Firing);
    Q_EMIT window_->alertPanel().jumpRequested(alert);
    QCOMPARE(static_cast<FakePanel *>(frame(0)->panel())->shown_ns_, alert.fired_at_ns);
    QCOMPARE(static_cast<FakePanel *>(frame(1)->panel())->shown_ns_, 0);
    Alert elsewhere = alert;
    elsewhere.field = "spo2";
    Q_EMIT window_->alertPanel().jumpRequested(elsewhere);
    QCOMPARE(window_->document().pages()[0].panels.size(), std::size_t(3));
    QCOMPARE(static_cast<FakePanel *>(frame(2)->panel())->shown_ns_, alert.fired_at_ns);
}

void TestMainWindow::runsACommandFromThePalette()
{
    openWard();
    QTest::keyClick(window_.get(), Qt::Key_K, Qt::ControlModifier);
    auto *palette = window_->findChild<CommandPalette *>();
    QVERIFY(palette->isVisible());
    auto *edit = palette->findChild<QLineEdit *>();
    QTest::keyClicks(edit, QStringLiteral("add dash"));
    QTest::keyClick(edit, Qt::Key_Return);
    QVERIFY(!palette->isVisible());
    QCOMPARE(window_->tabs().count(), 2);
}

void TestMainWindow::listsProblems()
{
    openWard();
    Snapshot snapshot = wardSnapshot();
    snapshot.sources[0].problems.push_back({ Problem::Severity::Warning, "column kind changed", "vitals", "Nothing to do" });
    snapshot.sources[0].dropped = 12;
    window_->findChild<DeskStatusBar *>()->setSnapshot(snapshot);
    QCOMPARE(window_->problems().rowCount(), 2);
    QCOMPARE(window_->problems().worst(), Problem::Severity::Serious);
    Q_EMIT desk_->problem({ Problem::Severity::Serious, "state.db is in use", {}, "Close the other window" });
    QCOMPARE(window_->problems().rowCount(), 3);
    QVERIFY(window_->problems().plainText().contains(QStringLiteral("Close the other window")));
    QTest::mouseClick(window_->findChild<QToolButton *>(QStringLiteral("statusButton")), Qt::LeftButton);
    QTRY_VERIFY(window_->findChild<QDialog *>() != nullptr);
    QVERIFY(!window_->findChild<QDialog *>()->isModal());
}

void TestMainWindow::showsTheManual()
{
    openWard();
    QTest::keyClick(window_.get(), Qt::Key_F1);
    auto *manual = window_->findChild<QDialog *>(QStringLiteral("manual"));
    QVERIFY(manual != nullptr && !manual->isModal());
    auto *chapters = manual->findChild<QListWidget *>();
    auto *text = manual->findChild<QTextBrowser *>();
    QVERIFY(chapters->count() >= 9);
    for (int row = 0; row < chapters->count(); ++row) {
        chapters->setCurrentRow(row);
        const QString shown = text->toPlainText();
        QVERIFY2(shown.startsWith(chapters->item(row)->text()), qPrintable(chapters->item(row)->text()));
        QVERIFY2(shown.size() > 500, qPrintable(chapters->item(row)->text()));
    }
    // A link to another chapter takes the list along.
    chapters->setCurrentRow(0);
    const QUrl other = chapters->item(1)->data(Qt::UserRole).toUrl();
    text->setSource(other, QTextDocument::MarkdownResource);
    QCOMPARE(chapters->currentRow(), 1);
    QTest::keyClick(manual, Qt::Key_Escape);
    QVERIFY(!manual->isVisible());
}

void TestMainWindow::savesAndMarksChanges()
{
    openWard();
    window_->document().renamePage(window_->document().pages()[0].id, QStringLiteral("Night"));
    QVERIFY(window_->isWindowModified());
    QVERIFY(window_->session().saveAs(QStringLiteral("/tmp/night.sgw")).ok());
    QVERIFY(!window_->isWindowModified());
    QCOMPARE(desk_->files_.at(QStringLiteral("/tmp/night.sgw")).dashboards[0].name, std::string("Night"));
    QCOMPARE(window_->session().recent().first(), QStringLiteral("/tmp/night.sgw"));
    QVERIFY(!window_->session().saveAs(QStringLiteral("/proc/no.sgw")).ok());
    QCOMPARE(window_->session().path(), QStringLiteral("/tmp/night.sgw"));
    Q_EMIT desk_->rulesChanged();
    QVERIFY(window_->isWindowModified());
}

void TestMainWindow::saysWhatIsWrongWithADamagedFile()
{
    window_->openFile(QStringLiteral("/tmp/damaged.sgw"));
    QVERIFY(window_->noticeBar().isVisibleTo(window_.get()));
    QVERIFY(window_->noticeBar().text().contains(QStringLiteral("line 3, column 7")));
    QVERIFY(window_->noticeBar().text().contains(QStringLiteral("Open the backup")));
    QVERIFY(window_->welcomePage().isVisible());
}

void TestMainWindow::offersRecovery()
{
    desk_->recovery_ = Recovery { wardWorkspace(), QStringLiteral("/tmp/ward.sgw"), QDateTime::currentDateTime() };
    window_->offerRecovery();
    clickNotice(QStringLiteral("Recover"));
    QTRY_COMPARE(window_->session().path(), QStringLiteral("/tmp/ward.sgw"));
    QVERIFY(window_->isWindowModified());
}

void TestMainWindow::clickNotice(const QString &text)
{
    QPushButton *found = nullptr;
    for (QPushButton *button : window_->noticeBar().findChildren<QPushButton *>()) {
        if (button->text() == text)
            found = button;
    }
    QVERIFY2(found != nullptr, qPrintable(text));
    QTest::mouseClick(found, Qt::LeftButton);
}

void TestMainWindow::bringsARemovedSourceBack()
{
    openWard();
    const std::vector<SourceEntry> before = desk_->sources();
    QCOMPARE(before.size(), std::size_t(1));
    Q_EMIT window_->sourcePanel().removeRequested(QString::fromStdString(before[0].name));
    QCOMPARE(desk_->sources().size(), std::size_t(1));
    clickNotice(QStringLiteral("Remove"));
    QTRY_VERIFY(desk_->sources().empty());
    clickNotice(QStringLiteral("Undo"));
    QTRY_VERIFY(desk_->sources() == before);
}

void TestMainWindow::asksBeforeLosingChanges()
{
    openWard();
    window_->document().addPage(QStringLiteral("New"));
    window_->close();
    auto *box = window_->findChild<QMessageBox *>();
    QVERIFY(box != nullptr);
    QVERIFY(window_->isVisible());
    QTest::mouseClick(box->button(QMessageBox::Discard), Qt::LeftButton);
    QTRY_VERIFY(!window_->isVisible());
}

void TestMainWindow::namesEveryControl()
{
    openWard();
    for (const QWidget *widget : window_->findChildren<QWidget *>()) {
        if (!widget->isVisible() || widget->focusPolicy() == Qt::NoFocus
            || qobject_cast<const QScrollArea *>(widget) != nullptr || widget->inherits("QTabBar")
            || widget->inherits("QMenuBar"))
            continue;
        QAccessibleInterface *accessible = QAccessible::queryAccessibleInterface(const_cast<QWidget *>(widget));
        QVERIFY(accessible != nullptr);
        QVERIFY2(!accessible->text(QAccessible::Name).isEmpty(), widget->metaObject()->className());
    }
}

} // namespace streamgauge

QTEST_MAIN(streamgauge::TestMainWindow)
#include "tst_mainwindow.moc"
