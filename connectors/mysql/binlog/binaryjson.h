// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/mysql/binlog/bytereader.h"

#include <optional>
#include <string>
#include <string_view>

namespace streamgauge {

/// Receives one JSON value piece by piece.
class JsonHandler
{
public:
    virtual ~JsonHandler() = default;
    virtual void beginObject() = 0;
    virtual void key(std::string_view key) = 0;
    virtual void endObject() = 0;
    virtual void beginArray() = 0;
    virtual void endArray() = 0;
    /// A string, number or literal, ready to be written into JSON text.
    virtual void scalar(std::string_view json) = 0;
};

/// Walks MySQL's binary JSON. False: damaged. Depth, offsets and the total work are bounded, because the format's
/// offsets may point anywhere. No bytes at all are the JSON null of an INSERT IGNORE.
[[nodiscard]] bool walkBinaryJson(ByteSpan value, JsonHandler &handler);

/// Appends the text as the server prints it. False: damaged; `out` then holds a part.
[[nodiscard]] bool appendBinaryJson(std::string &out, ByteSpan value);

} // namespace streamgauge
