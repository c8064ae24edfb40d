// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/record/chunkencoder.h"

#include <absl/container/flat_hash_map.h>

#include <algorithm>
#include <bit>

namespace streamgauge {

namespace {

/// Writes the times themselves, or how far they are behind the others, whichever varies less.
void writeTimes(std::vector<std::uint64_t> &times, const std::vector<std::uint64_t> &others, ByteWriter &out)
{
    constexpr std::size_t sample = 1'024;
    std::uint64_t own_bits = 0;
    std::uint64_t behind_bits = 0;
    for (std::size_t index = 1; index < std::min(times.size(), sample); ++index) {
        const auto own = static_cast<std::int64_t>(times[index] - times[index - 1]);
        const auto behind = own - static_cast<std::int64_t>(others[index] - others[index - 1]);
        own_bits += static_cast<unsigned>(std::bit_width(static_cast<std::uint64_t>(own < 0 ? ~own : own)));
        behind_bits += static_cast<unsigned>(std::bit_width(static_cast<std::uint64_t>(behind < 0 ? ~behind : behind)));
    }
    const bool behind = behind_bits < own_bits;
    out.byte(behind ? 1 : 0);
    for (std::size_t index = 0; behind && index < times.size(); ++index)
        times[index] -= others[index];
    encodeWords(times, WordMeaning::Times, out);
}

template <typename T> void reorder(std::vector<T> &cells, const std::vector<std::uint32_t> &order, std::vector<T> &spare)
{
    if (order.empty() || cells.empty())
        return;
    spare.resize(cells.size());
    for (std::size_t index = 0; index < order.size(); ++index)
        spare[index] = cells[order[index]];
    cells.swap(spare);
}

bool hasWords(ValueKind kind)
{
    return isNumeric(kind) || kind == ValueKind::Timestamp;
}

WordMeaning meaningOf(ValueKind kind)
{
    if (kind == ValueKind::Double || kind == ValueKind::Decimal)
        return WordMeaning::Doubles;
    return kind == ValueKind::Timestamp ? WordMeaning::Times : WordMeaning::Integers;
}

} // namespace

Result<std::vector<EncodedPart>> ChunkEncoder::encode(std::span<const BatchPiece> pieces)
{
    pieces_ = pieces;
    rows_ = 0;
    for (const BatchPiece &piece : pieces)
        rows_ += piece.rows;
    parts_.clear();
    error_ = {};
    encodeMarks();
    encodeTimes();
    encodeKeys();
    encodePositions();
    const auto columns = static_cast<std::uint32_t>(pieces[0].batch->schema().columns.size());
    const bool with_before = std::ranges::any_of(pieces, [](const BatchPiece &piece) { return piece.batch->hasBefore(); });
    for (std::uint32_t column = 0; column < columns; ++column) {
        encodeColumn(column, false);
        if (with_before)
            encodeColumn(column, true);
    }
    if (!error_.message.empty())
        return error_;
    return std::move(parts_);
}

void ChunkEncoder::finishPart(std::uint32_t part)
{
    auto sealed = sealer_.seal(out_.bytes());
    out_.clear();
    if (sealed)
        parts_.push_back({ part, std::move(sealed.value()) });
    else if (error_.message.empty())
        error_ = sealed.error();
}

void ChunkEncoder::encodeMarks()
{
    states_.clear();
    forEachRow([&](const Batch &batch, std::uint32_t row) { states_.push_back(static_cast<std::uint8_t>(batch.op(row))); });
    encodeBytes(states_, out_);
    finishPart(number(ChunkPart::Operations));
    states_.clear();
    forEachRow([&](const Batch &batch, std::uint32_t row) { states_.push_back(batch.endsTransaction(row) ? 1 : 0); });
    encodeBytes(states_, out_);
    finishPart(number(ChunkPart::Transactions));
}

void ChunkEncoder::encodeTimes()
{
    std::vector<std::uint64_t> events;
    std::vector<std::uint64_t> arrivals;
    std::vector<std::uint64_t> sent;
    bool any_sent = false;
    forEachRow([&](const Batch &batch, std::uint32_t row) {
        events.push_back(static_cast<std::uint64_t>(batch.eventTime(row)));
        arrivals.push_back(static_cast<std::uint64_t>(batch.arrivalTime(row)));
        sent.push_back(static_cast<std::uint64_t>(batch.sentTime(row)));
        any_sent = any_sent || batch.sentTime(row) != no_time;
    });
    encodeWords(events, WordMeaning::Times, out_);
    finishPart(number(ChunkPart::EventTimes));
    writeTimes(arrivals, events, out_);
    finishPart(number(ChunkPart::ArrivalTimes));
    if (!any_sent)
        return;
    writeTimes(sent, events, out_);
    finishPart(number(ChunkPart::SentTimes));
}

bool ChunkEncoder::indexKeys()
{
    const std::size_t most = std::max<std::size_t>(rows_ / 4, 1);
    absl::flat_hash_map<std::uint64_t, std::uint64_t> known;
    distinct_keys_.clear();
    key_indices_.clear();
    std::uint64_t last_hash = 0;
    for (const BatchPiece &piece : pieces_) {
        const Batch &batch = *piece.batch;
        for (std::uint32_t row = piece.first; row < piece.first + piece.rows; ++row) {
            const std::uint64_t hash = batch.keyHash(row);
            std::uint64_t index = key_indices_.empty() ? 0 : key_indices_.back();
            if (key_indices_.empty() || hash != last_hash) {
                const auto [place, added] = known.try_emplace(hash, distinct_keys_.size());
                if (added && distinct_keys_.size() == most)
                    return false;
                if (added)
                    distinct_keys_.push_back(batch.key(row));
                index = place->second;
                last_hash = hash;
            }
            if (distinct_keys_[index] != batch.key(row))
                return false;
            key_indices_.push_back(index);
        }
    }
    return true;
}

bool ChunkEncoder::keysFromColumns() const
{
    const Schema &schema = pieces_[0].batch->schema();
    std::string key;
    std::vector<const ColumnData *> after(schema.columns.size());
    std::vector<const ColumnData *> before;
    for (const BatchPiece &piece : pieces_) {
        const Batch &batch = *piece.batch;
        before.assign(batch.hasBefore() ? schema.columns.size() : 0, nullptr);
        for (const std::uint32_t column : schema.key_columns) {
            after[column] = &batch.after(column);
            if (batch.hasBefore())
                before[column] = &batch.before(column);
        }
        for (std::uint32_t row = piece.first; row < piece.first + piece.rows; ++row) {
            key.clear();
            appendRowKey(key, schema, after, before, batch.op(row), row);
            if (key != batch.key(row))
                return false;
        }
    }
    return true;
}

void ChunkEncoder::encodeKeys()
{
    order_.clear();
    if (indexKeys()) {
        out_.byte(static_cast<std::uint8_t>(KeyForm::Dictionary));
        out_.number(distinct_keys_.size());
        encodeTexts(distinct_keys_, out_);
        encodeWords(key_indices_, WordMeaning::Integers, out_);
        if (distinct_keys_.size() > 1)
            order_ = orderByKey(key_indices_, distinct_keys_.size());
    } else if (keysFromColumns()) {
        out_.byte(static_cast<std::uint8_t>(KeyForm::FromColumns));
    } else {
        texts_.clear();
        forEachRow([&](const Batch &batch, std::uint32_t row) { texts_.push_back(batch.key(row)); });
        out_.byte(static_cast<std::uint8_t>(KeyForm::Texts));
        encodeTexts(texts_, out_);
    }
    finishPart(number(ChunkPart::Keys));
}

void ChunkEncoder::encodePositions()
{
    texts_.clear();
    states_.clear();
    std::string_view last;
    forEachRow([&](const Batch &batch, std::uint32_t row) {
        const std::string_view position = batch.position(row);
        const bool changes = states_.empty() || position != last;
        states_.push_back(changes ? 1 : 0);
        if (changes)
            texts_.push_back(position);
        last = position;
    });
    if (texts_.size() == 1 && texts_[0].empty())
        return;
    encodeBytes(states_, out_);
    encodeTexts(texts_, out_);
    finishPart(number(ChunkPart::Positions));
}

void ChunkEncoder::gather(std::uint32_t column, bool before)
{
    const ValueKind kind = pieces_[0].batch->schema().columns[column].kind;
    states_.clear();
    words_.clear();
    texts_.clear();
    bool any_text = false;
    for (const BatchPiece &piece : pieces_) {
        if (before && !piece.batch->hasBefore()) {
            states_.resize(states_.size() + piece.rows, static_cast<std::uint8_t>(CellState::Absent));
            if (hasWords(kind))
                words_.resize(words_.size() + piece.rows, 0);
            texts_.resize(texts_.size() + piece.rows);
            continue;
        }
        const ColumnData &data = before ? piece.batch->before(column) : piece.batch->after(column);
        const auto *states = reinterpret_cast<const std::uint8_t *>(data.states().data()) + piece.first;
        states_.insert(states_.end(), states, states + piece.rows);
        if (hasWords(kind)) {
            const auto words = data.words().subspan(piece.first, piece.rows);
            words_.insert(words_.end(), words.begin(), words.end());
        }
        const bool has_texts = data.texts().size() > 0;
        any_text = any_text || has_texts;
        for (std::uint32_t row = piece.first; has_texts && row < piece.first + piece.rows; ++row)
            texts_.push_back(data.textAt(row));
        if (!has_texts)
            texts_.resize(texts_.size() + piece.rows);
    }
    if (!any_text)
        texts_.clear();
    std::vector<std::uint8_t> spare_states;
    std::vector<std::string_view> spare_texts;
    reorder(states_, order_, spare_states);
    reorder(words_, order_, digits_);
    reorder(texts_, order_, spare_texts);
}

void ChunkEncoder::encodeColumn(std::uint32_t column, bool before)
{
    gather(column, before);
    encodeBytes(states_, out_);
    // A missing cell's word is 0 again when it is read: here it repeats the one before, which costs nothing.
    for (std::size_t index = 1; index < words_.size(); ++index) {
        if (states_[index] != static_cast<std::uint8_t>(CellState::Value))
            words_[index] = words_[index - 1];
    }
    encodeCells(pieces_[0].batch->schema().columns[column].kind);
    finishPart(columnPart(column, before));
}

void ChunkEncoder::encodeCells(ValueKind kind)
{
    switch (kind) {
    case ValueKind::Bool:
    case ValueKind::Int64:
    case ValueKind::UInt64:
    case ValueKind::Double: encodeWords(words_, meaningOf(kind), out_); return;
    case ValueKind::Decimal: encodeDecimals(); return;
    case ValueKind::Timestamp:
        encodeWords(words_, WordMeaning::Times, out_);
        out_.byte(texts_.empty() ? 0 : 1);
        encodeTexts(texts_, out_);
        return;
    case ValueKind::String:
    case ValueKind::Bytes:
    case ValueKind::Json:
        if (texts_.empty())
            texts_.resize(rows_);
        encodeTexts(texts_, out_);
        return;
    }
}

void ChunkEncoder::encodeDecimals()
{
    texts_.resize(rows_);
    std::optional<unsigned> places;
    digits_.assign(rows_, 0);
    bool plain = true;
    for (std::size_t index = 0; index < rows_ && plain; ++index) {
        if (states_[index] != static_cast<std::uint8_t>(CellState::Value)) {
            digits_[index] = index == 0 ? 0 : digits_[index - 1];
            continue;
        }
        const std::string_view text = texts_[index];
        if (!places) {
            const std::size_t point = text.find('.');
            places = point == std::string_view::npos ? 0 : static_cast<unsigned>(text.size() - point - 1);
        }
        const auto digits = *places <= most_decimal_places ? decimalDigits(text, *places) : std::nullopt;
        plain = digits && std::bit_cast<std::uint64_t>(decimalValue(*digits, *places)) == words_[index];
        digits_[index] = static_cast<std::uint64_t>(digits.value_or(0));
    }
    if (plain) {
        out_.byte(static_cast<std::uint8_t>(DecimalForm::Integers));
        out_.byte(static_cast<std::uint8_t>(places.value_or(0)));
        encodeWords(digits_, WordMeaning::Integers, out_);
        return;
    }
    out_.byte(static_cast<std::uint8_t>(DecimalForm::Texts));
    encodeWords(words_, WordMeaning::Doubles, out_);
    encodeTexts(texts_, out_);
}

} // namespace streamgauge
