// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/export/partfile.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/resource.h>

#include <csignal>

namespace streamgauge {

namespace {

QByteArray content(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(none)");
}

void put(const QString &path, const QByteArray &text)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(text), qint64(text.size()));
}

/// No file of this process may grow beyond so many bytes: writing fails as it does on a full disk.
class FileSizeLimit
{
public:
    explicit FileSizeLimit(rlim_t bytes)
    {
        getrlimit(RLIMIT_FSIZE, &before_);
        rlimit limit = before_;
        limit.rlim_cur = bytes;
        handler_ = std::signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileSizeLimit()
    {
        setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }
    FileSizeLimit(const FileSizeLimit &) = delete;
    FileSizeLimit &operator=(const FileSizeLimit &) = delete;

private:
    rlimit before_ {};
    void (*handler_)(int) = nullptr;
};

} // namespace

class PartFileTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        directory_ = std::make_unique<QTemporaryDir>();
        QVERIFY(directory_->isValid());
    }

    void appearsOnlyWhenWhole()
    {
        auto file = PartFile::create(path("a.csv"));
        QVERIFY(file.ok());
        QVERIFY(file->write("one").ok());
        QCOMPARE(names(), QStringList({ QStringLiteral("a.csv.part") }));
        QVERIFY(file->commit().ok());
        QCOMPARE(names(), QStringList({ QStringLiteral("a.csv") }));
        QCOMPARE(content(directory_->filePath(QStringLiteral("a.csv"))), QByteArray("one"));
    }

    void leavesTheOldOneWhenAbandoned()
    {
        put(directory_->filePath(QStringLiteral("a.csv")), "old");
        {
            auto file = PartFile::create(path("a.csv"));
            QVERIFY(file.ok());
            QVERIFY(file->write(std::string(200'000, 'x')).ok());
        }
        QCOMPARE(names(), QStringList({ QStringLiteral("a.csv") }));
        QCOMPARE(content(directory_->filePath(QStringLiteral("a.csv"))), QByteArray("old"));
    }

    void keepsABackup()
    {
        put(directory_->filePath(QStringLiteral("a.sgw")), "old");
        for (const char *text : { "new", "newer" }) {
            auto file = PartFile::create(path("a.sgw"));
            QVERIFY(file.ok());
            QVERIFY(file->write(text).ok());
            QVERIFY(file->commit(path("a.sgw~")).ok());
        }
        QCOMPARE(content(directory_->filePath(QStringLiteral("a.sgw"))), QByteArray("newer"));
        QCOMPARE(content(directory_->filePath(QStringLiteral("a.sgw~"))), QByteArray("new"));
    }

    void writesThroughALink()
    {
        put(directory_->filePath(QStringLiteral("real.csv")), "old");
        QVERIFY(
            QFile::link(directory_->filePath(QStringLiteral("real.csv")), directory_->filePath(QStringLiteral("link.csv"))));
        auto file = PartFile::create(path("link.csv"));
        QVERIFY(file.ok());
        QVERIFY(file->write("new").ok());
        QVERIFY(file->commit().ok());
        QVERIFY(QFileInfo(directory_->filePath(QStringLiteral("link.csv"))).isSymLink());
        QCOMPARE(content(directory_->filePath(QStringLiteral("real.csv"))), QByteArray("new"));
    }

    void writesToADevice()
    {
        auto file = PartFile::create("/dev/null");
        QVERIFY(file.ok());
        QVERIFY(file->write("gone").ok());
        QVERIFY(file->commit().ok());
        QVERIFY(!QFileInfo(QStringLiteral("/dev/null")).isFile());
        QVERIFY(!QFileInfo::exists(QStringLiteral("/dev/null.part")));
    }

    void saysThatADeviceIsFull()
    {
        auto file = PartFile::create("/dev/full");
        QVERIFY(file.ok());
        QVERIFY(file->write("too much").ok());
        const auto committed = file->commit();
        QVERIFY(!committed.ok());
        QVERIFY(committed.error().message.find("No space left on device") != std::string::npos);
    }

    void leavesNothingWhenTheDiskIsFull()
    {
        const FileSizeLimit limit(100'000);
        {
            auto file = PartFile::create(path("a.csv"));
            QVERIFY(file.ok());
            Result<void> written;
            for (int block = 0; block < 10 && written.ok(); ++block)
                written = file->write(std::string(50'000, 'x'));
            QVERIFY(!written.ok());
            QVERIFY(written.error().message.find("File too large") != std::string::npos);
            QVERIFY(!written.error().remedy.empty());
        }
        QCOMPARE(names(), QStringList());
    }

    void saysWhyItCannotBegin_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("reason");
        QTest::newRow("no such directory") << QStringLiteral("missing/a.csv") << QByteArray("No such file or directory");
        QTest::newRow("a directory itself") << QStringLiteral(".") << QByteArray("Is a directory");
        QTest::newRow("below a file") << QStringLiteral("file/a.csv") << QByteArray("Not a directory");
    }
    void saysWhyItCannotBegin()
    {
        QFETCH(QString, name);
        QFETCH(QByteArray, reason);
        put(directory_->filePath(QStringLiteral("file")), "x");
        const auto file = PartFile::create(directory_->filePath(name).toStdString());
        QVERIFY(!file.ok());
        QVERIFY2(file.error().message.find(reason.toStdString()) != std::string::npos, file.error().text().c_str());
        QVERIFY(file.error().place.find(name.section(QLatin1Char('/'), 0, 0).toStdString()) != std::string::npos);
        QCOMPARE(names(), QStringList({ QStringLiteral("file") }));
    }

private:
    [[nodiscard]] std::filesystem::path path(const char *name) const
    {
        return directory_->filePath(QString::fromUtf8(name)).toStdString();
    }
    [[nodiscard]] QStringList names() const
    {
        return QDir(directory_->path()).entryList(QDir::Files | QDir::Hidden, QDir::Name);
    }

    std::unique_ptr<QTemporaryDir> directory_;
};

} // namespace streamgauge

QTEST_GUILESS_MAIN(streamgauge::PartFileTest)
#include "tst_partfile.moc"
