// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugins/api/panel.h"

#include <QString>
#include <QtPlugin>

#include <memory>
#include <vector>

namespace streamgauge {

/// A demo or starting point a domain offers: a whole workspace as JSON (.sgw text).
struct DemoWorkspace {
    QString name; ///< for `--demo NAME`
    QString title;
    QString description;
    QByteArray workspace;
};

/// A domain's views. Found by its metadata alone ({"name", "title", "version", "api", "panels": [...], "demos": [...],
/// "functions": [...]}); the library is loaded when one of its panels or demos is first needed. GUI thread.
///
/// Functions that rules may call belong to the domain's other module, which has no Qt, so that they are there without a
/// desk: its streamgaugeRegister() hands them to Registry::add(CelFunction). The metadata names them for completion.
class DomainPlugin
{
public:
    virtual ~DomainPlugin() = default;
    [[nodiscard]] virtual std::vector<std::unique_ptr<PanelFactory>> panels() const = 0;
    [[nodiscard]] virtual std::vector<DemoWorkspace> demos() const = 0;
    /// A sentence that every view of this domain must show ("Not a medical device"); may be empty.
    [[nodiscard]] virtual QString notice() const = 0;
};

/// A plugin whose metadata names another number is listed as too old or too new and never loaded.
inline constexpr int plugin_api_version = 1;

} // namespace streamgauge

Q_DECLARE_INTERFACE(streamgauge::DomainPlugin, "org.streamgauge.DomainPlugin/1")
