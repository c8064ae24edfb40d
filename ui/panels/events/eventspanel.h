// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugins/api/panel.h"

class QLabel;
class QMenu;
class QPushButton;
class QSplitter;
class QTableView;

namespace streamgauge {

class AnchoredTable;
class EventDetailModel;
class EventModel;

/// Raw events as they come, newest first; scrolled away from the top the list stands still and counts what waits.
/// The chosen event is shown field by field, before and after.
class EventsPanel final : public Panel
{
    Q_OBJECT

public:
    explicit EventsPanel(PanelContext context, QWidget *parent = nullptr);
    ~EventsPanel() override;

    [[nodiscard]] QString suggestedTitle() const override;
    [[nodiscard]] QJsonObject settings() const override;
    void applySettings(const QJsonObject &settings) override;
    [[nodiscard]] bool acceptsField(const SchemaPtr &schema, const QString &field) const override;
    /// Shows the events of the field's stream, or of the one key.
    void addField(const SchemaPtr &schema, const QString &field, const QString &key) override;
    [[nodiscard]] QList<QAction *> panelActions() override;
    [[nodiscard]] QStringList streams() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return { 80, 48 }; }

    [[nodiscard]] EventModel &model() { return *model_; }
    [[nodiscard]] EventDetailModel &detail() { return *detail_; }
    [[nodiscard]] AnchoredTable &table() { return *table_; }

public Q_SLOTS:
    void themeChanged() override;
    void setLive(bool live) override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void makeTable();
    void makeDetail();
    void subscribe();
    void show(const std::string &stream, const std::string &key);
    void showDetail();
    void updateHold();
    void updateNote();
    void arrange();
    void fillStreamMenu();

    std::string stream_;
    std::string key_;
    std::unique_ptr<Subscription> subscription_;
    EventModel *model_ = nullptr;
    EventDetailModel *detail_ = nullptr;
    AnchoredTable *table_ = nullptr;
    QSplitter *splitter_ = nullptr;
    QWidget *detail_box_ = nullptr;
    QLabel *headline_ = nullptr;
    QLabel *facts_ = nullptr;
    QTableView *detail_table_ = nullptr;
    QPushButton *newer_ = nullptr;
    QLabel *note_ = nullptr;
    QMenu *stream_menu_ = nullptr;
    QAction *detail_shown_ = nullptr;
    bool live_ = true;
};

} // namespace streamgauge
