// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/logging.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <spdlog/spdlog.h>

namespace streamgauge {

class LoggingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        directory_ = std::make_unique<QTemporaryDir>();
        logging_ = std::make_unique<Logging>();
        QVERIFY(logging_->open((directory_->path() + QStringLiteral("/log")).toStdString()).ok());
    }

    void writesLines()
    {
        logging_->write(LogCategory::Source, LogLevel::Warning, "shop: lost {} of %s");
        const QByteArray text = written();
        QVERIFY(text.contains(" source warning: shop: lost {} of %s\n"));
        QVERIFY(text.startsWith("20"));
    }

    void scrubs_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("clean");
        const auto row = [](const char *text, const char *clean) {
            QTest::newRow(text) << QByteArray(text) << QByteArray(clean);
        };
        row("password is hunter2!", "password is ***!");
        row("hunter2hunter2", "******");
        row("longer hunter2-and-more here", "longer *** here");
        row("mysql://app:pw@db/shop", "mysql://***@db/shop");
        row("mysql://app@db/shop", "mysql://***@db/shop");
        row("(https://u:p@x) and ftp://v:q@y/z", "(https://***@x) and ftp://***@y/z");
        row("see https://example.org/a@b", "see https://example.org/a@b");
        row("x://a@b@c/", "x://***@c/");
        row("://", "://");
        row("mail me@example.org", "mail me@example.org");
    }
    void scrubs()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, clean);
        logging_->hideSecret("hunter2");
        logging_->hideSecret("hunter2-and-more");
        QCOMPARE(QByteArray::fromStdString(logging_->scrubbed(text.toStdString())), clean);
        logging_->write(LogCategory::App, LogLevel::Error, text.toStdString());
        spdlog::get("engine")->error("{}", text.toStdString());
        const QByteArray log = written();
        QVERIFY(!log.contains("hunter2"));
        QCOMPARE(log.count(clean + "\n"), 2);
    }

    void ignoresSecretsTooShortToHide()
    {
        logging_->hideSecret("a");
        logging_->hideSecret("");
        QCOMPARE(logging_->scrubbed("banana"), std::string("banana"));
    }

    void filtersByCategory()
    {
        QVERIFY(logging_->setLevels("warning,source=debug,rules=off").ok());
        logging_->write(LogCategory::App, LogLevel::Info, "not this");
        logging_->write(LogCategory::Rules, LogLevel::Error, "nor this");
        logging_->write(LogCategory::Source, LogLevel::Debug, "but this");
        logging_->write(LogCategory::Engine, LogLevel::Warning, "and this");
        const QByteArray text = written();
        QVERIFY(!text.contains("not this"));
        QVERIFY(!text.contains("nor this"));
        QVERIFY(text.contains("but this"));
        QVERIFY(text.contains("and this"));
    }

    void refusesUnknownLevels_data()
    {
        QTest::addColumn<QByteArray>("levels");
        for (const char *levels : { "loud", "source=loud", "sources=debug", "debug,", "=debug", ",debug" })
            QTest::newRow(levels) << QByteArray(levels);
    }
    void refusesUnknownLevels()
    {
        QFETCH(QByteArray, levels);
        const auto set = logging_->setLevels(levels.toStdString());
        if (levels == "debug,")
            QVERIFY(set.ok());
        else
            QVERIFY(!set.ok());
    }

    void rotates()
    {
        const std::string line(10'000, 'x');
        for (int count = 0; count < 2'500; ++count)
            logging_->write(LogCategory::App, LogLevel::Info, line);
        logging_->flush();
        const QFileInfoList files = QDir(directory_->filePath(QStringLiteral("log"))).entryInfoList(QDir::Files);
        QCOMPARE(files.size(), 4);
        for (const QFileInfo &file : files)
            QVERIFY(file.size() <= (4 << 20) + 20'000);
    }

    void saysWhereItCannotWrite()
    {
        QFile file(directory_->filePath(QStringLiteral("file")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        Logging other;
        const auto opened = other.open((directory_->path() + QStringLiteral("/file/log")).toStdString());
        QVERIFY(!opened.ok());
        QVERIFY(!opened.error().remedy.empty());
        other.write(LogCategory::App, LogLevel::Error, "goes nowhere");
    }

private:
    [[nodiscard]] QByteArray written()
    {
        logging_->flush();
        QFile file(directory_->filePath(QStringLiteral("log/streamgauge.log")));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    std::unique_ptr<QTemporaryDir> directory_;
    std::unique_ptr<Logging> logging_;
};

} // namespace streamgauge

QTEST_GUILESS_MAIN(streamgauge::LoggingTest)
#include "tst_logging.moc"
