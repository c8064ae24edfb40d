// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desk/desktray.h"
#include "app/desk/tones.h"
#include "tests/desk/testdesk.h"
#include "ui/alerts/noticelogdialog.h"
#include "ui/alerts/notificationsdialog.h"
#include "ui/alerts/shiftreportdialog.h"
#include "ui/alerts/silencedialog.h"
#include "ui/alerts/silencesdialog.h"
#include "ui/dialogs/secretplacebox.h"

#include <QDBusConnection>
#include <QDBusServer>
#include <QDialogButtonBox>
#include <QDir>
#include <QFile>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>
#include <QTimeEdit>
#include <QTreeWidget>

namespace streamgauge {

constexpr int patience_ms = 60'000;

/// A desktop's notification service at the other end of a private connection.
class FakeNotifications : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")

public:
    FakeNotifications()
        : server_(QStringLiteral("unix:tmpdir=") + QDir::tempPath())
    {
        connect(&server_, &QDBusServer::newConnection, this, [this](const QDBusConnection &connection) {
            connections_ << connection;
            connections_.last().registerObject(QStringLiteral("/org/freedesktop/Notifications"), this,
                                               QDBusConnection::ExportAllSlots | QDBusConnection::ExportAllSignals);
        });
    }
    [[nodiscard]] std::unique_ptr<DesktopMessages> client()
    {
        const QString name = QStringLiteral("desk %1").arg(++clients_);
        return std::make_unique<DesktopMessages>(QDBusConnection::connectToPeer(server_.address(), name), QString());
    }

    QStringList capabilities_ { QStringLiteral("actions"), QStringLiteral("body-markup") };
    QString body_;
    QStringList actions_;
    uint shown_ = 0;

public Q_SLOTS:
    QStringList GetCapabilities() { return capabilities_; }
    uint Notify(const QString &, uint, const QString &, const QString &, const QString &body, const QStringList &actions,
                const QVariantMap &, int)
    {
        body_ = body;
        actions_ = actions;
        return ++shown_;
    }

Q_SIGNALS:
    void ActionInvoked(uint id, const QString &action);
    void NotificationClosed(uint id, uint reason);

private:
    QDBusServer server_;
    QList<QDBusConnection> connections_;
    int clients_ = 0;
};

/// Alerts of a whole desk: told, withheld, acknowledged, reported, and still there after a restart.
class DeskAlertsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        folder_ = std::make_unique<QTemporaryDir>();
        QFile csv(folder_->filePath(QStringLiteral("plant.csv")));
        QVERIFY(csv.open(QIODevice::WriteOnly));
        csv.write("time,id,value\n2026-11-20 10:00:00,a,5\n2026-11-20 10:00:01,b,1\n");
        csv.close();
        start();
    }
    void cleanup() { desk_.reset(); }

    void actsOnlyWhenTrusted()
    {
        QSignalSpy shown(&desk_->desk().deskAlerts()->notices(), &DeskNotices::shown);
        open();
        QTRY_COMPARE_WITH_TIMEOUT(desk_->desk().alerts()->untrusted().size(), std::size_t(1), patience_ms);
        QTRY_VERIFY_WITH_TIMEOUT(firing() != nullptr, patience_ms);
        QTRY_VERIFY_WITH_TIMEOUT(!shown.isEmpty(), patience_ms);
        QVERIFY(!QFile::exists(told()));
        desk_->desk().alerts()->trust();
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(told()), patience_ms);
        QTRY_VERIFY_WITH_TIMEOUT(!sent().empty(), patience_ms);

        // The next start trusts it still, and tells nothing again.
        desk_.reset();
        QFile::remove(told());
        start();
        open();
        QTRY_VERIFY_WITH_TIMEOUT(firing() != nullptr, patience_ms);
        QVERIFY(desk_->desk().alerts()->untrusted().empty());
        // A changed command is another one.
        desk_.reset();
        QFile file(workspaceFile());
        QVERIFY(file.open(QIODevice::ReadWrite));
        QByteArray text = file.readAll();
        text.replace("tee -a", "tee -i");
        file.resize(0);
        file.write(text);
        file.close();
        start();
        open();
        QTRY_COMPARE_WITH_TIMEOUT(desk_->desk().alerts()->untrusted().size(), std::size_t(1), patience_ms);
    }

    void withholdsAndSaysWhy()
    {
        open();
        QTRY_VERIFY_WITH_TIMEOUT(firing() != nullptr, patience_ms);
        auto *dialog = new SilenceDialog(context(), SilenceDialog::silenceFor(*firing()), &desk_->window());
        dialog->show();
        QCOMPARE(dialog->findChild<QTreeWidget *>()->topLevelItemCount(), 1);
        dialog->findChild<QLineEdit *>()->setText(QStringLiteral("rule=~\"(\""));
        QCOMPARE(dialog->findChild<QTreeWidget *>()->topLevelItemCount(), 0);
        dialog->findChild<QLineEdit *>()->setText(QStringLiteral("rule=\"High\""));
        QSignalSpy changed(desk_->desk().alerts(), &AlertServices::silencesChanged);
        QMetaObject::invokeMethod(dialog->findChild<QDialogButtonBox *>(), "accepted");
        QTRY_COMPARE_WITH_TIMEOUT(changed.count(), 1, patience_ms);
        QTRY_VERIFY_WITH_TIMEOUT(firing() != nullptr && !firing()->overlays.silenced_by.empty(), patience_ms);
        QCOMPARE(withheldText(firing()->overlays), QStringLiteral("silenced"));

        SilencesDialog list(context());
        list.setAttribute(Qt::WA_DeleteOnClose, false);
        QCOMPARE(list.findChild<QTreeWidget *>()->topLevelItemCount(), 1);
        Result<void> shelved = Error {};
        desk_->desk().alerts()->shelve({ "High", firing()->key, firing()->overlays.shelved_until_ns, {}, {} }, &list,
                                       [&](const Result<void> &done) { shelved = done; });
        QTRY_VERIFY(!shelved.ok() && !shelved.error().message.empty());
    }

    void acknowledgesFromTheTray()
    {
        open();
        QTRY_VERIFY_WITH_TIMEOUT(firing() != nullptr, patience_ms);
        DeskTray tray(*desk_->desk().deskAlerts(), desk_->desk().feed(), desk_->window());
        QSignalSpy told(&tray, &DeskTray::told);
        Notice notice;
        notice.firing = { *firing() };
        tray.tell(notice);
        QCOMPARE(told.count(), 1);
        QVERIFY(told[0][0].toString().contains(QStringLiteral("High")));
        Q_EMIT tray.menu().aboutToShow();
        QAction *acknowledge = nullptr;
        for (QAction *action : tray.menu().actions()) {
            if (action->text().startsWith(QStringLiteral("Acknowledge")))
                acknowledge = action;
        }
        QVERIFY(acknowledge != nullptr);
        acknowledge->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(firing()->acknowledged.has_value(), patience_ms);
    }

    void acknowledgesFromTheMessage()
    {
        open();
        QTRY_VERIFY_WITH_TIMEOUT(firing() != nullptr, patience_ms);
        FakeNotifications service;
        auto messages = service.client();
        const DesktopMessages *asked = messages.get();
        DeskTray tray(*desk_->desk().deskAlerts(), desk_->desk().feed(), desk_->window(), std::move(messages));
        QTRY_VERIFY_WITH_TIMEOUT(asked->offersActions(), patience_ms);
        Notice notice;
        notice.firing = { *firing() };
        notice.firing.front().summary = "5 < 7";
        tray.tell(notice);
        QTRY_COMPARE_WITH_TIMEOUT(service.shown_, 1U, patience_ms);
        QVERIFY2(service.body_.contains(QStringLiteral("5 &lt; 7")), qPrintable(service.body_));
        QVERIFY(service.actions_.contains(QStringLiteral("acknowledge")));
        // What was never shown is somebody else's.
        Q_EMIT service.ActionInvoked(99, QStringLiteral("acknowledge"));
        QVERIFY(!firing()->acknowledged);
        QTRY_VERIFY_WITH_TIMEOUT(
            (Q_EMIT service.ActionInvoked(1, QStringLiteral("acknowledge")), firing()->acknowledged.has_value()),
            patience_ms);
        // Nothing is offered that needs nobody, and nothing that the service cannot show.
        notice.firing = { *firing() };
        tray.tell(notice);
        QTRY_COMPARE_WITH_TIMEOUT(service.shown_, 2U, patience_ms);
        QVERIFY(!service.actions_.contains(QStringLiteral("acknowledge")));
        service.capabilities_ = { QStringLiteral("body") };
        const auto plain = service.client();
        QTest::qWait(0);
        QVERIFY(!plain->offersActions());
    }

    void editsReceivers()
    {
        open();
        QWidget *page = openPage("receivers");
        auto *list = page->findChild<QListWidget *>();
        QCOMPARE(list->count(), 1);
        click(page, "test");
        // The user asked for it: a test is sent although the workspace is not trusted.
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(told()), patience_ms);
        click(page, "remove");
        QTRY_VERIFY_WITH_TIMEOUT(desk_->desk().alerts()->settings().receivers.empty(), patience_ms);
        QTRY_COMPARE_WITH_TIMEOUT(list->count(), 0, patience_ms);
        QVERIFY(desk_->window().session().isModified());
        QVERIFY(desk_->window().session().current().notifications.receivers.empty());
        click(dialog_, "undo");
        QTRY_COMPARE_WITH_TIMEOUT(list->count(), 1, patience_ms);
        QCOMPARE(desk_->desk().alerts()->settings().receivers.front().name, std::string("log"));
    }

    void keepsSecretsApart()
    {
        open();
        QWidget *page = openPage("receivers");
        click(page, "add");
        type(page, "name", QStringLiteral("night mail"));
        type(page, "setting-server", QStringLiteral("mail.example.org"));
        type(page, "setting-user", QStringLiteral("ward"));
        type(page, "setting-password", QStringLiteral("rose-window-9"));
        type(page, "setting-from", QStringLiteral("ward@example.org"));
        type(page, "setting-to", QStringLiteral("night@example.org"));
        // The tab key leads through the fields in the order in which they are shown.
        dialog_->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(dialog_));
        page->findChild<QComboBox *>(QStringLiteral("kind"))->setFocus();
        QTest::keyClick(dialog_, Qt::Key_Tab);
        QCOMPARE(QApplication::focusWidget()->objectName(), QStringLiteral("setting-server"));
        auto *place = page->findChild<SecretPlaceBox *>();
        QVERIFY(place->isVisible());
        place->findChild<QComboBox *>()->setCurrentIndex(static_cast<int>(SecretPlace::Session));
        click(page, "save");
        QTRY_COMPARE_WITH_TIMEOUT(desk_->desk().alerts()->settings().receivers.size(), std::size_t(2), patience_ms);
        const Receiver kept = desk_->desk().alerts()->settings().receivers[1];
        QCOMPARE(kept.settings.at("password"), std::string("keychain:email ward@mail.example.org"));
        const auto secret = desk_->desk().sourceFactory().sender(kept);
        QVERIFY2(secret.ok(), secret ? "" : secret.error().text().c_str());

        // Another place for it, and a variable's name in the file.
        place->findChild<QComboBox *>()->setCurrentIndex(static_cast<int>(SecretPlace::Environment));
        place->findChild<QLineEdit *>()->setText(QStringLiteral("WARD_MAIL"));
        click(page, "save");
        QTRY_COMPARE_WITH_TIMEOUT(desk_->desk().alerts()->settings().receivers[1].settings.at("password"),
                                  std::string("env:WARD_MAIL"), patience_ms);
        save();
        QFile file(workspaceFile());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(!file.readAll().contains("rose-window"));
    }

    void groups()
    {
        open();
        QWidget *page = openPage("grouping");
        type(page, "by", QStringLiteral("rule, key"));
        type(page, "wait", QStringLiteral("soon"));
        QCOMPARE(texts(page, "problemText").filter(QStringLiteral("soon")).size(), 1);
        click(page, "save");
        QCOMPARE(desk_->desk().alerts()->settings().grouping.by, std::vector<std::string> { "rule" });
        type(page, "wait", QStringLiteral("5s"));
        type(page, "repeat", QStringLiteral("2h"));
        QVERIFY(texts(page, "problemText").filter(QStringLiteral("soon")).isEmpty());
        click(page, "save");
        const Grouping wanted { { "rule", "key" }, 5 * ns_per_s, 30 * ns_per_s, 7'200 * ns_per_s };
        QTRY_COMPARE_WITH_TIMEOUT(desk_->desk().alerts()->settings().grouping, wanted, patience_ms);
        reopen();
        QTRY_COMPARE_WITH_TIMEOUT(desk_->desk().alerts()->settings().grouping, wanted, patience_ms);
    }

    void inhibits()
    {
        open();
        QTRY_VERIFY_WITH_TIMEOUT(firing() != nullptr, patience_ms);
        QWidget *page = openPage("inhibitions");
        type(page, "name", QStringLiteral("any stands for high"));
        type(page, "source", QStringLiteral("rule=~\"(\""));
        QCOMPARE(texts(page, "problemText").filter(QStringLiteral("regular expression")).size(), 1);
        type(page, "source", QStringLiteral("rule=\"Any\""));
        type(page, "target", QStringLiteral("rule=\"High\""));
        type(page, "equal", QStringLiteral("stream"));
        QTRY_VERIFY_WITH_TIMEOUT(effect(page).contains(QStringLiteral("High for a")), patience_ms);
        QVERIFY(firing("High")->overlays.inhibited_by.empty());
        click(page, "save");
        // It holds in the running desk, without opening the workspace again.
        QTRY_VERIFY_WITH_TIMEOUT(!firing("High")->overlays.inhibited_by.empty(), patience_ms);
        QVERIFY(desk_->window().session().isModified());
        reopen();
        const auto &kept = desk_->desk().alerts()->settings().inhibitions;
        QCOMPARE(kept.size(), std::size_t(1));
        QCOMPARE(kept.front().equal, std::vector<std::string> { "stream" });
        QTRY_VERIFY_WITH_TIMEOUT(firing("High") != nullptr && !firing("High")->overlays.inhibited_by.empty(), patience_ms);
        page = openPage("inhibitions");
        click(page, "remove");
        QTRY_VERIFY_WITH_TIMEOUT(firing("High")->overlays.inhibited_by.empty(), patience_ms);
    }

    void mutes()
    {
        open();
        QTRY_VERIFY_WITH_TIMEOUT(firing("High") != nullptr, patience_ms);
        QWidget *page = openPage("muteTimes");
        type(page, "name", QStringLiteral("always"));
        type(page, "matchers", QStringLiteral("rule=\"High\""));
        page->findChild<QTimeEdit *>(QStringLiteral("from"))->setTime(QTime(0, 0));
        page->findChild<QTimeEdit *>(QStringLiteral("to"))->setTime(QTime(0, 0));
        type(page, "monthDays", QStringLiteral("1-40"));
        QCOMPARE(texts(page, "problemText").filter(QStringLiteral("1-40")).size(), 1);
        type(page, "monthDays", QStringLiteral("1-31"));
        QTRY_VERIFY_WITH_TIMEOUT(effect(page).contains(QStringLiteral("mutes 1")), patience_ms);
        click(page, "save");
        QTRY_COMPARE_WITH_TIMEOUT(firing("High")->overlays.muted_by, std::vector<std::string> { "always" }, patience_ms);
        reopen();
        const MuteTime kept = desk_->desk().alerts()->settings().mute_times.at(0);
        QCOMPARE(kept.month_days, (std::vector<MonthDays> { { 1, 31 } }));
        QCOMPARE(kept.to_minute, 24 * 60);
        // A page with changes stays where it is, and its dialog open.
        page = openPage("muteTimes");
        type(page, "name", QStringLiteral("never"));
        dialog_->reject();
        QVERIFY(dialog_->isVisible());
        click(page, "revert");
        QCOMPARE(page->findChild<QLineEdit *>(QStringLiteral("name"))->text(), QStringLiteral("always"));
    }

    void showsLogAndReport()
    {
        open();
        QTRY_VERIFY_WITH_TIMEOUT(firing() != nullptr, patience_ms);
        QTRY_VERIFY_WITH_TIMEOUT(!sent().empty(), patience_ms);
        NoticeLogDialog log(context());
        log.setAttribute(Qt::WA_DeleteOnClose, false);
        QTRY_VERIFY_WITH_TIMEOUT(log.findChild<QTreeWidget *>()->topLevelItemCount() > 0, patience_ms);
        ShiftReportDialog report(context());
        report.setAttribute(Qt::WA_DeleteOnClose, false);
        QTRY_VERIFY_WITH_TIMEOUT(report.findChildren<QTreeWidget *>()[1]->topLevelItemCount() > 0, patience_ms);
    }

    void soundsDifferently()
    {
        const QByteArray info = toneWav(Severity::Info);
        const QByteArray warning = toneWav(Severity::Warning);
        const QByteArray critical = toneWav(Severity::Critical);
        QVERIFY(info.size() < warning.size() && warning.size() < critical.size());
        for (const QByteArray &wav : { info, warning, critical }) {
            QVERIFY(wav.startsWith("RIFF") && wav.mid(8, 8) == "WAVEfmt ");
            QVERIFY(wav.size() < 22'050 * 2 + 44); // less than a second
            int loudest = 0;
            for (qsizetype at = 44; at + 1 < wav.size(); at += 2)
                loudest = std::max(loudest,
                                   std::abs(static_cast<int>(static_cast<qint16>(static_cast<quint8>(wav[at])
                                                                                 | static_cast<quint8>(wav[at + 1]) << 8))));
            QVERIFY(loudest > 1'000 && loudest < 20'000);
        }
    }

private:
    void start()
    {
        desk_ = std::make_unique<TestDesk>(folder_->path());
        desk_->show();
    }
    [[nodiscard]] QString told() const { return folder_->filePath(QStringLiteral("told.json")); }
    [[nodiscard]] QString workspaceFile() const { return folder_->filePath(QStringLiteral("plant.sgw")); }
    void open()
    {
        if (!QFile::exists(workspaceFile())) {
            Workspace workspace;
            workspace.name = "plant";
            workspace.sources = { { "plant",
                                    "replay",
                                    { { "path", folder_->filePath(QStringLiteral("plant.csv")).toStdString() },
                                      { "time", "time" },
                                      { "key", "id" } } } };
            workspace.rules = { parseRule("Any: from plant when event.value > 0 severity info").value(),
                                parseRule("High: from plant when event.value > 2 notify log").value() };
            workspace.notifications.receivers = {
                { "log", "command", { { "command", "tee -a " + told().toStdString() } } }
            };
            workspace.notifications.grouping.wait_ns = 0;
            QVERIFY(desk_->desk().saveWorkspace(workspaceFile(), workspace).ok());
        }
        desk_->window().openFile(workspaceFile());
    }
    [[nodiscard]] DeskContext context() { return { &desk_->desk(), &theme_ }; }
    /// The newest alert of the rule that fires.
    [[nodiscard]] const Alert *firing(const std::string &rule = "High")
    {
        snapshot_ = desk_->desk().feed().latest();
        for (const Alert &alert : snapshot_ && snapshot_->alerts ? *snapshot_->alerts : std::vector<Alert>()) {
            if (alert.state != AlertState::Firing || alert.rule != rule)
                continue;
            firing_ = alert;
            return &firing_;
        }
        return nullptr;
    }
    void save()
    {
        const Result<void> saved = desk_->window().session().save();
        QVERIFY2(saved.ok(), saved ? "" : saved.error().text().c_str());
    }
    void reopen()
    {
        save();
        QVERIFY(!desk_->window().session().isModified());
        desk_.reset();
        start();
        open();
    }
    /// Of the notifications dialog, to the front.
    [[nodiscard]] QWidget *openPage(const char *name)
    {
        dialog_ = qobject_cast<PagesDialog *>(desk_->window().openNotificationsDialog());
        auto *page = dialog_->findChild<FormPage *>(QString::fromLatin1(name));
        dialog_->pages().setCurrentWidget(page);
        return page;
    }
    static void click(QWidget *parent, const char *name)
    {
        auto *button = parent->findChild<QPushButton *>(QString::fromLatin1(name));
        QVERIFY(button != nullptr);
        QVERIFY2(button->isEnabled(), name);
        QTest::mouseClick(button, Qt::LeftButton);
    }
    static void type(QWidget *parent, const char *name, const QString &text)
    {
        auto *named = parent->findChild<QWidget *>(QString::fromLatin1(name));
        QVERIFY2(named != nullptr, name);
        auto *edit = qobject_cast<QLineEdit *>(named);
        if (edit == nullptr)
            edit = named->findChild<QLineEdit *>();
        edit->setFocus();
        edit->selectAll();
        QTest::keyClicks(edit, text);
        QCOMPARE(edit->text(), text);
    }
    /// Of the visible labels of that name.
    [[nodiscard]] static QStringList texts(QWidget *parent, const char *name)
    {
        QStringList all;
        for (const QLabel *label : parent->findChildren<QLabel *>(QString::fromLatin1(name))) {
            if (label->isVisible())
                all << label->text();
        }
        return all;
    }
    [[nodiscard]] static QString effect(QWidget *page)
    {
        return page->findChild<QLabel *>(QStringLiteral("effect"))->text();
    }
    [[nodiscard]] std::vector<SentEntry> sent() { return desk_->desk().deskAlerts()->service().store().sent(10); }

    std::unique_ptr<QTemporaryDir> folder_;
    std::unique_ptr<TestDesk> desk_;
    Theme theme_;
    PagesDialog *dialog_ = nullptr; ///< opened last
    SnapshotPtr snapshot_;
    Alert firing_;
};

} // namespace streamgauge

QTEST_MAIN(streamgauge::DeskAlertsTest)
#include "tst_deskalerts.moc"
