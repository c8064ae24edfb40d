// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/worklist.h"

#include "app/core/sourceurl.h"
#include "app/core/workspacefile.h"
#include "engine/record/recordfile.h"

#include <algorithm>
#include <functional>
#include <iterator>

namespace streamgauge {

namespace {

std::string unique(const std::string &name, const std::function<bool(const std::string &)> &taken)
{
    std::string candidate = name;
    for (int number = 2; taken(candidate); ++number)
        candidate = name + "-" + std::to_string(number);
    return candidate;
}

template <typename Entries> std::string uniqueIn(const Entries &entries, const std::string &name)
{
    return unique(name, [&](const std::string &candidate) {
        return std::ranges::any_of(entries, [&](const auto &entry) { return entry.name == candidate; });
    });
}

bool isDataFile(const std::string &what)
{
    const std::string extension = std::filesystem::path(what).extension().string();
    return extension == ".csv" || extension == ".jsonl" || extension == ".jsonstream" || extension == recording_extension;
}

Result<SourceEntry> sourceFromFile(const std::string &what, ExtensionLoader &extensions)
{
    const bool recording = std::filesystem::path(what).extension() == recording_extension;
    SourceUrl url;
    url.scheme = recording ? "recording" : "replay";
    auto factory = extensions.connector(url.scheme);
    if (!factory)
        return factory.error();
    url.path = what;
    return url.entry((*factory)->info());
}

Result<void> addSource(WorkList &work, const std::string &what, ExtensionLoader &extensions)
{
    auto source = sourceFromText(what, extensions);
    if (!source)
        return source.error();
    source->name = uniqueIn(work.workspace.sources, source->name);
    work.scopes[source->name] = what;
    work.url_sources.push_back(source->name);
    work.workspace.sources.push_back(std::move(source.value()));
    return {};
}

Result<void> addWorkspace(WorkList &work, const std::string &what)
{
    auto loaded = WorkspaceFile(what).load();
    if (!loaded)
        return loaded.error();
    std::error_code failed;
    const std::filesystem::path absolute = std::filesystem::weakly_canonical(what, failed);
    if (work.workspace.name.empty())
        work.workspace.name = loaded->workspace.name;
    std::map<std::string, std::string> names;
    for (SourceEntry &source : loaded->workspace.sources) {
        const std::string name = uniqueIn(work.workspace.sources, source.name);
        names[source.name] = name;
        source.name = name;
        work.scopes[source.name] = failed ? what : absolute.string();
        work.workspace.sources.push_back(std::move(source));
    }
    for (RuleSpec &rule : loaded->workspace.rules) {
        const std::string name = uniqueIn(work.workspace.rules, rule.name);
        if (std::ranges::find(loaded->workspace.paused_rules, rule.name) != loaded->workspace.paused_rules.end())
            work.workspace.paused_rules.push_back(name);
        rule.name = name;
        work.workspace.rules.push_back(std::move(rule));
    }
    const auto renamed = [&](const std::string &source) {
        const auto found = names.find(source);
        return found == names.end() ? source : found->second;
    };
    for (LookupSpec &lookup : loaded->workspace.lookups) {
        lookup.source = renamed(lookup.source);
        work.workspace.lookups.push_back(std::move(lookup));
    }
    for (ModelEntry &model : loaded->workspace.models) {
        model.path = (std::filesystem::path(what).parent_path() / model.path).string();
        work.workspace.models.push_back(std::move(model));
    }
    NotifySettings &told = work.workspace.notifications;
    NotifySettings &added = loaded->workspace.notifications;
    if (told == NotifySettings()) {
        told = std::move(added);
    } else {
        // Rules of both name their receivers: the first of a name serves both.
        for (Receiver &receiver : added.receivers) {
            if (std::ranges::find(told.receivers, receiver.name, &Receiver::name) == told.receivers.end())
                told.receivers.push_back(std::move(receiver));
        }
        std::ranges::move(added.inhibitions, std::back_inserter(told.inhibitions));
        std::ranges::move(added.mute_times, std::back_inserter(told.mute_times));
    }
    for (DashboardEntry &dashboard : loaded->workspace.dashboards) {
        dashboard.name = uniqueIn(work.workspace.dashboards, dashboard.name);
        work.workspace.dashboards.push_back(std::move(dashboard));
    }
    for (Problem &warning : loaded->warnings) {
        warning.place = what + ", " + warning.place;
        work.warnings.push_back(std::move(warning));
    }
    return {};
}

} // namespace

WhatKind whatKind(const std::string &what)
{
    if (looksLikeSourceUrl(what))
        return WhatKind::Url;
    return isDataFile(what) ? WhatKind::DataFile : WhatKind::Workspace;
}

Result<SourceEntry> sourceFromText(const std::string &what, ExtensionLoader &extensions)
{
    if (whatKind(what) == WhatKind::DataFile)
        return sourceFromFile(what, extensions);
    auto url = SourceUrl::parse(what);
    if (!url) {
        Error error = url.error();
        error.place = "source URL, " + error.place;
        return error;
    }
    auto factory = extensions.connector(url->scheme);
    if (!factory)
        return factory.error();
    auto source = url->entry((*factory)->info());
    if (!source) {
        Error error = source.error();
        error.place = "source URL" + (error.place.empty() ? "" : ", " + error.place);
        return error;
    }
    return source;
}

Result<WorkList> openWork(const std::vector<std::string> &what, ExtensionLoader &extensions)
{
    WorkList work;
    for (const std::string &one : what) {
        auto added = whatKind(one) == WhatKind::Workspace ? addWorkspace(work, one) : addSource(work, one, extensions);
        if (!added)
            return added.error();
    }
    return work;
}

} // namespace streamgauge
