// SPDX-License-Identifier: GPL-3.0-or-later
// rendericon FILE.svg SIZE FILE.png: the application's icon in one size, made while building.
#include <QImage>
#include <QPainter>
#include <QString>
#include <QSvgRenderer>

#include <cstdio>

int main(int argc, char **argv)
{
    const int size = argc == 4 ? QString::fromLocal8Bit(argv[2]).toInt() : 0;
    if (size <= 0) {
        std::fputs("usage: rendericon FILE.svg SIZE FILE.png\n", stderr);
        return 2;
    }
    QSvgRenderer renderer(QString::fromLocal8Bit(argv[1]));
    QImage image(size, size, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    renderer.render(&painter);
    painter.end();
    if (!renderer.isValid() || !image.save(QString::fromLocal8Bit(argv[3]))) {
        std::fprintf(stderr, "rendericon: %s could not be drawn to %s\n", argv[1], argv[3]);
        return 1;
    }
    return 0;
}
