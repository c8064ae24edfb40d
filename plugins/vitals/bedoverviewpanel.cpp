// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/vitals/bedoverviewpanel.h"

#include "plugins/vitals/bedgrid.h"

#include <QEvent>
#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace streamgauge {

namespace {

constexpr qint64 refresh_ms = 100;
constexpr double default_stale_s = 10;
constexpr double default_trend_s = 300;

DurationNs seconds(double value)
{
    return static_cast<DurationNs>(value * 1e9);
}

double secondsSetting(const QJsonObject &settings, const QString &name, double fallback)
{
    const double value = settings[name].toDouble(fallback);
    return value >= 1 && value <= 86'400 ? value : fallback;
}

} // namespace

BedOverviewPanel::BedOverviewPanel(PanelContext context, QWidget *parent)
    : Panel(std::move(context), parent)
    , stream_(QString::fromUtf8(vitals::stream.data(), static_cast<qsizetype>(vitals::stream.size())))
    , stale_after_ns_(seconds(default_stale_s))
    , trend_ns_(seconds(default_trend_s))
    , scroll_(new QScrollArea(this))
    , grid_(new BedGrid(this->context().palette))
    , notice_(new QLabel(tr("Not a medical device. NEWS2 © Royal College of Physicians 2017"), this))
{
    scroll_->setFrameShape(QFrame::NoFrame);
    scroll_->setWidgetResizable(true);
    scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll_->setFocusPolicy(Qt::NoFocus);
    scroll_->setWidget(grid_);
    scroll_->viewport()->installEventFilter(this);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 4);
    layout->setSpacing(4);
    layout->addWidget(scroll_, 1);
    layout->addWidget(notice_);
    setAutoFillBackground(true);
    setFocusProxy(grid_);
    setAccessibleName(tr("Bed overview"));
    connect(grid_, &BedGrid::currentChanged, this, [this](int index) {
        const QRect tile = grid_->tileRect(index);
        scroll_->ensureVisible(tile.center().x(), tile.center().y(), tile.width() / 2, tile.height() / 2);
    });
    connect(this->context().feed, &DataFeed::frame, this, &BedOverviewPanel::onFrame);
    since_refresh_.start();
    themeChanged();
    subscribe();
}

BedOverviewPanel::~BedOverviewPanel() = default;

QString BedOverviewPanel::suggestedTitle() const
{
    return tr("Beds");
}

QStringList BedOverviewPanel::streams() const
{
    return { stream_ };
}

QJsonObject BedOverviewPanel::settings() const
{
    return { { QStringLiteral("stream"), stream_ },
             { QStringLiteral("limits"), limits_.toJson() },
             { QStringLiteral("stale_after_s"), static_cast<double>(stale_after_ns_) / 1e9 },
             { QStringLiteral("trend_s"), static_cast<double>(trend_ns_) / 1e9 } };
}

void BedOverviewPanel::applySettings(const QJsonObject &settings)
{
    if (const QString stream = settings[QStringLiteral("stream")].toString(); !stream.isEmpty())
        stream_ = stream;
    limits_ = VitalLimits::fromJson(settings[QStringLiteral("limits")].toObject());
    stale_after_ns_ = seconds(secondsSetting(settings, QStringLiteral("stale_after_s"), default_stale_s));
    trend_ns_ = seconds(secondsSetting(settings, QStringLiteral("trend_s"), default_trend_s));
    grid_->setLimits(limits_);
    subscribe();
}

bool BedOverviewPanel::acceptsField(const SchemaPtr &schema, const QString &) const
{
    return schema && schema->find(vitals::fieldName(vitals::heart_rate))
        && schema->find(vitals::fieldName(vitals::resp_rate));
}

void BedOverviewPanel::addField(const SchemaPtr &schema, const QString &, const QString &)
{
    stream_ = QString::fromStdString(schema->stream);
    subscribe();
    Q_EMIT settingsChanged();
    Q_EMIT titleChanged();
}

void BedOverviewPanel::themeChanged()
{
    const QString style = QStringLiteral("color: %1; background: transparent;");
    notice_->setStyleSheet(style.arg(colors().text_muted.name()));
    QPalette surface = scroll_->palette();
    surface.setColor(QPalette::Window, colors().surface);
    surface.setColor(QPalette::Base, colors().surface);
    scroll_->setPalette(surface);
    setPalette(surface);
    grid_->update();
    update();
}

void BedOverviewPanel::setLive(bool live)
{
    live_ = live;
    setPaused();
}

void BedOverviewPanel::showEvent(QShowEvent *event)
{
    Panel::showEvent(event);
    setPaused();
}

void BedOverviewPanel::hideEvent(QHideEvent *event)
{
    Panel::hideEvent(event);
    setPaused();
}

bool BedOverviewPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize)
        grid_->setVisibleHeight(scroll_->viewport()->height());
    return Panel::eventFilter(watched, event);
}

void BedOverviewPanel::subscribe()
{
    beds_.clear();
    grid_->setEmptyText(tr("Waiting for stream \"%1\"").arg(stream_));
    refresh(true);
    subscription_ = context().feed->subscribe(TableQuery { stream_.toStdString() }, [this](const Answer &answer) {
        if (const auto *delta = std::get_if<TableDelta>(&answer))
            take(*delta);
    });
    setPaused();
}

void BedOverviewPanel::setPaused()
{
    if (subscription_)
        subscription_->setPaused(!isVisible() || !live_);
}

void BedOverviewPanel::take(const TableDelta &delta)
{
    if (delta.reset)
        std::erase_if(beds_, [&](const auto &bed) {
            return std::ranges::none_of(delta.changed,
                                        [&](const RowRef &row) { return row.batch->key(row.row) == bed.first; });
        });
    for (const std::string &key : delta.removed)
        beds_.erase(key);
    for (const RowRef &row : delta.changed)
        takeRow(row);
}

void BedOverviewPanel::takeRow(const RowRef &row)
{
    Seen &seen = beds_.try_emplace(std::string(row.batch->key(row.row)), trend_ns_).first->second;
    seen.reading = readBed(*row.batch, row.row);
    seen.arrival_ns = row.batch->arrivalTime(row.row);
    seen.history.add(row.batch->eventTime(row.row), news2(seen.reading.observations));
}

void BedOverviewPanel::onFrame()
{
    if (isVisible() && live_)
        refresh(false);
}

Bed BedOverviewPanel::bedOf(const Seen &seen, TimeNs now_ns) const
{
    Bed bed;
    bed.name = QString::fromStdString(seen.reading.bed);
    bed.reading = seen.reading;
    bed.score = news2(seen.reading.observations);
    bed.trend = seen.history.trend();
    const DurationNs age_ns = now_ns > seen.arrival_ns ? now_ns - seen.arrival_ns : 0;
    bed.stale = age_ns > stale_after_ns_;
    // Whole seconds, so that a tile is not repainted for a digit nobody sees.
    bed.age_ns = age_ns / ns_per_s * ns_per_s;
    return bed;
}

void BedOverviewPanel::refresh(bool now)
{
    if (!now && since_refresh_.elapsed() < refresh_ms)
        return;
    since_refresh_.restart();
    const SnapshotPtr latest = context().feed->latest();
    std::vector<Bed> shown;
    shown.reserve(beds_.size());
    for (const auto &[key, seen] : beds_)
        shown.push_back(bedOf(seen, latest ? latest->time_ns : seen.arrival_ns));
    std::ranges::stable_sort(shown, [](const Bed &a, const Bed &b) { return isNameBefore(a.name, b.name); });
    grid_->setBeds(std::move(shown));
}

} // namespace streamgauge
