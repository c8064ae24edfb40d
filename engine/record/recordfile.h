// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/result.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace streamgauge {

inline constexpr const char *recording_extension = ".sgr";
/// Grows with every change of the layout; newer ones are refused.
inline constexpr int recording_version = 1;
/// "SGR1", in the header of the SQLite file.
inline constexpr int recording_application = 0x53475231;

/// One prepared statement. Used by one thread, as its file.
class RecordStatement
{
public:
    RecordStatement() = default;
    RecordStatement(sqlite3 *database, const char *sql);

    RecordStatement &bind(int index, std::int64_t number);
    RecordStatement &bindText(int index, std::string_view text);
    /// The bytes must stay until the statement is run.
    RecordStatement &bindBytes(int index, std::string_view bytes);
    /// True: a row is there. False: the end, or a fault (see ok()).
    [[nodiscard]] bool next();
    /// Runs it to its end and makes it ready for the next time. False: a fault.
    bool run();
    void reset();
    [[nodiscard]] bool ok() const { return ok_; }

    [[nodiscard]] std::int64_t integer(int column) const;
    /// Valid until the next step.
    [[nodiscard]] std::string_view bytes(int column) const;

private:
    struct Finalizer {
        void operator()(sqlite3_stmt *statement) const;
    };
    std::unique_ptr<sqlite3_stmt, Finalizer> statement_;
    bool ok_ = true;
};

/// A recording's SQLite file. One thread at a time.
class RecordFile
{
public:
    /// Error Configuration when the file exists already.
    [[nodiscard]] static Result<RecordFile> create(const std::filesystem::path &path);
    /// For reading, also while another process or thread records into it. Error Input: no recording, or damaged; Error
    /// Unsupported: of a newer version.
    [[nodiscard]] static Result<RecordFile> open(const std::filesystem::path &path);

    [[nodiscard]] RecordStatement prepare(const char *sql) const;
    [[nodiscard]] bool execute(const char *sql) const;
    /// What SQLite said last.
    [[nodiscard]] Error error(const std::string &doing) const;
    [[nodiscard]] const std::filesystem::path &path() const { return path_; }
    /// With what is not yet merged into it.
    [[nodiscard]] std::uint64_t sizeBytes() const;
    /// Leaves one file behind, without a write-ahead log beside it.
    Result<void> close();

private:
    struct Closer {
        void operator()(sqlite3 *database) const;
    };
    RecordFile(std::filesystem::path path, sqlite3 *database);
    [[nodiscard]] Result<void> checkFormat() const;

    std::filesystem::path path_;
    std::unique_ptr<sqlite3, Closer> database_;
};

} // namespace streamgauge
