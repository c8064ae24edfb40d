// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/core/notifyservice.h"
#include "app/core/program.h"
#include "app/core/worklist.h"
#include "engine/run/engine.h"

#include <memory>
#include <mutex>
#include <ostream>

namespace streamgauge {

/// Remembers and tells the alerts of a run without a window. Main thread.
class HeadlessNotify
{
public:
    /// All outlive this; it outlives the engine's threads. `state` null: nothing outlives the run.
    HeadlessNotify(Program &program, const WorkList &work, StateDb *state, std::ostream &err);

    /// The workspace has someone to tell, so that even a run without positions needs the state database.
    [[nodiscard]] static bool hasReceivers(const Workspace &workspace);

    /// Before the rules are set. Says which receivers are off while `trusted` is not.
    [[nodiscard]] Result<void> begin(Engine &engine, bool trusted);
    /// Behind the rules, before the sources: alerts that were open when the last run ended go on.
    void restore(Engine &engine);
    /// Behind Engine::stop(): gives what is due a moment to be sent; what is left is sent by the next run.
    void finish();

private:
    Program &program_;
    const WorkList &work_;
    std::mutex make_mutex_; ///< secrets and extensions take one thread at a time
    std::mutex say_mutex_;
    std::ostream &err_;
    NotifyService::Restored restored_;
    std::unique_ptr<NotifyService> service_;
};

} // namespace streamgauge
