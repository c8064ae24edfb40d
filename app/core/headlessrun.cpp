// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/headlessrun.h"

#include "app/core/desklibrary.h"
#include "app/core/problemplace.h"
#include "app/core/sourcemaker.h"
#include "app/core/tablefiles.h"
#include "app/core/workspacefile.h"
#include "engine/export/partfile.h"
#include "engine/rules/nearname.h"
#include "engine/run/tapchain.h"

#include <algorithm>

namespace streamgauge {

namespace {

constexpr DurationNs look_every_ns = 20 * ns_per_ms;
/// How long a source may look for its server before silence counts as idle.
constexpr DurationNs first_connection_ns = 10 * ns_per_s;
constexpr DurationNs lost_connection_ns = 60 * ns_per_s;

bool isOver(const SourceStatus &source)
{
    return source.state == SourceState::Finished || source.state == SourceState::Failed
        || source.state == SourceState::Stopped;
}

bool areAllOver(const Snapshot &status)
{
    return std::ranges::all_of(status.sources, isOver);
}

bool hasSentAnything(const SourceStatus &source)
{
    return source.last_event_ns != 0 || source.reconnects > 0 || !source.position.empty();
}

std::string alertText(const Alert &alert)
{
    return alert.rule + " for \"" + alert.key + "\" is " + std::string(name(alert.state)) + ", " + alert.condition
        + ", value " + alert.value;
}

Result<void> writeText(const std::string &name, const std::string &text)
{
    if (name == "-") {
        StandardOutput output;
        auto written = output.write(text);
        return written.ok() ? output.flush() : written;
    }
    auto file = PartFile::create(name);
    if (!file)
        return file.error();
    auto written = file->write(text);
    return written.ok() ? file->commit() : written;
}

} // namespace

HeadlessRun::HeadlessRun(Program &program, const CommandLine &line, std::ostream &out, std::ostream &err)
    : program_(program)
    , line_(line)
    , out_(out)
    , err_(err)
{
}

void HeadlessRun::fail(const Error &error)
{
    err_ << "streamgauge: " << program_.logging().scrubbed(error.text()) << std::endl;
    program_.logging().write(LogCategory::App, LogLevel::Error, error.text());
    exit_status_ = exit_failed;
}

StateDb *HeadlessRun::openState()
{
    const bool resumes = std::ranges::any_of(work_.workspace.sources, [&](const SourceEntry &source) {
        const auto factory = program_.extensions().connector(source.kind);
        return factory.ok() && (*factory)->info().resume;
    });
    if (!resumes && !HeadlessNotify::hasReceivers(work_.workspace))
        return nullptr;
    auto state = program_.state();
    if (!state) {
        err_ << "streamgauge: " << state.error().text() << std::endl;
        return nullptr;
    }
    if (!(*state)->notice().empty())
        err_ << "streamgauge: " << (*state)->notice() << std::endl;
    for (const auto &[source, scope] : work_.scopes)
        (*state)->setScope(source, scope);
    return *state;
}

Result<void> HeadlessRun::setFunctions(Engine &engine)
{
    Workspace called = work_.workspace;
    called.rules.insert(called.rules.end(), line_.rules.begin(), line_.rules.end());
    auto made = makeRuleFunctions(called, program_.extensions(), program_.secrets(), program_.clock());
    if (!made)
        return made.error();
    functions_ = std::move(made->functions);
    engine.setFunctions(functions_);
    if (called.lookups.empty())
        return {};
    lookups_ = std::move(made->lookups);
    lookups_->setRules(std::move(called.rules));
    engine.setTap(lookups_);
    return {};
}

Result<void> HeadlessRun::prepare(Engine &engine)
{
    if (auto set = setFunctions(engine); !set)
        return set;
    if (notify_) {
        auto begun = notify_->begin(engine, line_.trust);
        if (!begun)
            return begun;
    }
    for (const RuleSpec &rule : work_.workspace.rules) {
        auto set = engine.setRule(rule);
        if (!set)
            return set;
    }
    for (const std::string &rule : work_.workspace.paused_rules) {
        if (auto paused = engine.pauseRule(rule, true); !paused)
            return paused;
    }
    for (const RuleSpec &rule : line_.rules) {
        auto set = engine.setRule(rule);
        if (!set)
            return set;
    }
    engine.onAlert(
        [this](const Alert &alert) { program_.logging().write(LogCategory::Rules, LogLevel::Info, alertText(alert)); });
    if (notify_)
        notify_->restore(engine);
    return addSources(engine);
}

Result<void> HeadlessRun::addSources(Engine &engine)
{
    for (const SourceEntry &source : work_.workspace.sources) {
        auto prepared = makeConnector(source, program_.extensions(), program_.secrets(), program_.clock());
        if (!prepared)
            return prepared.error();
        auto added = engine.addSource(std::move(prepared->spec), std::move(prepared->connector));
        if (!added)
            return added;
    }
    return {};
}

Result<void> HeadlessRun::startRecording(Engine &engine)
{
    if (line_.record.empty())
        return {};
    // A workspace that cannot be written down does not keep the events from being recorded.
    const auto text = workspaceText(work_.workspace);
    auto recorder = Recorder::start({ line_.record, text.ok() ? *text : std::string() }, program_.clock());
    if (!recorder)
        return recorder.error();
    recorder_ = std::move(recorder.value());
    if (lookups_)
        engine.setTap(std::make_shared<TapChain>(std::vector<std::shared_ptr<BatchTap>> { recorder_, lookups_ }));
    else
        engine.setTap(recorder_);
    return {};
}

void HeadlessRun::sayRecordingFault()
{
    if (!recorder_ || recording_fault_said_)
        return;
    const RecorderStatus status = recorder_->status();
    if (status.error.message.empty())
        return;
    recording_fault_said_ = true;
    fail(status.error);
}

void HeadlessRun::finishRecording(const Snapshot &status)
{
    if (!recorder_)
        return;
    for (const SourceStatus &source : status.sources) {
        for (const Problem &problem : source.problems)
            recorder_->addProblem(source.name, problem);
    }
    static_cast<void>(recorder_->finish());
    sayRecordingFault();
    const RecorderStatus recorded = recorder_->status();
    if (recorded.dropped_rows > 0)
        err_ << "streamgauge: " << recorded.dropped_rows << " events were not recorded" << std::endl;
    program_.logging().write(LogCategory::App, LogLevel::Info,
                             std::to_string(recorded.rows) + " events recorded in " + recorded.file.string() + ", "
                                 + std::to_string(recorded.bytes) + " bytes; sources waited "
                                 + std::to_string(recorded.waits) + " times for the recorder");
}

bool HeadlessRun::isSettled(const Snapshot &status)
{
    const DurationNs now_ns = program_.clock().steady();
    bool settled = true;
    for (const SourceStatus &source : status.sources) {
        const bool looking = source.state == SourceState::Connecting || source.state == SourceState::Waiting;
        if (source.state == SourceState::Snapshotting) {
            settled = false;
        } else if (!looking) {
            unsettled_since_ns_.erase(source.name);
        } else {
            const DurationNs since_ns = unsettled_since_ns_.try_emplace(source.name, now_ns).first->second;
            settled = settled && now_ns - since_ns >= (hasSentAnything(source) ? lost_connection_ns : first_connection_ns);
        }
    }
    return settled;
}

void HeadlessRun::waitForEnd(const Engine &engine, StopSignals &signals)
{
    const DurationNs started_ns = program_.clock().steady();
    while (!signals.wait(look_every_ns)) {
        if (line_.for_ns && program_.clock().steady() - started_ns >= *line_.for_ns)
            return;
        sayRecordingFault();
        const SnapshotPtr status = engine.status();
        if (areAllOver(*status) && engine.idleFor(0))
            return;
        const bool settled = isSettled(*status);
        if (line_.until_idle_ns && settled && engine.idleFor(*line_.until_idle_ns))
            return;
    }
}

void HeadlessRun::takePictures(Engine &engine, int *argc, char **argv)
{
    std::error_code failed;
    std::filesystem::create_directories(line_.screenshot_dir, failed);
    if (failed) {
        fail({ ErrorKind::Resource, "cannot create the directory: " + failed.message(), line_.screenshot_dir.string(), "" });
        return;
    }
    DeskRequest request;
    request.task = DeskTask::Screenshot;
    request.argc = argc;
    request.argv = argv;
    request.program = &program_;
    request.engine = &engine;
    request.workspace = &work_.workspace;
    request.screenshot_dir = line_.screenshot_dir;
    auto taken = callDesk(request);
    if (!taken)
        fail(taken.error());
}

Summary HeadlessRun::finish(Engine &engine, DurationNs started_ns)
{
    // What each source was doing, before stopping made it Stopped.
    const SnapshotPtr running = engine.status();
    const DurationNs ran_ns = program_.clock().steady() - started_ns;
    engine.stop();
    auto last = std::make_shared<Snapshot>(*engine.status());
    for (SourceStatus &source : last->sources) {
        const auto before = std::ranges::find(running->sources, source.name, &SourceStatus::name);
        if (before != running->sources.end()) {
            source.state = before->state;
            source.last_error = before->last_error;
        }
    }
    return { ran_ns / ns_per_us, peakResidentBytes(), std::move(last),
             lookups_ ? lookups_->status() : std::vector<LookupStatus>() };
}

void HeadlessRun::sayFaults(const Snapshot &status)
{
    for (const SourceStatus &source : status.sources) {
        for (const Problem &problem : source.problems) {
            if (problem.severity != Problem::Severity::Notice)
                err_ << "streamgauge: source " << source.name << ": " << program_.logging().scrubbed(problemText(problem))
                     << std::endl;
        }
        const bool lost =
            source.state == SourceState::Waiting || (source.state == SourceState::Connecting && source.attempt > 1);
        if (source.state != SourceState::Failed && !lost)
            continue;
        Error error = source.last_error;
        error.place = "source " + source.name + (error.place.empty() ? "" : ", " + error.place);
        if (error.message.empty())
            error.message = "is not connected";
        fail(error);
    }
    RuleContext context;
    context.signatures = functions_;
    for (const CelFunction &function : functions_)
        context.functions.push_back(function.name);
    for (const StreamStatus &stream : status.streams) {
        if (stream.schema)
            context.schemas.push_back(stream.schema);
    }
    for (const RuleStatus &rule : status.rules)
        sayRule(rule, context);
}

void HeadlessRun::sayRule(const RuleStatus &rule, const RuleContext &context)
{
    std::vector<std::string> streams;
    for (const SchemaPtr &schema : context.schemas)
        streams.push_back(schema->stream);
    if (std::ranges::find(streams, rule.spec.stream) == streams.end()) {
        const std::string remedy = nameRemedy(rule.spec.stream, streams);
        err_ << "streamgauge: rule " << rule.spec.name << ": stream \"" << rule.spec.stream << "\" sent nothing"
             << (remedy.empty() ? "" : " (" + remedy + ")") << std::endl;
    }
    if (rule.errors > 0 && rule.errors == rule.evaluations) {
        Error error { ErrorKind::Configuration, rule.last_error, "rule " + rule.spec.name, {} };
        if (const auto problems = checkRuleFields(rule.spec, context); !problems.empty()) {
            const RuleProblem &first = problems.front();
            error.message = first.error.message + ", at " + problemPlace(work_.workspace, rule.spec, first);
            error.remedy = first.error.remedy;
        }
        error.message = "none of " + std::to_string(rule.errors) + " events could be judged: " + error.message;
        fail(error);
    } else if (rule.errors > 0) {
        err_ << "streamgauge: rule " << rule.spec.name << ": " << rule.errors << " errors, the last: " << rule.last_error
             << std::endl;
    }
}

void HeadlessRun::report(const Engine &engine, const Summary &summary)
{
    sayFaults(*summary.status);
    if (!line_.tables_dir.empty()) {
        auto written = writeTables(engine, line_.tables_dir);
        if (!written)
            fail(written.error());
    }
    if (line_.summary.empty()) {
        out_ << summaryText(summary) << std::flush;
        return;
    }
    auto written = writeText(line_.summary, summaryJson(summary));
    if (!written)
        fail(written.error());
}

int HeadlessRun::run(int *argc, char **argv)
{
    std::vector<std::string> what = line_.what;
    if (!line_.demo.empty()) {
        auto demo = program_.demo(line_.demo);
        if (!demo) {
            fail(demo.error());
            return exit_usage;
        }
        what.push_back(demo->file.string());
    }
    auto opened = openWork(what, program_.extensions());
    if (!opened) {
        fail(opened.error());
        return exit_status_;
    }
    work_ = std::move(opened.value());
    for (const Problem &warning : work_.warnings)
        err_ << "streamgauge: " << problemText(warning) << std::endl;

    StopSignals signals;
    StateDb *state = openState();
    if (state != nullptr || HeadlessNotify::hasReceivers(work_.workspace))
        notify_ = std::make_unique<HeadlessNotify>(program_, work_, state, err_);
    Engine engine(EngineOptions {}, program_.clock(), state);
    auto prepared = prepare(engine);
    if (prepared)
        prepared = startRecording(engine);
    if (!prepared) {
        fail(prepared.error());
        return exit_status_;
    }
    const DurationNs started_ns = program_.clock().steady();
    engine.start();
    waitForEnd(engine, signals);
    if (!line_.screenshot_dir.empty())
        takePictures(engine, argc, argv);
    const Summary summary = finish(engine, started_ns);
    finishRecording(*summary.status);
    if (notify_)
        notify_->finish();
    signals.release();
    report(engine, summary);
    // A source that exists only for this run is done with; after a crash its position is still there.
    if (state != nullptr) {
        for (const std::string &source : work_.url_sources)
            (void)state->forget(source);
    }
    return exit_status_;
}

} // namespace streamgauge
