// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/commandsender.h"

#include "app/core/timedchild.h"
#include "engine/data/timetext.h"

namespace streamgauge {

namespace {

constexpr int exit_try_again = 75;

/// An environment holds no NUL and is no place for long texts.
std::string variable(const char *name, std::string value)
{
    constexpr std::size_t most_bytes = 1'024;
    value.resize(std::min(value.size(), most_bytes));
    std::erase(value, '\0');
    return std::string("STREAMGAUGE_") + name + "=" + value;
}

class CommandSender final : public NoticeSender
{
public:
    CommandSender(std::vector<std::string> arguments, DurationNs limit_ns)
        : arguments_(std::move(arguments))
        , limit_ns_(limit_ns)
    {
    }

    Result<std::string> send(const Notice &notice, const std::string &body, std::stop_token stop) override
    {
        TimedChild child;
        child.arguments = arguments_;
        child.input = body;
        child.limit_ns = limit_ns_;
        child.most_output_bytes = CommandSenderFactory::most_output_bytes;
        const Alert first =
            notice.firing.empty() ? (notice.resolved.empty() ? Alert {} : notice.resolved.front()) : notice.firing.front();
        child.variables = { variable("NOTICE", notice.id),
                            variable("TITLE", notice.title()),
                            variable("STATUS", notice.firing.empty() ? "resolved" : "firing"),
                            variable("SEVERITY", std::string(name(notice.severity()))),
                            variable("RULE", first.rule),
                            variable("KEY", first.key),
                            variable("VALUE", first.value) };
        auto ended = runTimedChild(child, stop);
        if (!ended)
            return ended.error();
        if (ended->status == 0)
            return ended->output.empty() ? std::string("exit status 0") : ended->output;
        const ErrorKind kind = ended->status == exit_try_again ? ErrorKind::Transient : ErrorKind::Configuration;
        return Error { kind, "ended with status " + std::to_string(ended->status) + ": " + ended->output, arguments_.front(),
                       "Run it by hand to see what it needs" };
    }

private:
    std::vector<std::string> arguments_;
    DurationNs limit_ns_;
};

} // namespace

Result<std::vector<std::string>> splitCommand(const std::string &text)
{
    std::vector<std::string> words;
    std::string word;
    bool in_word = false;
    char quote = '\0';
    for (std::size_t index = 0; index < text.size(); ++index) {
        const char letter = text[index];
        const bool blank = letter == ' ' || letter == '\t' || letter == '\n';
        if (letter == '\\' && quote != '\'' && index + 1 < text.size()) {
            word += text[++index];
            in_word = true;
        } else if (quote != '\0') {
            if (letter == quote)
                quote = '\0';
            else
                word += letter;
        } else if (letter == '\'' || letter == '"') {
            quote = letter;
            in_word = true;
        } else if (!blank) {
            word += letter;
            in_word = true;
        } else if (in_word) {
            words.push_back(std::exchange(word, {}));
            in_word = false;
        }
    }
    if (quote != '\0')
        return Error { ErrorKind::Input, "a quote is not closed", "column " + std::to_string(text.size() + 1),
                       "End the text with the quote it began with" };
    if (in_word)
        words.push_back(std::move(word));
    return words;
}

const std::vector<SettingField> &CommandSenderFactory::fields() const
{
    static const std::vector<SettingField> all {
        { "command",
          "Program and arguments",
          "No shell: blanks separate, quotes keep together",
          FieldType::Text,
          "",
          {},
          true },
        { "time_limit", "Time limit", "It is ended when it runs longer", FieldType::Duration, "30s", {}, false, true },
    };
    return all;
}

Result<std::unique_ptr<NoticeSender>> CommandSenderFactory::create(const Settings &settings) const
{
    const auto command = settings.find("command");
    auto words = splitCommand(command == settings.end() ? std::string() : command->second);
    if (!words)
        return words.error();
    if (words->empty())
        return Error { ErrorKind::Configuration, "names no program", "command",
                       "Write the program's path and its arguments" };
    const auto limit = settings.find("time_limit");
    const auto limit_ns = parseDuration(limit == settings.end() || limit->second.empty() ? "30s" : limit->second);
    if (!limit_ns || *limit_ns <= 0)
        return Error { ErrorKind::Configuration, "is no length of time", "time_limit", "Write it as 30s or 2m" };
    return std::unique_ptr<NoticeSender>(std::make_unique<CommandSender>(std::move(words.value()), *limit_ns));
}

} // namespace streamgauge
