// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/dashboard/dashboarddocument.h"
#include "ui/deskservices.h"

#include <QTimer>

namespace streamgauge {

/// The workspace that is open: its file, whether it differs from the file, recent files, autosave. GUI thread.
class WorkspaceSession : public QObject
{
    Q_OBJECT

public:
    WorkspaceSession(DeskServices &services, DashboardDocument &document, QObject *parent = nullptr);

    [[nodiscard]] QString path() const { return path_; }
    /// The file's base name, else the workspace's own name.
    [[nodiscard]] QString title() const;
    [[nodiscard]] bool isModified() const;
    [[nodiscard]] bool isOpen() const { return open_; }
    [[nodiscard]] Workspace current() const;
    [[nodiscard]] QStringList recent() const;

    void startNew();
    /// Nothing changes when the file cannot be read.
    Result<void> open(const QString &path);
    Result<void> openDemo(const QString &name);
    /// A workspace from elsewhere. Modified from the start when `unsaved`.
    void show(const Workspace &workspace, const QString &path, bool unsaved);
    Result<void> save();
    Result<void> saveAs(const QString &path);
    /// The work is saved or given up: no recovery is offered next time.
    void finish();

Q_SIGNALS:
    void opened();
    void changed();

private:
    void markChanged();
    void autosave();
    void remember(const QString &path);

    DeskServices &services_;
    DashboardDocument &document_;
    QTimer autosave_timer_;
    QString path_;
    QString name_;
    bool open_ = false;
    bool changed_elsewhere_ = false; ///< sources or rules; dashboards are the document's to know
};

} // namespace streamgauge
