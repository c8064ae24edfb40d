// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/alertfilter.h"

#include <tuple>
#include <utility>

namespace streamgauge {

namespace {

int urgency(const Alert &alert)
{
    if (isFiring(alert))
        return alert.acknowledged ? 2 : 3;
    return alert.state == AlertState::Pending ? 1 : 0;
}

} // namespace

AlertFilter::AlertFilter(QObject *parent)
    : QSortFilterProxyModel(parent)
{
    setDynamicSortFilter(true);
    sort(0);
}

void AlertFilter::setText(const QString &text)
{
    text_ = text.trimmed();
    held_.clear();
    invalidateFilter();
}

void AlertFilter::setShow(Show show)
{
    show_ = show;
    held_.clear();
    invalidateFilter();
}

void AlertFilter::setLeastSeverity(Severity severity)
{
    least_severity_ = severity;
    held_.clear();
    invalidateFilter();
}

void AlertFilter::setOrder(Order order)
{
    order_ = order;
    invalidate();
}

void AlertFilter::setHeld(std::set<std::uint64_t> episodes)
{
    if (held_ == episodes)
        return;
    held_ = std::move(episodes);
    invalidateFilter();
}

const Alert *AlertFilter::alertAt(const QModelIndex &index) const
{
    return index.isValid() ? &alerts().row(mapToSource(index).row()) : nullptr;
}

bool AlertFilter::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    const Alert &alert = alerts().row(row);
    if (held_.contains(alert.episode))
        return true;
    if (alert.severity < least_severity_)
        return false;
    const bool open = isFiring(alert) || alert.state == AlertState::Pending;
    if (show_ == Show::Open && !open)
        return false;
    if (show_ == Show::Unacknowledged && (!isFiring(alert) || alert.acknowledged))
        return false;
    if (show_ == Show::Resolved && open)
        return false;
    return text_.isEmpty()
        || sourceModel()->index(row, 0, parent).data(AlertModel::SearchRole).toString().contains(text_, Qt::CaseInsensitive);
}

bool AlertFilter::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const Alert &a = alerts().row(left.row());
    const Alert &b = alerts().row(right.row());
    const auto newest = [](const Alert &alert) {
        return std::make_tuple(-shownInstant(alert), -static_cast<qint64>(alert.episode));
    };
    switch (order_) {
    case Order::Urgency:
        return std::make_tuple(-urgency(a), -static_cast<int>(a.severity), newest(a))
            < std::make_tuple(-urgency(b), -static_cast<int>(b.severity), newest(b));
    case Order::Newest: return newest(a) < newest(b);
    case Order::Rule: return std::make_tuple(a.rule, newest(a)) < std::make_tuple(b.rule, newest(b));
    case Order::Key: return std::make_tuple(a.key, newest(a)) < std::make_tuple(b.key, newest(b));
    }
    return false;
}

} // namespace streamgauge
