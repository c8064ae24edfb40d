// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/result.h"

#include <memory>
#include <string>
#include <string_view>

namespace streamgauge {

/// The largest content of one part of a recording.
inline constexpr std::size_t most_part_bytes = 256UL << 20;

/// Compresses (zstd) and guards by a checksum. One thread; reusable, which saves the compressor's set-up.
class Sealer
{
public:
    Sealer();
    ~Sealer();
    Sealer(const Sealer &) = delete;
    Sealer &operator=(const Sealer &) = delete;

    /// Error Resource: the content is larger than most_part_bytes.
    [[nodiscard]] Result<std::string> seal(std::string_view content);

private:
    struct Context;
    std::unique_ptr<Context> context_;
};

/// The way back. Error Input for anything that seal() did not make, or that was damaged since.
class Unsealer
{
public:
    Unsealer();
    ~Unsealer();
    Unsealer(const Unsealer &) = delete;
    Unsealer &operator=(const Unsealer &) = delete;

    /// Valid until the next call, and while `sealed` is.
    [[nodiscard]] Result<std::string_view> unseal(std::string_view sealed);

private:
    struct Context;
    std::unique_ptr<Context> context_;
};

} // namespace streamgauge
