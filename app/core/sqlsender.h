// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/core/extensionloader.h"
#include "app/core/secrets.h"
#include "engine/alerts/noticesender.h"

#include <memory>
#include <string>
#include <vector>

namespace streamgauge {

/// A statement with named parameters taken apart: ":key" outside quotes and comments becomes "?".
struct BoundStatement {
    std::string text;
    std::vector<std::string> names; ///< one for each "?"
    friend bool operator==(const BoundStatement &, const BoundStatement &) = default;
};
/// Names are those of a matcher, and notice, status, state, value, summary, condition, fired_at, resolved_at, title.
[[nodiscard]] Result<BoundStatement> bindStatement(const std::string &statement);

/// Receivers of kind "sql": one statement for each alert of a notice, through a connection of its own with the settings of
/// one of the workspace's sources. Texts of alerts are only ever bound, never part of the statement.
class SqlSenderFactory final : public NoticeSenderFactory
{
public:
    /// All outlive this. create() resolves the source's secrets.
    SqlSenderFactory(ExtensionLoader &extensions, const Secrets &secrets, std::vector<SourceEntry> sources)
        : extensions_(extensions)
        , secrets_(secrets)
        , sources_(std::move(sources))
    {
    }
    [[nodiscard]] std::string_view kind() const override { return "sql"; }
    [[nodiscard]] std::string_view title() const override { return "SQL statement"; }
    [[nodiscard]] const std::vector<SettingField> &fields() const override;
    [[nodiscard]] Result<std::unique_ptr<NoticeSender>> create(const Settings &settings) const override;

private:
    ExtensionLoader &extensions_;
    const Secrets &secrets_;
    std::vector<SourceEntry> sources_;
};

} // namespace streamgauge
