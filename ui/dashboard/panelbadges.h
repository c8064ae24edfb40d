// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/deskcontext.h"

#include <QWidget>

#include <vector>

namespace streamgauge {

/// What a panel's frame says about the data in it: made up or not, how old, how fast, what was lost.
class PanelBadges : public QWidget
{
    Q_OBJECT

public:
    explicit PanelBadges(const DeskContext &context, QWidget *parent = nullptr);

    /// Figures of these streams and of the sources they come from.
    void show(const Snapshot &snapshot, const QStringList &streams);
    /// The newest event is older than this data's own pace explains.
    [[nodiscard]] bool stale() const { return stale_; }
    [[nodiscard]] QString text() const;
    /// Badges that do not fit are left out, the least important first.
    void setAvailableWidth(int width);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    enum class Tone { Plain, Simulated, Stale, Lost };
    struct Badge {
        QString text;
        Tone tone = Tone::Plain;
        friend bool operator==(const Badge &, const Badge &) = default;
    };

    [[nodiscard]] std::vector<Badge> badgesOf(const Snapshot &snapshot, const QStringList &streams);
    [[nodiscard]] int badgeWidth(const Badge &badge) const;
    [[nodiscard]] std::size_t shownCount() const;
    [[nodiscard]] QColor color(Tone tone) const;

    DeskContext context_;
    std::vector<Badge> badges_; ///< most important first
    int available_width_ = 200;
    bool stale_ = false;
};

} // namespace streamgauge
