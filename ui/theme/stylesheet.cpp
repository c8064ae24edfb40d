// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/stylesheet.h"

#include <QPalette>

#include <algorithm>
#include <array>
#include <cmath>

namespace streamgauge {

namespace {

// Fields take their letters from the palette: a colour set here would make their placeholders too faint to read.
const auto sheet = QStringLiteral(R"(
QToolTip { background: %raised; color: %text; border: 1px solid %border; padding: 4px 8px; }
QBalloonTip QLabel { color: #1a1a1a; }
QMainWindow, QDialog { background: %window; }
QMainWindow::separator { background: %window; width: 4px; height: 4px; }
QMenuBar { background: %window; color: %text; padding: 2px 4px; }
QMenuBar::item { padding: 4px 8px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected { background: %raised; }
QMenu { background: %surface; color: %text; border: 1px solid %border; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 4px; }
QMenu::icon { padding-left: 8px; }
QMenu::item:selected { background: %hover; }
QMenu::item:disabled { color: %stale; }
QMenu::separator { height: 1px; background: %border; margin: 4px 8px; }
QStatusBar { background: %window; color: %muted; border-top: 1px solid %border; }
QStatusBar::item { border: none; }
QToolBar { background: %window; border: none; spacing: 4px; padding: 4px; }
QToolButton { background: transparent; color: %text; border: 1px solid transparent; border-radius: 4px; padding: 4px; }
QToolButton:hover { background: %raised; }
QToolButton:checked, QToolButton:pressed { background: %hover; }
QToolButton:focus { border-color: %accent; }
QToolButton:disabled { color: %stale; }
QToolButton::menu-indicator { image: none; }
QPushButton { background: %raised; color: %text; border: 1px solid %border; border-radius: 4px; padding: 6px 16px;
  outline: none; }
QPushButton:hover { border-color: %muted; }
QPushButton:pressed { background: %hover; }
QPushButton:focus { border-color: %accent; }
QPushButton:disabled { color: %stale; background: %surface; }
QPushButton:default, QPushButton[primary="true"] { background: %accent; color: %onaccent; border-color: %accent; }
QPushButton:default:disabled, QPushButton[primary="true"]:disabled { background: %raised; color: %stale; border-color: %border; }
QPushButton[primary="true"]:focus, QPushButton:default:focus { border-color: %text; }
QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDoubleSpinBox, QComboBox, QDateTimeEdit {
  background: %field; border: 1px solid %border; border-radius: 4px; padding: 4px 8px;
  selection-background-color: %accent; selection-color: %onaccent; }
QTextBrowser { background: %surface; border: none; padding: 0; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus,
QDateTimeEdit:focus { border-color: %accent; }
QComboBox::drop-down { border: none; width: 24px; }
QComboBox::down-arrow { image: url(%down); width: 12px; height: 12px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { subcontrol-origin: border; border: none; background: transparent;
  width: 20px; }
QAbstractSpinBox::up-button { subcontrol-position: top right; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; }
QAbstractSpinBox::up-arrow { image: url(%up); width: 10px; height: 10px; }
QAbstractSpinBox::down-arrow { image: url(%down); width: 10px; height: 10px; }
QDateTimeEdit::drop-down { border: none; background: transparent; width: 24px; }
QComboBox QAbstractItemView { background: %surface; color: %text; border: 1px solid %border; selection-background-color: %hover;
  selection-color: %text; outline: none; }
QCheckBox, QRadioButton { spacing: 8px; }
QCheckBox::indicator, QRadioButton::indicator, QAbstractItemView::indicator { width: 14px; height: 14px; border: 1px solid %muted;
  border-radius: 3px; background: %field; }
QRadioButton::indicator { border-radius: 8px; }
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked { background: %accent; border-color: %accent; image: url(%tick); }
QRadioButton::indicator:checked { background: %accent; border: 4px solid %field; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border-color: %accent; }
QGroupBox { border: 1px solid %border; border-radius: 4px; margin-top: 16px; padding: 12px 8px 8px 8px; }
QGroupBox::title { subcontrol-origin: margin; left: 8px; padding: 0 4px; color: %muted; }
QTabWidget::pane { border: none; border-top: 1px solid %border; }
QTabBar { background: %window; qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: %muted; padding: 8px 16px; border: none; border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: %text; border-bottom: 2px solid %accent; }
QTabBar::tab:hover { color: %text; }
QTabBar::tab:focus { color: %text; background: %raised; }
QDockWidget { color: %text; }
QDockWidget::title { background: %window; padding: 8px; }
QAbstractItemView { background: %surface; alternate-background-color: %surface; color: %text; border: none; outline: none;
  selection-background-color: %hover; selection-color: %text; gridline-color: %grid; }
QAbstractItemView::item { border: none; padding: 3px 4px; }
QAbstractItemView::item:hover { background: %raised; }
QAbstractItemView::item:selected { background: %hover; color: %text; }
QHeaderView { background: %surface; border: none; }
QHeaderView::section { background: %surface; color: %muted; border: none; border-bottom: 1px solid %border; padding: 4px 8px; }
QHeaderView::section:hover { color: %text; }
streamgauge--AnchoredTable QHeaderView::up-arrow { image: url(%up); width: 12px; height: 12px;
  subcontrol-position: right center; }
streamgauge--AnchoredTable QHeaderView::down-arrow { image: url(%down); width: 12px; height: 12px;
  subcontrol-position: right center; }
QTableCornerButton::section { background: %surface; border: none; }
QSplitter::handle { background: %border; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: %border; border-radius: 3px; margin: 2px; min-height: 24px; min-width: 24px; }
QScrollBar::handle:hover { background: %stale; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: transparent; }
QProgressBar { background: %raised; border: none; border-radius: 4px; text-align: center; color: %text; min-height: 16px; }
QProgressBar::chunk { background: %accent; border-radius: 4px; }
QSlider::groove:horizontal { height: 4px; background: %border; border-radius: 2px; }
QSlider::handle:horizontal { width: 14px; height: 14px; margin: -5px 0; border-radius: 7px; background: %accent; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QLabel[muted="true"] { color: %muted; }
)");

QString withColors(QString text, const QList<std::pair<QString, QString>> &values)
{
    for (const auto &[name, value] : values)
        text.replace(u'%' + name, value);
    return text;
}

double luminance(const QColor &color)
{
    const auto linear = [](double part) { return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

} // namespace

QString styleSheet(const Palette &palette)
{
    const auto color = [](const QColor &value) { return value.name(); };
    const QString shade = palette.dark ? QStringLiteral("dark") : QStringLiteral("light");
    const auto image = [&](const char *name) {
        return QStringLiteral(":/streamgauge/icons/style/%1-%2.svg").arg(QLatin1String(name), shade);
    };
    return withColors(sheet,
                      { { QStringLiteral("onaccent"), color(palette.dark ? palette.window : palette.surface) },
                        { QStringLiteral("field"), color(palette.dark ? palette.window : palette.surface) },
                        { QStringLiteral("hover"), color(selectionColor(palette)) },
                        { QStringLiteral("window"), color(palette.window) },
                        { QStringLiteral("surface"), color(palette.surface) },
                        { QStringLiteral("raised"), color(palette.raised) },
                        { QStringLiteral("border"), color(palette.border) },
                        { QStringLiteral("text"), color(palette.text) },
                        { QStringLiteral("muted"), color(palette.text_muted) },
                        { QStringLiteral("accent"), color(palette.accent) },
                        { QStringLiteral("stale"), color(palette.stale) },
                        { QStringLiteral("grid"), color(palette.grid) },
                        { QStringLiteral("down"), image("down") },
                        { QStringLiteral("up"), image("up") },
                        { QStringLiteral("tick"), image("tick") } });
}

QPalette widgetPalette(const Palette &palette)
{
    QPalette widgets;
    widgets.setColor(QPalette::Window, palette.window);
    widgets.setColor(QPalette::WindowText, palette.text);
    widgets.setColor(QPalette::Base, palette.surface);
    widgets.setColor(QPalette::AlternateBase, palette.surface);
    widgets.setColor(QPalette::Text, palette.text);
    widgets.setColor(QPalette::PlaceholderText, palette.text_muted);
    widgets.setColor(QPalette::Button, palette.raised);
    widgets.setColor(QPalette::ButtonText, palette.text);
    widgets.setColor(QPalette::BrightText, palette.critical);
    widgets.setColor(QPalette::ToolTipBase, palette.raised);
    widgets.setColor(QPalette::ToolTipText, palette.text);
    widgets.setColor(QPalette::Highlight, palette.accent);
    widgets.setColor(QPalette::HighlightedText, palette.dark ? palette.window : palette.surface);
    widgets.setColor(QPalette::Link, palette.accent);
    widgets.setColor(QPalette::LinkVisited, palette.accent);
    widgets.setColor(QPalette::Light, palette.raised);
    widgets.setColor(QPalette::Midlight, palette.border);
    widgets.setColor(QPalette::Mid, palette.border);
    widgets.setColor(QPalette::Dark, palette.border);
    widgets.setColor(QPalette::Shadow, palette.window);
    for (const auto role : { QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::PlaceholderText })
        widgets.setColor(QPalette::Disabled, role, palette.stale);
    return widgets;
}

QColor selectionColor(const Palette &palette)
{
    return blended(palette.accent, palette.surface, 0.15);
}

QColor blended(const QColor &over, const QColor &under, double opacity)
{
    const auto part = [&](int first, int second) {
        return static_cast<int>(std::lround(first * opacity + second * (1 - opacity)));
    };
    return QColor(part(over.red(), under.red()), part(over.green(), under.green()), part(over.blue(), under.blue()));
}

double contrastRatio(const QColor &first, const QColor &second)
{
    const double a = luminance(first);
    const double b = luminance(second);
    return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

} // namespace streamgauge
