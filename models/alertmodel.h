// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/rules/alert.h"
#include "models/rowmodel.h"

#include <memory>

namespace streamgauge {

struct AlertCounts {
    int firing = 0;         ///< Firing or Recovering
    int unacknowledged = 0; ///< of these
    int pending = 0;
    int critical = 0; ///< firing with that severity
    int warning = 0;
    int info = 0;
    friend bool operator==(const AlertCounts &, const AlertCounts &) = default;
};

/// The alerts of the newest snapshot, one row an episode. GUI thread. Bound: what the engine keeps.
class AlertModel : public RowModel<Alert, std::uint64_t>
{
    Q_OBJECT

public:
    enum AlertColumn {
        SeverityColumn,
        StateColumn,
        RuleColumn,
        KeyColumn,
        ValueColumn,
        SinceColumn,
        AcknowledgedColumn,
        column_count
    };
    enum Role { SortRole = Qt::UserRole + 1, SearchRole };

    using RowModel::RowModel;

    /// Costs nothing while the pointer is the same.
    void setAlerts(std::shared_ptr<const std::vector<Alert>> alerts);
    [[nodiscard]] const AlertCounts &counts() const { return counts_; }

    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    void countsChanged();

protected:
    [[nodiscard]] std::uint64_t identity(const Alert &alert) const override { return alert.episode; }

private:
    [[nodiscard]] QString text(const Alert &alert, int column) const;
    [[nodiscard]] QVariant sortKey(const Alert &alert, int column) const;
    [[nodiscard]] QString description(const Alert &alert) const;

    std::shared_ptr<const std::vector<Alert>> alerts_;
    AlertCounts counts_;
};

/// Why nobody is told, in a few words: "shelved until 14:05"; empty when everybody is.
[[nodiscard]] QString withheldText(const AlertOverlays &overlays);
/// Firing or Recovering: somebody should look.
[[nodiscard]] inline bool isFiring(const Alert &alert)
{
    return alert.state == AlertState::Firing || alert.state == AlertState::Recovering;
}
/// The instant to show in a chart: when it fired, else when it became pending.
[[nodiscard]] inline TimeNs shownInstant(const Alert &alert)
{
    return alert.fired_at_ns != 0 ? alert.fired_at_ns : alert.active_at_ns;
}

} // namespace streamgauge
