// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deskstyle.h"

#include "ui/theme/stylesheet.h"

namespace streamgauge {

namespace {

const auto sheet = QStringLiteral(R"(
#panelFrame { background: %surface; border: 1px solid %border; border-radius: 6px; }
#panelFrame:focus { border-color: %accent; }
#panelFrame[dropTarget="true"] { border: 1px solid %accent; background: %drop; }
#panelTitle { font-weight: 600; }
#panelNotice { color: %warning; }
#sideTitle, #dialogTitle { font-weight: 600; font-size: 11pt; }
#emptyTitle { font-weight: 600; font-size: 13pt; }
#emptyHint, #hint, #alertCounts { color: %muted; }
#alertList, #sourceTree { background: transparent; }
#alertList::item, #alertList::item:hover, #alertList::item:selected { background: transparent; padding: 0; }
#problemText { color: %critical; }
#goodText { color: %good; }
#warningText { color: %warning; }
#code { background: %window; border: 1px solid %border; border-radius: 4px; padding: 6px 8px; }
#card, #finding { background: %surface; border: 1px solid %border; border-radius: 8px; }
#card:hover { border-color: %muted; }
#cardTitle { font-weight: 600; font-size: 13pt; }
#welcomeTitle { font-weight: 700; font-size: 26pt; }
#welcomeText { font-size: 12pt; color: %muted; }
#notice { background: %notice; border: 1px solid %accent; border-radius: 6px; }
#notice[serious="true"] { border-color: %critical; background: %serious; }
#palette { background: %surface; border: 1px solid %border; border-radius: 8px; }
#statusButton { padding: 1px 8px; }
#statusButton[tone="good"] { color: %muted; }
#statusButton[tone="warning"] { color: %warning; }
#statusButton[tone="serious"] { color: %critical; font-weight: 600; }
QPushButton[standing="true"] { background: %notice; border-color: %border; padding: 4px 8px; text-align: left; }
#untrustedNote { color: %warning; }
#pausedMark { color: %warning; font-weight: 600; }
#findingName { font-weight: 600; }
#exportColumns::item { background: transparent; border: none; padding: 3px 4px 3px 8px; }
#tabClose { padding: 1px; margin-left: 4px; }
)");

} // namespace

QString deskStyleSheet(const Palette &palette)
{
    QString text = sheet;
    const auto set = [&](const char *name, const QString &value) {
        text.replace(QLatin1Char('%') + QLatin1String(name), value);
    };
    set("surface", palette.surface.name());
    set("border", palette.border.name());
    set("accent", palette.accent.name());
    set("drop", blended(palette.accent, palette.surface, 0.08).name());
    set("notice", blended(palette.accent, palette.surface, 0.10).name());
    set("serious", blended(palette.critical, palette.surface, 0.10).name());
    set("warning", palette.warning.name());
    set("critical", palette.critical.name());
    set("good", palette.good.name());
    set("muted", palette.text_muted.name());
    set("window", palette.window.name());
    return text;
}

} // namespace streamgauge
