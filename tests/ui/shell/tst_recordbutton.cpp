// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/shell/fakedesk.h"
#include "ui/shell/recordbutton.h"

#include <QSignalSpy>
#include <QTest>

namespace streamgauge {

class RecordButtonTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        desk_ = std::make_unique<FakeDesk>();
        button_ = std::make_unique<RecordButton>(DeskContext { desk_.get(), nullptr });
    }

    void startsAndEnds()
    {
        QCOMPARE(button_->text(), QStringLiteral("Record"));
        button_->recordTo(QStringLiteral("day.sgr"));
        QTRY_VERIFY(button_->text().contains(QStringLiteral("Recording")));
        QVERIFY(button_->toolTip().contains(QStringLiteral("day.sgr")));
        QVERIFY(!button_->accessibleName().isEmpty());
        QTest::mouseClick(button_.get(), Qt::LeftButton);
        QTRY_COMPARE(button_->text(), QStringLiteral("Record"));
        QVERIFY(!desk_->recording_->recording);
    }

    void saysWhyItEnded()
    {
        QSignalSpy problems(desk_.get(), &DeskServices::problem);
        button_->recordTo(QStringLiteral("day.sgr"));
        QTRY_VERIFY(button_->text().contains(QStringLiteral("Recording")));
        desk_->recording_->recording = false;
        desk_->recording_->error = { ErrorKind::Resource, "the disk is full", "day.sgr", "make room" };
        button_->refresh();
        button_->refresh();
        QCOMPARE(problems.count(), 1);
        QCOMPARE(button_->text(), QStringLiteral("Record"));
    }

    void showsWhatIsMissing()
    {
        button_->recordTo(QStringLiteral("day.sgr"));
        QTRY_VERIFY(button_->text().contains(QStringLiteral("Recording")));
        desk_->recording_->dropped_rows = 12;
        desk_->recording_->waits = 3;
        button_->refresh();
        QVERIFY(button_->toolTip().contains(QStringLiteral("12 events were not recorded")));
        QVERIFY(button_->toolTip().contains(QStringLiteral("waited 3 times")));
    }

private:
    std::unique_ptr<FakeDesk> desk_;
    std::unique_ptr<RecordButton> button_;
};

} // namespace streamgauge

QTEST_MAIN(streamgauge::RecordButtonTest)
#include "tst_recordbutton.moc"
