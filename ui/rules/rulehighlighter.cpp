// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/rules/rulehighlighter.h"

#include "ui/rules/rulecompletion.h"

#include <algorithm>

namespace streamgauge {

namespace {

bool isWordChar(QChar c)
{
    return c.isLetterOrNumber() || c == u'_';
}

QTextCharFormat colored(const QColor &color, bool bold = false)
{
    QTextCharFormat format;
    format.setForeground(color);
    if (bold)
        format.setFontWeight(QFont::DemiBold);
    return format;
}

} // namespace

RuleHighlighter::RuleHighlighter(QTextDocument *document, const Palette &palette)
    : QSyntaxHighlighter(document)
    , keyword_(colored(palette.accent, true))
    , function_(colored(palette.series.value(1, palette.accent)))
    , name_(colored(palette.text, true))
    , literal_(colored(palette.good))
    , number_(colored(palette.warning))
    , comment_(colored(palette.text_muted))
{
    comment_.setFontItalic(true);
}

int RuleHighlighter::stringEnd(const QString &text, int begin) const
{
    const QChar quote = text[begin];
    for (int at = begin + 1; at < text.size(); ++at) {
        if (text[at] == u'\\')
            ++at;
        else if (text[at] == quote)
            return at + 1;
    }
    return static_cast<int>(text.size());
}

QTextCharFormat RuleHighlighter::wordFormat(const QString &text, int begin, int end) const
{
    const QString word = text.mid(begin, end - begin);
    if (begin > 0 && text[begin - 1] == u'.')
        return {};
    const bool called = text.mid(end).trimmed().startsWith(u'(');
    if (called)
        return letFunctions().contains(word) ? function_ : QTextCharFormat();
    if (ruleKeywords().contains(word))
        return keyword_;
    const QString before = text.left(begin).trimmed();
    return before.endsWith(u"let") || before.endsWith(u"rule") ? name_ : QTextCharFormat();
}

bool RuleHighlighter::isInStream(const QString &text, int begin)
{
    const auto space = text.lastIndexOf(u' ', begin);
    return text.left(std::max<qsizetype>(space, 0)).trimmed().endsWith(u"from");
}

void RuleHighlighter::highlightBlock(const QString &text)
{
    int at = 0;
    while (at < text.size()) {
        const QChar c = text[at];
        int end = at + 1;
        if (c == u'#' || (c == u'/' && text.mid(at, 2) == u"//")) {
            setFormat(at, static_cast<int>(text.size()) - at, comment_);
            return;
        }
        if (c == u'"' || c == u'\'') {
            end = stringEnd(text, at);
            setFormat(at, end - at, literal_);
        } else if (isWordChar(c)) {
            while (end < text.size() && (isWordChar(text[end]) || (c.isDigit() && text[end] == u'.')))
                ++end;
            setFormat(at, end - at,
                      !c.isDigit()               ? wordFormat(text, at, end)
                          : isInStream(text, at) ? QTextCharFormat()
                                                 : number_);
        }
        at = end;
    }
}

} // namespace streamgauge
