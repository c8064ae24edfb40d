// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/alertmodel.h"

#include <QSortFilterProxyModel>

#include <set>

namespace streamgauge {

/// Alerts by text, severity and state, sorted. The default order: firing first, then by severity, then newest.
class AlertFilter : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    enum class Show { Open, Unacknowledged, Resolved, All };
    enum class Order { Urgency, Newest, Rule, Key };

    explicit AlertFilter(QObject *parent = nullptr);

    void setText(const QString &text);
    void setShow(Show show);
    void setLeastSeverity(Severity severity);
    void setOrder(Order order);
    /// Episodes that stay although their state or severity no longer matches, until the user asks for other ones: what
    /// somebody is dealing with must not go from under their hands.
    void setHeld(std::set<std::uint64_t> episodes);
    [[nodiscard]] const Alert *alertAt(const QModelIndex &index) const;

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex &parent) const override;
    [[nodiscard]] bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    [[nodiscard]] const AlertModel &alerts() const { return *static_cast<const AlertModel *>(sourceModel()); }

    QString text_;
    Show show_ = Show::Open;
    Order order_ = Order::Urgency;
    Severity least_severity_ = Severity::Info;
    std::set<std::uint64_t> held_;
};

} // namespace streamgauge
