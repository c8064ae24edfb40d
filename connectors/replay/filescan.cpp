// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/replay/filescan.h"

#include "connectors/replay/csvsplitter.h"
#include "connectors/replay/jsonsplitter.h"
#include "connectors/replay/kindguess.h"

#include <algorithm>
#include <array>

namespace streamgauge {

namespace {

constexpr std::uint64_t sample_bytes = 32 << 20;
constexpr std::uint64_t rows_between_looks = 8'192;

Error unusable(const InputFile &file, std::string message, std::string remedy, ErrorKind kind = ErrorKind::Configuration)
{
    return { kind, std::move(message), file.path(), std::move(remedy) };
}

struct Beginning {
    std::uint64_t offset = 0; ///< behind a byte order mark
    bool json = false;
    bool timed = false; ///< JSON behind the time since the stream began
};

Result<Beginning> lookAtBeginning(InputFile &file, const std::string &format)
{
    std::array<char, 4'096> bytes {};
    const std::string_view text(bytes.data(), file.read(0, bytes));
    if (text.empty())
        return unusable(file, "The file is empty", "Give a file with a header line and rows, or with JSON lines",
                        ErrorKind::Input);
    if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff"))
        return unusable(file, "The file is in UTF-16", "Convert it to UTF-8: iconv -f UTF-16 -t UTF-8",
                        ErrorKind::Unsupported);
    if (text.find('\0') != std::string_view::npos)
        return unusable(file, "The file is no text", "Give a file in CSV or JSON lines", ErrorKind::Unsupported);
    Beginning beginning;
    beginning.offset = text.starts_with("\xef\xbb\xbf") ? 3 : 0;
    const std::size_t first = text.find_first_not_of(" \t\r\n", beginning.offset);
    beginning.timed = format != "csv" && first != std::string_view::npos && lengthOfElapsed(text.substr(first)) > 0;
    beginning.json =
        beginning.timed || format == "json" || (format == "auto" && first != std::string_view::npos && text[first] == '{');
    return beginning;
}

struct ColumnGuess {
    KindGuess kind;
    TimeGuess time;
};

/// Reads the sample. Bad rows are left to the reading proper.
std::vector<ColumnGuess> sample(FilePlan &plan, InputFile &file, const std::stop_token &stop)
{
    RecordReader reader(file, plan.framing);
    reader.seek(plan.first_offset, plan.first_line);
    std::vector<ColumnGuess> guesses;
    std::vector<Cell> cells;
    Record record;
    while (!stop.stop_requested() && reader.offset() < plan.first_offset + sample_bytes && reader.next(record)) {
        if (record.text.empty() || !plan.splitter->split(record, cells).empty())
            continue;
        guesses.resize(plan.splitter->columns().size());
        for (std::size_t column = 0; column < cells.size(); ++column) {
            guesses[column].kind.see(cells[column]);
            guesses[column].time.see(cells[column]);
        }
        ++plan.sampled_rows;
    }
    guesses.resize(plan.splitter->columns().size());
    plan.splitter->setLearning(false);
    plan.sampled_bytes = reader.offset() - plan.first_offset;
    plan.sampled_all = reader.offset() >= file.size();
    return guesses;
}

Result<std::size_t> columnNamed(const FilePlan &plan, const InputFile &file, const std::string &name)
{
    const auto &columns = plan.splitter->columns();
    const auto found = std::ranges::find(columns, name);
    if (found != columns.end())
        return static_cast<std::size_t>(found - columns.begin());
    std::string known;
    for (std::size_t i = 0; i < columns.size() && i < 40; ++i)
        known += (i > 0 ? ", " : "") + columns[i];
    return unusable(file, "The file has no column '" + name + "'", "Use one of: " + known);
}

Result<std::optional<TimeColumn>> namedTime(const FilePlan &plan, const InputFile &file,
                                            const std::vector<ColumnGuess> &guesses, const std::string &name,
                                            TimeNs start_ns)
{
    if (name.empty())
        return std::optional<TimeColumn>();
    const auto column = columnNamed(plan, file, name);
    if (!column)
        return column.error();
    const auto reader = guesses[*column].time.reader(name, start_ns);
    if (!reader)
        return unusable(file, "Column '" + name + "' holds no times",
                        "Name a column with ISO 8601 times or numbers, or time=row");
    return std::optional(TimeColumn { *column, *reader });
}

std::optional<TimeColumn> likelyTime(const FilePlan &plan, const std::vector<ColumnGuess> &guesses, TimeNs start_ns)
{
    int best = 0;
    std::optional<TimeColumn> chosen;
    for (std::size_t column = 0; column < guesses.size(); ++column) {
        const std::string &name = plan.splitter->columns()[column];
        const int rank = timeRank(name, guesses[column].time, start_ns);
        if (rank > best) {
            best = rank;
            chosen = TimeColumn { column, *guesses[column].time.reader(name, start_ns) };
        }
    }
    return chosen;
}

Result<void> openCsv(FilePlan &plan, InputFile &file, std::uint64_t offset, const std::string &separator)
{
    RecordReader reader(file, { true, ',' });
    reader.seek(offset, 1);
    Record header;
    do {
        if (!reader.next(header))
            return unusable(file, "The file has no header line", "The first line must name the columns", ErrorKind::Input);
    } while (header.text.empty());
    if (header.broken)
        return unusable(file, "A quote in the header line is never closed", "Correct the first line", ErrorKind::Input);
    plan.framing = { true,
                     separator == "auto"      ? detectSeparator(header.text)
                         : separator == "tab" ? '\t'
                                              : separator.front() };
    plan.splitter = std::make_unique<CsvSplitter>(header.text, plan.framing.separator);
    plan.first_offset = reader.offset();
    plan.first_line = reader.line();
    plan.format_text =
        std::string("CSV, separator ") + (plan.framing.separator == '\t' ? "tab" : std::string(1, plan.framing.separator));
    return {};
}

Result<SchemaPtr> makeSchema(const FilePlan &plan, const InputFile &file, const std::string &stream,
                             const std::vector<ColumnGuess> &guesses, const std::vector<std::string> &keys)
{
    auto schema = std::make_shared<Schema>();
    schema->stream = stream;
    for (std::size_t column = 0; column < guesses.size(); ++column)
        schema->columns.push_back(guesses[column].kind.column(plan.splitter->columns()[column]));
    for (const std::string &key : keys) {
        const auto column = columnNamed(plan, file, key);
        if (!column)
            return column.error();
        schema->key_columns.push_back(static_cast<std::uint32_t>(*column));
    }
    return SchemaPtr(std::move(schema));
}

} // namespace

Result<FilePlan> planFile(InputFile &file, const std::string &stream, const ScanOptions &options,
                          const std::stop_token &stop)
{
    const auto beginning = lookAtBeginning(file, options.format);
    if (!beginning)
        return beginning.error();
    FilePlan plan;
    plan.first_offset = beginning->offset;
    if (beginning->json) {
        plan.splitter = std::make_unique<JsonSplitter>(beginning->timed);
        plan.format_text = beginning->timed ? "JSON lines, each behind its time" : "JSON lines";
    } else if (auto opened = openCsv(plan, file, beginning->offset, options.separator); !opened) {
        return opened.error();
    }
    const std::vector<ColumnGuess> guesses = sample(plan, file, stop);
    if (stop.stop_requested())
        return Error { ErrorKind::Cancelled, "Stopped", file.path(), "" };
    if (guesses.empty())
        return unusable(file, "The file holds no JSON objects", "Each line must be one JSON object", ErrorKind::Input);
    auto schema = makeSchema(plan, file, stream, guesses, options.keys);
    if (!schema)
        return schema.error();
    plan.schema = *schema;
    auto sent = namedTime(plan, file, guesses, options.sent, options.start_ns);
    const std::string given =
        options.time.empty() && beginning->timed ? std::string(JsonSplitter::elapsed_column) : options.time;
    auto time = namedTime(plan, file, guesses, given == "row" ? "" : given, options.start_ns);
    if (!sent || !time)
        return sent ? time.error() : sent.error();
    plan.sent = *sent;
    plan.time = given.empty() ? likelyTime(plan, guesses, options.start_ns) : *time;
    return plan;
}

namespace {

/// One reading of all times. With `index`, each row is entered there.
class TimeScan
{
public:
    TimeScan(FilePlan &plan, InputFile &file)
        : plan_(plan)
        , reader_(file, plan.framing)
        , decoder_(plan.decoder())
    {
        reader_.seek(plan.first_offset, plan.first_line);
        plan_.rows = 0;
        plan_.late_rows = 0;
        plan_.bad_rows = {};
    }

    Result<void> run(const std::stop_token &stop, const std::function<void(std::uint64_t)> &progress, TimeIndex *index)
    {
        Record record;
        for (std::uint64_t records = 0; reader_.next(record); ++records) {
            if (records % rows_between_looks == 0) {
                progress(reader_.offset());
                if (stop.stop_requested())
                    return Error { ErrorKind::Cancelled, "Stopped", "", "" };
            }
            if (record.text.empty())
                continue;
            if (std::string fault = decoder_.read(record); !fault.empty()) {
                plan_.bad_rows.add(record.line, [&] { return fault; });
                continue;
            }
            take(*decoder_.time());
            if (!index)
                continue;
            if (auto added = index->add({ *decoder_.time(), record.offset, record.line, record.text.size() }); !added)
                return added;
        }
        return {};
    }

private:
    void take(TimeNs time_ns)
    {
        if (plan_.rows++ == 0)
            plan_.first_ns = plan_.last_ns = time_ns;
        plan_.late_rows += time_ns < plan_.last_ns ? 1 : 0;
        plan_.first_ns = std::min(plan_.first_ns, time_ns);
        plan_.last_ns = std::max(plan_.last_ns, time_ns);
    }

    FilePlan &plan_;
    RecordReader reader_;
    RowDecoder decoder_;
};

} // namespace

Result<void> scanTimes(FilePlan &plan, InputFile &file, const std::stop_token &stop,
                       const std::function<void(std::uint64_t)> &progress)
{
    if (!plan.time)
        return {};
    if (auto scanned = TimeScan(plan, file).run(stop, progress, nullptr); !scanned)
        return scanned;
    plan.times_known = true;
    if (plan.late_rows == 0)
        return {};
    plan.sorted = std::make_unique<TimeIndex>();
    if (auto indexed = TimeScan(plan, file).run(stop, progress, plan.sorted.get()); !indexed)
        return indexed;
    return plan.sorted->sort();
}

} // namespace streamgauge
