// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/program.h"

#include <algorithm>

namespace streamgauge {

Program::Program(ProgramPaths paths)
    : paths_(std::move(paths))
    , extensions_(paths_.extensions)
{
    secrets_.onResolved([this](const std::string &secret) { logging_.hideSecret(secret); });
}

Program::~Program() = default;

Result<StateDb *> Program::state()
{
    if (state_)
        return state_.get();
    if (paths_.state.empty())
        return Error { ErrorKind::Resource, "there is no home directory to remember positions in", "",
                       "Set XDG_STATE_HOME to a directory" };
    auto opened = StateDb::open(paths_.state / "state.db");
    if (!opened)
        return opened.error();
    state_ = std::move(opened.value());
    return state_.get();
}

std::vector<DemoFile> Program::demos() const
{
    std::vector<DemoFile> list;
    std::error_code failed;
    for (std::filesystem::directory_iterator entry(paths_.resources / "dashboards", failed), end; !failed && entry != end;
         entry.increment(failed)) {
        if (entry->path().extension() == ".sgw")
            list.push_back({ entry->path().stem().string(), entry->path() });
    }
    std::ranges::sort(list, {}, &DemoFile::name);
    return list;
}

Result<DemoFile> Program::demo(const std::string &name) const
{
    std::string known;
    for (const DemoFile &demo : demos()) {
        if (demo.name == name)
            return demo;
        known += (known.empty() ? "" : ", ") + demo.name;
    }
    return Error { ErrorKind::Configuration, "there is no demo \"" + name + "\"", "--demo",
                   known.empty() ? "No demos are installed in " + (paths_.resources / "dashboards").string()
                                 : "Demos: " + known };
}

} // namespace streamgauge
