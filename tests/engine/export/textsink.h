// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/export/partfile.h"

#include <string>

namespace streamgauge {

/// Keeps what is written; fails once `room_bytes` are used up.
class TextSink final : public ByteSink
{
public:
    Result<void> write(std::string_view bytes) override
    {
        largest_write_bytes = std::max(largest_write_bytes, bytes.size());
        if (text.size() + bytes.size() > room_bytes)
            return Error { ErrorKind::Resource, "no space", "", "" };
        text.append(bytes);
        return {};
    }

    std::string text;
    std::size_t room_bytes = static_cast<std::size_t>(-1);
    std::size_t largest_write_bytes = 0;
};

} // namespace streamgauge
