// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/headlessnotify.h"

#include "app/core/notifysenders.h"
#include "app/core/summary.h"

#include <set>
#include <thread>

namespace streamgauge {

namespace {

constexpr DurationNs last_moment_ns = 10 * ns_per_s;

std::string scopeOf(const WorkList &work)
{
    std::set<std::string> scopes;
    for (const auto &[source, scope] : work.scopes)
        scopes.insert(scope);
    std::string joined;
    for (const std::string &scope : scopes)
        joined += (joined.empty() ? "" : "\n") + scope;
    return joined;
}

} // namespace

HeadlessNotify::HeadlessNotify(Program &program, const WorkList &work, StateDb *state, std::ostream &err)
    : program_(program)
    , work_(work)
    , err_(err)
{
    const auto make = [this](const Receiver &receiver) {
        const std::scoped_lock lock(make_mutex_);
        return makeNoticeSender(receiver, work_.workspace.sources, program_.extensions(), program_.secrets());
    };
    const auto say = [this](const Problem &problem) {
        const std::scoped_lock lock(say_mutex_);
        err_ << "streamgauge: " << program_.logging().scrubbed(problemText(problem)) << std::endl;
    };
    service_ = std::make_unique<NotifyService>(program_.clock(), state, make, say);
}

bool HeadlessNotify::hasReceivers(const Workspace &workspace)
{
    return !workspace.notifications.receivers.empty();
}

Result<void> HeadlessNotify::begin(Engine &engine, bool trusted)
{
    engine.watchAlerts(service_->desk(), service_->lastEpisode());
    auto opened = service_->open({ scopeOf(work_), work_.workspace.notifications, {}, trusted });
    if (!opened)
        return opened.error();
    restored_ = std::move(opened.value());
    std::string off;
    for (const std::string &name : service_->untrusted())
        off += (off.empty() ? "" : ", ") + name;
    if (!off.empty())
        err_ << "streamgauge: nobody is told by " << off << ": the workspace is not trusted (--trust lets them act)"
             << std::endl;
    return {};
}

void HeadlessNotify::restore(Engine &engine)
{
    engine.restoreAlerts(restored_.open, restored_.down_since_ns);
    restored_ = {};
}

void HeadlessNotify::finish()
{
    service_->flush();
    const DurationNs begun_ns = program_.clock().steady();
    const auto is_busy = [this] {
        return service_->waiting() > 0
            || service_->desk().nextDue() < program_.clock().now() + work_.workspace.notifications.grouping.wait_ns;
    };
    const bool anyone =
        hasReceivers(work_.workspace) && service_->untrusted().size() < work_.workspace.notifications.receivers.size();
    while (anyone && is_busy() && program_.clock().steady() - begun_ns < last_moment_ns)
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    service_->close();
    // A source that exists only for this run is done with; after a crash its alerts are still there.
    if (!work_.url_sources.empty() && work_.url_sources.size() == work_.workspace.sources.size())
        service_->forget();
}

} // namespace streamgauge
