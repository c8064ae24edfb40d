// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/exportoffers.h"

#include "models/livetext.h"
#include "ui/panels/chart/chartmodel.h"
#include "ui/panels/chart/chartpanel.h"

#include <QCoreApplication>

#include <algorithm>
#include <limits>

namespace streamgauge {

namespace {

struct ExportOfferText {
    Q_DECLARE_TR_FUNCTIONS(ExportOfferText)
};

void addStream(std::vector<ExportOffer> &offers, const StreamStatus &stream)
{
    ExportOffer rows;
    rows.title = ExportOfferText::tr("Latest rows of %1").arg(toQString(stream.schema->stream));
    rows.request.what = ExportRequest::What::Rows;
    rows.request.stream = stream.schema->stream;
    for (const Column &column : stream.schema->columns)
        rows.columns.push_back(column.name);
    ExportOffer events = rows;
    events.title = ExportOfferText::tr("Events of %1 in memory").arg(toQString(stream.schema->stream));
    events.request.what = ExportRequest::What::Events;
    events.request.from_ns = std::numeric_limits<TimeNs>::min();
    events.request.to_ns = std::numeric_limits<TimeNs>::max();
    events.columns.insert(events.columns.begin(), { "event_time", "arrival_time", "operation", "key", "position" });
    offers.push_back(std::move(rows));
    offers.push_back(std::move(events));
}

void addVisibleRange(std::vector<ExportOffer> &offers, ChartPanel &chart)
{
    ExportOffer visible;
    visible.title = ExportOfferText::tr("Visible range of %1").arg(chart.suggestedTitle());
    visible.request.what = ExportRequest::What::Series;
    visible.request.from_ns = chart.model().range().from();
    visible.request.to_ns = chart.model().range().to();
    for (const auto &series : chart.model().series()) {
        if (series->isDrawn())
            visible.request.series.push_back(series->ref);
    }
    if (!visible.request.series.empty())
        offers.push_back(std::move(visible));
}

ExportOffer alertOffer(const Snapshot &snapshot)
{
    ExportOffer offer;
    offer.title = ExportOfferText::tr("Alerts");
    offer.request.what = ExportRequest::What::Alerts;
    if (snapshot.alerts)
        offer.request.alerts = *snapshot.alerts;
    return offer;
}

} // namespace

std::vector<ExportOffer> exportOffers(const Snapshot &snapshot, std::vector<StreamStatus> streams, Panel *panel,
                                      const QString &stream)
{
    std::vector<ExportOffer> offers;
    if (auto *chart = qobject_cast<ChartPanel *>(panel))
        addVisibleRange(offers, *chart);
    QStringList first = panel == nullptr ? QStringList() : panel->streams();
    if (!stream.isEmpty())
        first.prepend(stream);
    std::stable_partition(streams.begin(), streams.end(),
                          [&](const StreamStatus &s) { return first.contains(toQString(s.schema->stream)); });
    for (const StreamStatus &status : streams)
        addStream(offers, status);
    if (snapshot.alerts && !snapshot.alerts->empty())
        offers.push_back(alertOffer(snapshot));
    return offers;
}

} // namespace streamgauge
