// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/fieldmime.h"
#include "models/sourcetreemodel.h"
#include "ui/deskcontext.h"
#include "ui/sources/sourcefilter.h"

#include <QElapsedTimer>
#include <QLineEdit>
#include <QMenu>
#include <QStackedWidget>
#include <QTreeView>

#include <map>

namespace streamgauge {

/// The left side: sources, streams and fields, live; filter; drag out; context menu.
class SourcePanel : public QWidget
{
    Q_OBJECT

public:
    explicit SourcePanel(const DeskContext &context, QWidget *parent = nullptr);
    ~SourcePanel() override;

    [[nodiscard]] QTreeView &tree() { return *tree_; }
    [[nodiscard]] SourceTreeModel &model() { return *model_; }
    [[nodiscard]] QLineEdit &filterEdit() { return *filter_edit_; }
    void refreshTheme();
    /// The actions for one row; empty for none.
    void fillMenu(QMenu &menu, const QModelIndex &index);

Q_SIGNALS:
    void connectRequested();
    void chartRequested(const streamgauge::FieldReference &reference);
    void tableRequested(const QString &stream);
    void ruleRequested(const streamgauge::FieldReference &reference);
    void exportRequested(const QString &stream);
    void editRequested(const QString &source);
    void detailsRequested(const QString &source);
    void removeRequested(const QString &source);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void followFrame(const SnapshotPtr &snapshot);
    void subscribeKeys(const QString &stream);
    void showMenu(const QPoint &position);
    void activate(const QModelIndex &index);
    [[nodiscard]] QWidget *emptyPage();
    [[nodiscard]] static FieldReference referenceAt(const QModelIndex &index);

    DeskContext context_;
    SourceTreeModel *model_;
    SourceFilter *filter_;
    QLineEdit *filter_edit_;
    QAction *filter_icon_;
    QStackedWidget *stack_;
    QTreeView *tree_;
    QElapsedTimer since_update_;
    std::map<QString, std::unique_ptr<Subscription>> key_subscriptions_;
};

} // namespace streamgauge
