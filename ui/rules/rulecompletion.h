// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/rules/rulefields.h"

#include <QList>
#include <QString>

namespace streamgauge {

struct Completion {
    QString text; ///< what is put in place of the word begun
    QString hint; ///< "number, bpm", "stream", "window"
    friend bool operator==(const Completion &, const Completion &) = default;
};

struct Completions {
    int begin = 0; ///< where the word begins that is completed; it goes up to the cursor
    QList<Completion> offers;
    bool at_once = false; ///< nothing else can stand here: worth offering before a word is begun
};

/// What may go on at `cursor` of a rule's text: fields behind `event.` or an alias, streams behind `from` and in patterns,
/// policies, detectors, names of lookups, their columns and models, receivers behind `notify`, functions, lets and the words
/// of the language; only those that go on with the word begun.
[[nodiscard]] Completions completionsAt(const QString &text, int cursor, const RuleContext &context);

/// The words that begin clauses and their parts, for completion and highlighting.
[[nodiscard]] const QStringList &ruleKeywords();
/// avg, min, ..., quantile, anomaly.
[[nodiscard]] const QStringList &letFunctions();

} // namespace streamgauge
