// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugins/api/panel.h"

#include <QSyntaxHighlighter>
#include <QTextCharFormat>

namespace streamgauge {

/// Colours the text of rules: words of the language, windows, names of lets, texts, numbers, comments.
class RuleHighlighter : public QSyntaxHighlighter
{
    Q_OBJECT

public:
    explicit RuleHighlighter(QTextDocument *document, const Palette &palette);

protected:
    void highlightBlock(const QString &text) override;

private:
    [[nodiscard]] int stringEnd(const QString &text, int begin) const;
    /// Names of streams may hold digits behind a hyphen.
    [[nodiscard]] static bool isInStream(const QString &text, int begin);
    [[nodiscard]] QTextCharFormat wordFormat(const QString &text, int begin, int end) const;

    QTextCharFormat keyword_;
    QTextCharFormat function_;
    QTextCharFormat name_;
    QTextCharFormat literal_;
    QTextCharFormat number_;
    QTextCharFormat comment_;
};

} // namespace streamgauge
