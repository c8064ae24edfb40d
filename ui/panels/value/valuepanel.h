// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugins/api/panel.h"
#include "ui/panels/value/singleseries.h"

class QMenu;

namespace streamgauge {

/// What gauge and stat have in common: one series, chosen by a drop or by the key menu, painted by the subclass.
class ValuePanel : public Panel
{
    Q_OBJECT

public:
    explicit ValuePanel(PanelContext context, QWidget *parent);

    [[nodiscard]] QString suggestedTitle() const override;
    [[nodiscard]] QJsonObject settings() const override;
    void applySettings(const QJsonObject &settings) override;
    [[nodiscard]] bool acceptsField(const SchemaPtr &schema, const QString &field) const override;
    void addField(const SchemaPtr &schema, const QString &field, const QString &key) override;
    [[nodiscard]] QList<QAction *> panelActions() override;
    [[nodiscard]] QStringList streams() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return { 80, 48 }; }

public Q_SLOTS:
    void setLive(bool live) override;

protected:
    [[nodiscard]] SingleSeries &series() { return *series_; }
    [[nodiscard]] const SingleSeries &series() const { return *series_; }
    virtual void paintValue(QPainter &painter, const QRectF &area) = 0;
    /// The value in big, with the decimals that those before it needed.
    [[nodiscard]] QString valueText() const;
    [[nodiscard]] QColor valueColor() const;

    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void fillKeyMenu();
    void paintMarks(QPainter &painter);
    void describe();

    SingleSeries *series_ = nullptr;
    QMenu *key_menu_ = nullptr;
    bool live_ = true;
};

} // namespace streamgauge
