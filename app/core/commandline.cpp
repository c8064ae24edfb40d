// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/commandline.h"

#include "app/core/logging.h"
#include "engine/data/timetext.h"

#include <CLI/CLI.hpp>

#include <sstream>

namespace streamgauge {

namespace {

/// The options as typed, before they are understood.
struct Typed {
    std::string for_text;
    std::string until_idle;
    std::vector<std::string> rules;
    std::string tables;
    std::string screenshot;
    std::string from;
    std::string to;
    std::string columns;
    bool headless = false;
};

struct Commands {
    CLI::App *check = nullptr;
    CLI::App *export_csv = nullptr;
    CLI::App *bench = nullptr;
};

constexpr const char *what_help =
    "A workspace (.sgw), a source URL (mysql://USER@HOST:PORT/DB?tables=a,b, sim:vitals?rate=1000,\n"
    "replay:PATH?time=COLUMN), or a .csv or .jsonl file to replay";

void describeDesk(CLI::App &app, CommandLine &line, Typed &typed)
{
    app.add_option("WHAT", line.what, what_help);
    CLI::Option *headless =
        app.add_flag("--headless", typed.headless, "Run without a window and print a summary at the end");
    app.add_option("--demo", line.demo, "Open a built-in demo")->type_name("NAME");
    app.add_option("--for", typed.for_text, "End after this time: 30s, 5m")->type_name("TIME")->needs(headless);
    app.add_option("--until-idle", typed.until_idle, "End when no source has sent anything for this long")
        ->type_name("TIME")
        ->needs(headless);
    app.add_option("--rule", typed.rules,
                   "Add a rule: \"Fast: from vitals when event.heart_rate > 120.0 for 10s\" (repeatable)")
        ->type_name("TEXT")
        ->allow_extra_args(false)
        ->needs(headless);
    app.add_option("--summary", line.summary, "Write the summary as JSON; - is standard output")
        ->type_name("FILE")
        ->needs(headless);
    app.add_option("--tables", typed.tables, "Write the latest rows of each stream as CSV into this directory at the end")
        ->type_name("DIR")
        ->needs(headless);
    app.add_option("--screenshot", typed.screenshot,
                   "Write a picture of each dashboard and of the main window into this directory at the end")
        ->type_name("DIR")
        ->needs(headless);
    app.add_option("--log-level", line.log_levels, "debug, info, warning, error or off; for one category: source=debug")
        ->type_name("LEVEL");
    app.set_version_flag("--version", "streamgauge " STREAMGAUGE_VERSION);
}

Commands describeCommands(CLI::App &app, CommandLine &line, Typed &typed)
{
    Commands commands;
    commands.check = app.add_subcommand("check", "Check connections, rules and dashboards; exit 1 when there is a fault");
    commands.check->add_option("WHAT", line.what, what_help)->required();

    commands.export_csv = app.add_subcommand(
        "export", "Run a source to its end, or until it is silent for 2 s, and write a stream's events as CSV");
    commands.export_csv->add_option("WHAT", line.what, what_help)->required()->expected(1);
    commands.export_csv->add_option("--stream", line.stream, "The stream to write")->type_name("NAME")->required();
    commands.export_csv
        ->add_option("--from", typed.from, "First event time, UTC unless a zone is given: 2026-11-20T21:05:00Z")
        ->type_name("TIME");
    commands.export_csv->add_option("--to", typed.to, "Event time before which to end")->type_name("TIME");
    commands.export_csv->add_option("--columns", typed.columns, "Columns in this order, joined by commas; all when left out")
        ->type_name("a,b");
    commands.export_csv->add_option("--csv", line.csv, "The file; - is standard output")->type_name("FILE")->required();

    commands.bench = app.add_subcommand("bench", "Measure this machine beside the budgets");
    commands.bench->add_option("NAME", line.benchmarks, "Only these measures");
    commands.bench->add_flag("--json", line.json, "Print JSON");
    return commands;
}

EarlyExit usage(const std::string &message)
{
    return { exit_usage, "", "streamgauge: " + message + "\nRun with --help for more information.\n" };
}

std::optional<EarlyExit> readDuration(const char *option, const std::string &text, std::optional<DurationNs> &into)
{
    if (text.empty())
        return std::nullopt;
    into = parseDuration(text);
    if (into && *into >= 0)
        return std::nullopt;
    return usage(std::string(option) + ": \"" + text + "\" is no time (write 30s, 250ms, 1m30s)");
}

std::optional<EarlyExit> readInstant(const char *option, const std::string &text, std::optional<TimeNs> &into)
{
    if (text.empty())
        return std::nullopt;
    into = parseTime(text);
    if (into)
        return std::nullopt;
    return usage(std::string(option) + ": \"" + text + "\" is no time (write 2026-11-20T21:05:00Z)");
}

std::vector<std::string> splitAtCommas(const std::string &text)
{
    std::vector<std::string> parts;
    std::istringstream stream(text);
    for (std::string part; std::getline(stream, part, ',');)
        parts.push_back(part);
    return parts;
}

std::optional<EarlyExit> understand(const Typed &typed, CommandLine &line)
{
    for (auto bad : { readDuration("--for", typed.for_text, line.for_ns),
                      readDuration("--until-idle", typed.until_idle, line.until_idle_ns),
                      readInstant("--from", typed.from, line.from_ns), readInstant("--to", typed.to, line.to_ns) }) {
        if (bad)
            return bad;
    }
    for (const std::string &text : typed.rules) {
        auto rule = parseRule(text);
        if (!rule)
            return usage("--rule: " + rule.error().text());
        line.rules.push_back(std::move(rule.value()));
    }
    line.columns = splitAtCommas(typed.columns);
    line.tables_dir = typed.tables;
    line.screenshot_dir = typed.screenshot;
    if (line.command == Command::Headless && line.what.empty() && line.demo.empty())
        return usage("--headless: name a workspace, a source URL or --demo NAME");
    if (!line.log_levels.empty()) {
        auto levels = Logging().setLevels(line.log_levels);
        if (!levels)
            return usage(levels.error().text());
    }
    return std::nullopt;
}

} // namespace

std::variant<CommandLine, EarlyExit> parseCommandLine(int argc, const char *const *argv)
{
    CommandLine line;
    Typed typed;
    CLI::App app("Streamgauge shows, judges and remembers live data.", "streamgauge");
    app.footer("Passwords come from the keychain or from STREAMGAUGE_PASSWORD, never from the command line.\n"
               "Exit status: 0 done, 1 something failed and was said, 2 usage.");
    app.require_subcommand(0, 1);
    describeDesk(app, line, typed);
    const Commands commands = describeCommands(app, line, typed);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError &error) {
        std::ostringstream out;
        std::ostringstream err;
        const int status = app.exit(error, out, err);
        if (status == 0)
            return EarlyExit { exit_done, out.str(), err.str() };
        return EarlyExit { exit_usage, "", "streamgauge: " + err.str() };
    }
    if (commands.check->parsed())
        line.command = Command::Check;
    else if (commands.export_csv->parsed())
        line.command = Command::Export;
    else if (commands.bench->parsed())
        line.command = Command::Bench;
    else if (typed.headless)
        line.command = Command::Headless;
    if (auto bad = understand(typed, line))
        return *bad;
    return line;
}

} // namespace streamgauge
