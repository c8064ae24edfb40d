// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/rules/rulecompletion.h"

#include "models/livetext.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>

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
    [[nodiscard]] QString callBefore() const;
    [[nodiscard]] const RuleLookup *rowBefore(int end) const;
    [[nodiscard]] bool takesStream() const;
    [[nodiscard]] bool takesReceiver() const;
    void offer(const QString &text, const QString &hint);
    void offerAll(const QStringList &texts, const QString &hint);
    void offerStreams();
    void offerFields(const SchemaPtr &schema);
    bool offerNames(const QString &call);
    void offerMembers(int end);
    void offerReceivers();
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

/// The function whose first argument, a text, begins at the cursor's word: `lookup("pat|`.
QString Completer::callBefore() const
{
    static const QRegularExpression open(QStringLiteral("\\b(\\w+)\\s*\\(\\s*[\"']$"));
    return open.match(text_.left(begin_)).captured(1);
}

bool Completer::offerNames(const QString &call)
{
    if (call == u"anomaly") {
        for (const DetectorInfo &detector : detectors())
            offer(toQString(detector.name), toQString(detector.title));
    } else if (call == u"lookup") {
        for (const RuleLookup &lookup : context_.lookups)
            offer(toQString(lookup.name), CompletionText::tr("lookup"));
    } else if (call == u"model") {
        for (const std::string &model : context_.models)
            offer(toQString(model), CompletionText::tr("model"));
    } else {
        return false;
    }
    return true;
}

/// The lookup whose row stands before `end`: `lookup("patients", event.id)`, or a let that is such a row.
const RuleLookup *Completer::rowBefore(int end) const
{
    static const QRegularExpression call(
        QStringLiteral("\\blookup\\s*\\(\\s*[\"']([^\"']*)[\"'][^()]*(?:\\([^()]*\\)[^()]*)*\\)$"));
    static const QRegularExpression lets(QStringLiteral("\\blet\\s+(\\w+)\\s*=\\s*lookup\\s*\\(\\s*[\"']([^\"']*)[\"']"));
    QString name = call.match(text_.left(end)).captured(1);
    const QString word = text_.mid(wordBegin(text_, end), end - wordBegin(text_, end));
    for (auto found = lets.globalMatch(text_); name.isEmpty() && found.hasNext();) {
        const auto match = found.next();
        if (match.captured(1) == word)
            name = match.captured(2);
    }
    const auto known =
        std::ranges::find_if(context_.lookups, [&](const RuleLookup &lookup) { return toQString(lookup.name) == name; });
    return known == context_.lookups.end() ? nullptr : &*known;
}

void Completer::offerMembers(int end)
{
    const int record = wordBegin(text_, end);
    if (const RuleLookup *lookup = rowBefore(end)) {
        for (const std::string &column : lookup->columns)
            offer(toQString(column), CompletionText::tr("column of %1").arg(toQString(lookup->name)));
        return;
    }
    if (const SchemaPtr schema = schemaOf(text_.mid(record, end - record)))
        return offerFields(schema);
    offerAll({ QStringLiteral("startsWith"), QStringLiteral("endsWith"), QStringLiteral("contains"),
               QStringLiteral("matches"), QStringLiteral("size"), QStringLiteral("getHours"),
               QStringLiteral("getDayOfWeek") },
             CompletionText::tr("function"));
}

/// Behind `from`, behind the comma of several streams, behind a name of a pattern.
bool Completer::takesStream() const
{
    static const QRegularExpression from(
        QStringLiteral("\\b(?:from|of)\\s+$|\\bas\\s+\\w+\\s*,\\s*$|\\bpattern\\b[^\"]*\\w+\\s*:\\s*$"));
    return from.match(text_.left(begin_)).hasMatch();
}

bool Completer::takesReceiver() const
{
    static const QRegularExpression notify(QStringLiteral("\\bnotify\\s+(?:(?:\"[^\"]*\"|[^\\s,\"]+)\\s*,\\s*)*$"));
    return notify.match(text_.left(begin_)).hasMatch();
}

void Completer::offerReceivers()
{
    static const QRegularExpression plain(QStringLiteral("^\\w+$"));
    for (const std::string &receiver : context_.receivers) {
        const QString name = toQString(receiver);
        offer(plain.match(name).hasMatch() ? name : u'"' + name + u'"', CompletionText::tr("receiver"));
    }
}

void Completer::offerByWord(const QString &before)
{
    const QString policy = CompletionText::tr("policy");
    if (takesStream())
        return offerStreams();
    if (takesReceiver())
        return offerReceivers();
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
    bool at_once = offerNames(callBefore());
    if (!at_once && begin_ > 0 && text_[begin_ - 1] == u'.') {
        offerMembers(begin_ - 1);
        at_once = true;
    } else if (!at_once) {
        at_once = takesReceiver() || takesStream();
        offerByWord(wordBefore(text_, begin_));
    }
    return { begin_, std::move(offers_), at_once };
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
