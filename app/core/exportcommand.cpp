// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/exportcommand.h"

#include "app/core/exportsink.h"
#include "app/core/sourcemaker.h"
#include "app/core/stopsignals.h"
#include "app/core/summary.h"
#include "app/core/worklist.h"
#include "engine/record/recording.h"

#include <algorithm>
#include <limits>
#include <thread>

namespace streamgauge {

namespace {

constexpr DurationNs look_every_ns = 20 * ns_per_ms;
constexpr DurationNs idle_ns = 2 * ns_per_s;
constexpr DurationNs first_event_ns = 10 * ns_per_s;

bool offers(const Catalog &catalog, const std::string &stream)
{
    return std::ranges::any_of(catalog, [&](const CatalogStream &one) {
        return (one.group.empty() ? one.name : one.group + "." + one.name) == stream;
    });
}

} // namespace

ExportCommand::ExportCommand(Program &program, const CommandLine &line, std::ostream &err)
    : program_(program)
    , line_(line)
    , err_(err)
{
}

Result<SourceEntry> ExportCommand::chooseSource()
{
    auto work = openWork(line_.what, program_.extensions());
    if (!work)
        return work.error();
    std::string known;
    for (const SourceEntry &source : work->workspace.sources) {
        if (work->workspace.sources.size() == 1)
            return source;
        auto prepared = makeConnector(source, program_.extensions(), program_.secrets(), program_.clock());
        if (!prepared)
            return prepared.error();
        Result<Catalog> catalog = Catalog();
        StopSignals().waitFor([&](std::stop_token stop) { catalog = prepared->connector->browse(std::move(stop)); });
        if (!catalog)
            return catalog.error();
        if (offers(*catalog, line_.stream))
            return source;
        known += (known.empty() ? "" : ", ") + source.name;
    }
    return Error { ErrorKind::Configuration, "no source has a stream \"" + line_.stream + "\"", "--stream",
                   known.empty() ? "The workspace has no sources" : "Asked: " + known };
}

Result<void> ExportCommand::writeFrom(SourceEntry source, ByteSink &output)
{
    if (source.kind == "recording")
        return writeFromRecording(source, output);
    auto factory = program_.extensions().connector(source.kind);
    if (!factory)
        return factory.error();
    const auto &fields = (*factory)->info().fields;
    if (std::ranges::find(fields, "speed", &SettingField::name) != fields.end())
        source.settings.try_emplace("speed", "max");
    auto prepared = makeConnector(source, program_.extensions(), program_.secrets(), program_.clock());
    if (!prepared)
        return prepared.error();

    StopSignals signals;
    ExportSink sink({ line_.stream, line_.from_ns, line_.to_ns, line_.columns }, prepared->spec.info.time_basis, output,
                    program_.clock());
    RunEnd end;
    std::atomic<bool> ended { false };
    std::jthread thread([&](const std::stop_token &stop) {
        end = prepared->connector->run(stop, { "", source.snapshot && prepared->spec.info.snapshot }, sink);
        ended.store(true, std::memory_order_release);
    });
    const auto live_range_over = [&] {
        return prepared->spec.info.time_basis == TimeBasis::Arrival && line_.to_ns && program_.clock().now() >= *line_.to_ns;
    };
    while (!ended.load(std::memory_order_acquire) && !signals.wait(look_every_ns)) {
        if (sink.silentFor() >= (sink.hasEvents() ? idle_ns : first_event_ns) || live_range_over())
            break;
    }
    thread.request_stop();
    thread.join();
    for (const Problem &problem : sink.problems())
        err_ << "streamgauge: source " << source.name << ": " << program_.logging().scrubbed(problemText(problem))
             << std::endl;
    if (end.reason == RunEnd::Reason::Failed)
        return end.error;
    auto rows = sink.result();
    return rows.ok() ? Result<void>() : rows.error();
}

Result<void> ExportCommand::writeFromRecording(const SourceEntry &source, ByteSink &output)
{
    const auto path = source.settings.find("path");
    auto recording = Recording::open(path == source.settings.end() ? std::string() : path->second);
    if (!recording)
        return recording.error();
    ExportSink sink({ line_.stream, line_.from_ns, line_.to_ns, line_.columns }, TimeBasis::Recorded, output,
                    program_.clock());
    const std::vector<RecordedChunk> chunks =
        (*recording)
            ->chunksOf(line_.stream, line_.from_ns.value_or(std::numeric_limits<TimeNs>::min()),
                       line_.to_ns.value_or(std::numeric_limits<TimeNs>::max()));
    for (const RecordedChunk &chunk : chunks) {
        const SchemaPtr &schema = (*recording)->shapes().at(chunk.shape).schema;
        const bool fields_only = !line_.columns.empty()
            && std::ranges::all_of(line_.columns, [&](const std::string &name) { return schema->find(name).has_value(); });
        auto batch = (*recording)->read(chunk, fields_only ? planColumns(schema, line_.columns, false) : wholePlan(schema));
        if (!batch)
            return batch.error();
        if (!sink.push(std::move(batch.value())))
            break;
    }
    const auto rows = sink.result();
    if (rows.ok() || !chunks.empty())
        return rows.ok() ? Result<void>() : rows.error();
    std::string known;
    for (const RecordedStream &stream : (*recording)->streams())
        known += (known.empty() ? "" : ", ") + stream.name;
    return Error { ErrorKind::Configuration, "the recording has no events of \"" + line_.stream + "\" in this time",
                   "--stream", "Its streams: " + (known.empty() ? "none" : known) };
}

Result<void> ExportCommand::exportAll()
{
    auto source = chooseSource();
    if (!source)
        return source.error();
    if (line_.csv == "-") {
        StandardOutput output;
        auto written = writeFrom(*source, output);
        return written.ok() ? output.flush() : written;
    }
    auto file = PartFile::create(line_.csv);
    if (!file)
        return file.error();
    auto written = writeFrom(*source, *file);
    return written.ok() ? file->commit() : written;
}

int ExportCommand::run()
{
    auto done = exportAll();
    if (done)
        return exit_done;
    err_ << "streamgauge: " << program_.logging().scrubbed(done.error().text()) << std::endl;
    return exit_failed;
}

} // namespace streamgauge
