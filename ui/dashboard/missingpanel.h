// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugins/api/panel.h"

namespace streamgauge {

/// Stands in for a panel whose kind nobody offers here. Keeps its settings, so that saving loses nothing.
class MissingPanel : public Panel
{
    Q_OBJECT

public:
    MissingPanel(PanelContext context, const QString &kind, const QString &reason, QWidget *parent = nullptr);

    [[nodiscard]] QString suggestedTitle() const override;
    [[nodiscard]] QJsonObject settings() const override { return settings_; }
    void applySettings(const QJsonObject &settings) override { settings_ = settings; }

private:
    QString kind_;
    QJsonObject settings_;
};

} // namespace streamgauge
