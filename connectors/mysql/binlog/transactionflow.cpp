// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/binlog/transactionflow.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace streamgauge {

namespace {

constexpr std::size_t mark_bytes = 64;

Error refused()
{
    return { ErrorKind::Cancelled, "stopped", {}, {} };
}

} // namespace

TransactionFlow::TransactionFlow(const BinlogStreamOptions &options, TableRegistry &tables, ProblemLog &problems,
                                 PositionTracker &position)
    : options_(options)
    , tables_(tables)
    , problems_(problems)
    , position_(position)
{
}

void TransactionFlow::begin(const BinlogPosition &start, EventSink &sink)
{
    sink_ = &sink;
    if (rows_.openRows() > 0)
        rows_.rollback({});
    rows_.commit();
    fell_back_ = fell_back_ && start == checkpointed_;
    if (open_ && current_.rows > 0) {
        before_break_ = current_;
        fell_back_ = start == checkpointed_ && rows_.empty() && prepared_.empty();
    }
    // Complete transactions behind the start come again.
    if (start != position_.committed()) {
        rows_.clear();
        prepared_.clear();
        prepared_bytes_ = 0;
        checkpointed_ = start;
        has_new_position_ = false;
    }
    close();
    row_in_place_ = 0;
    place_.clear();
}

void TransactionFlow::close()
{
    xa_rows_.clear();
    open_ = false;
    in_xa_ = false;
    current_ = {};
    rows_to_skip_ = 0;
    skipped_here_ = 0;
}

bool TransactionFlow::isSame(const HandedOver &transaction) const
{
    // A killed server that lost it gives its GTID to another, in another file.
    return transaction.gtid == current_.gtid && transaction.file == current_.file && transaction.offset == current_.offset;
}

bool TransactionFlow::isRepeated() const
{
    return fell_back_
        && BinlogPosition { position_.file(), position_.eventOffset(), {} }
        < BinlogPosition { before_break_.file, before_break_.offset, {} };
}

void TransactionFlow::open()
{
    if (open_)
        return; // BEGIN behind a GTID
    open_ = true;
    current_ = { position_.openGtid(), position_.file(), position_.eventOffset(), 0 };
    if (before_break_.rows > 0 && isSame(before_break_)) {
        rows_to_skip_ = before_break_.rows;
        current_.rows = before_break_.rows;
        before_break_ = {};
        fell_back_ = false;
    } else if (isRepeated()) {
        rows_to_skip_ = std::numeric_limits<std::uint64_t>::max();
    } else {
        fell_back_ = false;
    }
}

void TransactionFlow::openXa()
{
    open();
    in_xa_ = true;
}

Result<void> TransactionFlow::rows(TableRegistry::Mapped &table, const RowsEvent &event, std::size_t event_bytes,
                                   const RowTimes &times)
{
    if (position_.place() != place_) {
        place_ = position_.place();
        row_in_place_ = 0;
    }
    BatchBuilder &builder = buffer().builder(table.stream->number, table.schema, event.has_before);
    builder.setTimes(times.event_ns, times.arrival_ns, times.sent_ns);
    const std::uint64_t to_skip = rows_to_skip_;
    const auto read = decoder_.decode(event, *table.plan, { builder, place_, row_in_place_, rows_to_skip_ });
    if (!read)
        return read.error();
    const std::uint64_t skipped = to_skip - rows_to_skip_;
    if (skipped > 0)
        sink_->countDuplicates(skipped);
    buffer().added(*read - skipped, event_bytes);
    for (ColumnPlan &column : table.plan->columns) {
        if (column.text && column.text->replaced() > column.reported_replaced) {
            const std::string &name = table.plan->shape[static_cast<std::size_t>(&column - table.plan->columns.data())].name;
            problems_.report("text " + table.schema->stream + "." + name,
                             { Problem::Severity::Warning,
                               table.schema->stream + "." + name + " holds bytes that are no " + column.text->charset()
                                   + " text; they show as \xEF\xBF\xBD",
                               place_,
                               {} },
                             column.text->replaced() - column.reported_replaced);
            column.reported_replaced = column.text->replaced();
        }
    }
    reportCells(table.schema->stream);
    const bool over = buffer().openRows() > options_.transaction_rows || buffer().openBytes() > options_.transaction_bytes;
    if (!over)
        return {};
    if (in_xa_)
        return Error { ErrorKind::Gap, "an XA transaction is larger than its bound of memory", place_,
                       "take a new snapshot; raise the bound or make the transaction smaller" };
    return handOverEarly();
}

void TransactionFlow::reportCells(const std::string &stream)
{
    const auto added = [](std::uint64_t now, std::uint64_t &before) { return now - std::exchange(before, now); };
    if (const std::uint64_t count = added(decoder_.cells().ambiguous(), ambiguous_); count > 0)
        problems_.report("sign " + stream,
                         { Problem::Severity::Warning, "integers of " + stream + " left out, because their sign is unknown",
                           place_, "SET GLOBAL binlog_row_metadata = 'FULL'" },
                         count);
    if (const std::uint64_t count = added(decoder_.unresolvedJson(), unresolved_); count > 0)
        problems_.report(
            "partial json " + stream,
            { Problem::Severity::Warning,
              "JSON values of " + stream + " left out: the binlog has what changed in them but not what they were", place_,
              "SET GLOBAL binlog_row_image = 'FULL', or binlog_row_value_options = ''" },
            count);
    if (const std::uint64_t count = added(decoder_.partialKeyChanges(), partial_key_changes_); count > 0)
        problems_.report("key change " + stream,
                         { Problem::Severity::Warning,
                           "rows of " + stream + " got a new key without their other columns in the binlog", place_,
                           "SET GLOBAL binlog_row_image = 'FULL'" },
                         count);
}

Result<void> TransactionFlow::handOverEarly()
{
    current_.rows += rows_.openRows();
    if (!push(rows_))
        return refused();
    problems_.report("large transaction",
                     { Problem::Severity::Notice,
                       "a transaction outgrew its bound of memory and shows before its end is known",
                       place_,
                       {} });
    return {};
}

void TransactionFlow::reset(TableStream &stream, const RowTimes &times)
{
    if (isRepeated())
        return;
    BatchBuilder &builder = buffer().builder(stream.number, stream.schema, false);
    builder.setPosition(position_.place());
    builder.setTimes(times.event_ns, times.arrival_ns, times.sent_ns);
    builder.addMark(Op::Reset);
    buffer().added(1, mark_bytes);
}

Result<void> TransactionFlow::commit()
{
    if (in_xa_)
        std::swap(rows_, xa_rows_);
    const bool from_xa = in_xa_;
    rows_.commit();
    if (from_xa) {
        // Rows of earlier transactions go first.
        std::swap(rows_, xa_rows_);
        if (!push(rows_) || !push(xa_rows_))
            return refused();
    }
    close();
    position_.commit();
    has_new_position_ = true;
    if (flush_wanted_ || rows_.rows() >= options_.batch_rows || rows_.bytes() >= options_.transaction_bytes) {
        if (!pushAndCheckpoint())
            return refused();
    }
    return {};
}

std::vector<std::size_t> TransactionFlow::streamsThatKeepRows()
{
    std::vector<std::size_t> keep;
    for (const std::size_t stream : buffer().openStreams()) {
        if (!tables_.isTransactional(stream))
            keep.push_back(stream);
    }
    return keep;
}

Result<void> TransactionFlow::lostRollback(const std::string &what)
{
    const std::string text = what + " after " + std::to_string(current_.rows) + " of its rows were shown";
    problems_.report("lost rollback", { Problem::Severity::Serious, text, position_.place(), "take a new snapshot" });
    return Error { ErrorKind::Gap, text, position_.place(), "take a new snapshot" };
}

Result<void> TransactionFlow::rollback()
{
    if (current_.rows > 0)
        return lostRollback("a transaction was rolled back");
    buffer().rollback(streamsThatKeepRows());
    return commit();
}

Result<void> TransactionFlow::rollbackTo(const std::string &savepoint)
{
    if (buffer().rollbackTo(savepoint, streamsThatKeepRows()))
        return {};
    if (current_.rows > 0)
        return lostRollback("a part of a transaction was rolled back");
    // A savepoint set before any row is not written.
    buffer().rollback(streamsThatKeepRows());
    return {};
}

Result<void> TransactionFlow::prepare(const std::string &xa_name)
{
    Prepared prepared;
    prepared.rows = std::exchange(in_xa_ ? xa_rows_ : rows_, TransactionBuffer());
    if (!in_xa_) // rows of earlier transactions may be in it
        return Error { ErrorKind::Input, "XA PREPARE without XA START", position_.place(), {} };
    prepared.rows.commit();
    prepared.before = position_.committed();
    prepared.bytes = prepared.rows.bytes();
    prepared_bytes_ += prepared.bytes;
    prepared_[xa_name] = std::move(prepared);
    if (prepared_bytes_ > options_.prepared_bytes)
        return Error { ErrorKind::Gap, "prepared XA transactions outgrew their bound of memory", position_.place(),
                       "take a new snapshot; end the prepared transactions that XA RECOVER lists" };
    return commit();
}

Result<void> TransactionFlow::finishPrepared(const std::string &xa_name, bool commit_it)
{
    const auto found = prepared_.find(xa_name);
    if (found == prepared_.end()) {
        if (commit_it)
            problems_.report("unknown xa",
                             { Problem::Severity::Serious,
                               "an XA transaction was committed whose rows came before this stream's start",
                               position_.place(), "take a new snapshot" });
        return commit();
    }
    prepared_bytes_ -= found->second.bytes;
    TransactionBuffer prepared = std::move(found->second.rows);
    prepared_.erase(found);
    if (commit_it && (!push(rows_) || !push(prepared)))
        return refused();
    return commit();
}

bool TransactionFlow::push(TransactionBuffer &rows)
{
    return rows.empty() || rows.push(*sink_);
}

bool TransactionFlow::pushAndCheckpoint()
{
    flush_wanted_ = false;
    if (!push(rows_))
        return false;
    if (!has_new_position_)
        return true;
    has_new_position_ = false;
    const BinlogPosition *position = &position_.committed();
    for (const auto &[name, prepared] : prepared_) {
        if (prepared.before < *position)
            position = &prepared.before;
    }
    if (*position != checkpointed_) {
        checkpointed_ = *position;
        sink_->checkpoint(checkpointed_.text());
    }
    return true;
}

bool TransactionFlow::flush()
{
    if (open_) {
        // Its remaining events are on their way; what waits goes with it.
        flush_wanted_ = true;
        return true;
    }
    return pushAndCheckpoint();
}

} // namespace streamgauge
