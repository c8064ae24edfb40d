// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/shell/fakedesk.h"
#include "ui/dialogs/exportoffers.h"

#include <QTest>

namespace streamgauge {

class TestExportDialog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void offersStreamsAndAlerts();
    void exportsTheTickedColumns();
    void refusesToExportNoColumn();
    void cancels();

private:
    [[nodiscard]] QPushButton *button(const QString &text);
    [[nodiscard]] bool says(const QString &text);

    std::unique_ptr<Theme> theme_;
    std::unique_ptr<FakeDesk> desk_;
    QPointer<ExportDialog> dialog_;
};

void TestExportDialog::init()
{
    theme_ = std::make_unique<Theme>();
    desk_ = std::make_unique<FakeDesk>();
    desk_->feed_.publish(wardSnapshot());
    dialog_ = new ExportDialog({ desk_.get(), theme_.get() },
                               exportOffers(*desk_->feed_.latest(), desk_->feed_.latest()->streams, nullptr, {}));
    dialog_->show();
    QVERIFY(QTest::qWaitForWindowExposed(dialog_));
}

void TestExportDialog::cleanup()
{
    delete dialog_;
    desk_.reset();
}

QPushButton *TestExportDialog::button(const QString &text)
{
    for (QPushButton *candidate : dialog_->findChildren<QPushButton *>()) {
        if (candidate->text() == text)
            return candidate;
    }
    return nullptr;
}

bool TestExportDialog::says(const QString &text)
{
    for (const QLabel *label : dialog_->findChildren<QLabel *>()) {
        if (label->isVisible() && label->text().contains(text))
            return true;
    }
    return false;
}

void TestExportDialog::offersStreamsAndAlerts()
{
    Snapshot snapshot = wardSnapshot();
    QCOMPARE(exportOffers(snapshot, snapshot.streams, nullptr, {}).size(), std::size_t(2));
    snapshot.alerts = std::make_shared<const std::vector<Alert>>(1, wardAlert(1, Severity::Info, AlertState::Firing));
    const auto offers = exportOffers(snapshot, snapshot.streams, nullptr, QStringLiteral("vitals"));
    QCOMPARE(offers.size(), std::size_t(3));
    QCOMPARE(offers[0].columns, (std::vector<std::string> { "bed", "heart_rate", "ward" }));
    QCOMPARE(offers[2].request.alerts.size(), std::size_t(1));
}

void TestExportDialog::exportsTheTickedColumns()
{
    dialog_->findChild<QListWidget *>()->item(2)->setCheckState(Qt::Unchecked);
    dialog_->setPath(QStringLiteral("/tmp/out.csv"));
    QTest::mouseClick(button(QStringLiteral("Export")), Qt::LeftButton);
    QTRY_VERIFY(says(QStringLiteral("7 rows written to /tmp/out.csv")));
    QCOMPARE(desk_->exports_.size(), std::size_t(1));
    QCOMPARE(desk_->exports_[0].columns, (std::vector<std::string> { "bed", "heart_rate" }));
    QCOMPARE(desk_->exports_[0].separator, ',');
    QCOMPARE(desk_->exports_[0].stream, std::string("vitals"));
}

void TestExportDialog::refusesToExportNoColumn()
{
    auto *columns = dialog_->findChild<QListWidget *>();
    for (int row = 0; row < columns->count(); ++row)
        columns->item(row)->setCheckState(Qt::Unchecked);
    QTest::mouseClick(button(QStringLiteral("Export")), Qt::LeftButton);
    QVERIFY(says(QStringLiteral("tick at least one column")));
    QVERIFY(desk_->exports_.empty());
}

void TestExportDialog::cancels()
{
    dialog_->setPath(QStringLiteral("/tmp/endless.csv"));
    QTest::mouseClick(button(QStringLiteral("Export")), Qt::LeftButton);
    QTRY_VERIFY(button(QStringLiteral("Cancel")) != nullptr);
    QTest::mouseClick(button(QStringLiteral("Cancel")), Qt::LeftButton);
    QTRY_VERIFY(says(QStringLiteral("Cancelled. No file was left.")));
    QVERIFY(button(QStringLiteral("Export"))->isEnabled());
}

} // namespace streamgauge

QTEST_MAIN(streamgauge::TestExportDialog)
#include "tst_exportdialog.moc"
