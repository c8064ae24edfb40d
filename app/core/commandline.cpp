// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/commandline.h"

#include "app/core/logging.h"
#include "app/core/scorecommand.h"
#include "engine/data/timetext.h"
#include "engine/rules/nearname.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
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
    std::string record;
    std::string early;
    std::string score_file;
    std::vector<std::string> detector_options;
    bool headless = false;
};

struct Commands {
    CLI::App *check = nullptr;
    CLI::App *export_csv = nullptr;
    CLI::App *backtest = nullptr;
    CLI::App *bench = nullptr;
    CLI::App *score = nullptr;
    CLI::App *eval = nullptr;
};

constexpr const char *what_help =
    "A workspace (.sgw), a source URL (mysql://USER@HOST:PORT/DB?tables=a,b, sim:vitals?rate=1000,\n"
    "replay:PATH?time=COLUMN), a recording (.sgr), or a .csv or .jsonl file to replay";

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
                   "Add a rule: \"Fast: from vitals when event.heart_rate > 120.0 for 10s\", or those of a file: @rules.txt "
                   "(repeatable)")
        ->type_name("TEXT|@FILE")
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
    app.add_flag("--trust", line.trust, "Let the workspace send mails, call web hooks, and run commands and statements")
        ->needs(headless);
    app.add_option("--record", typed.record, "Record everything into this file, which must not exist yet")
        ->type_name("FILE.sgr")
        ->needs(headless);
    app.add_option("--log-level", line.log_levels, "debug, info, warning, error or off; for one category: source=debug")
        ->type_name("LEVEL");
    app.set_version_flag("--version", "streamgauge " STREAMGAUGE_VERSION);
}

void describeScore(CLI::App &app, CommandLine &line, Typed &typed, Commands &commands)
{
    commands.score = app.add_subcommand("score", "Write how unusual each value of a file is after those before it, as CSV");
    commands.score->add_option("DETECTOR", line.detector, "One of those below")->required();
    commands.score->add_option("FILE", typed.score_file, "A .csv file")->required();
    commands.score->add_option("--column", line.column, "The values; else \"value\", or the only column beside the times")
        ->type_name("NAME");
    commands.score->add_option("--option", typed.detector_options, "An option of the detector: season=288 (repeatable)")
        ->type_name("NAME=NUMBER")
        ->allow_extra_args(false);
    commands.score->footer(detectorHelp());
}

void describeBacktest(CLI::App &app, CommandLine &line, Typed &typed, Commands &commands)
{
    commands.backtest = app.add_subcommand("backtest", "What each rule of a workspace would have done");
    commands.backtest->add_option("WHAT", line.what, "A workspace (.sgw)")->required()->expected(1);
    commands.backtest->add_option("--on", line.on, "A recording (.sgr), a .csv or .jsonl file, or a replay: URL")
        ->type_name("FILE")
        ->required();
    commands.backtest
        ->add_option(
            "--incidents", line.incidents,
            "What the rules should have found: a CSV with from,to and optionally key,label; else the recording's notes")
        ->type_name("FILE.csv");
    commands.backtest
        ->add_option("--early", typed.early, "An alert that ended this long before an incident still warned of it")
        ->type_name("TIME");
    commands.backtest->add_flag("--json", line.json, "Print JSON");
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

    commands.eval = app.add_subcommand("eval", "Evaluate expressions: eval [EXPR...]; one tagged JSON result a line");
    commands.eval->footer("Without EXPR it reads JSON lines from standard input:\n"
                          "{\"expr\": \"x + 1\", \"bindings\": {\"x\": {\"int\": \"5\"}}}");

    describeScore(app, line, typed, commands);
    describeBacktest(app, line, typed, commands);
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

Result<std::string> fileText(const std::string &file)
{
    constexpr const char *remedy = "Name a file of rules behind @";
    std::error_code failed;
    std::ifstream stream(file, std::ios::binary);
    if (std::filesystem::is_directory(file, failed))
        return Error { ErrorKind::Input, "it is a directory", file, remedy };
    if (!std::filesystem::exists(file, failed))
        return Error { ErrorKind::Input, "there is no such file", file, remedy };
    if (!std::filesystem::is_regular_file(file, failed) || !stream)
        return Error { ErrorKind::Input, "the file cannot be read", file, remedy };
    // One byte more than allowed shows that there is more.
    std::string text(most_rules_text_bytes + 1, '\0');
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(stream.gcount()));
    if (text.find('\0') != std::string::npos)
        return Error { ErrorKind::Input, "the file is no text", file, remedy };
    return text;
}

/// The rules of a file as `@FILE`, else one rule; its place in an error begins with the file's name.
Result<std::vector<RuleSpec>> rulesFrom(const std::string &typed)
{
    if (!typed.starts_with('@')) {
        auto rule = parseRule(typed);
        if (!rule)
            return rule.error();
        return std::vector<RuleSpec> { std::move(*rule) };
    }
    const std::string file = typed.substr(1);
    const auto text = fileText(file);
    if (!text)
        return text.error();
    auto rules = parseRules(*text);
    if (rules && rules->empty())
        return Error { ErrorKind::Input, "there is no rule in the file", file,
                       "Write NAME: from STREAM when event.FIELD > VALUE into it" };
    if (rules)
        return rules;
    Error error = rules.error();
    error.place = file + ", " + error.place;
    return error;
}

std::optional<EarlyExit> readRules(const std::string &typed, std::vector<RuleSpec> &into)
{
    auto rules = rulesFrom(typed);
    if (!rules)
        return usage("--rule: " + rules.error().text());
    for (RuleSpec &rule : *rules) {
        if (std::ranges::find(into, rule.name, &RuleSpec::name) != into.end())
            return usage("--rule: there are two rules named " + rule.name);
        into.push_back(std::move(rule));
    }
    return std::nullopt;
}

std::optional<EarlyExit> readDetectorOptions(const std::vector<std::string> &texts, DetectorOptions &into)
{
    for (const std::string &text : texts) {
        const std::size_t sign = std::min(text.find('='), text.size());
        double value = 0;
        const char *end = text.data() + text.size();
        const auto read = std::from_chars(text.data() + std::min(sign + 1, text.size()), end, value);
        if (sign == 0 || read.ec != std::errc() || read.ptr != end)
            return usage("--option: \"" + text + "\" is no option (write season=288)");
        into.values[text.substr(0, sign)] = value;
    }
    return std::nullopt;
}

std::vector<std::string> splitAtCommas(const std::string &text)
{
    std::vector<std::string> parts;
    std::istringstream stream(text);
    for (std::string part; std::getline(stream, part, ',');)
        parts.push_back(part);
    return parts;
}

/// `streamgauge chek my.sgw` opens what is named "chek", which nobody meant.
std::optional<EarlyExit> misspeltCommand(const CommandLine &line)
{
    std::error_code failed;
    const bool opens = line.command == Command::Desk || line.command == Command::Headless;
    if (!opens || line.what.empty() || line.what.front().find_first_of("./:\\") != std::string::npos
        || std::filesystem::exists(line.what.front(), failed))
        return std::nullopt;
    const std::string &word = line.what.front();
    const std::vector<std::string> commands { "check", "export", "backtest", "bench", "score", "eval" };
    const std::string nearest = nearestName(word, commands);
    if (nearest.empty())
        return std::nullopt;
    return usage("there is no file \"" + word + "\"; did you mean the command " + nearest + "?");
}

/// CLI11's words, and the option that was meant.
std::string withNearestOption(const std::string &message, const CLI::App &app, int argc, const char *const *argv)
{
    std::vector<std::string> known;
    const auto collect = [&known](const CLI::App &one) {
        for (const CLI::Option *option : one.get_options()) {
            for (const std::string &name : option->get_lnames())
                known.push_back("--" + name);
        }
    };
    collect(app);
    for (const CLI::App *command : app.get_subcommands([](const CLI::App *) { return true; }))
        collect(*command);
    for (int at = 1; at < argc; ++at) {
        const std::string typed = std::string(argv[at]).substr(0, std::string_view(argv[at]).find('='));
        if (!typed.starts_with("--") || typed.size() < 3 || std::ranges::find(known, typed) != known.end())
            continue;
        if (const std::string nearest = nearestName(typed, known); !nearest.empty())
            return "there is no option " + typed + "; did you mean " + nearest + "?\n" + message;
    }
    return message;
}

std::optional<EarlyExit> understand(const Typed &typed, CommandLine &line)
{
    for (auto bad : { readDuration("--for", typed.for_text, line.for_ns),
                      readDuration("--until-idle", typed.until_idle, line.until_idle_ns),
                      readDuration("--early", typed.early, line.early_ns), readInstant("--from", typed.from, line.from_ns),
                      readInstant("--to", typed.to, line.to_ns) }) {
        if (bad)
            return bad;
    }
    for (const std::string &text : typed.rules) {
        if (auto bad = readRules(text, line.rules))
            return bad;
    }
    if (auto bad = readDetectorOptions(typed.detector_options, line.detector_options))
        return bad;
    if (line.command == Command::Score)
        line.what = { typed.score_file };
    line.columns = splitAtCommas(typed.columns);
    line.tables_dir = typed.tables;
    line.screenshot_dir = typed.screenshot;
    line.record = typed.record;
    if (line.command == Command::Headless && line.what.empty() && line.demo.empty())
        return usage("--headless: name a workspace, a source URL or --demo NAME");
    if (auto bad = misspeltCommand(line))
        return bad;
    if (!line.log_levels.empty()) {
        auto levels = Logging().setLevels(line.log_levels);
        if (!levels)
            return usage(levels.error().text());
    }
    return std::nullopt;
}

/// How many arguments are options and names; those of eval behind them are expressions, which may begin with a minus
/// or look like a list, and go to `expressions`.
int takeExpressions(int argc, const char *const *argv, std::vector<std::string> &expressions)
{
    const auto is = [&](int at, std::string_view text) { return at < argc && text == argv[at]; };
    constexpr int first = 2;
    if (!is(1, "eval") || (argc == first + 1 && (is(first, "--help") || is(first, "-h"))))
        return argc;
    expressions.assign(argv + (is(first, "--") ? first + 1 : first), argv + argc);
    return first;
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
    std::vector<std::string> expressions;
    try {
        app.parse(takeExpressions(argc, argv, expressions), argv);
    } catch (const CLI::ParseError &error) {
        std::ostringstream out;
        std::ostringstream err;
        const int status = app.exit(error, out, err);
        if (status == 0)
            return EarlyExit { exit_done, out.str(), err.str() };
        return EarlyExit { exit_usage, "", "streamgauge: " + withNearestOption(err.str(), app, argc, argv) };
    }
    if (commands.check->parsed())
        line.command = Command::Check;
    else if (commands.export_csv->parsed())
        line.command = Command::Export;
    else if (commands.backtest->parsed())
        line.command = Command::Backtest;
    else if (commands.bench->parsed())
        line.command = Command::Bench;
    else if (commands.eval->parsed()) {
        line.command = Command::Eval;
        line.what = expressions;
    } else if (commands.score->parsed())
        line.command = Command::Score;
    else if (typed.headless)
        line.command = Command::Headless;
    if (auto bad = understand(typed, line))
        return *bad;
    return line;
}

} // namespace streamgauge
