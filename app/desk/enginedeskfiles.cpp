// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/workspacefile.h"
#include "app/desk/enginedesk.h"
#include "app/desk/exportjob.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace streamgauge {

namespace {

const QString autosaved_key = QStringLiteral("autosaved"); ///< the file unsaved work belongs to; "" for none yet

} // namespace

Result<Workspace> EngineDesk::loadWorkspace(const QString &path)
{
    const Result<LoadedWorkspace> loaded = WorkspaceFile(QFileInfo(path).absoluteFilePath().toStdString()).load();
    if (!loaded)
        return loaded.error();
    for (const Problem &warning : loaded->warnings)
        Q_EMIT problem(warning);
    next_scope_ = QFileInfo(path).absoluteFilePath().toStdString();
    return loaded->workspace;
}

Result<void> EngineDesk::saveWorkspace(const QString &path, const Workspace &workspace)
{
    const std::string file = QFileInfo(path).absoluteFilePath().toStdString();
    Workspace written = workspace;
    if (lookups_)
        written.models = lookups_->modelsFor(file);
    const Result<void> saved = WorkspaceFile(file).save(written);
    if (saved) {
        movePositions(file);
        if (alerts_)
            alerts_->moveTo(file, workspace);
        if (lookups_)
            lookups_->moveTo(file);
    }
    return saved;
}

void EngineDesk::movePositions(const std::string &scope)
{
    if (scope == scope_)
        return;
    scope_ = scope;
    if (state_ == nullptr)
        return;
    for (const SourceEntry &source : sources_) {
        const auto position = state_->load(source.name);
        state_->setScope(source.name, scope);
        const Result<void> saved = position ? state_->save(source.name, *position) : Result<void>();
        if (!saved)
            report(saved.error());
    }
}

std::filesystem::path EngineDesk::autosaveBase(const QString &path) const
{
    return path.isEmpty() ? program_.paths().state / "untitled.sgw"
                          : std::filesystem::path(QFileInfo(path).absoluteFilePath().toStdString());
}

Result<void> EngineDesk::autosave(const Workspace &workspace, const QString &path)
{
    if (path.isEmpty() && program_.paths().state.empty())
        return {};
    std::error_code ignored;
    std::filesystem::create_directories(program_.paths().state, ignored);
    const Result<void> saved = WorkspaceFile(autosaveBase(path)).saveAutosave(workspace);
    if (saved) {
        settings_.setValue(autosaved_key, path);
        settings_.sync();
    }
    return saved;
}

std::optional<Recovery> EngineDesk::recovery()
{
    // Without the state another instance runs, and the unsaved work may be its own.
    if (!settings_.contains(autosaved_key) || state_ == nullptr)
        return std::nullopt;
    const QString path = settings_.value(autosaved_key).toString();
    const WorkspaceFile file(autosaveBase(path));
    const auto loaded = file.loadAutosave();
    if (!loaded || !*loaded)
        return std::nullopt;
    const QFileInfo info(QString::fromStdString(file.autosavePath().string()));
    next_scope_ = path.isEmpty() ? std::string() : QFileInfo(path).absoluteFilePath().toStdString();
    return Recovery { (*loaded)->workspace, path, info.lastModified() };
}

void EngineDesk::discardAutosave()
{
    if (!settings_.contains(autosaved_key))
        return;
    WorkspaceFile(autosaveBase(settings_.value(autosaved_key).toString())).discardAutosave();
    settings_.remove(autosaved_key);
}

std::vector<DemoInfo> EngineDesk::demos() const
{
    std::vector<DemoInfo> demos;
    for (const DemoFile &file : program_.demos()) {
        QFile text(QString::fromStdString(file.file.string()));
        const QString name = QString::fromStdString(file.name);
        if (!text.open(QIODevice::ReadOnly))
            continue;
        const QString title = QJsonDocument::fromJson(text.readAll()).object().value(QStringLiteral("name")).toString(name);
        demos.push_back({ name, title, tr("A demo on made-up data") });
    }
    for (const QString &name : plugins_.demoNames()) {
        if (std::none_of(demos.begin(), demos.end(), [&](const DemoInfo &demo) { return demo.name == name; }))
            demos.push_back({ name, name, tr("A demo on made-up data") });
    }
    return demos;
}

Result<Workspace> EngineDesk::demo(const QString &name)
{
    next_scope_.clear();
    if (const Result<DemoFile> file = program_.demo(name.toStdString())) {
        const Result<LoadedWorkspace> loaded = WorkspaceFile(file->file).load();
        return loaded ? Result<Workspace>(loaded->workspace) : loaded.error();
    }
    const Result<DemoWorkspace> demo = plugins_.demo(name);
    if (!demo)
        return demo.error();
    const QByteArray &text = demo->workspace;
    const WorkspaceReading reading = readWorkspace({ text.constData(), static_cast<std::size_t>(text.size()) });
    return reading.faults.empty() ? Result<Workspace>(reading.workspace) : reading.faults.front();
}

std::unique_ptr<ExportHandle> EngineDesk::startExport(ExportRequest request, QObject *context, Receive<ExportCount> progress,
                                                      Done receive)
{
    auto job = std::make_unique<ExportJob>();
    questions_->run([this, request = std::move(request),
                     steps = job->steps(this, context, std::move(progress))] { return runExport(*engine_, request, steps); },
                    context, std::move(receive));
    return job;
}

std::vector<PanelKind> EngineDesk::panelKinds() const
{
    std::vector<PanelKind> kinds;
    for (const auto &factory : builtin_)
        kinds.push_back({ factory->kind(), factory->title(), factory->description(), factory->defaultGridSize(), {}, {} });
    const std::vector<PanelKind> from_plugins = plugins_.panelKinds();
    kinds.insert(kinds.end(), from_plugins.begin(), from_plugins.end());
    return kinds;
}

Result<const PanelFactory *> EngineDesk::panelFactory(const QString &kind)
{
    for (const auto &factory : builtin_) {
        if (factory->kind() == kind)
            return factory.get();
    }
    return plugins_.panelFactory(kind);
}

QString EngineDesk::manualFolder() const
{
    return QString::fromStdString((program_.paths().resources / "manual").string());
}

} // namespace streamgauge
