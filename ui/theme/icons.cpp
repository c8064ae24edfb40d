// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/icons.h"

#include <QDir>
#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QSvgRenderer>

#include <algorithm>
#include <optional>

namespace streamgauge {

namespace {

const QString folder = QStringLiteral(":/streamgauge/icons/");

struct Tint {
    QColor color;
    QColor disabled;
};

/// Paints in `tint`; without one, in the muted text colour of the application.
class TintedIconEngine final : public QIconEngine
{
public:
    TintedIconEngine(QByteArray svg, std::optional<Tint> tint)
        : svg_(std::move(svg))
        , tint_(std::move(tint))
    {
    }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        QByteArray tinted = svg_;
        tinted.replace("#000", color(mode).name().toLatin1());
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

    [[nodiscard]] QIconEngine *clone() const override { return new TintedIconEngine(svg_, tint_); }

private:
    [[nodiscard]] QColor color(QIcon::Mode mode) const
    {
        if (tint_)
            return mode == QIcon::Disabled ? tint_->disabled : tint_->color;
        return QGuiApplication::palette().color(mode == QIcon::Disabled ? QPalette::Disabled : QPalette::Active,
                                                QPalette::PlaceholderText);
    }

    QByteArray svg_;
    std::optional<Tint> tint_;
};

QIcon tintedIcon(const QString &name, std::optional<Tint> tint)
{
    QFile file(folder + name + QStringLiteral(".svg"));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QIcon(new TintedIconEngine(file.readAll(), std::move(tint)));
}

} // namespace

QIcon themedIcon(const QString &name, const Palette &palette)
{
    return themedIcon(name, palette.text, palette.stale);
}

QIcon themedIcon(const QString &name, const QColor &color, const QColor &disabled)
{
    return tintedIcon(name, Tint { color, disabled });
}

QIcon mutedIcon(const QString &name)
{
    return tintedIcon(name, std::nullopt);
}

QStringList iconNames()
{
    QStringList names = QDir(folder).entryList({ QStringLiteral("*.svg") }, QDir::Files, QDir::Name);
    for (QString &name : names)
        name.chop(4);
    return names;
}

} // namespace streamgauge
