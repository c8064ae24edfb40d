// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/steadynumber.h"

#include "models/numbertext.h"

#include <QLocale>

#include <algorithm>
#include <optional>

namespace streamgauge {

namespace {

constexpr int significant = 5;

/// nullopt: the text is not of digits and a point alone.
std::optional<int> decimalsOf(const QString &text)
{
    if (text.contains(u'e', Qt::CaseInsensitive) || text == QStringLiteral("—"))
        return std::nullopt;
    const QString point = QLocale().decimalPoint();
    const auto at = text.indexOf(point);
    return at < 0 ? 0 : static_cast<int>(text.size() - at - point.size());
}

} // namespace

void SteadyNumber::see(double value)
{
    decimals_ = std::max(decimals_, decimalsOf(numberText(value, significant)).value_or(0));
}

QString SteadyNumber::text(double value) const
{
    const QString shortest = numberText(value, significant);
    const auto needed = decimalsOf(shortest);
    if (!needed)
        return shortest;
    const int decimals = std::min(std::max(*needed, decimals_), mostDecimals(value, significant));
    // Adding zero takes the sign from a negative one.
    return decimals == *needed ? shortest : fixedText(value + 0.0, decimals);
}

} // namespace streamgauge
