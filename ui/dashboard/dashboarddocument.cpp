// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dashboard/dashboarddocument.h"

#include <algorithm>

namespace streamgauge {

/// Holds the whole state on both sides: undo restores it exactly, whatever the edit was.
class PagesCommand : public QUndoCommand
{
public:
    PagesCommand(DashboardDocument &document, std::vector<DashboardPage> before, std::vector<DashboardPage> after,
                 const QString &text, quint64 merge_id)
        : QUndoCommand(text)
        , document_(document)
        , before_(std::move(before))
        , after_(std::move(after))
        , merge_id_(merge_id)
    {
    }
    void undo() override { document_.setPages(before_); }
    void redo() override { document_.setPages(after_); }
    [[nodiscard]] int id() const override { return merge_id_ == 0 ? -1 : 1; }
    bool mergeWith(const QUndoCommand *other) override
    {
        const auto *next = static_cast<const PagesCommand *>(other);
        if (next->merge_id_ != merge_id_)
            return false;
        after_ = next->after_;
        return true;
    }

private:
    DashboardDocument &document_;
    std::vector<DashboardPage> before_;
    std::vector<DashboardPage> after_;
    quint64 merge_id_;
};

namespace {

std::vector<GridRect> rectsOf(const DashboardPage &page)
{
    std::vector<GridRect> rects;
    for (const PlacedPanel &panel : page.panels)
        rects.push_back(gridRect(panel.entry));
    return rects;
}

void setRects(DashboardPage &page, const std::vector<GridRect> &rects)
{
    for (std::size_t i = 0; i < rects.size(); ++i)
        setGridRect(page.panels[i].entry, rects[i]);
}

} // namespace

GridRect gridRect(const PanelEntry &entry)
{
    return { entry.column, entry.row, entry.width, entry.height };
}

void setGridRect(PanelEntry &entry, const GridRect &rect)
{
    entry.column = rect.column;
    entry.row = rect.row;
    entry.width = rect.width;
    entry.height = rect.height;
}

DashboardDocument::DashboardDocument(QObject *parent)
    : QObject(parent)
{
    undo_stack_.setUndoLimit(200);
}

void DashboardDocument::load(const std::vector<DashboardEntry> &entries)
{
    std::vector<DashboardPage> pages;
    for (const DashboardEntry &entry : entries) {
        DashboardPage page { ++last_id_, QString::fromStdString(entry.name), {} };
        for (const PanelEntry &panel : entry.panels)
            page.panels.push_back({ ++last_id_, panel });
        setRects(page, untangled(rectsOf(page)));
        pages.push_back(std::move(page));
    }
    undo_stack_.clear();
    setPages(pages);
}

std::vector<DashboardEntry> DashboardDocument::entries() const
{
    std::vector<DashboardEntry> entries;
    for (const DashboardPage &page : pages_) {
        DashboardEntry entry { page.name.toStdString(), {} };
        for (const PlacedPanel &panel : page.panels)
            entry.panels.push_back(panel.entry);
        entries.push_back(std::move(entry));
    }
    return entries;
}

const DashboardPage *DashboardDocument::page(quint64 page_id) const
{
    return findPage(const_cast<DashboardDocument *>(this)->pages_, page_id);
}

const PlacedPanel *DashboardDocument::panel(quint64 panel_id) const
{
    return findPanel(const_cast<DashboardDocument *>(this)->pages_, panel_id);
}

DashboardPage *DashboardDocument::findPage(std::vector<DashboardPage> &pages, quint64 page_id)
{
    const auto found =
        std::find_if(pages.begin(), pages.end(), [&](const DashboardPage &page) { return page.id == page_id; });
    return found == pages.end() ? nullptr : &*found;
}

DashboardPage *DashboardDocument::pageOfPanel(std::vector<DashboardPage> &pages, quint64 panel_id)
{
    for (DashboardPage &page : pages) {
        for (const PlacedPanel &panel : page.panels) {
            if (panel.id == panel_id)
                return &page;
        }
    }
    return nullptr;
}

PlacedPanel *DashboardDocument::findPanel(std::vector<DashboardPage> &pages, quint64 panel_id)
{
    for (DashboardPage &page : pages) {
        for (PlacedPanel &panel : page.panels) {
            if (panel.id == panel_id)
                return &panel;
        }
    }
    return nullptr;
}

quint64 DashboardDocument::addPage(const QString &name)
{
    auto pages = pages_;
    pages.push_back({ ++last_id_, name, {} });
    push(std::move(pages), tr("Add dashboard"));
    return pages_.back().id;
}

void DashboardDocument::removePage(quint64 page_id)
{
    auto pages = pages_;
    if (std::erase_if(pages, [&](const DashboardPage &page) { return page.id == page_id; }) > 0)
        push(std::move(pages), tr("Close dashboard"));
}

void DashboardDocument::renamePage(quint64 page_id, const QString &name)
{
    auto pages = pages_;
    DashboardPage *page = findPage(pages, page_id);
    if (page == nullptr || page->name == name || name.trimmed().isEmpty())
        return;
    page->name = name.trimmed();
    push(std::move(pages), tr("Rename dashboard"));
}

void DashboardDocument::movePage(int from, int to)
{
    const int count = static_cast<int>(pages_.size());
    if (from == to || from < 0 || to < 0 || from >= count || to >= count)
        return;
    auto pages = pages_;
    DashboardPage moved = std::move(pages[static_cast<std::size_t>(from)]);
    pages.erase(pages.begin() + from);
    pages.insert(pages.begin() + to, std::move(moved));
    push(std::move(pages), tr("Move dashboard"));
}

quint64 DashboardDocument::addPanel(quint64 page_id, PanelEntry entry, std::optional<GridRect> place)
{
    auto pages = pages_;
    DashboardPage *page = findPage(pages, page_id);
    if (page == nullptr)
        return 0;
    setGridRect(entry, firstFree(rectsOf(*page), entry.width, entry.height));
    page->panels.push_back({ ++last_id_, std::move(entry) });
    if (place)
        setRects(*page, placed(rectsOf(*page), page->panels.size() - 1, *place));
    push(std::move(pages), tr("Add panel"));
    return last_id_;
}

void DashboardDocument::placePanel(quint64 panel_id, const GridRect &target)
{
    auto pages = pages_;
    DashboardPage *page = pageOfPanel(pages, panel_id);
    if (page == nullptr)
        return;
    const auto panel =
        std::find_if(page->panels.begin(), page->panels.end(), [&](const PlacedPanel &p) { return p.id == panel_id; });
    const bool resized = panel->entry.width != target.width || panel->entry.height != target.height;
    setRects(*page, placed(rectsOf(*page), static_cast<std::size_t>(panel - page->panels.begin()), target));
    if (pages != pages_)
        push(std::move(pages), resized ? tr("Resize panel") : tr("Move panel"));
}

void DashboardDocument::removePanel(quint64 panel_id)
{
    auto pages = pages_;
    DashboardPage *page = pageOfPanel(pages, panel_id);
    if (page == nullptr)
        return;
    std::erase_if(page->panels, [&](const PlacedPanel &panel) { return panel.id == panel_id; });
    push(std::move(pages), tr("Remove panel"));
}

quint64 DashboardDocument::duplicatePanel(quint64 panel_id)
{
    auto pages = pages_;
    const DashboardPage *page = pageOfPanel(pages, panel_id);
    return page == nullptr ? 0 : addPanel(page->id, panel(panel_id)->entry);
}

void DashboardDocument::renamePanel(quint64 panel_id, const QString &title)
{
    auto pages = pages_;
    PlacedPanel *panel = findPanel(pages, panel_id);
    if (panel == nullptr || panel->entry.title == title.trimmed().toStdString())
        return;
    panel->entry.title = title.trimmed().toStdString();
    push(std::move(pages), tr("Rename panel"));
}

void DashboardDocument::setPanelSettings(quint64 panel_id, const std::string &settings_json)
{
    auto pages = pages_;
    PlacedPanel *panel = findPanel(pages, panel_id);
    if (panel == nullptr || panel->entry.settings_json == settings_json)
        return;
    panel->entry.settings_json = settings_json;
    push(std::move(pages), tr("Change panel"), panel_id);
}

void DashboardDocument::push(std::vector<DashboardPage> after, const QString &text, quint64 merge_id)
{
    undo_stack_.push(new PagesCommand(*this, pages_, std::move(after), text, merge_id));
}

void DashboardDocument::setPages(const std::vector<DashboardPage> &pages)
{
    if (pages_ == pages)
        return;
    pages_ = pages;
    Q_EMIT pagesChanged();
}

} // namespace streamgauge
