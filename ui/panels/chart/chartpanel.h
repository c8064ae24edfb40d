// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugins/api/panel.h"

class QMenu;

namespace streamgauge {

class ChartLegend;
class ChartModel;
class ChartView;

/// Fields over time: see ChartView for mouse and keys, builtinpanels.h for the settings.
class ChartPanel final : public Panel
{
    Q_OBJECT

public:
    explicit ChartPanel(PanelContext context, QWidget *parent = nullptr);
    ~ChartPanel() override;

    [[nodiscard]] QString suggestedTitle() const override;
    [[nodiscard]] QJsonObject settings() const override;
    void applySettings(const QJsonObject &settings) override;
    [[nodiscard]] bool acceptsField(const SchemaPtr &schema, const QString &field) const override;
    void addField(const SchemaPtr &schema, const QString &field, const QString &key) override;
    [[nodiscard]] QList<QAction *> panelActions() override;
    [[nodiscard]] QStringList streams() const override;

    [[nodiscard]] ChartModel &model() { return *model_; }
    [[nodiscard]] ChartView &view() { return *view_; }
    [[nodiscard]] ChartLegend &legend() { return *legend_; }

public Q_SLOTS:
    void themeChanged() override;
    void setLive(bool live) override;
    void showInstant(qint64 time_ns) override;

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void makeActions();
    void fillSpanMenu();
    void fillSeriesMenu();
    void fillFieldMenu(QMenu &menu, std::size_t field);
    void arrangeLegend();
    void shareStretch();

    TimeLink *link_ = nullptr;
    ChartModel *model_ = nullptr;
    ChartView *view_ = nullptr;
    ChartLegend *legend_ = nullptr;
    QMenu *span_menu_ = nullptr;
    QMenu *series_menu_ = nullptr;
    QList<QAction *> actions_;
    QAction *live_ = nullptr;
    QAction *log_left_ = nullptr;
    QAction *log_right_ = nullptr;
    QAction *legend_shown_ = nullptr;
    QAction *thresholds_shown_ = nullptr;
};

} // namespace streamgauge
