// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/replay/jsonsplitter.h"

#include <simdjson.h>

#include <functional>
#include <optional>
#include <string>
#include <unordered_map>

namespace streamgauge {

namespace {

constexpr int deepest_object = 16;
constexpr std::size_t most_columns = 4'096;

using simdjson::ondemand::json_type;

struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};

std::string_view trimmed(std::string_view text)
{
    const std::size_t end = text.find_last_not_of(" \t\r\n");
    return end == std::string_view::npos ? std::string_view() : text.substr(0, end + 1);
}

bool isDigit(char letter)
{
    return letter >= '0' && letter <= '9';
}

/// "00:07:49.472" in seconds, with its fraction as it stands.
std::string secondsText(std::string_view clock)
{
    std::uint64_t parts[3] = {};
    std::size_t part = 0;
    std::size_t at = 0;
    for (; at < clock.size() && clock[at] != '.'; ++at) {
        if (clock[at] == ':')
            ++part;
        else
            parts[part] = parts[part] * 10 + static_cast<std::uint64_t>(clock[at] - '0');
    }
    return std::to_string((parts[0] * 60 + parts[1]) * 60 + parts[2]) + std::string(clock.substr(at));
}

} // namespace

std::size_t lengthOfElapsed(std::string_view line)
{
    constexpr std::size_t most_hour_digits = 6;
    const auto digits = [&](std::size_t from, std::size_t most) {
        std::size_t at = from;
        while (at < line.size() && at - from < most && isDigit(line[at]))
            ++at;
        return at - from;
    };
    std::size_t at = digits(0, most_hour_digits);
    if (at == 0)
        return 0;
    for (int part = 0; part < 2; ++part) {
        if (at >= line.size() || line[at] != ':' || digits(at + 1, 2) != 2)
            return 0;
        at += 3;
    }
    if (at < line.size() && line[at] == '.') {
        constexpr std::size_t most_fraction_digits = 9;
        const std::size_t fraction = digits(at + 1, most_fraction_digits);
        if (fraction == 0)
            return 0;
        at += 1 + fraction;
    }
    return at < line.size() && line[at] == '{' ? at : 0;
}

struct JsonSplitter::Parts {
    simdjson::ondemand::parser parser;
    std::string padded;
    std::string path;
    std::string elapsed;
    std::unordered_map<std::string, std::size_t, TextHash, std::equal_to<>> places;
};

/// Walks one object and files its cells.
class JsonSplitter::Walk
{
public:
    Walk(JsonSplitter &splitter, std::vector<Cell> &cells)
        : splitter_(splitter)
        , cells_(cells)
    {
    }

    simdjson::error_code object(simdjson::ondemand::object object, int depth)
    {
        std::string &path = splitter_.parts_->path;
        for (auto field : object) {
            simdjson::ondemand::field member;
            std::string_view key;
            if (auto error = std::move(field).get(member))
                return error;
            if (auto error = member.unescaped_key().get(key))
                return error;
            const std::size_t length = path.size();
            if (depth > 0)
                path += '.';
            path += key;
            const auto error = value(member.value(), depth);
            path.resize(length);
            if (error)
                return error;
        }
        return simdjson::SUCCESS;
    }

private:
    simdjson::error_code value(simdjson::ondemand::value value, int depth)
    {
        json_type type {};
        if (auto error = value.type().get(type))
            return error;
        if (type == json_type::object && depth + 1 < deepest_object) {
            simdjson::ondemand::object inner;
            if (auto error = value.get_object().get(inner))
                return error;
            return object(inner, depth + 1);
        }
        Cell cell;
        if (auto error = read(value, type, cell))
            return error;
        if (const auto place = placeOf(splitter_.parts_->path))
            cells_[*place] = cell;
        return simdjson::SUCCESS;
    }

    static simdjson::error_code read(simdjson::ondemand::value &value, json_type type, Cell &cell)
    {
        simdjson::error_code error = simdjson::SUCCESS;
        double number = 0;
        switch (type) {
        case json_type::string: cell.form = CellForm::Text; return value.get_string().get(cell.text);
        case json_type::array: {
            simdjson::ondemand::array array;
            cell.form = CellForm::Raw;
            error = value.get_array().get(array);
            error = error ? error : array.raw_json().get(cell.text);
            cell.text = trimmed(cell.text);
            return error;
        }
        case json_type::object: {
            simdjson::ondemand::object object;
            cell.form = CellForm::Raw;
            error = value.get_object().get(object);
            error = error ? error : object.raw_json().get(cell.text);
            cell.text = trimmed(cell.text);
            return error;
        }
        case json_type::number:
            // As text, so that no digit is lost; what no double can be near to is no number.
            cell = { CellForm::Token, trimmed(value.raw_json_token()) };
            return readDouble(cell.text, number) ? simdjson::SUCCESS : simdjson::NUMBER_ERROR;
        case json_type::boolean: {
            bool truth = false;
            error = value.get_bool().get(truth);
            cell = { CellForm::Token, truth ? "true" : "false" };
            return error;
        }
        case json_type::null: {
            bool is_null = false;
            cell.form = CellForm::Null;
            error = value.is_null().get(is_null);
            return error || is_null ? error : simdjson::N_ATOM_ERROR;
        }
        }
        return simdjson::INCORRECT_TYPE;
    }

    std::optional<std::size_t> placeOf(std::string_view path)
    {
        if (splitter_.timed_ && path == elapsed_column) {
            ++splitter_.unknown_cells_;
            return std::nullopt;
        }
        auto &places = splitter_.parts_->places;
        if (const auto found = places.find(path); found != places.end())
            return found->second;
        if (!splitter_.learning_ || splitter_.columns_.size() >= most_columns) {
            ++splitter_.unknown_cells_;
            return std::nullopt;
        }
        places.emplace(path, splitter_.columns_.size());
        splitter_.columns_.emplace_back(path);
        cells_.resize(splitter_.columns_.size());
        return splitter_.columns_.size() - 1;
    }

    JsonSplitter &splitter_;
    std::vector<Cell> &cells_;
};

JsonSplitter::JsonSplitter(bool timed)
    : parts_(std::make_unique<Parts>())
    , timed_(timed)
{
    if (timed)
        columns_.emplace_back(elapsed_column);
}

JsonSplitter::~JsonSplitter() = default;

std::string JsonSplitter::split(const Record &record, std::vector<Cell> &cells)
{
    cells.assign(columns_.size(), Cell());
    if (record.broken)
        return "the line is longer than 64 MB";
    const std::size_t clock = timed_ ? lengthOfElapsed(record.text) : 0;
    if (timed_ && clock == 0)
        return "no time such as 00:07:49.472 before a JSON object";
    const std::string_view json = record.text.substr(clock);
    std::string &padded = parts_->padded;
    padded.assign(json);
    padded.append(simdjson::SIMDJSON_PADDING, '\0');
    parts_->path.clear();

    simdjson::ondemand::document document;
    simdjson::ondemand::object object;
    auto error = parts_->parser.iterate(padded.data(), json.size(), padded.size()).get(document);
    if (!error)
        error = document.get_object().get(object);
    if (!error)
        error = Walk(*this, cells).object(object, 0);
    if (!error && document.current_location().error() != simdjson::OUT_OF_BOUNDS)
        error = simdjson::TRAILING_CONTENT;
    if (timed_ && !error) {
        parts_->elapsed = secondsText(record.text.substr(0, clock));
        cells.front() = { CellForm::Token, parts_->elapsed };
    }
    return error ? std::string("no JSON object: ") + simdjson::error_message(error) : std::string();
}

} // namespace streamgauge
