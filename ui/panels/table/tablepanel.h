// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugins/api/panel.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QTimer>

class QLabel;
class QLineEdit;
class QMenu;

namespace streamgauge {

class AnchoredTable;
class CellDelegate;
class TableModel;

/// The latest rows of one stream; settings in builtinpanels.h. A click on a header sorts, its context menu
/// filters by the column and chooses columns, Ctrl+C copies rows as tab-separated text (with Shift: with
/// headers), Ctrl+F goes to the filter. While the user has scrolled, the order stands still.
class TablePanel final : public Panel
{
    Q_OBJECT

public:
    explicit TablePanel(PanelContext context, QWidget *parent = nullptr);
    ~TablePanel() override;

    [[nodiscard]] QString suggestedTitle() const override;
    [[nodiscard]] QJsonObject settings() const override;
    void applySettings(const QJsonObject &settings) override;
    [[nodiscard]] bool acceptsField(const SchemaPtr &schema, const QString &field) const override;
    /// Shows the stream of the field.
    void addField(const SchemaPtr &schema, const QString &field, const QString &key) override;
    [[nodiscard]] QList<QAction *> panelActions() override;
    [[nodiscard]] QStringList streams() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return { 80, 48 }; }

    [[nodiscard]] TableModel &model() { return *model_; }
    [[nodiscard]] AnchoredTable &table() { return *table_; }
    [[nodiscard]] QLineEdit &filterEdit() { return *filter_; }
    [[nodiscard]] QString countText() const;

public Q_SLOTS:
    void themeChanged() override;
    void setLive(bool live) override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void makeWidgets();
    void makeActions();
    void showStream(const std::string &stream);
    void subscribe();
    void take(const Answer &answer);
    void tick();
    void filterRows();
    void arrangeColumns();
    void rememberColumns();
    void arrangeBars();
    void sortBy(int column);
    void showHeaderMenu(const QPoint &position);
    void addColumnFilter(QMenu &menu, const QString &column);
    [[nodiscard]] QString emptyAdvice() const;

    std::string stream_;
    std::unique_ptr<Subscription> subscription_;
    TableModel *model_ = nullptr;
    AnchoredTable *table_ = nullptr;
    CellDelegate *delegate_ = nullptr;
    QLineEdit *filter_ = nullptr;
    QLabel *count_ = nullptr;
    QTimer filter_delay_;
    QTimer tick_;
    QElapsedTimer clock_;
    qint64 changed_ms_ = 0;
    QJsonArray columns_; ///< as in the settings; applied when the schema comes
    QMap<QString, QString> column_filters_;
    QString sort_column_;
    Qt::SortOrder sort_order_ = Qt::AscendingOrder;
    QList<QAction *> actions_;
    QAction *flash_ = nullptr;
    QAction *filter_bar_ = nullptr;
    bool arranging_ = false;
    bool live_ = true;
};

} // namespace streamgauge
