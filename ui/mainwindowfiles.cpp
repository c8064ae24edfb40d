// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/mainwindow.h"

#include "engine/rules/threshold.h"
#include "models/livetext.h"
#include "ui/alerts/notificationsdialog.h"
#include "ui/dashboard/newpanel.h"
#include "ui/dialogs/addpaneldialog.h"
#include "ui/dialogs/connectiondialog.h"
#include "ui/dialogs/exportdialog.h"
#include "ui/dialogs/exportoffers.h"
#include "ui/lookups/lookupsdialog.h"
#include "ui/rules/ruleeditor.h"
#include "ui/rules/rulemanager.h"

#include <QCloseEvent>
#include <QFileDialog>
#include <QMessageBox>
#include <QScreen>

#include <algorithm>

namespace streamgauge {

void MainWindow::openFile(const QString &path)
{
    leaveWorkspace([this, path] {
        const Result<void> done = session_->open(path);
        if (!done)
            showError(done.error());
    });
}

void MainWindow::openDemo(const QString &name)
{
    leaveWorkspace([this, name] {
        const Result<void> done = session_->openDemo(name);
        if (!done)
            showError(done.error());
    });
}

void MainWindow::chooseFile()
{
    auto *dialog = new QFileDialog(this, tr("Open workspace"), session_->path(), tr("Workspaces (*.sgw);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        const Result<void> done = session_->open(path);
        if (!done)
            showError(done.error());
    });
    dialog->open();
}

void MainWindow::save(std::function<void()> then)
{
    if (session_->path().isEmpty())
        saveAs(std::move(then));
    else
        afterSaving(session_->save(), then);
}

void MainWindow::saveAs(std::function<void()> then)
{
    auto *dialog =
        new QFileDialog(this, tr("Save workspace"),
                        session_->path().isEmpty() ? session_->title() + QStringLiteral(".sgw") : session_->path(),
                        tr("Workspaces (*.sgw)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("sgw"));
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, then = std::move(then)](const QString &path) { afterSaving(session_->saveAs(path), then); });
    dialog->open();
}

void MainWindow::afterSaving(const Result<void> &saved, const std::function<void()> &then)
{
    if (!saved)
        return showError(saved.error());
    refreshMenus();
    status_bar_->showMessage(tr("Saved %1").arg(session_->path()), 4'000);
    if (then)
        then();
}

void MainWindow::leaveWorkspace(std::function<void()> then)
{
    if (!session_->isModified())
        return then();
    auto *box = new QMessageBox(QMessageBox::Question, tr("Unsaved changes"),
                                tr("%1 has changes that are not saved.").arg(session_->title()),
                                QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setDefaultButton(QMessageBox::Save);
    connect(box, &QMessageBox::finished, this, [this, then = std::move(then)](int answer) {
        if (answer == QMessageBox::Save)
            save(then);
        else if (answer == QMessageBox::Discard)
            then();
    });
    box->open();
}

void MainWindow::offerRecovery()
{
    const std::optional<Recovery> recovery = context_.services->recovery();
    if (!recovery)
        return;
    const QString name = recovery->path.isEmpty() ? toQString(recovery->workspace.name) : recovery->path;
    notice_->show(tr("Streamgauge did not end properly. Unsaved work on %1 of %2 was kept.")
                      .arg(name, QLocale().toString(recovery->saved, QLocale::ShortFormat)),
                  false,
                  { { tr("Recover"), [this, recovery] { session_->show(recovery->workspace, recovery->path, true); } },
                    { tr("Discard"), [this] { context_.services->discardAutosave(); } } });
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (!closing_ && session_->isModified()) {
        event->ignore();
        leaveWorkspace([this] {
            closing_ = true;
            close();
        });
        return;
    }
    session_->finish();
    storeLayout();
    event->accept();
}

void MainWindow::restoreLayout()
{
    const QSettings &settings = context_.services->settings();
    constexpr QSize least(1'440, 900);
    constexpr int title_bar = 40;
    const QSize available = screen()->availableGeometry().size();
    resize(least.expandedTo(available * 3 / 4).boundedTo({ available.width(), available.height() - title_bar }));
    restoreGeometry(settings.value(QStringLiteral("geometry")).toByteArray());
    if (!splitter_->restoreState(settings.value(QStringLiteral("splitter")).toByteArray()))
        splitter_->setSizes({ 248, 900, 292 });
    actions_->show_sources->setChecked(settings.value(QStringLiteral("showSources"), true).toBool());
    actions_->show_alerts->setChecked(settings.value(QStringLiteral("showAlerts"), true).toBool());
}

void MainWindow::storeLayout()
{
    QSettings &settings = context_.services->settings();
    settings.setValue(QStringLiteral("geometry"), saveGeometry());
    if (session_->isOpen())
        settings.setValue(QStringLiteral("splitter"), splitter_->saveState());
    settings.setValue(QStringLiteral("showSources"), actions_->show_sources->isChecked());
    settings.setValue(QStringLiteral("showAlerts"), actions_->show_alerts->isChecked());
}

QDialog *MainWindow::openConnectionDialog(const QString &edited_source)
{
    std::optional<SourceEntry> edited;
    for (const SourceEntry &source : context_.services->sources()) {
        if (!edited_source.isEmpty() && toQString(source.name) == edited_source)
            edited = source;
    }
    if (!session_->isOpen())
        session_->startNew();
    return opened(new ConnectionDialog(context_, edited, this));
}

QDialog *MainWindow::openRuleDialog(const RuleSpec &rule, const QString &edited)
{
    return opened(new RuleEditor(context_, rule, edited, this));
}

QDialog *MainWindow::openRuleManager()
{
    auto *manager = new RuleManager(context_, this);
    connect(manager, &RuleManager::addRequested, this, [this] { ruleFor({}); });
    connect(manager, &RuleManager::editRequested, this, &MainWindow::editRule);
    connect(manager, &RuleManager::copyRequested, this, &MainWindow::copyRule);
    return opened(manager);
}

QDialog *MainWindow::openNotificationsDialog()
{
    return context_.services->alerts() == nullptr ? nullptr : opened(new NotificationsDialog(context_, this));
}

QDialog *MainWindow::openLookupsDialog()
{
    return context_.services->lookups() == nullptr ? nullptr : opened(new LookupsDialog(context_, this));
}

QDialog *MainWindow::openAddPanelDialog()
{
    auto *dialog = new AddPanelDialog(context_, this);
    connect(dialog, &AddPanelDialog::chosen, this, &MainWindow::addPanel);
    return opened(dialog);
}

QDialog *MainWindow::openExportDialog(Panel *panel, const QString &stream)
{
    const SnapshotPtr snapshot = context_.services->feed().latest();
    return opened(new ExportDialog(
        context_, snapshot ? exportOffers(*snapshot, context_.streams(), panel, stream) : std::vector<ExportOffer>(), this));
}

void MainWindow::ruleFor(const FieldReference &reference)
{
    RuleSpec rule;
    rule.stream = reference.stream.toStdString();
    if (const auto streams = context_.streams(); rule.stream.empty() && !streams.empty())
        rule.stream = streams.front().schema->stream;
    if (!reference.field.isEmpty())
        rule.when = conditionText({ reference.field.toStdString(), Comparison::Greater, 0.0 });
    openRuleDialog(rule);
}

void MainWindow::editRule(const QString &name)
{
    const auto &rules = context_.services->rules();
    const auto found =
        std::find_if(rules.begin(), rules.end(), [&](const RuleSpec &rule) { return toQString(rule.name) == name; });
    if (found != rules.end())
        openRuleDialog(*found, name);
}

void MainWindow::copyRule(const QString &name)
{
    const auto &rules = context_.services->rules();
    const auto found =
        std::find_if(rules.begin(), rules.end(), [&](const RuleSpec &rule) { return toQString(rule.name) == name; });
    if (found == rules.end())
        return;
    RuleSpec copy = *found;
    copy.name = tr("%1 copy").arg(name).toStdString();
    openRuleDialog(copy);
}

void MainWindow::jumpTo(const Alert &alert)
{
    const QString stream = toQString(alert.stream);
    const QString field = toQString(alert.field);
    pages_->setCurrentWidget(tabs_);
    if (tabs_->showInstant(stream, field, shownInstant(alert)))
        return;
    addPanel(chartOf({ stream, field, toQString(alert.key) }));
    tabs_->showInstant(stream, field, shownInstant(alert));
}

} // namespace streamgauge
