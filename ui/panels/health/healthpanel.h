// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugins/api/panel.h"

#include <QElapsedTimer>

class QMenu;
class QSplitter;
class QTextBrowser;

namespace streamgauge {

class AnchoredTable;
class SourceHealthModel;

/// The health of the sources: figures in a row each, and for the chosen one its problems with their remedies,
/// its gaps and its position. Refreshed four times a second.
class HealthPanel final : public Panel
{
    Q_OBJECT

public:
    explicit HealthPanel(PanelContext context, QWidget *parent = nullptr);

    [[nodiscard]] QString suggestedTitle() const override;
    [[nodiscard]] QJsonObject settings() const override;
    void applySettings(const QJsonObject &settings) override;
    [[nodiscard]] QList<QAction *> panelActions() override;
    [[nodiscard]] QSize minimumSizeHint() const override { return { 80, 48 }; }

    [[nodiscard]] SourceHealthModel &model() { return *model_; }
    [[nodiscard]] AnchoredTable &table() { return *table_; }
    [[nodiscard]] QTextBrowser &details() { return *details_; }

public Q_SLOTS:
    void themeChanged() override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void onFrame(const SnapshotPtr &snapshot);
    void refresh(const Snapshot &snapshot);
    void showDetails();
    void fillSourceMenu();

    std::string source_;
    SourceHealthModel *model_ = nullptr;
    AnchoredTable *table_ = nullptr;
    QSplitter *splitter_ = nullptr;
    QTextBrowser *details_ = nullptr;
    QMenu *source_menu_ = nullptr;
    QElapsedTimer since_refresh_;
    QString shown_html_;
};

/// All that is known about a source beyond its figures, as rich text in the palette's colours.
[[nodiscard]] QString sourceDetails(const SourceStatus &source, const Palette &palette);

} // namespace streamgauge
