// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/value/valuepanel.h"

#include "models/numbertext.h"
#include "ui/panels/chart/chartoverlay.h"
#include "ui/theme/fonts.h"
#include "ui/theme/severity.h"

#include <QAction>
#include <QMenu>
#include <QPainter>

namespace streamgauge {

ValuePanel::ValuePanel(PanelContext context, QWidget *parent)
    : Panel(std::move(context), parent)
    , series_(new SingleSeries(*this->context().feed, this))
    , key_menu_(new QMenu(tr("Key"), this))
{
    connect(series_, &SingleSeries::changed, this, [this] {
        describe();
        update();
    });
    connect(key_menu_, &QMenu::aboutToShow, this, &ValuePanel::fillKeyMenu);
}

QString ValuePanel::suggestedTitle() const
{
    if (series_->isEmpty())
        return tr("Value");
    const QString field = toQString(series_->field());
    return series_->key().empty() ? field : tr("%1 · %2").arg(field, keyText(series_->key()));
}

QJsonObject ValuePanel::settings() const
{
    QJsonObject json { { QStringLiteral("stream"), toQString(series_->stream()) },
                       { QStringLiteral("field"), toQString(series_->field()) } };
    if (series_->chosenKey())
        json[u"key"] = toQString(*series_->chosenKey());
    return json;
}

void ValuePanel::applySettings(const QJsonObject &settings)
{
    const QJsonValue key = settings[u"key"];
    series_->setField(settings[u"stream"].toString().toStdString(), settings[u"field"].toString().toStdString(),
                      key.isString() ? std::optional(key.toString().toStdString()) : std::nullopt);
    Q_EMIT titleChanged();
}

bool ValuePanel::acceptsField(const SchemaPtr &schema, const QString &field) const
{
    const auto column = schema ? schema->find(field.toStdString()) : std::nullopt;
    return column && isNumeric(schema->columns[*column].kind);
}

void ValuePanel::addField(const SchemaPtr &schema, const QString &field, const QString &key)
{
    if (!acceptsField(schema, field))
        return;
    const bool any_key = key.isEmpty() && !schema->key_columns.empty();
    series_->setField(schema->stream, field.toStdString(), any_key ? std::nullopt : std::optional(key.toStdString()));
    Q_EMIT settingsChanged();
    Q_EMIT titleChanged();
}

QList<QAction *> ValuePanel::panelActions()
{
    return { key_menu_->menuAction() };
}

void ValuePanel::fillKeyMenu()
{
    key_menu_->clear();
    for (const std::string &key : series_->keys()) {
        QAction *action = key_menu_->addAction(key.empty() ? tr("(no key)") : keyText(key));
        action->setCheckable(true);
        action->setChecked(key == series_->key());
        connect(action, &QAction::triggered, this, [this, key] {
            series_->setField(series_->stream(), series_->field(), key);
            Q_EMIT settingsChanged();
            Q_EMIT titleChanged();
        });
    }
    if (key_menu_->isEmpty())
        key_menu_->addAction(tr("No keys yet"))->setEnabled(false);
}

QStringList ValuePanel::streams() const
{
    return series_->isEmpty() ? QStringList() : QStringList { toQString(series_->stream()) };
}

QString ValuePanel::valueText() const
{
    return series_->slice().has_latest ? series_->latestText() : QStringLiteral("—");
}

QColor ValuePanel::valueColor() const
{
    if (series_->age().stale || !series_->slice().has_latest)
        return colors().stale;
    return series_->firing() ? severityColor(*series_->firing(), colors()) : colors().text;
}

void ValuePanel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), colors().surface);
    if (series_->isEmpty()) {
        ChartOverlay(painter, colors(), scaledFont(font(), 0.9))
            .emptyText(rect(), tr("No field yet"), tr("Drag a number field from the source tree here."));
        return;
    }
    paintValue(painter, QRectF(rect()));
    paintMarks(painter);
}

/// Age and a firing rule, each with its word: on the right above or, where the value needs that room, on the left
/// below: the newest end of a line stays free.
void ValuePanel::paintMarks(QPainter &painter)
{
    const QFont chip_font = scaledFont(font(), 0.85);
    ChartOverlay overlay(painter, colors(), chip_font);
    const bool below = width() < 280;
    double edge = below ? height() - 6 : 6;
    const auto next = [&](const QString &text, const QColor &color) {
        const QPointF corner(below ? 6 : width() - 6, edge);
        const QRectF box = overlay.chip(corner, below ? Qt::AlignLeft | Qt::AlignBottom : Qt::AlignRight | Qt::AlignTop,
                                        text, color, width() - 12);
        edge = below ? box.top() - 4 : box.bottom() + 4;
    };
    if (const auto severity = series_->firing()) {
        const QString words = severityGlyph(*severity) + u' ' + severityText(*severity);
        const bool has_room = QFontMetricsF(chip_font).horizontalAdvance(words) + 32 <= width();
        next(has_room ? words : severityGlyph(*severity), severityColor(*severity, colors()));
    }
    if (!live_)
        next(tr("paused"), colors().accent);
    if (series_->age().stale)
        next(tr("no data for %1").arg(durationWords(series_->age().age_ns / ns_per_s * ns_per_s)), colors().warning);
}

void ValuePanel::describe()
{
    setAccessibleName(suggestedTitle());
    setAccessibleDescription(withUnit(valueText(), series_->unit()));
}

void ValuePanel::setLive(bool live)
{
    live_ = live;
    series_->setActive(live_ && isVisible());
    update();
}

void ValuePanel::showEvent(QShowEvent *event)
{
    series_->setActive(live_);
    Panel::showEvent(event);
}

void ValuePanel::hideEvent(QHideEvent *event)
{
    series_->setActive(false);
    Panel::hideEvent(event);
}

} // namespace streamgauge
