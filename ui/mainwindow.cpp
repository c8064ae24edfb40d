// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/mainwindow.h"

#include "models/livetext.h"
#include "ui/dashboard/newpanel.h"
#include "ui/deskstyle.h"
#include "ui/dialogs/listdialogs.h"
#include "ui/dialogs/manualdialog.h"

#include <QCloseEvent>
#include <QFileDialog>
#include <QMessageBox>
#include <QToolBar>
#include <QVBoxLayout>

#include <algorithm>

namespace streamgauge {

MainWindow::MainWindow(const DeskContext &context, QWidget *parent)
    : QMainWindow(parent)
    , context_(context)
    , document_(new DashboardDocument(this))
    , session_(new WorkspaceSession(*context.services, *document_, this))
    , problems_(new ProblemModel(this))
    , actions_(std::make_unique<DeskActions>(this, document_->undoStack()))
    , splitter_(new QSplitter(this))
    , source_panel_(new SourcePanel(context))
    , alert_panel_(new AlertPanel(context))
    , pages_(new QStackedWidget)
    , welcome_(new WelcomePage(context))
    , tabs_(new DashboardTabs(context, *document_))
    , notice_(new NoticeBar(context))
    , palette_(new CommandPalette(this))
    , status_bar_(new DeskStatusBar(context, *problems_, this))
{
    setMinimumSize(960, 600);
    buildLayout();
    buildToolBar();
    actions_->fill(*menuBar(), context_);
    connectActions();
    connectDataActions();
    connectPanels();
    connectSession();
    restoreLayout();
    refreshTheme();
    showPage();
    welcome_->setFocus();
}

MainWindow::~MainWindow()
{
    // Their last signals would reach a window that is half gone.
    document_->undoStack().disconnect();
    document_->disconnect();
    session_->disconnect(this);
}

void MainWindow::buildLayout()
{
    auto *middle = new QWidget;
    auto *column = new QVBoxLayout(middle);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addWidget(notice_);
    column->addWidget(pages_, 1);
    pages_->addWidget(welcome_);
    pages_->addWidget(tabs_);
    splitter_->addWidget(source_panel_);
    splitter_->addWidget(middle);
    splitter_->addWidget(alert_panel_);
    splitter_->setStretchFactor(0, 0);
    splitter_->setStretchFactor(1, 1);
    splitter_->setStretchFactor(2, 0);
    splitter_->setChildrenCollapsible(false);
    source_panel_->setMinimumWidth(200);
    alert_panel_->setMinimumWidth(248);
    middle->setMinimumWidth(400);
    setCentralWidget(splitter_);
    setStatusBar(status_bar_);
}

void MainWindow::buildToolBar()
{
    auto *bar = addToolBar(tr("Tools"));
    bar->setObjectName(QStringLiteral("tools"));
    bar->setMovable(false);
    bar->setIconSize({ 18, 18 });
    bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    bar->setContextMenuPolicy(Qt::PreventContextMenu);
    bar->addActions({ actions_->connect_source, actions_->add_panel, actions_->new_rule, actions_->export_csv });
    auto *space = new QWidget(bar);
    space->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    bar->addWidget(space);
    bar->addActions({ actions_->palette, actions_->live });
    for (QAction *action : bar->actions()) {
        const QString keys = action->shortcut().toString(QKeySequence::NativeText);
        if (!keys.isEmpty())
            action->setToolTip(tr("%1 (%2)").arg(action->toolTip(), keys));
    }
}

void MainWindow::connectActions()
{
    const auto on = [this](QAction *action, auto run) { connect(action, &QAction::triggered, this, run); };
    on(actions_->new_workspace, [this] { leaveWorkspace([this] { session_->startNew(); }); });
    on(actions_->open, [this] { leaveWorkspace([this] { chooseFile(); }); });
    on(actions_->save, [this] { save(); });
    on(actions_->save_as, [this] { saveAs(); });
    on(actions_->welcome, [this] { showWelcome(); });
    on(actions_->export_csv, [this] { openExportDialog(); });
    on(actions_->quit, [this] { close(); });
    on(actions_->add_panel, [this] { openAddPanelDialog(); });
    on(actions_->add_dashboard, [this] { tabs_->addPage(); });
    on(actions_->rename_dashboard, [this] { tabs_->renameCurrent(); });
    on(actions_->close_dashboard, [this] {
        if (tabs_->currentView() != nullptr)
            document_->removePage(tabs_->currentView()->pageId());
    });
    on(actions_->next_dashboard, [this] {
        if (tabs_->count() > 0)
            tabs_->setCurrentIndex((tabs_->currentIndex() + 1) % tabs_->count());
    });
    on(actions_->palette, [this] {
        QList<QAction *> all = actions_->all();
        for (QMenu *menu : { actions_->demos, actions_->recent, actions_->rules })
            all << menu->actions();
        palette_->open(all);
    });
    on(actions_->problems, [this] { opened(problemsDialog(context_, *problems_, this)); });
    on(actions_->plugins, [this] { opened(pluginsDialog(context_, this)); });
    on(actions_->manual, [this] { opened(new ManualDialog(context_, this)); });
    on(actions_->shortcuts, [this] { opened(shortcutsDialog(context_, actions_->all(), this)); });
    on(actions_->about, [this] { opened(aboutDialog(context_, this)); });
    connect(status_bar_, &DeskStatusBar::problemsRequested, actions_->problems, &QAction::trigger);
}

void MainWindow::connectDataActions()
{
    const auto toggle = [this](QAction *action, auto run) { connect(action, &QAction::toggled, this, run); };
    connect(actions_->connect_source, &QAction::triggered, this, [this] { openConnectionDialog(); });
    connect(actions_->new_rule, &QAction::triggered, this, [this] { ruleFor({}); });
    connect(actions_->manage_rules, &QAction::triggered, this, [this] { openRuleManager(); });
    connect(actions_->notifications, &QAction::triggered, this, [this] { openNotificationsDialog(); });
    connect(actions_->lookups, &QAction::triggered, this, [this] { openLookupsDialog(); });
    connect(actions_->acknowledge, &QAction::triggered, this, [this] {
        actions_->show_alerts->setChecked(true);
        alert_panel_->startAcknowledge();
    });
    connect(actions_->catch_up, &QAction::triggered, this, [this] {
        actions_->live->setChecked(true);
        setLive(true);
    });
    connect(actions_->filter_sources, &QAction::triggered, this, [this] {
        actions_->show_sources->setChecked(true);
        source_panel_->filterEdit().setFocus(Qt::ShortcutFocusReason);
    });
    toggle(actions_->live, [this](bool on) { setLive(on); });
    toggle(actions_->link_times, [this](bool on) {
        context_.services->settings().setValue(QStringLiteral("zoom_together"), on);
        tabs_->setTimesLinked(on);
    });
    actions_->link_times->setChecked(context_.services->settings().value(QStringLiteral("zoom_together"), false).toBool());
    toggle(actions_->show_sources, [this](bool on) { source_panel_->setVisible(on); });
    toggle(actions_->show_alerts, [this](bool on) { alert_panel_->setVisible(on); });
    toggle(actions_->dark, [this](bool on) {
        context_.services->settings().setValue(QStringLiteral("dark"), on);
        context_.theme->setMode(on ? ThemeMode::Dark : ThemeMode::Light);
    });
    toggle(actions_->full_screen, [this](bool on) {
        setWindowState(on ? windowState() | Qt::WindowFullScreen : windowState() & ~Qt::WindowFullScreen);
    });
    connect(context_.theme, &Theme::changed, this, &MainWindow::refreshTheme);
}

void MainWindow::connectPanels()
{
    connect(welcome_, &WelcomePage::demoRequested, this, &MainWindow::openDemo);
    connect(welcome_, &WelcomePage::connectRequested, this, [this] { openConnectionDialog(); });
    connect(welcome_, &WelcomePage::openRequested, this, [this] { leaveWorkspace([this] { chooseFile(); }); });
    connect(welcome_, &WelcomePage::openFileRequested, this, &MainWindow::openFile);
    connect(source_panel_, &SourcePanel::connectRequested, this, [this] { openConnectionDialog(); });
    connect(source_panel_, &SourcePanel::chartRequested, this, [this](const FieldReference &reference) {
        addPanel(panelForField(reference, context_.schema(reference.stream)));
    });
    connect(source_panel_, &SourcePanel::tableRequested, this, [this](const QString &stream) { addPanel(tableOf(stream)); });
    connect(source_panel_, &SourcePanel::ruleRequested, this, &MainWindow::ruleFor);
    connect(source_panel_, &SourcePanel::exportRequested, this,
            [this](const QString &stream) { openExportDialog(nullptr, stream); });
    connect(source_panel_, &SourcePanel::editRequested, this,
            [this](const QString &source) { openConnectionDialog(source); });
    connect(source_panel_, &SourcePanel::detailsRequested, this,
            [this](const QString &source) { opened(sourceDetailsDialog(context_, source, this)); });
    connect(source_panel_, &SourcePanel::removeRequested, this, [this](const QString &source) {
        notice_->show(tr("Remove the source %1? What it brought goes with it; at the source nothing changes.").arg(source),
                      false, { { tr("Remove"), [this, source] { removeSource(source); } } });
    });
    connect(alert_panel_, &AlertPanel::jumpRequested, this, &MainWindow::jumpTo);
    connect(alert_panel_, &AlertPanel::newRuleRequested, this, [this] { ruleFor({}); });
    connect(alert_panel_, &AlertPanel::editRuleRequested, this, &MainWindow::editRule);
    connect(tabs_, &DashboardTabs::exportRequested, this, [this](Panel *panel) { openExportDialog(panel); });
    connect(tabs_, &DashboardTabs::addPanelRequested, this, [this] { openAddPanelDialog(); });
}

void MainWindow::removeSource(const QString &name)
{
    const std::vector<SourceEntry> &sources = context_.services->sources();
    const auto source = std::ranges::find(sources, name.toStdString(), &SourceEntry::name);
    if (source == sources.end())
        return;
    ConnectionDraft draft;
    draft.entry = *source;
    context_.services->removeSource(name);
    const auto bring_back = [this, draft] {
        context_.services->saveSource(draft, {}, this, [this](const Result<void> &done) {
            if (!done)
                notice_->showError(done.error());
        });
    };
    notice_->show(tr("The source %1 was removed, and what it brought.").arg(name), false, { { tr("Undo"), bring_back } });
}

void MainWindow::connectSession()
{
    connect(session_, &WorkspaceSession::opened, this, [this] {
        notice_->hide();
        actions_->live->setChecked(true);
        pages_->setCurrentWidget(tabs_);
        tabs_->setCurrentIndex(0);
    });
    connect(session_, &WorkspaceSession::changed, this, [this] {
        refreshTitle();
        showPage();
    });
    connect(context_.services, &DeskServices::problem, problems_, &ProblemModel::addDeskProblem);
    connect(actions_->recent, &QMenu::aboutToShow, this, &MainWindow::refreshMenus);
    connect(actions_->rules, &QMenu::aboutToShow, this, &MainWindow::refreshMenus);
    connect(context_.services, &DeskServices::rulesChanged, this, &MainWindow::refreshMenus);
    for (const DemoInfo &demo : context_.services->demos()) {
        QAction *action = actions_->demos->addAction(demo.title, this, [this, name = demo.name] { openDemo(name); });
        action->setToolTip(demo.description);
    }
    refreshMenus();
    refreshTitle();
}

void MainWindow::refreshTheme()
{
    setStyleSheet(deskStyleSheet(context_.palette()));
    actions_->setIcons(context_);
    const QSignalBlocker block(actions_->dark);
    actions_->dark->setChecked(context_.theme->mode() == ThemeMode::Dark);
    welcome_->refreshTheme();
    source_panel_->refreshTheme();
    alert_panel_->refreshTheme();
    tabs_->refreshTheme();
}

void MainWindow::refreshTitle()
{
    setWindowTitle(session_->isOpen() ? tr("%1[*] — Streamgauge").arg(session_->title()) : tr("Streamgauge[*]"));
    setWindowModified(session_->isModified());
    setWindowFilePath(session_->path());
    const bool open = session_->isOpen();
    for (QAction *action :
         { actions_->save, actions_->save_as, actions_->add_panel, actions_->add_dashboard, actions_->rename_dashboard,
           actions_->close_dashboard, actions_->export_csv, actions_->new_rule, actions_->manage_rules })
        action->setEnabled(open);
    actions_->notifications->setEnabled(open && context_.services->alerts() != nullptr);
    actions_->lookups->setEnabled(open && context_.services->lookups() != nullptr);
}

void MainWindow::refreshMenus()
{
    actions_->recent->clear();
    for (const QString &path : session_->recent())
        actions_->recent->addAction(path, this, [this, path] { openFile(path); });
    actions_->recent->setEnabled(!actions_->recent->isEmpty());
    actions_->rules->clear();
    for (const RuleSpec &rule : context_.services->rules()) {
        const QString name = toQString(rule.name);
        QAction *action = actions_->rules->addAction(tr("Edit rule %1…").arg(name), this, [this, name] { editRule(name); });
        action->setToolTip(toQString(ruleText(rule)));
    }
    actions_->rules->setEnabled(!actions_->rules->isEmpty());
    welcome_->setRecent(session_->recent());
}

void MainWindow::showPage()
{
    if (!session_->isOpen())
        pages_->setCurrentWidget(welcome_);
    const bool desk = session_->isOpen();
    source_panel_->setVisible(desk && actions_->show_sources->isChecked());
    alert_panel_->setVisible(desk && actions_->show_alerts->isChecked());
}

void MainWindow::showWelcome()
{
    refreshMenus();
    pages_->setCurrentWidget(pages_->currentWidget() == welcome_ && session_->isOpen() ? static_cast<QWidget *>(tabs_)
                                                                                       : welcome_);
}

void MainWindow::setLive(bool live)
{
    actions_->live->setText(live ? tr("&Live") : tr("&Paused"));
    actions_->live->setIcon(context_.icon(live ? QStringLiteral("live") : QStringLiteral("pause")));
    tabs_->setLive(live);
    status_bar_->setLive(live);
}

void MainWindow::addPanel(const PanelEntry &entry)
{
    if (document_->pages().empty())
        tabs_->addPage();
    pages_->setCurrentWidget(tabs_);
    const quint64 id = document_->addPanel(tabs_->currentView()->pageId(), entry);
    if (PanelFrame *frame = tabs_->currentView()->frame(id)) {
        tabs_->currentView()->ensureWidgetVisible(frame);
        frame->setFocus(Qt::OtherFocusReason);
    }
}

QDialog *MainWindow::opened(QDialog *dialog)
{
    dialog->show();
    dialog->raise();
    dialog->activateWindow();
    return dialog;
}

void MainWindow::showError(const Error &error)
{
    notice_->showError(error);
}

} // namespace streamgauge
