// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/rules/rulefields.h"
#include "engine/run/snapshot.h"
#include "ui/deskservices.h"

#include <QList>
#include <QString>

#include <optional>

namespace streamgauge {

/// Something wrong in a rule's text, in characters of the QString.
struct TextProblem {
    int begin = 0;
    int end = 0; ///< above begin: at least one character is marked, unless the text is empty
    QString message;
    QString remedy;
    friend bool operator==(const TextProblem &, const TextProblem &) = default;
};

/// What a rule's text says and what is wrong with it.
struct RuleReading {
    std::optional<RuleSpec> spec; ///< set when the text reads; then `problems` are those with the streams there are
    QList<TextProblem> problems;  ///< the first is the one to mend first
};

/// Reads and checks; well below a millisecond for a rule of a screen's length.
[[nodiscard]] RuleReading readRuleText(const QString &text, const RuleContext &context);

/// What rules can be checked against now: the streams of `snapshot` (may be null) and the functions of the program.
[[nodiscard]] RuleContext ruleContext(const SnapshotPtr &snapshot);
/// The same with the lookups, models and receivers of the workspace and the functions of plugins. Columns of a lookup are
/// those it is confined to, or those of its table where that is a stream.
[[nodiscard]] RuleContext ruleContext(DeskServices &services);

} // namespace streamgauge
