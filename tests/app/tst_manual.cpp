// SPDX-License-Identifier: GPL-3.0-or-later
// What the manual shows is tried with the program itself.
#include "engine/rules/rulespec.h"
#include "tests/app/program.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QTest>

#include <map>
#include <set>

namespace streamgauge {

namespace {

QDir manualFolder()
{
    return QDir(qEnvironmentVariable("STREAMGAUGE_SOURCE_DIR") + QStringLiteral("/resources/manual"));
}

QString manual(const QString &chapter)
{
    QFile file(manualFolder().filePath(chapter));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

/// What stands between two lines of three back quotes.
QStringList blocks(const QString &chapter)
{
    QStringList found;
    const QStringList parts = manual(chapter).split(QStringLiteral("```\n"));
    for (qsizetype i = 1; i < parts.size(); i += 2)
        found.append(parts[i]);
    return found;
}

bool isRules(const QString &block)
{
    static const QRegularExpression head(QStringLiteral("^(rule \\w+\\s|\\w+: (from|pattern|absence) )"));
    return head.match(block).hasMatch();
}

QString json(const std::string &text)
{
    const QString list =
        QString::fromUtf8(QJsonDocument(QJsonArray { QString::fromStdString(text) }).toJson(QJsonDocument::Compact));
    return list.mid(1, list.size() - 2);
}

/// The streams of rules with the fields they read of each.
class Streams
{
public:
    void add(const RuleSpec &rule)
    {
        std::map<std::string, std::string> records { { "event", rule.stream } };
        for (const StreamAlias &joined : rule.joined)
            records[joined.alias] = joined.stream;
        for (const PatternStep &step : rule.pattern.steps) {
            for (const PatternEvent &event : step.events)
                records[event.alias] = event.stream;
        }
        static const QRegularExpression field(QStringLiteral("\\b(\\w+)\\.(\\w+)"));
        const QString text = QString::fromStdString(ruleText(rule));
        for (const auto &[record, stream] : records) {
            std::set<QString> &fields = fields_[QString::fromStdString(stream)];
            for (auto found = field.globalMatch(text); found.hasNext();) {
                const auto match = found.next();
                if (match.captured(1).toStdString() == record)
                    fields.insert(match.captured(2));
            }
            for (const std::string &key : rule.key)
                fields.insert(QString::fromStdString(key));
        }
    }
    /// A file for each in `folder`; the sources that replay them.
    [[nodiscard]] QStringList write(const QString &folder) const
    {
        QStringList sources;
        for (const auto &[stream, fields] : fields_) {
            const QStringList names(fields.begin(), fields.end());
            QFile file(folder + u'/' + stream + QStringLiteral(".csv"));
            if (!file.open(QIODevice::WriteOnly))
                return {};
            file.write("time," + names.join(u',').toUtf8() + "\n2026-11-20T21:05:00Z"
                       + QByteArray(",1").repeated(names.size()) + '\n');
            sources.append(
                QStringLiteral("{\"name\":\"%1\",\"kind\":\"replay\",\"settings\":{\"path\":\"%1.csv\"}}").arg(stream));
        }
        return sources;
    }

private:
    std::map<QString, std::set<QString>> fields_;
};

} // namespace

class ManualTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rulesPassTheCheck_data()
    {
        QTest::addColumn<QString>("block");
        for (const QString &chapter : manualFolder().entryList({ QStringLiteral("*.md") })) {
            int number = 0;
            for (const QString &block : blocks(chapter)) {
                ++number;
                // Looking up needs a server.
                if (isRules(block) && !block.contains(QStringLiteral("lookup(")))
                    QTest::addRow("%s, block %d", qPrintable(chapter), number) << block;
            }
        }
    }
    /// In a workspace whose sources have the streams, whose receivers have the names, and which has the model.
    void rulesPassTheCheck()
    {
        QFETCH(QString, block);
        const auto rules = parseRules(block.toStdString());
        QVERIFY2(rules.ok(), rules ? "" : rules.error().text().c_str());
        const TestProgram program;
        Streams streams;
        QStringList texts;
        QStringList receivers;
        for (const RuleSpec &rule : *rules) {
            streams.add(rule);
            texts.append(json(ruleText(rule)));
            for (const std::string &receiver : rule.notify)
                receivers.append(
                    QStringLiteral("{\"name\":\"%1\",\"kind\":\"sound\"}").arg(QString::fromStdString(receiver)));
        }
        const QStringList sources = streams.write(program.home());
        QVERIFY(!sources.isEmpty());
        QStringList models;
        static const QRegularExpression model(QStringLiteral("model\\(\"(\\w+)\""));
        for (auto found = model.globalMatch(block); found.hasNext();) {
            const QString name = found.next().captured(1);
            write(program, name + QStringLiteral(".json"), modelBlock());
            models.append(QStringLiteral("{\"name\":\"%1\",\"path\":\"%1.json\"}").arg(name));
        }
        write(program, QStringLiteral("m.sgw"),
              QStringLiteral("{\"format\":\"streamgauge-workspace\",\"version\":1,\"sources\":[%1],\"rules\":[%2],"
                             "\"models\":[%3],\"notifications\":{\"receivers\":[%4]}}")
                  .arg(sources.join(u','), texts.join(u','), models.join(u','), receivers.join(u',')));
        const ProgramResult result = program.run({ QStringLiteral("check"), QStringLiteral("m.sgw") });
        QVERIFY2(result.status == 0, result.err.constData());
        QVERIFY2(result.err.isEmpty(), result.err.constData());
    }

    void everyChapterOfRulesHasSome()
    {
        for (const char *chapter : { "05-rules-and-alerts.md", "11-windows.md", "12-patterns.md", "13-detectors.md",
                                     "14-notifications.md", "16-lookups.md" }) {
            const QStringList all = blocks(QString::fromLatin1(chapter));
            QVERIFY2(std::any_of(all.begin(), all.end(), isRules), chapter);
        }
    }

    /// `$ streamgauge eval ...` gives the lines below it.
    void evaluationsGiveWhatTheySay()
    {
        int evaluations = 0;
        for (const QString &chapter : manualFolder().entryList({ QStringLiteral("*.md") })) {
            for (const QString &block : blocks(chapter)) {
                const QString command = block.section(u'\n', 0, 0);
                if (!command.startsWith(QStringLiteral("$ streamgauge eval")))
                    continue;
                QStringList arguments { QStringLiteral("eval") };
                static const QRegularExpression quoted(QStringLiteral("'([^']*)'"));
                for (auto found = quoted.globalMatch(command); found.hasNext();)
                    arguments.append(found.next().captured(1));
                const ProgramResult result = TestProgram().run(arguments);
                QVERIFY2(result.status == 0, result.err.constData());
                QCOMPARE(QString::fromUtf8(result.out), block.section(u'\n', 1));
                ++evaluations;
            }
        }
        QVERIFY(evaluations >= 2);
    }

    /// Every expression of the chapter on them, as the condition of a rule.
    void expressionsPassTheCheck()
    {
        Streams streams;
        QStringList texts;
        for (const QString &block : blocks(QStringLiteral("10-expressions.md"))) {
            if (block.startsWith(u'$'))
                continue;
            for (const QString &line : block.split(u'\n', Qt::SkipEmptyParts)) {
                const auto rule = parseRule(
                    QStringLiteral("E%1: from vitals when (%2) != null").arg(texts.size()).arg(line).toStdString());
                QVERIFY2(rule.ok(), rule ? "" : (line.toStdString() + ": " + rule.error().text()).c_str());
                streams.add(*rule);
                texts.append(json(ruleText(*rule)));
            }
        }
        QVERIFY(texts.size() >= 5);
        const TestProgram program;
        write(program, QStringLiteral("m.sgw"),
              QStringLiteral("{\"format\":\"streamgauge-workspace\",\"version\":1,\"sources\":[%1],\"rules\":[%2]}")
                  .arg(streams.write(program.home()).join(u','), texts.join(u',')));
        const ProgramResult result = program.run({ QStringLiteral("check"), QStringLiteral("m.sgw") });
        QVERIFY2(result.status == 0 && result.err.isEmpty(), result.err.constData());
    }

    /// Notifications as the chapter shows them, for the rules they name.
    void notificationsPassTheCheck()
    {
        int shown = 0;
        for (const QString &block : blocks(QStringLiteral("14-notifications.md"))) {
            if (!block.startsWith(QStringLiteral("\"notifications\"")))
                continue;
            const TestProgram program;
            write(program, QStringLiteral("m.sgw"),
                  QStringLiteral("{\"format\":\"streamgauge-workspace\",\"version\":1,"
                                 "\"sources\":[{\"name\":\"p\",\"kind\":\"sim\",\"settings\":{\"simulation\":\"plant\"}}],"
                                 "\"rules\":[\"Down: absence of machines for 30s\"],%1}")
                      .arg(block));
            const ProgramResult result = program.run({ QStringLiteral("check"), QStringLiteral("m.sgw") });
            QVERIFY2(result.status == 0 && result.err.isEmpty(), result.err.constData());
            ++shown;
        }
        QCOMPARE(shown, 1);
    }

private:
    static void write(const TestProgram &program, const QString &name, const QString &text)
    {
        QFile file(program.home() + u'/' + name);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text.toUtf8());
    }
    /// The model the chapter on detectors shows.
    static QString modelBlock()
    {
        for (const QString &block : blocks(QStringLiteral("13-detectors.md"))) {
            if (block.startsWith(QStringLiteral("{ \"model\"")))
                return block;
        }
        return {};
    }
};

} // namespace streamgauge

QTEST_GUILESS_MAIN(streamgauge::ManualTest)
#include "tst_manual.moc"
