// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/rules/rulecompletion.h"

#include "models/livetext.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace streamgauge {

namespace {

struct CompletionText {
    Q_DECLARE_TR_FUNCTIONS(CompletionText)
};

bool isWordChar(QChar c)
{
    return c.isLetterOrNumber() || c == u'_';
}

int wordBegin(const QString &text, int cursor)
{
    int begin = cursor;
    while (begin > 0 && isWordChar(text[begin - 1]))
        --begin;
    return begin;
}

QString wordBefore(const QString &text, int end)
{
    while (end > 0 && text[end - 1].isSpace())
        --end;
    return text.mid(wordBegin(text, end), end - wordBegin(text, end));
}

QString kindHint(const Column &column)
{
    const QString kind = toQString(name(column.kind));
    return column.unit.empty() ? kind : kind + QStringLiteral(", ") + toQString(column.unit);
}

/// Collects what a text tells even while it does not read yet.
class Completer
{
public:
    Completer(const QString &text, int cursor, const RuleContext &context)
        : text_(text)
        , cursor_(cursor)
        , begin_(wordBegin(text, cursor))
        , context_(context)
    {
    }

    Completions complete();

private:
    [[nodiscard]] SchemaPtr schemaOf(const QString &record) const;
    [[nodiscard]] bool inDetectorName() const;
    void offer(const QString &text, const QString &hint);
    void offerAll(const QStringList &texts, const QString &hint);
    void offerStreams();
    void offerFields(const SchemaPtr &schema);
    void offerDetectors();
    void offerByWord(const QString &before);
    void offerExpression();

    const QString &text_;
    int cursor_;
    int begin_;
    const RuleContext &context_;
    QList<Completion> offers_;
};

SchemaPtr Completer::schemaOf(const QString &record) const
{
    static const QRegularExpression from(QStringLiteral("\\b(?:from|of)\\s+(\"[^\"]*\"|[^\\s,]+)"));
    static const QRegularExpression aliases(QStringLiteral("(\"[^\"]*\"|[^\\s,]+)\\s+as\\s+(\\w+)"));
    QString stream;
    if (record == u"event") {
        stream = from.match(text_).captured(1);
    } else {
        for (auto found = aliases.globalMatch(text_); found.hasNext();) {
            const auto match = found.next();
            if (match.captured(2) == record)
                stream = match.captured(1);
        }
    }
    stream.remove(u'"');
    for (const SchemaPtr &schema : context_.schemas) {
        if (toQString(schema->stream) == stream)
            return schema;
    }
    return nullptr;
}

void Completer::offer(const QString &text, const QString &hint)
{
    const QString begun = text_.mid(begin_, cursor_ - begin_);
    if (text.startsWith(begun, Qt::CaseInsensitive) && text != begun)
        offers_.append({ text, hint });
}

void Completer::offerAll(const QStringList &texts, const QString &hint)
{
    for (const QString &text : texts)
        offer(text, hint);
}

void Completer::offerStreams()
{
    for (const SchemaPtr &schema : context_.schemas)
        offer(toQString(schema->stream), CompletionText::tr("stream"));
}

void Completer::offerFields(const SchemaPtr &schema)
{
    if (!schema)
        return;
    for (const Column &column : schema->columns)
        offer(toQString(column.name), kindHint(column));
}

void Completer::offerDetectors()
{
    for (const DetectorInfo &detector : detectors())
        offer(toQString(detector.name), toQString(detector.title));
}

bool Completer::inDetectorName() const
{
    static const QRegularExpression open(QStringLiteral("anomaly\\s*\\(\\s*\"$"));
    return open.match(text_.left(begin_)).hasMatch();
}

void Completer::offerByWord(const QString &before)
{
    const QString policy = CompletionText::tr("policy");
    if (before == u"from" || before == u"of")
        return offerStreams();
    if (before == u"key" || before == u"by")
        return offerFields(schemaOf(QStringLiteral("event")));
    if (before == u"severity" || before == u"level")
        return offerAll({ QStringLiteral("info"), QStringLiteral("warning"), QStringLiteral("critical") },
                        CompletionText::tr("severity"));
    if (before == u"no_data" || before == u"error")
        return offerAll({ QStringLiteral("keep"), QStringLiteral("ok"), QStringLiteral("alert"), QStringLiteral("nodata") },
                        policy);
    if (before == u"time")
        return offerAll({ QStringLiteral("event"), QStringLiteral("arrival") }, policy);
    if (before == u"flapping")
        return offerAll({ QStringLiteral("on"), QStringLiteral("off") }, policy);
    offerExpression();
}

void Completer::offerExpression()
{
    static const QRegularExpression lets(QStringLiteral("\\blet\\s+(\\w+)\\s*="));
    static const QRegularExpression aliases(QStringLiteral("\\bas\\s+(\\w+)"));
    for (auto found = lets.globalMatch(text_); found.hasNext();)
        offer(found.next().captured(1), CompletionText::tr("let"));
    for (auto found = aliases.globalMatch(text_); found.hasNext();)
        offer(found.next().captured(1), CompletionText::tr("stream"));
    offer(QStringLiteral("event"), CompletionText::tr("the event"));
    offerAll(ruleKeywords(), CompletionText::tr("clause"));
    offerAll(letFunctions(), CompletionText::tr("window, behind let NAME ="));
    for (const std::string &function : context_.functions)
        offer(toQString(function), CompletionText::tr("function"));
    for (const std::string &function : celFunctionNames())
        offer(toQString(function), CompletionText::tr("function"));
}

Completions Completer::complete()
{
    if (inDetectorName()) {
        offerDetectors();
    } else if (begin_ > 0 && text_[begin_ - 1] == u'.') {
        const int end = begin_ - 1;
        const int record = wordBegin(text_, end);
        if (const SchemaPtr schema = schemaOf(text_.mid(record, end - record)))
            offerFields(schema);
        else
            offerAll({ QStringLiteral("startsWith"), QStringLiteral("endsWith"), QStringLiteral("contains"),
                       QStringLiteral("matches"), QStringLiteral("size"), QStringLiteral("getHours"),
                       QStringLiteral("getDayOfWeek") },
                     CompletionText::tr("function"));
    } else {
        offerByWord(wordBefore(text_, begin_));
    }
    return { begin_, std::move(offers_) };
}

} // namespace

Completions completionsAt(const QString &text, int cursor, const RuleContext &context)
{
    return Completer(text, cursor, context).complete();
}

const QStringList &ruleKeywords()
{
    static const QStringList words = QStringLiteral("rule from key let when clear level for keep_firing no_data after error "
                                                    "severity time flapping label notify summary over hop events tumbling "
                                                    "session where within as pattern every absence of by skip disorder")
                                         .split(u' ');
    return words;
}

const QStringList &letFunctions()
{
    static const QStringList words = [] {
        QStringList names;
        for (int i = 0; i <= static_cast<int>(WindowFunction::Ewma); ++i)
            names.append(toQString(name(static_cast<WindowFunction>(i))));
        return names << QStringLiteral("anomaly");
    }();
    return words;
}

} // namespace streamgauge
