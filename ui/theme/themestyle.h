// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProxyStyle>

namespace streamgauge {

/// Fusion, which looks alike everywhere and follows the palette, with the program's line icons where widgets bring
/// icons of their own (clearing a field, the rest of a tool bar). Those of Fusion are pictures of one size, and
/// reading the first of them maps the readers of all picture formats into memory. The buttons of a dialog stand in the
/// same order on every desktop, the one that does it last. GUI thread.
class ThemeStyle : public QProxyStyle
{
    Q_OBJECT

public:
    ThemeStyle();

    [[nodiscard]] QIcon standardIcon(StandardPixmap kind, const QStyleOption *option = nullptr,
                                     const QWidget *widget = nullptr) const override;
    [[nodiscard]] int styleHint(StyleHint hint, const QStyleOption *option = nullptr, const QWidget *widget = nullptr,
                                QStyleHintReturn *returned = nullptr) const override;
};

} // namespace streamgauge
