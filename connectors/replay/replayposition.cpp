// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/replay/replayposition.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace streamgauge {

namespace {

constexpr std::uint64_t most_hashed_bytes = 4'096;

/// FNV-1a, 64 bits: the same in every process.
class Hash
{
public:
    void add(std::string_view bytes)
    {
        for (const char byte : bytes)
            value_ = (value_ ^ static_cast<unsigned char>(byte)) * 1'099'511'628'211U;
    }
    [[nodiscard]] std::uint64_t value() const { return value_; }

private:
    std::uint64_t value_ = 14'695'981'039'346'656'037U;
};

std::uint64_t hashOf(InputFile &file, std::uint64_t from, std::uint64_t to)
{
    std::array<char, most_hashed_bytes> bytes {};
    Hash hash;
    hash.add({ bytes.data(), file.read(from, { bytes.data(), static_cast<std::size_t>(to - from) }) });
    return hash.value();
}

std::uint64_t hashOf(const FilePlan &plan)
{
    Hash hash;
    hash.add(plan.format_text);
    hash.add(plan.schema->stream);
    if (plan.time)
        hash.add(plan.schema->columns[plan.time->column].name + "\n" + plan.time->reader.text()
                 + std::to_string(plan.time->reader.start_ns));
    return hash.value();
}

template <typename Position> auto fieldsOf(Position &position)
{
    using Field = std::conditional_t<std::is_const_v<Position>, const std::uint64_t *, std::uint64_t *>;
    return std::array<std::pair<std::string_view, Field>, 10> { { { "byte", &position.offset },
                                                                  { "line", &position.line },
                                                                  { "taken", &position.taken },
                                                                  { "rows", &position.rows },
                                                                  { "loop", &position.loop },
                                                                  { "size", &position.size },
                                                                  { "modified_ns", &position.modified_ns },
                                                                  { "beginning", &position.beginning },
                                                                  { "passed", &position.passed },
                                                                  { "reading", &position.reading } } };
}

std::string_view cutBefore(std::string_view &text, char separator)
{
    const std::size_t end = std::min(text.find(separator), text.size());
    const std::string_view part = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return part;
}

template <typename Number> bool readWhole(std::string_view text, Number &number)
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size();
}

Error gap(const InputFile &file, std::string message)
{
    return { ErrorKind::Gap, std::move(message), file.path(), "the replay begins again at its start" };
}

} // namespace

std::string ReplayPosition::text() const
{
    std::string text;
    for (const auto &[name, value] : fieldsOf(*this))
        text += std::string(name) + "=" + std::to_string(*value) + ";";
    return text + "shift_ns=" + std::to_string(shift_ns);
}

std::optional<ReplayPosition> ReplayPosition::parse(std::string_view text)
{
    ReplayPosition position;
    for (const auto &[name, value] : fieldsOf(position)) {
        if (cutBefore(text, '=') != name || !readWhole(cutBefore(text, ';'), *value))
            return std::nullopt;
    }
    if (cutBefore(text, '=') != "shift_ns" || !readWhole(text, position.shift_ns))
        return std::nullopt;
    return position;
}

void ReplayPosition::mark(InputFile &file, const FilePlan &plan)
{
    size = file.size();
    modified_ns = file.modifiedNs();
    beginning = hashOf(file, 0, std::min(offset, most_hashed_bytes));
    passed = hashOf(file, offset - std::min(offset, most_hashed_bytes), offset);
    reading = hashOf(plan);
}

Result<std::optional<Problem>> ReplayPosition::judge(InputFile &file, const FilePlan &plan) const
{
    ReplayPosition now = *this;
    now.mark(file, plan);
    if (offset > now.size || now.beginning != beginning || now.passed != passed)
        return gap(file, "The file is not the one whose replay was interrupted");
    if (now.reading != reading)
        return gap(file, "The file is read in another way than when its replay was interrupted");
    if (now == *this)
        return std::optional<Problem>();
    // Rows that came or went anywhere change the order of time.
    if (plan.sorted || taken > 0)
        return gap(file, "The file has changed since its replay was interrupted, and is sorted by time");
    return std::optional(Problem { Problem::Severity::Notice,
                                   "The file has changed since its replay was interrupted, but not before that place; the "
                                   "replay goes on there",
                                   file.path() + ":" + std::to_string(line), "" });
}

} // namespace streamgauge
