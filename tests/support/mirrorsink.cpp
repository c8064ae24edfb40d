// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/mirrorsink.h"

#include <algorithm>
#include <charconv>

namespace streamgauge {

namespace {

constexpr std::string_view null_text = "<NULL>";
constexpr std::string_view absent_text = "<absent>";
constexpr char separator = '\x1f';

std::string textOf(const Column &column, const ColumnData &data, std::size_t row)
{
    switch (data.state(row)) {
    case CellState::Null: return std::string(null_text);
    case CellState::Absent: return std::string(absent_text);
    case CellState::Value: break;
    }
    return cellText(column, data, row);
}

bool isKeyless(const Schema &schema)
{
    return schema.key_columns.empty() || schema.key_columns.size() == schema.columns.size();
}

std::string joined(const std::vector<std::string> &cells, const std::vector<std::uint32_t> &columns)
{
    std::string key;
    for (const std::uint32_t column : columns)
        key += cells[column] + separator;
    return key;
}

std::string keyOf(const Schema &schema, const std::vector<std::string> &cells)
{
    if (!isKeyless(schema))
        return joined(cells, schema.key_columns);
    std::string key;
    for (const std::string &cell : cells)
        key += cell + separator;
    return key;
}

std::vector<std::string> afterImage(const Batch &batch, std::size_t row)
{
    std::vector<std::string> cells;
    for (std::size_t i = 0; i < batch.schema().columns.size(); ++i)
        cells.push_back(textOf(batch.schema().columns[i], batch.after(i), row));
    return cells;
}

std::vector<std::string> beforeImage(const Batch &batch, std::size_t row)
{
    std::vector<std::string> cells;
    for (std::size_t i = 0; i < batch.schema().columns.size(); ++i)
        cells.push_back(batch.hasBefore() ? textOf(batch.schema().columns[i], batch.before(i), row)
                                          : std::string(absent_text));
    return cells;
}

std::string shown(std::string text)
{
    std::replace(text.begin(), text.end(), separator, '|');
    return text.size() > 200 ? text.substr(0, 200) + "..." : text;
}

std::string shortest(double number)
{
    char text[64];
    return { text, std::to_chars(text, text + sizeof text, number).ptr };
}

std::string expression(const Column &column)
{
    const std::string name = "`" + column.name + "`";
    switch (column.kind) {
    case ValueKind::Bytes: return "LOWER(HEX(" + name + "))";
    case ValueKind::Double: return name + "+0e0";
    case ValueKind::Bool:
    case ValueKind::Int64:
    case ValueKind::UInt64:
    case ValueKind::Decimal: return name + "+0"; // without ZEROFILL's zeros
    default: return name;
    }
}

std::string normal(const Column &column, bool single_precision, const std::string &text)
{
    if (single_precision) {
        char shortest_text[64];
        const float number = static_cast<float>(std::strtod(text.c_str(), nullptr));
        return shortest(std::strtod(
            std::string(shortest_text, std::to_chars(shortest_text, shortest_text + 64, number).ptr).c_str(), nullptr));
    }
    if (column.kind == ValueKind::Bool)
        return text == "0" ? "false" : "true";
    if (column.kind == ValueKind::Double)
        return shortest(std::strtod(text.c_str(), nullptr));
    if (column.kind == ValueKind::Timestamp && text.size() == 10 && text.find("-00") == std::string::npos)
        return text + " 00:00:00";
    return text;
}

} // namespace

bool MirrorSink::push(BatchPtr batch)
{
    std::function<void(const Batch &)> before;
    {
        const std::lock_guard lock(mutex_);
        before = before_push_;
    }
    if (before)
        before(*batch);
    const std::lock_guard lock(mutex_);
    if (refusing_)
        return false;
    ++batches_;
    Table &table = tables_[batch->schema().stream];
    if (table.schema && *table.schema != batch->schema())
        rearrange(table, batch->schema());
    table.schema = batch->schemaPtr();
    for (std::size_t row = 0; row < batch->rows(); ++row)
        apply(table, *batch, row);
    return true;
}

/// A new column is NULL in the rows that are there: how the tests add columns.
void MirrorSink::rearrange(Table &table, const Schema &schema)
{
    std::multimap<std::string, Row> rows;
    for (const auto &[old_key, old_cells] : table.rows) {
        Row cells;
        for (const Column &column : schema.columns) {
            const auto index = table.schema->find(column.name);
            cells.push_back(index ? old_cells[*index] : std::string(null_text));
        }
        std::string key = keyOf(schema, cells);
        rows.emplace(std::move(key), std::move(cells));
    }
    table.rows = std::move(rows);
}

/// A connector that is stopped between a hand-over and its checkpoint sends those rows again; like the engine, the
/// mirror knows them by their position.
bool MirrorSink::isRepeated(Table &table, std::string_view position)
{
    const std::size_t hash = position.find('#');
    const auto place = BinlogPosition::parse(position.substr(0, hash));
    if (!place)
        return false;
    // A Reset has a place and no row number.
    const std::string digits(hash == std::string_view::npos ? std::string_view("0") : position.substr(hash + 1));
    const std::uint64_t number = std::strtoull(digits.c_str(), nullptr, 10);
    const auto order = place->compare(table.last_place);
    if (order < 0 || (order == 0 && number <= table.last_number))
        return true;
    table.last_place = *place;
    table.last_number = number;
    return false;
}

void MirrorSink::apply(Table &table, const Batch &batch, std::size_t row)
{
    if (batch.op(row) == Op::Created || batch.op(row) == Op::Updated || batch.op(row) == Op::Deleted
        || batch.op(row) == Op::Reset) {
        // A changed key is one row of the binlog and two events, the second of which is Created.
        const bool second_half = row > 0 && batch.op(row) == Op::Created && batch.op(row - 1) == Op::Deleted
            && batch.position(row) == batch.position(row - 1);
        table.repeating = second_half ? table.repeating : isRepeated(table, batch.position(row));
        if (table.repeating) {
            table.recent[std::string(batch.key(row))].push_back("again " + std::string(name(batch.op(row))) + "@"
                                                                + std::string(batch.position(row)));
            ++table.counts.repeated;
            return;
        }
        endBrokenSnapshot(table);
    }
    std::deque<std::string> &recent = table.recent[std::string(batch.key(row))];
    recent.push_back(std::string(name(batch.op(row))) + "@" + std::string(batch.position(row)));
    if (recent.size() > 16)
        recent.pop_front();
    switch (batch.op(row)) {
    case Op::Created:
        ++table.counts.created;
        insert(table, batch, row);
        return;
    case Op::Snapshot:
        ++table.counts.snapshot;
        insert(table, batch, row);
        return;
    case Op::Updated:
        ++table.counts.updated;
        update(table, batch, row);
        return;
    case Op::Deleted:
        ++table.counts.deleted;
        remove(table, batch, row);
        return;
    case Op::Reset:
        ++table.counts.resets;
        table.recent.clear();
        table.rows.clear();
        return;
    case Op::SnapshotBegin:
        endBrokenSnapshot(table);
        table.before_snapshot = std::move(table.rows);
        table.rows.clear();
        return;
    case Op::SnapshotEnd: table.before_snapshot.clear(); return;
    }
}

void MirrorSink::endBrokenSnapshot(Table &table)
{
    // A snapshot that a fault cut short names no row that is gone: what was there stays until one is complete.
    for (auto &[key, cells] : table.before_snapshot) {
        if (!table.rows.contains(key))
            table.rows.emplace(key, std::move(cells));
    }
    table.before_snapshot.clear();
}

void MirrorSink::misfit(Table &table, const Batch &batch, std::size_t row, const std::string &what)
{
    ++table.counts.unfit;
    std::string history;
    for (const std::string &event : table.recent[std::string(batch.key(row))])
        history += " " + event;
    if (first_misfit_.empty())
        first_misfit_ = batch.schema().stream + ": " + what + " " + shown(std::string(batch.key(row))) + " at "
            + std::string(batch.position(row)) + " after" + history;
}

void MirrorSink::insert(Table &table, const Batch &batch, std::size_t row)
{
    Row cells = afterImage(batch, row);
    std::string key = keyOf(batch.schema(), cells);
    if (!isKeyless(batch.schema()) && table.rows.contains(key)) {
        misfit(table, batch, row, "created twice");
        table.rows.erase(key);
    }
    table.rows.emplace(std::move(key), std::move(cells));
}

void MirrorSink::update(Table &table, const Batch &batch, std::size_t row)
{
    Row after = afterImage(batch, row);
    Row before = beforeImage(batch, row);
    for (std::size_t i = 0; i < before.size(); ++i) {
        if (before[i] == absent_text && !isKeyless(batch.schema()))
            before[i] = after[i];
    }
    const auto old = table.rows.find(keyOf(batch.schema(), before));
    if (old == table.rows.end()) {
        misfit(table, batch, row, "updated a missing row");
    } else {
        for (std::size_t i = 0; i < after.size() && i < old->second.size(); ++i) {
            if (after[i] == absent_text)
                after[i] = old->second[i];
        }
        table.rows.erase(old);
    }
    std::string key = keyOf(batch.schema(), after);
    table.rows.emplace(std::move(key), std::move(after));
}

void MirrorSink::remove(Table &table, const Batch &batch, std::size_t row)
{
    const auto old =
        table.rows.find(keyOf(batch.schema(), batch.hasBefore() ? beforeImage(batch, row) : afterImage(batch, row)));
    if (old == table.rows.end())
        misfit(table, batch, row, "deleted a missing row");
    else
        table.rows.erase(old);
}

void MirrorSink::checkpoint(std::string position)
{
    const std::lock_guard lock(mutex_);
    checkpoint_ = std::move(position);
}

void MirrorSink::alive()
{
    const std::lock_guard lock(mutex_);
    ++alive_calls_;
}

void MirrorSink::report(Problem problem)
{
    const std::lock_guard lock(mutex_);
    problems_.push_back(std::move(problem));
}

void MirrorSink::progress(std::string what, std::uint64_t done, std::uint64_t expected)
{
    const std::lock_guard lock(mutex_);
    progress_.push_back(what + " " + std::to_string(done) + "/" + std::to_string(expected));
}

void MirrorSink::gap(TimeNs, TimeNs, std::string reason)
{
    const std::lock_guard lock(mutex_);
    gaps_.push_back(std::move(reason));
}

MirrorSink::Counts MirrorSink::counts(const std::string &stream) const
{
    const std::lock_guard lock(mutex_);
    const auto found = tables_.find(stream);
    return found == tables_.end() ? Counts() : found->second.counts;
}

std::size_t MirrorSink::rows(const std::string &stream) const
{
    const std::lock_guard lock(mutex_);
    const auto found = tables_.find(stream);
    return found == tables_.end() ? 0 : found->second.rows.size();
}

std::string MirrorSink::lastCheckpoint() const
{
    const std::lock_guard lock(mutex_);
    return checkpoint_;
}

std::uint64_t MirrorSink::aliveCalls() const
{
    const std::lock_guard lock(mutex_);
    return alive_calls_;
}

std::uint64_t MirrorSink::batches() const
{
    const std::lock_guard lock(mutex_);
    return batches_;
}

std::vector<Problem> MirrorSink::problems() const
{
    const std::lock_guard lock(mutex_);
    return problems_;
}

bool MirrorSink::hasProblem(const std::string &part) const
{
    const std::lock_guard lock(mutex_);
    return std::any_of(problems_.begin(), problems_.end(),
                       [&](const Problem &problem) { return problem.text.find(part) != std::string::npos; });
}

std::vector<std::string> MirrorSink::gaps() const
{
    const std::lock_guard lock(mutex_);
    return gaps_;
}

std::vector<std::string> MirrorSink::progressTexts() const
{
    const std::lock_guard lock(mutex_);
    return progress_;
}

SchemaPtr MirrorSink::schema(const std::string &stream) const
{
    const std::lock_guard lock(mutex_);
    const auto found = tables_.find(stream);
    return found == tables_.end() ? nullptr : found->second.schema;
}

std::string MirrorSink::firstMisfit() const
{
    const std::lock_guard lock(mutex_);
    return first_misfit_;
}

std::string MirrorSink::cell(const std::string &stream, const std::string &key, const std::string &column) const
{
    const std::lock_guard lock(mutex_);
    const auto table = tables_.find(stream);
    if (table == tables_.end())
        return "<no stream>";
    const auto row = table->second.rows.find(key + separator);
    const auto index = table->second.schema->find(column);
    return row == table->second.rows.end() || !index ? "<no row>" : row->second[*index];
}

bool MirrorSink::hasRow(const std::string &stream, const std::string &key) const
{
    const std::lock_guard lock(mutex_);
    const auto table = tables_.find(stream);
    return table != tables_.end() && table->second.rows.contains(key + separator);
}

void MirrorSink::refuse()
{
    const std::lock_guard lock(mutex_);
    refusing_ = true;
}

void MirrorSink::setBeforePush(std::function<void(const Batch &)> work)
{
    const std::lock_guard lock(mutex_);
    before_push_ = std::move(work);
}

std::string MirrorSink::difference(SqlClient &client, const std::string &database, const std::string &table) const
{
    const std::lock_guard lock(mutex_);
    const auto found = tables_.find(database + "." + table);
    const std::string from = " FROM `" + database + "`.`" + table + "`";
    if (found == tables_.end() || !found->second.schema)
        return client.cell("SELECT COUNT(*)" + from) == "0" ? "" : database + "." + table + ": nothing arrived";
    const Schema &schema = *found->second.schema;
    // Columns altered after the last row event are not in the schema yet: dropped ones are not compared, new ones NULL.
    struct Compared {
        Column column;
        std::optional<std::size_t> index;
        bool single_precision = false;
    };
    std::vector<Compared> columns;
    std::string select;
    for (const SqlClient::Row &row :
         client.rows("SELECT column_name, data_type FROM information_schema.columns WHERE table_schema='" + database
                     + "' AND table_name='" + table + "' ORDER BY ordinal_position")) {
        const auto index = schema.find(*row[0]);
        columns.push_back({ index ? schema.columns[*index] : Column { *row[0] }, index, row[1] == "float" });
        select += (select.empty() ? "" : ",") + expression(columns.back().column);
    }
    std::vector<std::string> expected;
    for (const SqlClient::Row &row : client.rows("SELECT " + select + from)) {
        std::string text;
        for (std::size_t i = 0; i < row.size(); ++i)
            text += (row[i] ? normal(columns[i].column, columns[i].single_precision, *row[i]) : std::string(null_text))
                + separator;
        expected.push_back(std::move(text));
    }
    std::vector<std::string> arrived;
    for (const auto &[key, cells] : found->second.rows) {
        std::string text;
        for (const Compared &compared : columns)
            text += (compared.index ? cells[*compared.index] : std::string(null_text)) + separator;
        arrived.push_back(std::move(text));
    }
    std::sort(expected.begin(), expected.end());
    std::sort(arrived.begin(), arrived.end());
    const auto [here, there] = std::mismatch(arrived.begin(), arrived.end(), expected.begin(), expected.end());
    if (here == arrived.end() && there == expected.end())
        return {};
    return database + "." + table + ": " + std::to_string(arrived.size()) + " rows arrived, "
        + std::to_string(expected.size()) + " are there; arrived [" + (here == arrived.end() ? "-" : shown(*here))
        + "] there [" + (there == expected.end() ? "-" : shown(*there)) + "]";
}

} // namespace streamgauge
