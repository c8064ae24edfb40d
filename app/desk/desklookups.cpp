// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desk/desklookups.h"

#include <QTimer>

#include <algorithm>

namespace streamgauge {

namespace {

constexpr int watch_ms = 5'000;

std::filesystem::path folderOf(const std::string &path)
{
    return std::filesystem::path(path).parent_path();
}

/// For a new workspace of which only the part about lookups is there.
template <typename Entry> Result<void> checkNames(const std::vector<Entry> &entries, const char *what)
{
    for (const Entry &entry : entries) {
        if (entry.name.empty())
            return Error { ErrorKind::Configuration, std::string("a ") + what + " has no name", {}, "Give it one" };
        if (std::ranges::count(entries, entry.name, &Entry::name) > 1)
            return Error { ErrorKind::Configuration, std::string("there are two of the name ") + entry.name, what,
                           "Give each its own name" };
    }
    return {};
}

} // namespace

DeskLookups::DeskLookups(Parts parts, QObject *parent)
    : LookupServices(parent)
    , parts_(parts)
{
    auto *timer = new QTimer(this);
    connect(timer, &QTimer::timeout, this, &DeskLookups::watch);
    timer->start(watch_ms);
}

void DeskLookups::prepare(const Workspace &workspace, const std::string &path)
{
    workspace_ = {};
    workspace_.sources = workspace.sources;
    workspace_.lookups = workspace.lookups;
    workspace_.models = workspace.models;
    folder_ = folderOf(path);
    watch_.clear();
    Q_EMIT changed();
}

std::vector<ModelEntry> DeskLookups::modelsFor(const std::string &path) const
{
    std::vector<ModelEntry> models = workspace_.models;
    const std::filesystem::path folder = folderOf(path);
    if (folder == folder_)
        return models;
    for (ModelEntry &model : models) {
        if (std::filesystem::path(model.path).is_absolute())
            continue;
        const std::filesystem::path whole = (folder_ / model.path).lexically_normal();
        const std::filesystem::path below = whole.lexically_relative(folder);
        const bool inside = !below.empty() && *below.begin() != "..";
        model.path = (inside ? below : whole).string();
    }
    return models;
}

void DeskLookups::moveTo(const std::string &path)
{
    workspace_.models = modelsFor(path);
    folder_ = folderOf(path);
}

void DeskLookups::followSources(const std::vector<SourceEntry> &sources, const std::string &old_name,
                                const std::string &new_name)
{
    workspace_.sources = sources;
    bool concerned = false;
    for (LookupSpec &lookup : workspace_.lookups) {
        concerned = concerned || lookup.source == old_name || lookup.source == new_name;
        if (lookup.source == old_name && !new_name.empty())
            lookup.source = new_name;
    }
    if (!concerned)
        return;
    renew();
    Q_EMIT changed();
}

void DeskLookups::renew()
{
    watch_.clear();
    parts_.commands.run([this, workspace = workspace_,
                         folder = folder_] { return parts_.functions.change(parts_.engine, workspace, folder); },
                        this,
                        [this](const Result<void> &done) {
                            if (!done)
                                Q_EMIT problem({ Problem::Severity::Serious, done.error().message, done.error().place,
                                                 done.error().remedy });
                        });
}

void DeskLookups::set(std::vector<LookupSpec> lookups, std::vector<ModelEntry> models, QObject *context, Done receive)
{
    Workspace wanted = workspace_;
    wanted.lookups = std::move(lookups);
    wanted.models = std::move(models);
    parts_.commands.run(
        [this, wanted, folder = folder_]() -> Result<void> {
            for (const Result<void> &checked :
                 { checkNames(wanted.lookups, "lookup"), checkNames(wanted.models, "model") }) {
                if (!checked)
                    return checked;
            }
            return parts_.functions.change(parts_.engine, wanted, folder);
        },
        this,
        [this, wanted, guard = QPointer<QObject>(context), receive = std::move(receive)](const Result<void> &done) {
            if (done) {
                workspace_.lookups = wanted.lookups;
                workspace_.models = wanted.models;
                watch_.clear();
                Q_EMIT changed();
            }
            if (guard)
                receive(done);
        });
}

QStringList DeskLookups::sources() const
{
    QStringList names;
    for (const SourceEntry &source : workspace_.sources) {
        if (parts_.sources.canLookUp(source.kind))
            names << QString::fromStdString(source.name);
    }
    return names;
}

void DeskLookups::check(const LookupSpec &lookup, QObject *context, Receive<Result<std::vector<std::string>>> receive)
{
    parts_.questions.run([this, lookup, workspace = workspace_] { return parts_.sources.checkLookup(lookup, workspace); },
                         context, std::move(receive));
}

void DeskLookups::status(QObject *context, Receive<std::vector<LookupStatus>> receive)
{
    parts_.commands.run([this] { return parts_.functions.status(); }, context, std::move(receive));
}

void DeskLookups::readModel(const ModelEntry &model, QObject *context, Receive<Result<ModelReading>> receive)
{
    parts_.questions.run(
        [path = folder_ / model.path]() -> Result<ModelReading> {
            const auto read = ScoringModel::load(path);
            if (!read)
                return read.error();
            const auto features = (*read)->features();
            return ModelReading { (*read)->text(), { features.begin(), features.end() }, (*read)->memoryBytes() };
        },
        context, std::move(receive));
}

QString DeskLookups::folder() const
{
    return QString::fromStdString(folder_.string());
}

void DeskLookups::watch()
{
    if (workspace_.lookups.empty())
        return;
    status(this, [this](const std::vector<LookupStatus> &all) {
        for (const LookupStatus &one : all) {
            if (const auto found = watch_.judge(one))
                Q_EMIT problem(*found);
        }
    });
}

} // namespace streamgauge
