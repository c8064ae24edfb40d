// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/batchbuilder.h"
#include "engine/source/connector.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace streamgauge {

/// Rows of complete transactions followed by those of the open one, by stream. Rolling back cuts the open one's rows
/// off again, wholly or behind a savepoint. One thread.
class TransactionBuffer
{
public:
    /// Where rows of that schema go next; `stream` numbers the stream.
    [[nodiscard]] BatchBuilder &builder(std::size_t stream, const SchemaPtr &schema, bool with_before);
    /// Counts what was just appended there.
    void added(std::uint64_t rows, std::size_t bytes);

    [[nodiscard]] std::uint64_t openRows() const { return open_rows_; }
    [[nodiscard]] std::size_t openBytes() const { return open_bytes_; }
    [[nodiscard]] std::uint64_t rows() const { return complete_rows_ + open_rows_; }
    [[nodiscard]] std::size_t bytes() const { return complete_bytes_ + open_bytes_; }
    [[nodiscard]] bool empty() const { return rows() == 0; }
    /// Streams the open transaction has written to.
    [[nodiscard]] std::vector<std::size_t> openStreams() const;

    void commit();
    void setSavepoint(const std::string &name);
    /// Drops the open transaction's rows of all streams but `keep`; behind the savepoint only when it is known.
    /// False: there is no such savepoint.
    bool rollbackTo(const std::string &savepoint, const std::vector<std::size_t> &keep);
    void rollback(const std::vector<std::size_t> &keep);

    /// Pushes all rows, the open transaction's too. False: the sink refused. Empty afterwards.
    [[nodiscard]] bool push(EventSink &sink);
    void clear();

private:
    struct Mark {
        std::size_t segment = 0;
        std::size_t rows = 0;
    };
    /// Runs of rows with the same schema, with or without before-images.
    struct Segment {
        BatchBuilder builder;
        SchemaPtr schema;
        bool with_before;
    };
    struct StreamRows {
        std::vector<std::unique_ptr<Segment>> segments;
        Mark open_from;    ///< where the open transaction begins
        bool open = false; ///< it wrote here
    };
    using Marks = std::map<std::size_t, Mark>;

    [[nodiscard]] Mark endOf(const StreamRows &rows) const;
    void cut(StreamRows &rows, const Mark &mark);

    std::vector<StreamRows> streams_;
    std::vector<std::size_t> order_of_open_;
    std::map<std::string, Marks> savepoints_;
    std::size_t last_written_ = 0;
    std::uint64_t complete_rows_ = 0;
    std::uint64_t open_rows_ = 0;
    std::size_t complete_bytes_ = 0;
    std::size_t open_bytes_ = 0;
};

} // namespace streamgauge
