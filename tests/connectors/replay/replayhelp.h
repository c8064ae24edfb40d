// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/replay/replayconnectorfactory.h"
#include "tests/connectors/collectingsink.h"

#include <QString>
#include <QTemporaryDir>

#include <fstream>
#include <string>

namespace streamgauge {

/// Files of a test's own and what a replay makes of them.
class ReplayHelp
{
public:
    [[nodiscard]] std::string write(const std::string &name, const std::string &content) const
    {
        const std::string path = folder_.filePath(QString::fromStdString(name)).toStdString();
        std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
        return path;
    }
    [[nodiscard]] std::unique_ptr<Connector> make(const std::string &path, Settings settings, const Clock &clock) const
    {
        settings["path"] = path;
        settings.try_emplace("speed", "max");
        auto made = ReplayConnectorFactory().create("test", settings, clock);
        return made ? std::move(*made) : nullptr;
    }
    RunEnd play(const std::string &path, const Settings &settings, CollectingSink &sink) const
    {
        SystemClock clock;
        return make(path, settings, clock)->run({}, {}, sink);
    }
    [[nodiscard]] static std::string sharedFile(const std::string &name)
    {
        return qEnvironmentVariable("STREAMGAUGE_SOURCE_DIR").toStdString() + "/../shared/data/" + name;
    }

private:
    QTemporaryDir folder_;
};

/// All values of one column as text, missing ones as "-".
inline std::vector<std::string> columnTexts(const CollectingSink &sink, std::string_view name)
{
    std::vector<std::string> texts;
    for (const BatchPtr &batch : sink.batches) {
        const std::size_t column = batch->schema().find(name).value();
        for (std::size_t row = 0; row < batch->rows(); ++row)
            texts.push_back(
                batch->after(column).has(row) ? cellText(batch->schema().columns[column], batch->after(column), row) : "-");
    }
    return texts;
}

inline std::vector<TimeNs> eventTimes(const CollectingSink &sink)
{
    std::vector<TimeNs> times_ns;
    for (const BatchPtr &batch : sink.batches) {
        for (std::size_t row = 0; row < batch->rows(); ++row)
            times_ns.push_back(batch->eventTime(row));
    }
    return times_ns;
}

} // namespace streamgauge
