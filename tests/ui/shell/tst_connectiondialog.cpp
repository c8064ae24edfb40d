// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/shell/fakedesk.h"
#include "ui/dialogs/connectiondialog.h"

#include <QClipboard>
#include <QSignalSpy>
#include <QTest>

namespace streamgauge {

class TestConnectionDialog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void makesAFormOfTheFields();
    void asksForRequiredFields();
    void showsWhatTheDoctorFound();
    void endsTheQuestionItLeaves_data();
    void endsTheQuestionItLeaves();
    void ticksTables();
    void keepsThePasswordOutOfTheWorkspace();
    void saysThatThereIsNoKeychain();
    void saysWhyConnectingFailed();
    void editsASource();

private:
    template <typename Widget> Widget *field(const char *name)
    {
        return dialog_->findChild<Widget *>(QString::fromLatin1(name));
    }
    QPushButton *button(const QString &text);
    [[nodiscard]] bool says(const QString &text);
    void open(std::optional<SourceEntry> edited = std::nullopt);

    std::unique_ptr<Theme> theme_;
    std::unique_ptr<FakeDesk> desk_;
    QPointer<ConnectionDialog> dialog_;
};

void TestConnectionDialog::init()
{
    theme_ = std::make_unique<Theme>();
    desk_ = std::make_unique<FakeDesk>();
}

void TestConnectionDialog::cleanup()
{
    delete dialog_;
    desk_.reset();
}

void TestConnectionDialog::open(std::optional<SourceEntry> edited)
{
    dialog_ = new ConnectionDialog({ desk_.get(), theme_.get() }, std::move(edited));
    dialog_->show();
    QVERIFY(QTest::qWaitForWindowExposed(dialog_));
}

QPushButton *TestConnectionDialog::button(const QString &text)
{
    for (QPushButton *candidate : dialog_->findChildren<QPushButton *>()) {
        if (candidate->text() == text)
            return candidate;
    }
    return nullptr;
}

bool TestConnectionDialog::says(const QString &text)
{
    for (const QLabel *label : dialog_->findChildren<QLabel *>()) {
        if (label->isVisible() && label->text().contains(text))
            return true;
    }
    return false;
}

void TestConnectionDialog::makesAFormOfTheFields()
{
    open();
    QVERIFY(field<QLineEdit>("setting-host") != nullptr);
    QCOMPARE(field<QLineEdit>("setting-password")->echoMode(), QLineEdit::Password);
    QCOMPARE(field<QComboBox>("setting-tls")->count(), 3);
    QVERIFY(field<QWidget>("setting-tables") == nullptr);
    QVERIFY(!field<QCheckBox>("setting-compress")->isVisible());
    for (const QWidget *edit : dialog_->findChildren<QLineEdit *>())
        QVERIFY2(!edit->accessibleName().isEmpty() || qobject_cast<const QComboBox *>(edit->parent()),
                 qPrintable(edit->objectName()));
}

void TestConnectionDialog::asksForRequiredFields()
{
    open();
    QTest::mouseClick(button(QStringLiteral("Connect")), Qt::LeftButton);
    QVERIFY(says(QStringLiteral("Please fill in: Host")));
    QVERIFY(desk_->drafts_.empty());
}

void TestConnectionDialog::showsWhatTheDoctorFound()
{
    desk_->findings_ = { { "server", FindingState::Ok, "10.11", "", "" },
                         { "binlog_format", FindingState::Failed, "STATEMENT", "ROW", "SET GLOBAL binlog_format = ROW" } };
    open();
    QTest::keyClicks(field<QLineEdit>("setting-host"), QStringLiteral("db.example"));
    QTest::mouseClick(button(QStringLiteral("Check and list tables")), Qt::LeftButton);
    QTRY_VERIFY(says(QStringLiteral("binlog_format")));
    QVERIFY(says(QStringLiteral("Needed: ROW")));
    QTest::mouseClick(button(QStringLiteral("Copy")), Qt::LeftButton);
    QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("SET GLOBAL binlog_format = ROW"));
}

void TestConnectionDialog::endsTheQuestionItLeaves_data()
{
    QTest::addColumn<bool>("listing");
    QTest::addColumn<bool>("closing");
    QTest::newRow("a check, by closing") << false << true;
    QTest::newRow("a check, by another host") << false << false;
    QTest::newRow("the tables, by closing") << true << true;
    QTest::newRow("the tables, by another host") << true << false;
}

void TestConnectionDialog::endsTheQuestionItLeaves()
{
    QFETCH(const bool, listing);
    QFETCH(const bool, closing);
    (listing ? desk_->lists_ : desk_->checks_) = false;
    open();
    QTest::keyClicks(field<QLineEdit>("setting-host"), QStringLiteral("db.example"));
    QTest::mouseClick(button(QStringLiteral("Check and list tables")), Qt::LeftButton);
    QTRY_VERIFY(desk_->unanswered_.stop_possible());
    QVERIFY(!desk_->unanswered_.stop_requested());
    if (closing)
        QTest::mouseClick(button(QStringLiteral("Cancel")), Qt::LeftButton);
    else
        QTest::keyClicks(field<QLineEdit>("setting-host"), QStringLiteral("x"));
    QTRY_VERIFY(desk_->unanswered_.stop_requested());
    QCOMPARE(dialog_.isNull(), closing);
}

void TestConnectionDialog::ticksTables()
{
    desk_->catalog_ = Catalog { { "shop", "orders", { { "id", "int", true } }, 12 }, { "shop", "stock", {}, 0 } };
    open();
    QTest::keyClicks(field<QLineEdit>("setting-host"), QStringLiteral("db.example"));
    QTest::mouseClick(button(QStringLiteral("Check and list tables")), Qt::LeftButton);
    auto *catalog = dialog_->findChild<CatalogView *>();
    QTRY_COMPARE(catalog->tree().model()->rowCount(), 1);
    QTRY_VERIFY(catalog->isVisible());
    const QModelIndex group = catalog->tree().model()->index(0, 0);
    const QModelIndex orders = catalog->tree().model()->index(0, 0, group);
    QCOMPARE(orders.data().toString(), QStringLiteral("orders"));
    catalog->tree().expand(group);
    catalog->tree().setCurrentIndex(orders);
    catalog->tree().setFocus();
    QTest::keyClick(&catalog->tree(), Qt::Key_Space);
    QCOMPARE(catalog->chosen(), std::vector<std::string> { "shop.orders" });
    QCOMPARE(dialog_->draft().entry.settings.at("tables"), std::string("shop.orders"));
}

void TestConnectionDialog::keepsThePasswordOutOfTheWorkspace()
{
    open();
    QTest::keyClicks(field<QLineEdit>("setting-host"), QStringLiteral("db.example"));
    QTest::keyClicks(field<QLineEdit>("setting-password"), QStringLiteral("hush"));
    const ConnectionDraft draft = dialog_->draft();
    QCOMPARE(draft.secrets.at("password"), std::string("hush"));
    for (const auto &[name, value] : draft.entry.settings)
        QVERIFY(value != "hush");
}

void TestConnectionDialog::saysThatThereIsNoKeychain()
{
    desk_->keychain_ = Error { ErrorKind::Resource, "no secret service", {}, {} };
    open();
    QTRY_VERIFY(says(QStringLiteral("No keychain service answers here (no secret service)")));
    QCOMPARE(dialog_->draft().secret_place, SecretPlace::Session);
}

void TestConnectionDialog::saysWhyConnectingFailed()
{
    desk_->save_result_ =
        Error { ErrorKind::Configuration, "there is already a source named shop", {}, "Choose another name" };
    open();
    QTest::keyClicks(field<QLineEdit>("setting-host"), QStringLiteral("db.example"));
    QTest::mouseClick(button(QStringLiteral("Connect")), Qt::LeftButton);
    QTRY_VERIFY(says(QStringLiteral("already a source named shop")));
    QVERIFY(dialog_->isVisible());
    QVERIFY(button(QStringLiteral("Connect"))->isEnabled());
    // Neither does the focus stay on Cancel, where Enter would drop what was typed.
    QCOMPARE(dialog_->focusWidget(), button(QStringLiteral("Connect")));
}

void TestConnectionDialog::editsASource()
{
    const SourceEntry entry { "shop",
                              "mysql",
                              { { "host", "db.example" }, { "password", "keychain:shop" }, { "tables", "a.b,a.c" } },
                              false,
                              GapPolicy::Stop };
    desk_->sources_ = { entry };
    open(entry);
    QCOMPARE(dialog_->draft().entry, entry);
    QSignalSpy connected(dialog_, &ConnectionDialog::connected);
    QTest::mouseClick(button(QStringLiteral("Apply")), Qt::LeftButton);
    QTRY_COMPARE(connected.count(), 1);
    QCOMPARE(desk_->sources_, std::vector<SourceEntry> { entry });
}

} // namespace streamgauge

QTEST_MAIN(streamgauge::TestConnectionDialog)
#include "tst_connectiondialog.moc"
