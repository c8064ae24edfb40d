// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/fonts.h"

#include <QApplication>
#include <QFontDatabase>
#include <QFontMetricsF>

#include <algorithm>

namespace streamgauge {

bool hasTabularFigures(const QFont &font)
{
    const QFontMetricsF metrics(font);
    const qreal width = metrics.horizontalAdvance(u'0');
    for (char16_t digit = u'1'; digit <= u'9'; ++digit) {
        if (qAbs(metrics.horizontalAdvance(QChar(digit)) - width) > 0.01)
            return false;
    }
    return true;
}

QFont applicationFont()
{
    const QStringList wanted { QStringLiteral("Inter"),      QStringLiteral("Roboto"),    QStringLiteral("Segoe UI"),
                               QStringLiteral("Noto Sans"),  QStringLiteral("Open Sans"), QStringLiteral("Liberation Sans"),
                               QStringLiteral("DejaVu Sans") };
    const QStringList installed = QFontDatabase::families();
    for (const QString &family : wanted) {
        QFont font(family, 10);
        if (installed.contains(family) && hasTabularFigures(font))
            return font;
    }
    QFont font = QFontDatabase::systemFont(QFontDatabase::GeneralFont);
    font.setPointSize(std::max(font.pointSize(), 9));
    return font;
}

QFont scaledFont(const QFont &font, double factor, bool bold)
{
    QFont scaled = font;
    const double points = font.pointSizeF() > 0 ? font.pointSizeF() : 10.0;
    scaled.setPointSizeF(std::max(7.0, points * factor));
    if (bold)
        scaled.setWeight(QFont::DemiBold);
    return scaled;
}

} // namespace streamgauge
