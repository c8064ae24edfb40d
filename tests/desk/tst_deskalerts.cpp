// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desk/desktray.h"
#include "app/desk/tones.h"
#include "tests/desk/testdesk.h"
#include "ui/alerts/noticelogdialog.h"
#include "ui/alerts/receiversdialog.h"
#include "ui/alerts/shiftreportdialog.h"
#include "ui/alerts/silencedialog.h"
#include "ui/alerts/silencesdialog.h"

#include <QDialogButtonBox>
#include <QFile>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>
#include <QTreeWidget>

namespace streamgauge {

constexpr int patience_ms = 60'000;

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

    void editsReceivers()
    {
        open();
        auto *dialog = new ReceiversDialog(context(), &desk_->window());
        dialog->show();
        auto *list = dialog->findChild<QListWidget *>();
        QCOMPARE(list->count(), 1);
        for (QPushButton *button : dialog->findChildren<QPushButton *>()) {
            if (button->text() == QStringLiteral("Send a test"))
                button->click();
        }
        // The user asked for it: a test is sent although the workspace is not trusted.
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(told()), patience_ms);
        for (QPushButton *button : dialog->findChildren<QPushButton *>()) {
            if (button->text() == QStringLiteral("Remove"))
                button->click();
        }
        QTRY_VERIFY_WITH_TIMEOUT(desk_->desk().alerts()->settings().receivers.empty(), patience_ms);
        QCOMPARE(list->count(), 0);
        QVERIFY(desk_->window().session().isModified());
        QVERIFY(desk_->window().session().current().notifications.receivers.empty());
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
            workspace.rules = { parseRule("High: from plant when event.value > 2 notify log").value() };
            workspace.notifications.receivers = {
                { "log", "command", { { "command", "tee -a " + told().toStdString() } } }
            };
            workspace.notifications.grouping.wait_ns = 0;
            QVERIFY(desk_->desk().saveWorkspace(workspaceFile(), workspace).ok());
        }
        desk_->window().openFile(workspaceFile());
    }
    [[nodiscard]] DeskContext context() { return { &desk_->desk(), &theme_ }; }
    [[nodiscard]] const Alert *firing()
    {
        snapshot_ = desk_->desk().feed().latest();
        for (const Alert &alert : snapshot_ && snapshot_->alerts ? *snapshot_->alerts : std::vector<Alert>()) {
            if (alert.state != AlertState::Firing)
                continue;
            firing_ = alert;
            return &firing_;
        }
        return nullptr;
    }
    [[nodiscard]] std::vector<SentEntry> sent() { return desk_->desk().deskAlerts()->service().store().sent(10); }

    std::unique_ptr<QTemporaryDir> folder_;
    std::unique_ptr<TestDesk> desk_;
    Theme theme_;
    SnapshotPtr snapshot_;
    Alert firing_;
};

} // namespace streamgauge

QTEST_MAIN(streamgauge::DeskAlertsTest)
#include "tst_deskalerts.moc"
