// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/core/commandline.h"
#include "app/core/program.h"
#include "engine/export/partfile.h"

#include <ostream>

namespace streamgauge {

/// `streamgauge export`: runs the source that has the stream to its end, to --to, or until it is silent for 2 s, and
/// writes the stream's events on the way; a replay or a simulation runs as fast as it can. Main thread. A connection
/// lost on the way is an error: what is written is whole or not there.
class ExportCommand
{
public:
    /// All outlive it.
    ExportCommand(Program &program, const CommandLine &line, std::ostream &err);

    /// Returns the exit status.
    [[nodiscard]] int run();

private:
    [[nodiscard]] Result<void> exportAll();
    [[nodiscard]] Result<SourceEntry> chooseSource();
    /// Reads the chunks of the time asked for, and of those the columns asked for.
    [[nodiscard]] Result<void> writeFromRecording(const SourceEntry &source, ByteSink &output);
    [[nodiscard]] Result<void> writeFrom(SourceEntry source, ByteSink &output);

    Program &program_;
    const CommandLine &line_;
    std::ostream &err_;
};

} // namespace streamgauge
