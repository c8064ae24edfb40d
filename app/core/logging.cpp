// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/logging.h"

#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <vector>

namespace streamgauge {

namespace {

constexpr std::array<LogCategory, 5> categories { LogCategory::Engine, LogCategory::Source, LogCategory::Rules,
                                                  LogCategory::Ui, LogCategory::App };
constexpr std::array<LogLevel, 5> levels { LogLevel::Debug, LogLevel::Info, LogLevel::Warning, LogLevel::Error,
                                           LogLevel::Off };
constexpr std::size_t file_bytes = 4ULL << 20;
constexpr std::size_t further_files = 3;
constexpr std::size_t shortest_secret = 3;

spdlog::level::level_enum toSpdlog(LogLevel level)
{
    switch (level) {
    case LogLevel::Debug: return spdlog::level::debug;
    case LogLevel::Info: return spdlog::level::info;
    case LogLevel::Warning: return spdlog::level::warn;
    case LogLevel::Error: return spdlog::level::err;
    case LogLevel::Off: return spdlog::level::off;
    }
    return spdlog::level::info;
}

void replaceAll(std::string &text, std::string_view from)
{
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + 3))
        text.replace(at, from.size(), "***");
}

/// "scheme://anything@" becomes "scheme://***@".
void hideUrlUsers(std::string &text)
{
    for (std::size_t at = text.find("://"); at != std::string::npos; at = text.find("://", at + 3)) {
        const std::size_t begin = at + 3;
        const std::size_t end = std::min(text.find_first_of("/?# \t\n\"'<>", begin), text.size());
        const std::size_t sign = text.rfind('@', end == 0 ? 0 : end - 1);
        if (sign != std::string::npos && sign >= begin && sign < end)
            text.replace(begin, sign - begin, "***");
    }
}

/// Keeps secrets out of everything that goes to the file behind it.
class ScrubbingSink final : public spdlog::sinks::base_sink<std::mutex>
{
public:
    void setFile(spdlog::sink_ptr file)
    {
        const std::lock_guard lock(mutex_);
        file_ = std::move(file);
    }
    void hide(const std::string &secret)
    {
        const std::lock_guard lock(mutex_);
        if (secret.size() < shortest_secret || std::ranges::find(secrets_, secret) != secrets_.end())
            return;
        secrets_.push_back(secret);
        // A longer secret may contain a shorter one; its rest must not stay.
        std::ranges::sort(secrets_, std::ranges::greater {}, &std::string::size);
    }
    [[nodiscard]] std::string scrubbed(std::string_view text)
    {
        const std::lock_guard lock(mutex_);
        return scrub(text);
    }

protected:
    void sink_it_(const spdlog::details::log_msg &message) override
    {
        if (!file_)
            return;
        const std::string text = scrub({ message.payload.data(), message.payload.size() });
        spdlog::details::log_msg clean = message;
        clean.payload = spdlog::string_view_t(text.data(), text.size());
        file_->log(clean);
    }
    void flush_() override
    {
        if (file_)
            file_->flush();
    }

private:
    [[nodiscard]] std::string scrub(std::string_view text) const
    {
        std::string clean(text);
        for (const std::string &secret : secrets_)
            replaceAll(clean, secret);
        hideUrlUsers(clean);
        return clean;
    }

    spdlog::sink_ptr file_;
    std::vector<std::string> secrets_;
};

} // namespace

std::string_view name(LogCategory category)
{
    switch (category) {
    case LogCategory::Engine: return "engine";
    case LogCategory::Source: return "source";
    case LogCategory::Rules: return "rules";
    case LogCategory::Ui: return "ui";
    case LogCategory::App: return "app";
    }
    return "app";
}

std::string_view name(LogLevel level)
{
    switch (level) {
    case LogLevel::Debug: return "debug";
    case LogLevel::Info: return "info";
    case LogLevel::Warning: return "warning";
    case LogLevel::Error: return "error";
    case LogLevel::Off: return "off";
    }
    return "info";
}

std::optional<LogLevel> logLevelFromName(std::string_view text)
{
    const auto *found = std::ranges::find_if(levels, [&](LogLevel level) { return name(level) == text; });
    return found == levels.end() ? std::nullopt : std::optional(*found);
}

struct Logging::Parts {
    std::shared_ptr<ScrubbingSink> sink = std::make_shared<ScrubbingSink>();
    std::vector<std::shared_ptr<spdlog::logger>> loggers;
};

Logging::Logging()
    : parts_(std::make_unique<Parts>())
{
    for (const LogCategory category : categories) {
        auto logger = std::make_shared<spdlog::logger>(std::string(name(category)), parts_->sink);
        logger->set_level(spdlog::level::info);
        logger->flush_on(spdlog::level::warn);
        spdlog::drop(logger->name());
        spdlog::register_logger(logger);
        parts_->loggers.push_back(std::move(logger));
    }
}

Logging::~Logging()
{
    for (const auto &logger : parts_->loggers) {
        logger->flush();
        if (spdlog::get(logger->name()) == logger)
            spdlog::drop(logger->name());
    }
}

Result<void> Logging::open(const std::filesystem::path &directory)
{
    std::error_code failed;
    std::filesystem::create_directories(directory, failed);
    if (failed)
        return Error { ErrorKind::Resource, "no log is written: " + failed.message(), directory.string(),
                       "XDG_STATE_HOME names another place" };
    try {
        auto file = std::make_shared<spdlog::sinks::rotating_file_sink_st>((directory / "streamgauge.log").string(),
                                                                           file_bytes, further_files);
        file->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %P %n %l: %v");
        parts_->sink->setFile(std::move(file));
    } catch (const spdlog::spdlog_ex &error) {
        return Error { ErrorKind::Resource, std::string("no log is written: ") + error.what(), directory.string(),
                       "XDG_STATE_HOME names another place" };
    }
    return {};
}

Result<void> Logging::setLevels(std::string_view text)
{
    while (!text.empty()) {
        const std::size_t comma = std::min(text.find(','), text.size());
        const std::string_view part = text.substr(0, comma);
        text.remove_prefix(std::min(comma + 1, text.size()));
        const std::size_t sign = part.find('=');
        const auto level = logLevelFromName(sign == std::string_view::npos ? part : part.substr(sign + 1));
        bool found = false;
        for (const auto &logger : parts_->loggers) {
            if (level && (sign == std::string_view::npos || logger->name() == part.substr(0, sign))) {
                logger->set_level(toSpdlog(*level));
                found = true;
            }
        }
        if (!found)
            return Error {
                ErrorKind::Configuration, "\"" + std::string(part) + "\" is no log level", "--log-level",
                "Levels: debug, info, warning, error, off; for one category: engine=, source=, rules=, ui= or app= in front"
            };
    }
    return {};
}

void Logging::hideSecret(const std::string &secret)
{
    parts_->sink->hide(secret);
}

void Logging::write(LogCategory category, LogLevel level, std::string_view text)
{
    parts_->loggers[static_cast<std::size_t>(category)]->log(toSpdlog(level),
                                                             spdlog::string_view_t(text.data(), text.size()));
}

void Logging::flush()
{
    parts_->sink->flush();
}

std::string Logging::scrubbed(std::string_view text) const
{
    return parts_->sink->scrubbed(text);
}

} // namespace streamgauge
