// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/mysql/binlog/binlogposition.h"
#include "engine/source/connector.h"
#include "tests/support/sqlclient.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace streamgauge {

/// Keeps for each stream the rows that its events add up to, as text, and counts every event that does not fit:
/// a row created that is there already, a row changed or deleted that is not. Rows without a primary key are kept as a
/// multiset. Thread-safe.
class MirrorSink final : public EventSink
{
public:
    struct Counts {
        std::uint64_t created = 0;
        std::uint64_t updated = 0;
        std::uint64_t deleted = 0;
        std::uint64_t snapshot = 0;
        std::uint64_t resets = 0;
        std::uint64_t repeated = 0; ///< sent again after a stop, and left out
        std::uint64_t unfit = 0;    ///< events that contradict the rows so far
        [[nodiscard]] std::uint64_t changes() const { return created + updated + deleted; }
    };

    bool push(BatchPtr batch) override;
    void checkpoint(std::string position) override;
    void alive() override;
    void advanceTime(TimeNs) override { }
    void report(Problem problem) override;
    void progress(std::string what, std::uint64_t done, std::uint64_t expected) override;
    void gap(TimeNs from_ns, TimeNs to_ns, std::string reason) override;
    void countLate(std::uint64_t) override { }
    void countDuplicates(std::uint64_t) override { }
    void countDropped(std::uint64_t) override { }

    [[nodiscard]] Counts counts(const std::string &stream) const;
    [[nodiscard]] std::size_t rows(const std::string &stream) const;
    [[nodiscard]] std::string lastCheckpoint() const;
    [[nodiscard]] std::uint64_t aliveCalls() const;
    [[nodiscard]] std::uint64_t batches() const;
    [[nodiscard]] std::vector<Problem> problems() const;
    [[nodiscard]] bool hasProblem(const std::string &part) const;
    [[nodiscard]] std::vector<std::string> gaps() const;
    [[nodiscard]] std::vector<std::string> progressTexts() const;
    [[nodiscard]] SchemaPtr schema(const std::string &stream) const;
    /// What the first misfit was, for messages.
    [[nodiscard]] std::string firstMisfit() const;
    /// The newest cell of the only row whose key is `key`.
    [[nodiscard]] std::string cell(const std::string &stream, const std::string &key, const std::string &column) const;

    [[nodiscard]] bool hasRow(const std::string &stream, const std::string &key) const;

    /// Refuses pushes from now on, as an engine that is stopping.
    void refuse();
    /// Runs inside each push, before the rows are taken: to hold the connector in the middle of its work.
    void setBeforePush(std::function<void(const Batch &)> work);

    /// "" when the stream's rows equal SELECT * of the table, else the first difference in words.
    [[nodiscard]] std::string difference(SqlClient &client, const std::string &database, const std::string &table) const;

private:
    using Row = std::vector<std::string>;
    struct Table {
        SchemaPtr schema;
        std::multimap<std::string, Row> rows;
        std::multimap<std::string, Row> before_snapshot;
        Counts counts;
        BinlogPosition last_place;
        std::uint64_t last_number = 0;
        bool repeating = false;
        std::map<std::string, std::deque<std::string>> recent; ///< the last events of each key, for messages
    };
    static bool isRepeated(Table &table, std::string_view position);
    static void rearrange(Table &table, const Schema &schema);
    void apply(Table &table, const Batch &batch, std::size_t row);
    void insert(Table &table, const Batch &batch, std::size_t row);
    void update(Table &table, const Batch &batch, std::size_t row);
    void remove(Table &table, const Batch &batch, std::size_t row);
    static void endBrokenSnapshot(Table &table);
    void misfit(Table &table, const Batch &batch, std::size_t row, const std::string &what);

    mutable std::mutex mutex_;
    std::map<std::string, Table> tables_;
    std::string checkpoint_;
    std::string first_misfit_;
    std::uint64_t alive_calls_ = 0;
    std::uint64_t batches_ = 0;
    std::vector<Problem> problems_;
    std::vector<std::string> gaps_;
    std::vector<std::string> progress_;
    std::function<void(const Batch &)> before_push_;
    bool refusing_ = false;
};

} // namespace streamgauge
