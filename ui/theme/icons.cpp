// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/icons.h"

#include <QDir>
#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QSvgRenderer>

#include <algorithm>

namespace streamgauge {

namespace {

const QString folder = QStringLiteral(":/streamgauge/icons/");

class TintedIconEngine final : public QIconEngine
{
public:
    TintedIconEngine(QByteArray svg, const QColor &color, const QColor &disabled)
        : svg_(std::move(svg))
        , color_(color)
        , disabled_(disabled)
    {
    }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        QByteArray tinted = svg_;
        tinted.replace("#000", (mode == QIcon::Disabled ? disabled_ : color_).name().toLatin1());
        QSvgRenderer renderer(tinted);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        const int side_px = std::min(rect.width(), rect.height());
        renderer.render(
            painter,
            QRectF(rect.x() + (rect.width() - side_px) / 2.0, rect.y() + (rect.height() - side_px) / 2.0, side_px, side_px));
        painter->restore();
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(0, 0), size), mode, state);
        return pixmap;
    }

    [[nodiscard]] QSize actualSize(const QSize &size, QIcon::Mode, QIcon::State) override
    {
        const int side_px = std::min(size.width(), size.height());
        return { side_px, side_px };
    }

    [[nodiscard]] QIconEngine *clone() const override { return new TintedIconEngine(svg_, color_, disabled_); }

private:
    QByteArray svg_;
    QColor color_;
    QColor disabled_;
};

} // namespace

QIcon themedIcon(const QString &name, const Palette &palette)
{
    return themedIcon(name, palette.text, palette.stale);
}

QIcon themedIcon(const QString &name, const QColor &color, const QColor &disabled)
{
    QFile file(folder + name + QStringLiteral(".svg"));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QIcon(new TintedIconEngine(file.readAll(), color, disabled));
}

QStringList iconNames()
{
    QStringList names = QDir(folder).entryList({ QStringLiteral("*.svg") }, QDir::Files, QDir::Name);
    for (QString &name : names)
        name.chop(4);
    return names;
}

} // namespace streamgauge
