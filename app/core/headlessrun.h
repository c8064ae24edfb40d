// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/core/commandline.h"
#include "app/core/headlessnotify.h"
#include "app/core/program.h"
#include "app/core/rulefunctions.h"
#include "app/core/stopsignals.h"
#include "app/core/summary.h"
#include "app/core/worklist.h"
#include "engine/record/recorder.h"
#include "engine/rules/rulefields.h"
#include "engine/run/engine.h"

#include <map>
#include <ostream>
#include <string>

namespace streamgauge {

/// One run without a window: engine, sources and rules from start to summary. Main thread; never calls Qt unless
/// pictures are wanted.
class HeadlessRun
{
public:
    /// `program` and the streams outlive it.
    HeadlessRun(Program &program, const CommandLine &line, std::ostream &out, std::ostream &err);

    /// Blocks until the end the command line names, all sources are at their end, or a signal. Returns the exit status.
    [[nodiscard]] int run(int *argc, char **argv);

private:
    [[nodiscard]] Result<void> prepare(Engine &engine);
    [[nodiscard]] StateDb *openState();
    /// What rules call, before they are set.
    [[nodiscard]] Result<void> setFunctions(Engine &engine);
    [[nodiscard]] Result<void> startRecording(Engine &engine);
    [[nodiscard]] Result<void> addSources(Engine &engine);
    void finishRecording(const Snapshot &status);
    void sayRecordingFault();
    void waitForEnd(const Engine &engine, StopSignals &signals);
    [[nodiscard]] bool isSettled(const Snapshot &status);
    void takePictures(Engine &engine, int *argc, char **argv);
    [[nodiscard]] Summary finish(Engine &engine, DurationNs started_ns);
    void report(const Engine &engine, const Summary &summary);
    void sayFaults(const Snapshot &status);
    void sayRule(const RuleStatus &rule, const RuleContext &context);
    void fail(const Error &error);

    Program &program_;
    const CommandLine &line_;
    std::ostream &out_;
    std::ostream &err_;
    WorkList work_;
    std::shared_ptr<Recorder> recorder_;
    std::vector<CelFunction> functions_;     ///< that rules may call
    std::shared_ptr<Lookups> lookups_;       ///< null: the workspace has none
    std::unique_ptr<HeadlessNotify> notify_; ///< null: nothing of alerts outlives the run
    bool recording_fault_said_ = false;
    std::map<std::string, DurationNs> unsettled_since_ns_;
    int exit_status_ = exit_done;
};

} // namespace streamgauge
