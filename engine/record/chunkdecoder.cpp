// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/record/chunkdecoder.h"

#include <algorithm>
#include <bit>
#include <limits>

namespace streamgauge {

namespace {

template <typename T> std::vector<T> inRowOrder(const std::vector<T> &cells, const std::vector<std::uint32_t> &order)
{
    if (order.empty() || cells.empty())
        return cells;
    std::vector<T> rows(cells.size());
    for (std::size_t index = 0; index < order.size(); ++index)
        rows[order[index]] = cells[index];
    return rows;
}

std::optional<TextColumn> toColumn(const std::vector<std::string_view> &texts)
{
    std::size_t bytes = 0;
    for (const std::string_view text : texts)
        bytes += text.size();
    if (bytes > std::numeric_limits<std::uint32_t>::max())
        return std::nullopt;
    std::string all;
    all.reserve(bytes);
    std::vector<std::uint32_t> ends(texts.size());
    for (std::size_t index = 0; index < texts.size(); ++index) {
        all.append(texts[index]);
        ends[index] = static_cast<std::uint32_t>(all.size());
    }
    return TextColumn(std::move(all), std::move(ends));
}

bool hasWords(ValueKind kind)
{
    return isNumeric(kind) || kind == ValueKind::Timestamp;
}

} // namespace

ColumnPlan wholePlan(SchemaPtr schema)
{
    ColumnPlan plan { schema, schema, {}, true };
    for (std::uint32_t column = 0; column < schema->columns.size(); ++column)
        plan.columns.push_back(column);
    return plan;
}

ColumnPlan planColumns(SchemaPtr schema, const std::vector<std::string> &names, bool keys)
{
    ColumnPlan plan { schema, nullptr, {}, false };
    auto wanted = std::make_shared<Schema>(*schema);
    wanted->columns.clear();
    wanted->key_columns.clear();
    for (std::uint32_t column = 0; column < schema->columns.size(); ++column) {
        const bool key = keys && std::ranges::find(schema->key_columns, column) != schema->key_columns.end();
        if (!key && std::ranges::find(names, schema->columns[column].name) == names.end())
            continue;
        wanted->columns.push_back(schema->columns[column]);
        plan.columns.push_back(column);
    }
    // A key is known by all its columns or not at all.
    for (const std::uint32_t column : schema->key_columns) {
        const auto place = std::ranges::find(plan.columns, column);
        if (place == plan.columns.end()) {
            wanted->key_columns.clear();
            break;
        }
        wanted->key_columns.push_back(static_cast<std::uint32_t>(place - plan.columns.begin()));
    }
    plan.wanted = std::move(wanted);
    return plan;
}

void ChunkDecoder::fail(std::string what)
{
    if (error_.message.empty())
        error_ = { ErrorKind::Input, std::move(what), "", "The rest of the recording can be read" };
}

bool ChunkDecoder::open(std::uint32_t part)
{
    if (!error_.message.empty())
        return false;
    auto sealed = (*source_)(part);
    if (!sealed) {
        error_ = sealed.error();
        return false;
    }
    if (!*sealed)
        return false;
    auto content = unsealer_.unseal(**sealed);
    if (content)
        content_ = *content;
    else
        error_ = content.error();
    return content.ok();
}

Result<BatchPtr> ChunkDecoder::decode(const ColumnPlan &plan, ChunkShape shape, const PartSource &source)
{
    source_ = &source;
    rows_ = shape.rows;
    parts_ = {};
    error_ = {};
    order_.clear();
    states_.assign(rows_, 0);
    if (!open(number(ChunkPart::Operations)))
        fail("the operations are missing");
    ByteReader in(content_);
    if (error_.message.empty())
        decodeBytes(in, states_, static_cast<std::uint8_t>(Op::SnapshotEnd));
    for (const std::uint8_t state : states_)
        parts_.ops.push_back(static_cast<Op>(state));
    if (!in.ok())
        fail("the operations are damaged");
    parts_.ends_transaction.assign(rows_, 0);
    if (open(number(ChunkPart::Transactions))) {
        ByteReader marks(content_);
        decodeBytes(marks, parts_.ends_transaction, 1);
        if (!marks.ok())
            fail("the transaction marks are damaged");
    }
    readTimes(ChunkPart::EventTimes, parts_.event_times_ns);
    readTimes(ChunkPart::ArrivalTimes, parts_.arrival_times_ns);
    readKeys();
    if (plan.whole) {
        readTimes(ChunkPart::SentTimes, parts_.sent_times_ns);
        readPositions();
    }
    for (const std::uint32_t column : plan.columns)
        parts_.after.push_back(readColumn(plan, column, false));
    for (const std::uint32_t column : plan.columns) {
        if (shape.with_before)
            parts_.before.push_back(readColumn(plan, column, true));
    }
    keysFromColumns(plan, shape.with_before);
    if (!error_.message.empty())
        return error_;
    parts_.schema = plan.wanted;
    return assembleBatch(std::move(parts_));
}

void ChunkDecoder::readTimes(ChunkPart part, std::vector<TimeNs> &times)
{
    if (!open(number(part))) {
        if (part != ChunkPart::SentTimes)
            fail("times are missing");
        return;
    }
    ByteReader in(content_);
    const bool behind_events = part != ChunkPart::EventTimes && in.byte() == 1;
    words_.resize(rows_);
    decodeWords(in, words_);
    if (!in.ok()) {
        fail("times are damaged");
        return;
    }
    times.resize(rows_);
    for (std::size_t row = 0; row < rows_; ++row) {
        const std::uint64_t base = behind_events ? static_cast<std::uint64_t>(parts_.event_times_ns[row]) : 0;
        times[row] = static_cast<TimeNs>(words_[row] + base);
    }
}

void ChunkDecoder::readKeys()
{
    if (!open(number(ChunkPart::Keys))) {
        fail("the keys are missing");
        return;
    }
    ByteReader in(content_);
    const std::uint8_t form = in.byte();
    key_form_ = static_cast<KeyForm>(form);
    parts_.key_hashes.resize(rows_);
    if (key_form_ == KeyForm::Dictionary) {
        std::vector<std::string_view> distinct;
        decodeTexts(in, in.number(rows_), distinct);
        indices_.resize(rows_);
        decodeWords(in, indices_);
        if (std::ranges::any_of(indices_, [&](std::uint64_t index) { return index >= distinct.size(); }))
            in.fail();
        if (in.ok()) {
            std::vector<std::uint64_t> hashes(distinct.size());
            std::ranges::transform(distinct, hashes.begin(), keyHash);
            texts_.resize(rows_);
            for (std::size_t row = 0; row < rows_; ++row) {
                texts_[row] = distinct[indices_[row]];
                parts_.key_hashes[row] = hashes[indices_[row]];
            }
            if (distinct.size() > 1)
                order_ = orderByKey(indices_, distinct.size());
        }
    } else if (key_form_ == KeyForm::Texts) {
        decodeTexts(in, rows_, texts_);
        std::ranges::transform(texts_, parts_.key_hashes.begin(), keyHash);
    } else if (key_form_ == KeyForm::FromColumns) {
        return;
    } else {
        in.fail();
    }
    auto keys = in.ok() ? toColumn(texts_) : std::nullopt;
    if (keys)
        parts_.keys = std::move(*keys);
    else
        fail("the keys are damaged");
}

void ChunkDecoder::keysFromColumns(const ColumnPlan &plan, bool with_before)
{
    if (key_form_ != KeyForm::FromColumns || !error_.message.empty())
        return;
    const Schema &schema = *plan.recorded;
    std::vector<ColumnData> made;
    made.reserve(2 * schema.key_columns.size());
    std::vector<const ColumnData *> after(schema.columns.size());
    std::vector<const ColumnData *> before(with_before ? schema.columns.size() : 0);
    for (const std::uint32_t column : schema.key_columns) {
        after[column] = &made.emplace_back(readColumn(plan, column, false));
        if (with_before)
            before[column] = &made.emplace_back(readColumn(plan, column, true));
    }
    if (!error_.message.empty())
        return;
    std::string key;
    for (std::size_t row = 0; row < rows_; ++row) {
        key.clear();
        appendRowKey(key, schema, after, before, parts_.ops[row], row);
        if (!parts_.keys.fits(key.size())) {
            fail("the keys are too long");
            return;
        }
        parts_.keys.append(key);
        parts_.key_hashes[row] = keyHash(key);
    }
}

void ChunkDecoder::readPositions()
{
    if (!open(number(ChunkPart::Positions)))
        return;
    ByteReader in(content_);
    states_.assign(rows_, 0);
    decodeBytes(in, states_, 1);
    if (!in.ok() || states_[0] != 1) {
        fail("the positions are damaged");
        return;
    }
    const auto changes = static_cast<std::size_t>(std::ranges::count(states_, std::uint8_t { 1 }));
    decodeTexts(in, changes, texts_);
    if (!in.ok())
        fail("the positions are damaged");
    parts_.positions.assign(texts_.begin(), texts_.end());
    parts_.position_indices.reserve(rows_);
    std::uint32_t index = 0;
    for (const std::uint8_t changed : states_)
        parts_.position_indices.push_back((index += changed) - 1);
}

ColumnData ChunkDecoder::readColumn(const ColumnPlan &plan, std::uint32_t column, bool before)
{
    const Column &about = plan.recorded->columns[column];
    if (!open(columnPart(column, before))) {
        fail("column " + about.name + " is missing");
        return {};
    }
    ByteReader in(content_);
    states_.assign(rows_, 0);
    decodeBytes(in, states_, static_cast<std::uint8_t>(CellState::Value));
    words_.assign(hasWords(about.kind) ? rows_ : 0, 0);
    texts_.clear();
    if (in.ok())
        readCells(in, about);
    if (!in.ok()) {
        fail("column " + about.name + " is damaged");
        return {};
    }
    dropMissingWords();
    auto texts = toColumn(inRowOrder(texts_, order_));
    if (!texts) {
        fail("column " + about.name + " is too large");
        return {};
    }
    const std::vector<std::uint8_t> states = inRowOrder(states_, order_);
    std::vector<CellState> cell_states(rows_);
    std::ranges::transform(states, cell_states.begin(), [](std::uint8_t state) { return static_cast<CellState>(state); });
    return { about.kind, std::move(cell_states), inRowOrder(words_, order_), std::move(*texts) };
}

void ChunkDecoder::dropMissingWords()
{
    for (std::size_t index = 0; index < words_.size(); ++index) {
        if (states_[index] != static_cast<std::uint8_t>(CellState::Value))
            words_[index] = 0;
    }
}

void ChunkDecoder::readCells(ByteReader &in, const Column &column)
{
    switch (column.kind) {
    case ValueKind::Bool:
    case ValueKind::Int64:
    case ValueKind::UInt64:
    case ValueKind::Double: decodeWords(in, words_); return;
    case ValueKind::Decimal: readDecimals(in); return;
    case ValueKind::Timestamp:
        decodeWords(in, words_);
        if (in.byte() == 1)
            decodeTexts(in, rows_, texts_);
        else if (std::ranges::find(words_, static_cast<std::uint64_t>(ColumnData::no_instant)) != words_.end())
            in.fail();
        return;
    case ValueKind::String:
    case ValueKind::Bytes:
    case ValueKind::Json: decodeTexts(in, rows_, texts_); return;
    }
}

void ChunkDecoder::readDecimals(ByteReader &in)
{
    if (in.byte() == static_cast<std::uint8_t>(DecimalForm::Texts)) {
        decodeWords(in, words_);
        decodeTexts(in, rows_, texts_);
        return;
    }
    const std::uint8_t places = in.byte();
    if (places > most_decimal_places)
        in.fail();
    decodeWords(in, words_);
    if (!in.ok())
        return;
    made_texts_.clear();
    std::vector<std::size_t> ends(rows_);
    for (std::size_t index = 0; index < rows_; ++index) {
        if (states_[index] == static_cast<std::uint8_t>(CellState::Value)) {
            const auto digits = static_cast<std::int64_t>(words_[index]);
            appendDecimal(made_texts_, digits, places);
            words_[index] = std::bit_cast<std::uint64_t>(decimalValue(digits, places));
        }
        ends[index] = made_texts_.size();
    }
    texts_.resize(rows_);
    for (std::size_t index = 0; index < rows_; ++index) {
        const std::size_t begin = index == 0 ? 0 : ends[index - 1];
        texts_[index] = std::string_view(made_texts_).substr(begin, ends[index] - begin);
    }
}

} // namespace streamgauge
