// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desk/exportjob.h"

#include "engine/export/csvexport.h"

#include <QPointer>

#include <chrono>

namespace streamgauge {

namespace {

constexpr auto progress_interval = std::chrono::milliseconds(100);

Result<std::unique_ptr<ExportRows>> rowsOf(const Engine &engine, const ExportRequest &request)
{
    switch (request.what) {
    case ExportRequest::What::Series: return seriesRows(engine, request.series, request.from_ns, request.to_ns);
    case ExportRequest::What::Rows: return tableRows(engine, request.stream);
    case ExportRequest::What::Events: return eventRows(engine, request.stream, request.from_ns, request.to_ns);
    case ExportRequest::What::Alerts: return alertRows(std::make_shared<const std::vector<Alert>>(request.alerts));
    }
    return Error { ErrorKind::Internal, "no such export", {}, {} };
}

TimeStyle styleOf(ExportRequest::TimeFormat format)
{
    switch (format) {
    case ExportRequest::TimeFormat::Iso: return TimeStyle::Iso8601;
    case ExportRequest::TimeFormat::Text: return TimeStyle::Plain;
    case ExportRequest::TimeFormat::Seconds: return TimeStyle::EpochSeconds;
    case ExportRequest::TimeFormat::Milliseconds: return TimeStyle::EpochMilliseconds;
    }
    return TimeStyle::Iso8601;
}

} // namespace

ExportJob::Steps ExportJob::steps(QObject *receiver, QObject *context, std::function<void(const ExportCount &)> progress)
{
    const auto last_told = std::make_shared<std::chrono::steady_clock::time_point>();
    return [cancelled = cancelled_, receiver, guard = QPointer<QObject>(context), progress = std::move(progress),
            last_told](std::uint64_t done, std::uint64_t expected, bool last) {
        const auto now = std::chrono::steady_clock::now();
        if (last || now - *last_told >= progress_interval) {
            *last_told = now;
            QMetaObject::invokeMethod(
                receiver,
                [guard, progress, done, expected] {
                    if (guard)
                        progress({ done, expected });
                },
                Qt::QueuedConnection);
        }
        return !*cancelled;
    };
}

Result<void> runExport(const Engine &engine, const ExportRequest &request, const ExportJob::Steps &steps)
{
    const Result<TimeFormat> time = TimeFormat::create(styleOf(request.time_format), request.zone);
    if (!time)
        return time.error();
    const Result<std::unique_ptr<ExportRows>> rows = rowsOf(engine, request);
    if (!rows)
        return rows.error();
    CsvOptions options;
    options.columns = request.columns;
    options.format.separator = request.separator;
    options.format.time = *time;
    const Result<std::uint64_t> written =
        exportCsv(**rows, options, request.path,
                  [&](std::uint64_t done, std::uint64_t expected) { return steps(done, expected, false); });
    if (!written)
        return written.error();
    steps(*written, *written, true);
    return {};
}

} // namespace streamgauge
