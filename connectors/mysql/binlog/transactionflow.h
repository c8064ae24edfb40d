// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/mysql/binlog/binlogstream.h"
#include "connectors/mysql/binlog/positiontracker.h"
#include "connectors/mysql/binlog/rowdecoder.h"
#include "connectors/mysql/binlog/tableregistry.h"
#include "connectors/mysql/binlog/transactionbuffer.h"

#include <map>
#include <string>
#include <string_view>

namespace streamgauge {

struct RowTimes {
    TimeNs event_ns = 0;
    TimeNs arrival_ns = 0;
    TimeNs sent_ns = no_time;
};

/// Decides when rows are handed over: at the commit of their transaction, at XA COMMIT, or early when a transaction
/// outgrows its bounds. One thread.
class TransactionFlow
{
public:
    TransactionFlow(const BinlogStreamOptions &options, TableRegistry &tables, ProblemLog &problems,
                    PositionTracker &position);

    void begin(const BinlogPosition &start, EventSink &sink);

    [[nodiscard]] bool isOpen() const { return open_; }
    void open();
    /// Rows until prepare() belong to an XA transaction, which somebody may still roll back.
    void openXa();
    [[nodiscard]] Result<void> rows(TableRegistry::Mapped &table, const RowsEvent &event, std::size_t event_bytes,
                                    const RowTimes &times);
    /// All rows of the stream are gone.
    void reset(TableStream &stream, const RowTimes &times);
    /// False: the sink refused.
    [[nodiscard]] Result<void> commit();
    /// Errors: Gap, when rows were already handed over.
    [[nodiscard]] Result<void> rollback();
    void setSavepoint(const std::string &name) { buffer().setSavepoint(name); }
    [[nodiscard]] Result<void> rollbackTo(const std::string &savepoint);
    [[nodiscard]] Result<void> prepare(const std::string &xa_name);
    [[nodiscard]] Result<void> finishPrepared(const std::string &xa_name, bool commit);

    [[nodiscard]] bool flush();

private:
    struct Prepared {
        TransactionBuffer rows;
        BinlogPosition before; ///< a restart must begin here to see the rows again
        std::size_t bytes = 0;
    };
    /// What was handed over of a transaction before its end.
    struct HandedOver {
        std::string gtid;
        std::string file;
        std::uint64_t offset = 0;
        std::uint64_t rows = 0;
    };

    [[nodiscard]] TransactionBuffer &buffer() { return in_xa_ ? xa_rows_ : rows_; }
    [[nodiscard]] bool isSame(const HandedOver &transaction) const;
    /// What comes now went to the sink before the break, along with the transaction behind it.
    [[nodiscard]] bool isRepeated() const;
    [[nodiscard]] Result<void> handOverEarly();
    [[nodiscard]] std::vector<std::size_t> streamsThatKeepRows();
    [[nodiscard]] Result<void> lostRollback(const std::string &what);
    void reportCells(const std::string &stream);
    void close();
    [[nodiscard]] bool push(TransactionBuffer &rows);
    [[nodiscard]] bool pushAndCheckpoint();

    const BinlogStreamOptions &options_;
    TableRegistry &tables_;
    ProblemLog &problems_;
    PositionTracker &position_;
    EventSink *sink_ = nullptr;
    RowDecoder decoder_;
    TransactionBuffer rows_;
    TransactionBuffer xa_rows_;
    std::map<std::string, Prepared> prepared_;
    std::size_t prepared_bytes_ = 0;
    HandedOver current_;      ///< the open transaction, with what of it is already at the sink
    HandedOver before_break_; ///< the same when the connection broke
    bool fell_back_ = false;  ///< to the last checkpoint, with all transactions up to that one handed over
    std::uint64_t rows_to_skip_ = 0;
    std::uint64_t skipped_here_ = 0;
    std::string place_;
    std::uint64_t row_in_place_ = 0;
    BinlogPosition checkpointed_;
    bool open_ = false;
    bool in_xa_ = false;
    bool flush_wanted_ = false;
    bool has_new_position_ = false;
    std::uint64_t ambiguous_ = 0;
    std::uint64_t unresolved_ = 0;
    std::uint64_t partial_key_changes_ = 0;
};

} // namespace streamgauge
