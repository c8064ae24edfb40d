// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/workspacesession.h"

#include "ui/alerts/alertservices.h"
#include "ui/lookups/lookupservices.h"

#include <QFileInfo>

namespace streamgauge {

namespace {

constexpr int autosave_delay_ms = 3'000;
constexpr int most_recent = 10;
const QString recent_key = QStringLiteral("recentWorkspaces");

} // namespace

WorkspaceSession::WorkspaceSession(DeskServices &services, DashboardDocument &document, QObject *parent)
    : QObject(parent)
    , services_(services)
    , document_(document)
{
    autosave_timer_.setSingleShot(true);
    autosave_timer_.setInterval(autosave_delay_ms);
    connect(&autosave_timer_, &QTimer::timeout, this, &WorkspaceSession::autosave);
    connect(&document_.undoStack(), &QUndoStack::indexChanged, this, [this] {
        autosave_timer_.start();
        Q_EMIT changed();
    });
    connect(&document_.undoStack(), &QUndoStack::cleanChanged, this, &WorkspaceSession::changed);
    connect(&services_, &DeskServices::sourcesChanged, this, &WorkspaceSession::markChanged);
    connect(&services_, &DeskServices::rulesChanged, this, &WorkspaceSession::markChanged);
    if (AlertServices *alerts = services_.alerts())
        connect(alerts, &AlertServices::settingsChanged, this, &WorkspaceSession::markChanged);
    if (LookupServices *lookups = services_.lookups())
        connect(lookups, &LookupServices::changed, this, &WorkspaceSession::markChanged);
}

QString WorkspaceSession::title() const
{
    if (!path_.isEmpty())
        return QFileInfo(path_).completeBaseName();
    return name_.isEmpty() ? tr("Untitled") : name_;
}

bool WorkspaceSession::isModified() const
{
    return open_ && (changed_elsewhere_ || !document_.undoStack().isClean());
}

Workspace WorkspaceSession::current() const
{
    Workspace workspace { title().toStdString(), services_.sources(), document_.entries(), services_.rules() };
    for (const RuleSpec &rule : workspace.rules) {
        for (RuleTest &test : services_.tests(QString::fromStdString(rule.name)))
            workspace.tests.push_back(std::move(test));
        if (std::string text = services_.ruleText(QString::fromStdString(rule.name)); !text.empty())
            workspace.rule_texts[rule.name] = std::move(text);
    }
    for (const QString &name : services_.pausedRules())
        workspace.paused_rules.push_back(name.toStdString());
    if (const LookupServices *lookups = services_.lookups()) {
        workspace.lookups = lookups->lookups();
        workspace.models = lookups->models();
    }
    if (const AlertServices *alerts = services_.alerts())
        workspace.notifications = alerts->settings();
    return workspace;
}

QStringList WorkspaceSession::recent() const
{
    return services_.settings().value(recent_key).toStringList();
}

void WorkspaceSession::startNew()
{
    Workspace fresh;
    fresh.dashboards.push_back({ tr("Dashboard 1").toStdString(), {} });
    show(fresh, {}, false);
}

Result<void> WorkspaceSession::open(const QString &path)
{
    const Result<Workspace> workspace = services_.loadWorkspace(path);
    if (!workspace)
        return workspace.error();
    show(*workspace, path, false);
    remember(path);
    return {};
}

Result<void> WorkspaceSession::openDemo(const QString &name)
{
    const Result<Workspace> workspace = services_.demo(name);
    if (!workspace)
        return workspace.error();
    show(*workspace, {}, false);
    return {};
}

void WorkspaceSession::show(const Workspace &workspace, const QString &path, bool unsaved)
{
    path_ = path;
    name_ = QString::fromStdString(workspace.name);
    open_ = true;
    document_.load(workspace.dashboards);
    services_.activate(workspace);
    changed_elsewhere_ = unsaved;
    autosave_timer_.stop();
    if (!unsaved)
        services_.discardAutosave();
    Q_EMIT opened();
    Q_EMIT changed();
}

Result<void> WorkspaceSession::save()
{
    return saveAs(path_);
}

Result<void> WorkspaceSession::saveAs(const QString &path)
{
    // `path` may be path_ itself.
    const QString old_path = path_;
    path_ = path;
    const Result<void> saved = services_.saveWorkspace(path, current());
    if (!saved) {
        path_ = old_path;
        return saved;
    }
    changed_elsewhere_ = false;
    document_.undoStack().setClean();
    autosave_timer_.stop();
    services_.discardAutosave();
    remember(path);
    Q_EMIT changed();
    return saved;
}

void WorkspaceSession::finish()
{
    autosave_timer_.stop();
    services_.discardAutosave();
}

void WorkspaceSession::markChanged()
{
    if (!open_)
        return;
    changed_elsewhere_ = true;
    autosave_timer_.start();
    Q_EMIT changed();
}

void WorkspaceSession::autosave()
{
    if (!isModified())
        return;
    const Result<void> saved = services_.autosave(current(), path_);
    if (!saved)
        Q_EMIT services_.problem(
            { Problem::Severity::Warning, saved.error().message, saved.error().place, saved.error().remedy });
}

void WorkspaceSession::remember(const QString &path)
{
    QStringList paths = recent();
    const QString absolute = QFileInfo(path).absoluteFilePath();
    paths.removeAll(absolute);
    paths.prepend(absolute);
    services_.settings().setValue(recent_key, paths.mid(0, most_recent));
}

} // namespace streamgauge
