// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/problemmodel.h"

#include "models/livetext.h"

#include <QSet>

#include <algorithm>

namespace streamgauge {

namespace {

constexpr std::size_t most_desk_problems = 100;

ProblemRow fromProblem(const QString &where, const Problem &problem)
{
    QString text = toQString(problem.text);
    if (!problem.place.empty())
        text += QStringLiteral(" (%1)").arg(toQString(problem.place));
    return { problem.severity, where, text, toQString(problem.remedy) };
}

void addSource(std::vector<ProblemRow> &rows, const SourceStatus &source)
{
    const QString where = toQString(source.name);
    if (!source.last_error.message.empty()
        && (source.state == SourceState::Failed || source.state == SourceState::Waiting)) {
        const auto severity = source.state == SourceState::Failed ? Problem::Severity::Serious : Problem::Severity::Warning;
        rows.push_back(
            fromProblem(where, { severity, source.last_error.message, source.last_error.place, source.last_error.remedy }));
    }
    for (auto problem = source.problems.rbegin(); problem != source.problems.rend(); ++problem)
        rows.push_back(fromProblem(where, *problem));
    if (source.dropped > 0) {
        rows.push_back(
            { Problem::Severity::Serious, where,
              ProblemModel::tr("Events were dropped because they came faster than they could be judged"),
              ProblemModel::tr("%1 so far. Fewer streams or rules help, or a faster machine").arg(source.dropped) });
    }
    for (const Gap &gap : source.gaps) {
        rows.push_back({ Problem::Severity::Serious, where,
                         ProblemModel::tr("History is missing from %1 to %2: %3")
                             .arg(instantText(gap.from_ns), instantText(gap.to_ns), toQString(gap.reason)),
                         ProblemModel::tr("Charts show the gap; set what happens after one in the connection") });
    }
}

void addRule(std::vector<ProblemRow> &rows, const RuleStatus &rule)
{
    const QString where = ProblemModel::tr("Rule %1").arg(toQString(rule.spec.name));
    if (rule.errors > 0) {
        rows.push_back({ Problem::Severity::Warning, where, toQString(rule.last_error),
                         ProblemModel::tr("Edit the rule; it could not be judged for some events") });
    }
    if (const std::uint64_t given_up = rule.dropped + rule.evicted; given_up > 0) {
        rows.push_back({ Problem::Severity::Warning, where,
                         ProblemModel::tr("What the rule remembers has reached a bound; the oldest was given up"),
                         ProblemModel::tr("%1 so far. A shorter time or a narrower condition needs less").arg(given_up) });
    }
    if (rule.late > 0) {
        rows.push_back({ Problem::Severity::Notice, where,
                         ProblemModel::tr("Events came after their turn in event time and were left out"),
                         ProblemModel::tr("%1 so far. A longer disorder waits for them").arg(rule.late) });
    }
    if (rule.clamped > 0) {
        rows.push_back(
            { Problem::Severity::Notice, where, ProblemModel::tr("Events bear times that are far ahead of their arrival"),
              ProblemModel::tr("%1 so far, judged as 5 s after it. Set the clock they come from").arg(rule.clamped) });
    }
}

void addUnique(std::vector<ProblemRow> &rows, QSet<QString> &seen, const ProblemRow &row)
{
    const QString id = row.where + QChar(0x1F) + row.text;
    if (seen.contains(id))
        return;
    seen.insert(id);
    rows.push_back(row);
}

} // namespace

void ProblemModel::setSnapshot(const Snapshot &snapshot)
{
    std::vector<ProblemRow> rows;
    for (const SourceStatus &source : snapshot.sources)
        addSource(rows, source);
    for (const RuleStatus &rule : snapshot.rules)
        addRule(rows, rule);
    for (const StreamStatus &stream : snapshot.streams) {
        if (stream.evicted_keys == 0)
            continue;
        rows.push_back({ Problem::Severity::Notice, toQString(stream.schema->stream),
                         tr("Rows were pushed out of memory by the budget"),
                         tr("%1 so far. Rules judged them; tables no longer show them").arg(stream.evicted_keys) });
    }
    if (rows == engine_rows_)
        return;
    engine_rows_ = std::move(rows);
    refresh();
}

void ProblemModel::addDeskProblem(const Problem &problem)
{
    const ProblemRow row = fromProblem(tr("Desk"), problem);
    std::erase(desk_rows_, row);
    desk_rows_.insert(desk_rows_.begin(), row);
    if (desk_rows_.size() > most_desk_problems)
        desk_rows_.pop_back();
    refresh();
}

void ProblemModel::clearDeskProblems()
{
    desk_rows_.clear();
    refresh();
}

void ProblemModel::refresh()
{
    std::vector<ProblemRow> all;
    QSet<QString> seen;
    for (const std::vector<ProblemRow> *part : { &desk_rows_, &engine_rows_ }) {
        for (const ProblemRow &row : *part)
            addUnique(all, seen, row);
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const ProblemRow &a, const ProblemRow &b) { return a.severity > b.severity; });
    follow(std::move(all));
}

Problem::Severity ProblemModel::worst() const
{
    return rows().empty() ? Problem::Severity::Notice : rows().front().severity;
}

QString ProblemModel::plainText() const
{
    QStringList lines;
    for (const ProblemRow &problem : rows())
        lines << QStringLiteral("%1\t%2\t%3\t%4")
                     .arg(severityText(problem.severity), problem.where, problem.text, problem.remedy);
    return lines.join(QLatin1Char('\n'));
}

int ProblemModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : column_count;
}

QVariant ProblemModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || (role != Qt::DisplayRole && role != Qt::ToolTipRole))
        return {};
    const ProblemRow &problem = row(index.row());
    switch (index.column()) {
    case SeverityColumn: return severityText(problem.severity);
    case WhereColumn: return problem.where;
    case TextColumn: return problem.text;
    case RemedyColumn: return problem.remedy;
    default: return {};
    }
}

QVariant ProblemModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case SeverityColumn: return tr("Severity");
    case WhereColumn: return tr("Where");
    case TextColumn: return tr("What");
    case RemedyColumn: return tr("What helps");
    default: return {};
    }
}

QString ProblemModel::identity(const ProblemRow &row) const
{
    return row.where + QChar(0x1F) + row.text;
}

QString severityText(Problem::Severity severity)
{
    switch (severity) {
    case Problem::Severity::Notice: return ProblemModel::tr("Notice");
    case Problem::Severity::Warning: return ProblemModel::tr("Warning");
    case Problem::Severity::Serious: return ProblemModel::tr("Serious");
    }
    return {};
}

} // namespace streamgauge
