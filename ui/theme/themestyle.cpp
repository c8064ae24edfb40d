// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/themestyle.h"

#include "ui/theme/icons.h"

#include <QDialogButtonBox>

namespace streamgauge {

ThemeStyle::ThemeStyle()
    : QProxyStyle(QStringLiteral("Fusion"))
{
}

QIcon ThemeStyle::standardIcon(StandardPixmap kind, const QStyleOption *option, const QWidget *widget) const
{
    switch (kind) {
    case SP_LineEditClearButton: return mutedIcon(QStringLiteral("close"));
    case SP_ToolBarHorizontalExtensionButton: return mutedIcon(QStringLiteral("chevron-right"));
    case SP_ToolBarVerticalExtensionButton: return mutedIcon(QStringLiteral("chevron-down"));
    default: return QProxyStyle::standardIcon(kind, option, widget);
    }
}

int ThemeStyle::styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                          QStyleHintReturn *returned) const
{
    if (hint == SH_DialogButtonLayout)
        return QDialogButtonBox::GnomeLayout;
    return QProxyStyle::styleHint(hint, option, widget, returned);
}

} // namespace streamgauge
