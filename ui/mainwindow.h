// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/alerts/alertpanel.h"
#include "ui/dashboard/dashboardtabs.h"
#include "ui/deskactions.h"
#include "ui/shell/commandpalette.h"
#include "ui/shell/deskstatusbar.h"
#include "ui/shell/noticebar.h"
#include "ui/shell/welcomepage.h"
#include "ui/shell/workspacesession.h"
#include "ui/sources/sourcepanel.h"

#include <QMainWindow>
#include <QSplitter>

namespace streamgauge {

/// The desk: sources left, dashboards in the middle, alerts right, figures below. Everything it needs of the
/// program it asks of DeskServices. GUI thread.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    explicit MainWindow(const DeskContext &context, QWidget *parent = nullptr);
    ~MainWindow() override;

    [[nodiscard]] WorkspaceSession &session() { return *session_; }
    [[nodiscard]] DashboardDocument &document() { return *document_; }
    [[nodiscard]] DashboardTabs &tabs() { return *tabs_; }
    [[nodiscard]] SourcePanel &sourcePanel() { return *source_panel_; }
    [[nodiscard]] AlertPanel &alertPanel() { return *alert_panel_; }
    [[nodiscard]] NoticeBar &noticeBar() { return *notice_; }
    [[nodiscard]] WelcomePage &welcomePage() { return *welcome_; }
    [[nodiscard]] DeskActions &actions() { return *actions_; }
    [[nodiscard]] ProblemModel &problems() { return *problems_; }

    /// Offers what an earlier run left behind, if anything.
    void offerRecovery();
    void openFile(const QString &path);
    void openDemo(const QString &name);
    void showWelcome();

    /// Opened dialogs, none modal; returned so that others can fill them in.
    QDialog *openConnectionDialog(const QString &edited_source = {});
    QDialog *openRuleDialog(const RuleSpec &rule, const QString &edited = {});
    QDialog *openRuleManager();
    /// nullptr over a borrowed engine.
    QDialog *openNotificationsDialog();
    QDialog *openLookupsDialog();
    QDialog *openExportDialog(Panel *panel = nullptr, const QString &stream = {});
    QDialog *openAddPanelDialog();

protected:
    void closeEvent(QCloseEvent *event) override;

private:
    void buildLayout();
    void buildToolBar();
    void connectActions();
    void connectDataActions();
    void connectPanels();
    void connectSession();
    void refreshTheme();
    void refreshTitle();
    void refreshMenus();
    void showPage();
    void setLive(bool live);
    void addPanel(const PanelEntry &entry);
    void ruleFor(const FieldReference &reference);
    void removeSource(const QString &name);
    void editRule(const QString &name);
    void copyRule(const QString &name);
    void jumpTo(const Alert &alert);
    void chooseFile();
    void save(std::function<void()> then = {});
    void saveAs(std::function<void()> then = {});
    void afterSaving(const Result<void> &saved, const std::function<void()> &then);
    /// Runs `then` at once, or after the user was asked what becomes of unsaved changes.
    void leaveWorkspace(std::function<void()> then);
    void showError(const Error &error);
    QDialog *opened(QDialog *dialog);
    void restoreLayout();
    void storeLayout();

    DeskContext context_;
    DashboardDocument *document_;
    WorkspaceSession *session_;
    ProblemModel *problems_;
    std::unique_ptr<DeskActions> actions_;
    QSplitter *splitter_;
    SourcePanel *source_panel_;
    AlertPanel *alert_panel_;
    QStackedWidget *pages_;
    WelcomePage *welcome_;
    DashboardTabs *tabs_;
    NoticeBar *notice_;
    CommandPalette *palette_;
    DeskStatusBar *status_bar_;
    bool closing_ = false;
};

} // namespace streamgauge
