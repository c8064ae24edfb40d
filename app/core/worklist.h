// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/core/extensionloader.h"
#include "engine/base/result.h"
#include "engine/source/connector.h"
#include "models/workspace.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace streamgauge {

enum class WhatKind { Workspace, Url, DataFile };
/// How a WHAT of the command line is read: a source URL, a data file to replay (.csv, .jsonl, .jsonstream) or a recording
/// (.sgr), else a workspace.
[[nodiscard]] WhatKind whatKind(const std::string &what);

/// The source a URL or a data file names; its name is unique only by luck.
[[nodiscard]] Result<SourceEntry> sourceFromText(const std::string &what, ExtensionLoader &extensions);

/// Everything the WHATs of a command line name, joined.
struct WorkList {
    Workspace workspace; ///< names made unique: "shop", "shop-2"
    /// For each source, where its resume position belongs: the workspace's path or the source's URL.
    std::map<std::string, std::string> scopes;
    std::vector<std::string> url_sources; ///< names of the sources that came from URLs and data files
    std::vector<Problem> warnings;
};
[[nodiscard]] Result<WorkList> openWork(const std::vector<std::string> &what, ExtensionLoader &extensions);

} // namespace streamgauge
