// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/core/extensionloader.h"
#include "app/core/logging.h"
#include "app/core/programpaths.h"
#include "app/core/secrets.h"
#include "app/core/statedb.h"
#include "engine/base/clock.h"

#include <memory>
#include <string>
#include <vector>

namespace streamgauge {

struct DemoFile {
    std::string name; ///< as typed behind --demo
    std::filesystem::path file;
    friend bool operator==(const DemoFile &, const DemoFile &) = default;
};

/// The parts every command shares, created and wired here and nowhere else. Main thread; the parts state their own.
class Program
{
public:
    explicit Program(ProgramPaths paths);
    ~Program();
    Program(const Program &) = delete;
    Program &operator=(const Program &) = delete;

    [[nodiscard]] const ProgramPaths &paths() const { return paths_; }
    [[nodiscard]] const Clock &clock() const { return clock_; }
    [[nodiscard]] ExtensionLoader &extensions() { return extensions_; }
    [[nodiscard]] Secrets &secrets() { return secrets_; }
    [[nodiscard]] Logging &logging() { return logging_; }

    /// Opens state.db once. The error says why this run remembers nothing (another instance has it, no home, ...).
    [[nodiscard]] Result<StateDb *> state();

    /// Demos found beside the program, sorted by name.
    [[nodiscard]] std::vector<DemoFile> demos() const;
    [[nodiscard]] Result<DemoFile> demo(const std::string &name) const;

private:
    ProgramPaths paths_;
    SystemClock clock_;
    Logging logging_;
    ExtensionLoader extensions_;
    Secrets secrets_;
    std::unique_ptr<StateDb> state_;
};

} // namespace streamgauge
