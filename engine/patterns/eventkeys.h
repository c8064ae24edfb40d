// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/batch.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace streamgauge {

/// Reads the key of one stream's events from some of their fields. One thread.
class EventKeys
{
public:
    /// No fields: all events have the key "".
    explicit EventKeys(std::vector<std::string> fields)
        : fields_(std::move(fields))
    {
    }

    [[nodiscard]] const std::vector<std::string> &fields() const { return fields_; }
    /// Events of this shape follow.
    void bind(const Schema &schema);
    /// False when the event lacks a field of the key, or its shape does. text() and hash() are valid until the next
    /// read and as long as the batch. Values that are equal numbers give equal keys, of whatever type they are.
    [[nodiscard]] bool read(const Batch &batch, std::uint32_t row);
    [[nodiscard]] std::string_view text() const { return text_; }
    [[nodiscard]] std::uint64_t hash() const { return hash_; }

private:
    std::vector<std::string> fields_;
    std::vector<std::size_t> columns_;
    bool complete_ = false;
    bool own_key_ = false; ///< the fields are the stream's own key, in its order
    std::string buffer_;
    std::string_view text_;
    std::uint64_t hash_ = keyHash({});
};

} // namespace streamgauge
