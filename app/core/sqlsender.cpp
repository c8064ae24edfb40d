// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/sqlsender.h"

#include "engine/alerts/matcher.h"
#include "engine/data/timetext.h"

#include <algorithm>
#include <cctype>

namespace streamgauge {

namespace {

using Parameter = std::optional<std::string>;

bool isNamePart(char letter)
{
    return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_';
}

/// The end of a quoted text or comment that begins at `start`; `start` when none does.
std::size_t skipped(const std::string &text, std::size_t start)
{
    const char letter = text[start];
    if (letter == '\'' || letter == '"' || letter == '`') {
        std::size_t end = start + 1;
        while (end < text.size() && text[end] != letter)
            end += text[end] == '\\' && letter != '`' ? 2 : 1;
        return std::min(end + 1, text.size());
    }
    if (text.compare(start, 2, "/*") == 0)
        return std::min(text.find("*/", start + 2), text.size() - 2) + 2;
    if (text.compare(start, 3, "-- ") == 0 || letter == '#')
        return std::min(text.find('\n', start), text.size());
    return start;
}

Parameter timeParameter(TimeNs time_ns)
{
    return time_ns == 0 ? Parameter() : Parameter(timeText(time_ns, 6));
}

Parameter parameter(const std::string &name, const Alert &alert, const Notice &notice)
{
    if (name == "notice")
        return notice.id;
    if (name == "title")
        return notice.title();
    if (name == "status")
        return std::string(alert.firing() ? "firing" : "resolved");
    if (name == "state")
        return std::string(streamgauge::name(alert.state));
    if (name == "value")
        return alert.value;
    if (name == "summary")
        return alert.summary;
    if (name == "condition")
        return alert.condition;
    if (name == "episode")
        return std::to_string(alert.episode);
    if (name == "fired_at")
        return timeParameter(alert.fired_at_ns);
    if (name == "resolved_at")
        return timeParameter(alert.resolved_at_ns);
    return attribute(alert, name);
}

class SqlSender final : public NoticeSender
{
public:
    SqlSender(const StatementRunnerFactory &factory, Settings settings, BoundStatement statement)
        : factory_(factory)
        , settings_(std::move(settings))
        , statement_(std::move(statement))
    {
    }

    Result<std::string> send(const Notice &notice, const std::string & /*body*/, std::stop_token stop) override
    {
        if (last_notice_ != notice.id)
            done_ = 0;
        last_notice_ = notice.id;
        std::vector<const Alert *> alerts;
        for (const auto *list : { &notice.firing, &notice.resolved }) {
            for (const Alert &alert : *list)
                alerts.push_back(&alert);
        }
        auto runner = factory_.open(settings_);
        if (!runner)
            return runner.error();
        std::uint64_t rows = 0;
        // After a failure in the midst, the next try goes on where this one ended.
        for (; done_ < alerts.size(); ++done_) {
            if (stop.stop_requested())
                return Error { ErrorKind::Cancelled, "was stopped", "", "" };
            std::vector<Parameter> parameters;
            for (const std::string &name : statement_.names)
                parameters.push_back(parameter(name, *alerts[done_], notice));
            auto changed = (*runner)->run(statement_.text, parameters);
            if (!changed)
                return changed.error();
            rows += *changed;
        }
        return std::to_string(rows) + " rows changed";
    }

private:
    const StatementRunnerFactory &factory_;
    Settings settings_;
    BoundStatement statement_;
    std::string last_notice_;
    std::size_t done_ = 0; ///< alerts of that notice whose statement ran
};

} // namespace

Result<BoundStatement> bindStatement(const std::string &statement)
{
    BoundStatement bound;
    for (std::size_t index = 0; index < statement.size();) {
        if (const std::size_t end = skipped(statement, index); end != index) {
            bound.text.append(statement, index, end - index);
            index = end;
        } else if (statement[index] == '?') {
            return Error { ErrorKind::Configuration, "has a parameter without a name", "column " + std::to_string(index + 1),
                           "Write :rule, :key, :value, ..." };
        } else if (statement[index] == ':' && index + 1 < statement.size() && isNamePart(statement[index + 1])) {
            const std::size_t first = ++index;
            while (index < statement.size() && isNamePart(statement[index]))
                ++index;
            bound.names.push_back(statement.substr(first, index - first));
            bound.text += '?';
        } else {
            bound.text += statement[index++];
        }
    }
    if (std::ranges::all_of(bound.text, [](char letter) { return std::isspace(static_cast<unsigned char>(letter)) != 0; }))
        return Error { ErrorKind::Configuration, "is empty", "statement", "Write one INSERT, UPDATE or CALL" };
    return bound;
}

const std::vector<SettingField> &SqlSenderFactory::fields() const
{
    static const std::vector<SettingField> all {
        { "source", "Source", "Its server and login are used", FieldType::Text, "", {}, true },
        { "statement",
          "Statement",
          "Runs once for each alert; :rule, :key, :value, :severity, :status, :fired_at, ... are bound, never put into the "
          "text",
          FieldType::Text,
          "INSERT INTO alert_log (rule_name, alert_key, status) VALUES (:rule, :key, :status)",
          {},
          true },
    };
    return all;
}

Result<std::unique_ptr<NoticeSender>> SqlSenderFactory::create(const Settings &settings) const
{
    const auto setting = [&settings](const char *name) {
        const auto found = settings.find(name);
        return found == settings.end() ? std::string() : found->second;
    };
    const auto source = std::ranges::find(sources_, setting("source"), &SourceEntry::name);
    if (source == sources_.end())
        return Error { ErrorKind::Configuration, "the workspace has no source \"" + setting("source") + "\"", "source",
                       "Name one of its MySQL or MariaDB sources" };
    auto statement = bindStatement(setting("statement"));
    if (!statement)
        return statement.error();
    auto connector = extensions_.connector(source->kind);
    if (!connector)
        return connector.error();
    auto runner = extensions_.statementRunner((*connector)->info().kind);
    if (!runner)
        return runner.error();
    auto resolved = secrets_.resolve(*source, (*connector)->info());
    if (!resolved)
        return resolved.error();
    return std::unique_ptr<NoticeSender>(
        std::make_unique<SqlSender>(**runner, std::move(resolved.value()), std::move(statement.value())));
}

} // namespace streamgauge
