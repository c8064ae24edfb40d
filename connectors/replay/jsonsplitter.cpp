// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/replay/jsonsplitter.h"

#include <simdjson.h>

#include <functional>
#include <optional>
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

} // namespace

struct JsonSplitter::Parts {
    simdjson::ondemand::parser parser;
    std::string padded;
    std::string path;
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

JsonSplitter::JsonSplitter()
    : parts_(std::make_unique<Parts>())
{
}

JsonSplitter::~JsonSplitter() = default;

std::string JsonSplitter::split(const Record &record, std::vector<Cell> &cells)
{
    cells.assign(columns_.size(), Cell());
    if (record.broken)
        return "the line is longer than 64 MB";
    std::string &padded = parts_->padded;
    padded.assign(record.text);
    padded.append(simdjson::SIMDJSON_PADDING, '\0');
    parts_->path.clear();

    simdjson::ondemand::document document;
    simdjson::ondemand::object object;
    auto error = parts_->parser.iterate(padded.data(), record.text.size(), padded.size()).get(document);
    if (!error)
        error = document.get_object().get(object);
    if (!error)
        error = Walk(*this, cells).object(object, 0);
    if (!error && document.current_location().error() != simdjson::OUT_OF_BOUNDS)
        error = simdjson::TRAILING_CONTENT;
    return error ? std::string("no JSON object: ") + simdjson::error_message(error) : std::string();
}

} // namespace streamgauge
