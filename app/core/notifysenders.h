// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/core/extensionloader.h"
#include "app/core/secrets.h"
#include "engine/alerts/noticesender.h"

#include <memory>
#include <vector>

namespace streamgauge {

/// A receiver of this kind does something outside the program, so that its workspace must be trusted first.
[[nodiscard]] bool actsOutside(const Receiver &receiver);
/// Kinds of receivers that act outside: "command", "email", "sql", "webhook".
[[nodiscard]] std::vector<std::string> outsideKinds();
/// What the form of a receiver of that kind asks for. Error Unsupported: no such kind.
[[nodiscard]] Result<std::vector<SettingField>> receiverFields(std::string_view kind, ExtensionLoader &extensions);
/// Resolves the secrets among the receiver's settings and makes its sender; `sources` are the workspace's. Opens nothing.
/// One thread at a time; `extensions` and `secrets` outlive the sender.
[[nodiscard]] Result<std::unique_ptr<NoticeSender>> makeNoticeSender(const Receiver &receiver,
                                                                     const std::vector<SourceEntry> &sources,
                                                                     ExtensionLoader &extensions, const Secrets &secrets);

} // namespace streamgauge
