// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/record/recordfile.h"

#include <sqlite3.h>

namespace streamgauge {

namespace {

constexpr const char *layout =
    "PRAGMA application_id=0x53475231;"
    "PRAGMA user_version=1;"
    "CREATE TABLE info (name TEXT PRIMARY KEY, value) WITHOUT ROWID;"
    "CREATE TABLE source (id INTEGER PRIMARY KEY, about TEXT NOT NULL);"
    "CREATE TABLE clock (id INTEGER PRIMARY KEY, source INTEGER NOT NULL, streams TEXT NOT NULL);"
    "CREATE TABLE shape (id INTEGER PRIMARY KEY, source INTEGER NOT NULL, about TEXT NOT NULL);"
    "CREATE TABLE chunk (id INTEGER PRIMARY KEY, shape INTEGER NOT NULL, first_row INTEGER NOT NULL,"
    " rows INTEGER NOT NULL, with_before INTEGER NOT NULL, event_from INTEGER NOT NULL,"
    " event_to INTEGER NOT NULL, arrival_from INTEGER NOT NULL, arrival_to INTEGER NOT NULL);"
    "CREATE INDEX chunk_times ON chunk (shape, event_from, event_to);"
    "CREATE TABLE part (id INTEGER PRIMARY KEY, content BLOB NOT NULL);"
    "CREATE TABLE segment (id INTEGER PRIMARY KEY, content BLOB NOT NULL);"
    "CREATE TABLE alert (id INTEGER PRIMARY KEY, content TEXT NOT NULL);"
    "CREATE TABLE gap (id INTEGER PRIMARY KEY, source TEXT NOT NULL, from_ns INTEGER NOT NULL,"
    " to_ns INTEGER NOT NULL, reason TEXT NOT NULL);"
    "CREATE TABLE problem (id INTEGER PRIMARY KEY, source TEXT NOT NULL, content TEXT NOT NULL);"
    "CREATE TABLE note (id INTEGER PRIMARY KEY, from_ns INTEGER NOT NULL, to_ns INTEGER NOT NULL,"
    " key TEXT NOT NULL, label TEXT NOT NULL);";
constexpr int busy_ms = 5'000;
constexpr int closing_busy_ms = 200;

} // namespace

void RecordStatement::Finalizer::operator()(sqlite3_stmt *statement) const
{
    sqlite3_finalize(statement);
}

RecordStatement::RecordStatement(sqlite3 *database, const char *sql)
{
    sqlite3_stmt *statement = nullptr;
    ok_ = sqlite3_prepare_v2(database, sql, -1, &statement, nullptr) == SQLITE_OK;
    statement_.reset(statement);
}

RecordStatement &RecordStatement::bind(int index, std::int64_t number)
{
    ok_ = ok_ && sqlite3_bind_int64(statement_.get(), index, number) == SQLITE_OK;
    return *this;
}

RecordStatement &RecordStatement::bindText(int index, std::string_view text)
{
    ok_ = ok_
        && sqlite3_bind_text64(statement_.get(), index, text.data() == nullptr ? "" : text.data(), text.size(),
                               SQLITE_TRANSIENT, SQLITE_UTF8)
            == SQLITE_OK;
    return *this;
}

RecordStatement &RecordStatement::bindBytes(int index, std::string_view bytes)
{
    ok_ = ok_ && sqlite3_bind_blob64(statement_.get(), index, bytes.data(), bytes.size(), SQLITE_STATIC) == SQLITE_OK;
    return *this;
}

bool RecordStatement::next()
{
    if (!ok_)
        return false;
    const int code = sqlite3_step(statement_.get());
    ok_ = code == SQLITE_ROW || code == SQLITE_DONE;
    return code == SQLITE_ROW;
}

bool RecordStatement::run()
{
    while (next()) { }
    const bool ran = ok_;
    reset();
    return ran;
}

void RecordStatement::reset()
{
    sqlite3_reset(statement_.get());
}

std::int64_t RecordStatement::integer(int column) const
{
    return sqlite3_column_int64(statement_.get(), column);
}

std::string_view RecordStatement::bytes(int column) const
{
    const void *data = sqlite3_column_blob(statement_.get(), column);
    const int size = sqlite3_column_bytes(statement_.get(), column);
    return data == nullptr ? std::string_view()
                           : std::string_view(static_cast<const char *>(data), static_cast<std::size_t>(size));
}

void RecordFile::Closer::operator()(sqlite3 *database) const
{
    sqlite3_close_v2(database);
}

RecordFile::RecordFile(std::filesystem::path path, sqlite3 *database)
    : path_(std::move(path))
    , database_(database)
{
}

RecordStatement RecordFile::prepare(const char *sql) const
{
    return { database_.get(), sql };
}

bool RecordFile::execute(const char *sql) const
{
    return sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr) == SQLITE_OK;
}

Error RecordFile::error(const std::string &doing) const
{
    const int code = database_ == nullptr ? SQLITE_NOMEM : sqlite3_errcode(database_.get());
    const std::string text = database_ == nullptr ? "out of memory" : sqlite3_errmsg(database_.get());
    switch (code) {
    case SQLITE_FULL:
    case SQLITE_IOERR:
        return { ErrorKind::Resource, doing + ": the disk is full or fails: " + text, path_.string(),
                 "What was written until now can be read; make room and start a new recording" };
    case SQLITE_NOTADB: return { ErrorKind::Input, "this is no recording", path_.string(), "Recordings end in .sgr" };
    case SQLITE_CORRUPT:
        return { ErrorKind::Input, "the recording is damaged: " + text, path_.string(), "What can be read is shown" };
    default: return { ErrorKind::Resource, doing + ": " + text, path_.string(), "Check the path and its permissions" };
    }
}

Result<RecordFile> RecordFile::create(const std::filesystem::path &path)
{
    std::error_code failed;
    if (std::filesystem::exists(path, failed))
        return Error { ErrorKind::Configuration, "there is a file of this name already", path.string(),
                       "Choose another name; a recording is never overwritten" };
    sqlite3 *raw = nullptr;
    const int opened = sqlite3_open_v2(
        path.c_str(), &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX | SQLITE_OPEN_PRIVATECACHE,
        nullptr);
    RecordFile file(path, raw);
    // A killed process loses nothing of what was committed; only a power cut can take the last commits.
    if (opened != SQLITE_OK || !file.execute("PRAGMA journal_mode=WAL") || !file.execute("PRAGMA synchronous=NORMAL")
        || !file.execute("BEGIN IMMEDIATE") || !file.execute(layout) || !file.execute("COMMIT"))
        return file.error("the recording cannot be created");
    sqlite3_busy_timeout(raw, busy_ms);
    return file;
}

Result<RecordFile> RecordFile::open(const std::filesystem::path &path)
{
    std::error_code failed;
    if (!std::filesystem::is_regular_file(path, failed))
        return Error { ErrorKind::Configuration, "there is no such recording", path.string(), "Check the path" };
    sqlite3 *raw = nullptr;
    int opened = sqlite3_open_v2(path.c_str(), &raw, SQLITE_OPEN_READONLY | SQLITE_OPEN_FULLMUTEX, nullptr);
    RecordFile file(path, raw);
    if (opened != SQLITE_OK)
        return file.error("the recording cannot be opened");
    sqlite3_busy_timeout(raw, busy_ms);
    // What a stranger's file declares must not run anything.
    sqlite3_db_config(raw, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(raw, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    static_cast<void>(file.execute("PRAGMA cell_size_check=ON"));
    static_cast<void>(file.execute("PRAGMA mmap_size=0"));
    if (auto sound = file.checkFormat(); !sound)
        return sound.error();
    return file;
}

Result<void> RecordFile::checkFormat() const
{
    auto application = prepare("PRAGMA application_id");
    if (!application.next() || application.integer(0) != recording_application) {
        const Error said = error("the recording cannot be read");
        return said.kind == ErrorKind::Resource && application.ok()
            ? Error { ErrorKind::Input, "this is no recording", path_.string(), "Recordings end in .sgr" }
            : said;
    }
    auto version = prepare("PRAGMA user_version");
    if (!version.next())
        return error("the recording cannot be read");
    if (version.integer(0) > recording_version || version.integer(0) < 1)
        return Error { ErrorKind::Unsupported, "the recording was made by a newer Streamgauge", path_.string(),
                       "Update this one" };
    return {};
}

std::uint64_t RecordFile::sizeBytes() const
{
    std::uint64_t bytes = 0;
    for (const char *suffix : { "", "-wal" }) {
        std::error_code failed;
        const auto size = std::filesystem::file_size(path_.string() + suffix, failed);
        bytes += failed ? 0 : size;
    }
    return bytes;
}

Result<void> RecordFile::close()
{
    // Somebody who reads meanwhile keeps the log; it is merged when he closes.
    sqlite3_busy_timeout(database_.get(), closing_busy_ms);
    const bool merged = execute("PRAGMA wal_checkpoint(TRUNCATE)");
    if (merged)
        static_cast<void>(execute("PRAGMA journal_mode=DELETE"));
    Result<void> result = merged ? Result<void>() : error("the recording cannot be closed");
    database_.reset();
    return result;
}

} // namespace streamgauge
