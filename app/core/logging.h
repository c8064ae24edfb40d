// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/result.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace streamgauge {

enum class LogCategory { Engine, Source, Rules, Ui, App };
[[nodiscard]] std::string_view name(LogCategory category);

enum class LogLevel { Debug, Info, Warning, Error, Off };
[[nodiscard]] std::string_view name(LogLevel level);
[[nodiscard]] std::optional<LogLevel> logLevelFromName(std::string_view name);

/// Rotating files streamgauge.log (4 × 4 MB) with one level a category. Known secrets and the user part of URLs are
/// replaced by *** before a line is written. Its loggers are also spdlog's loggers of the categories' names, while
/// this object lives. Thread-safe.
class Logging
{
public:
    Logging();
    ~Logging();
    Logging(const Logging &) = delete;
    Logging &operator=(const Logging &) = delete;

    /// Until then, and when it fails, nothing is written.
    Result<void> open(const std::filesystem::path &directory);
    /// "info" for all, or "warning,source=debug,rules=info".
    Result<void> setLevels(std::string_view levels);
    /// Never written from now on. Shorter than 3 characters: ignored, it would blank out ordinary text.
    void hideSecret(const std::string &secret);
    void write(LogCategory category, LogLevel level, std::string_view text);
    void flush();

    /// `text` as it would be written.
    [[nodiscard]] std::string scrubbed(std::string_view text) const;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

} // namespace streamgauge
