// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/workspace.h"
#include "ui/dashboard/gridplan.h"

#include <QObject>
#include <QUndoStack>

#include <optional>
#include <vector>

namespace streamgauge {

struct PlacedPanel {
    quint64 id = 0; ///< unique in the document, the same after an undo
    PanelEntry entry;
    friend bool operator==(const PlacedPanel &, const PlacedPanel &) = default;
};

struct DashboardPage {
    quint64 id = 0;
    QString name;
    std::vector<PlacedPanel> panels;
    friend bool operator==(const DashboardPage &, const DashboardPage &) = default;
};

[[nodiscard]] GridRect gridRect(const PanelEntry &entry);
void setGridRect(PanelEntry &entry, const GridRect &rect);

/// The dashboards of a workspace and their history: every edit is one step of the undo stack, and views follow
/// pagesChanged(). Panels never overlap and stay inside the grid. GUI thread.
class DashboardDocument : public QObject
{
    Q_OBJECT

public:
    explicit DashboardDocument(QObject *parent = nullptr);

    /// Replaces all and forgets the history. Overlapping or outlying panels are moved to where they fit.
    void load(const std::vector<DashboardEntry> &entries);
    [[nodiscard]] std::vector<DashboardEntry> entries() const;
    [[nodiscard]] const std::vector<DashboardPage> &pages() const { return pages_; }
    [[nodiscard]] const DashboardPage *page(quint64 page_id) const;
    [[nodiscard]] const PlacedPanel *panel(quint64 panel_id) const;
    [[nodiscard]] QUndoStack &undoStack() { return undo_stack_; }

    quint64 addPage(const QString &name);
    void removePage(quint64 page_id);
    void renamePage(quint64 page_id, const QString &name);
    void movePage(int from, int to);

    /// With `place` it goes there and others make room; otherwise to the first free place of the entry's size.
    quint64 addPanel(quint64 page_id, PanelEntry entry, std::optional<GridRect> place = std::nullopt);
    void placePanel(quint64 panel_id, const GridRect &target);
    void removePanel(quint64 panel_id);
    quint64 duplicatePanel(quint64 panel_id);
    void renamePanel(quint64 panel_id, const QString &title);
    /// Consecutive changes of one panel become one step.
    void setPanelSettings(quint64 panel_id, const std::string &settings_json);

Q_SIGNALS:
    void pagesChanged();

private:
    friend class PagesCommand;

    [[nodiscard]] static DashboardPage *findPage(std::vector<DashboardPage> &pages, quint64 page_id);
    [[nodiscard]] static DashboardPage *pageOfPanel(std::vector<DashboardPage> &pages, quint64 panel_id);
    [[nodiscard]] static PlacedPanel *findPanel(std::vector<DashboardPage> &pages, quint64 panel_id);
    void push(std::vector<DashboardPage> after, const QString &text, quint64 merge_id = 0);
    void setPages(const std::vector<DashboardPage> &pages);

    std::vector<DashboardPage> pages_;
    QUndoStack undo_stack_;
    quint64 last_id_ = 0;
};

} // namespace streamgauge
