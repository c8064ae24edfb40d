// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/notifysenders.h"

#include "app/core/commandsender.h"
#include "app/core/sqlsender.h"

#include <algorithm>

namespace streamgauge {

std::vector<std::string> outsideKinds()
{
    return { "command", "email", "sql", "webhook" };
}

bool actsOutside(const Receiver &receiver)
{
    return receiver.kind != "desktop" && receiver.kind != "sound";
}

Result<std::vector<SettingField>> receiverFields(std::string_view kind, ExtensionLoader &extensions)
{
    if (kind == "command")
        return CommandSenderFactory().fields();
    if (kind == "sql")
        return SqlSenderFactory(extensions, Secrets(), {}).fields();
    auto factory = extensions.noticeSender(kind);
    if (!factory)
        return factory.error();
    return (*factory)->fields();
}

Result<std::unique_ptr<NoticeSender>> makeNoticeSender(const Receiver &receiver, const std::vector<SourceEntry> &sources,
                                                       ExtensionLoader &extensions, const Secrets &secrets)
{
    const auto placed = [&receiver](Error error) {
        error.place = "receiver " + receiver.name + (error.place.empty() ? "" : ", ") + error.place;
        return error;
    };
    auto fields = receiverFields(receiver.kind, extensions);
    if (!fields)
        return placed(fields.error());
    Settings settings = receiver.settings;
    for (const SettingField &field : *fields) {
        const auto reference = settings.find(field.name);
        if (field.type != FieldType::Secret || reference == settings.end() || reference->second.empty())
            continue;
        auto secret = secrets.resolve(reference->second);
        if (!secret)
            return placed(secret.error());
        reference->second = std::move(secret.value());
    }
    const SqlSenderFactory sql(extensions, secrets, sources);
    const CommandSenderFactory command;
    const NoticeSenderFactory *factory = receiver.kind == "sql" ? &sql : static_cast<const NoticeSenderFactory *>(&command);
    if (receiver.kind != "sql" && receiver.kind != "command")
        factory = *extensions.noticeSender(receiver.kind);
    auto sender = factory->create(settings);
    if (!sender)
        return placed(sender.error());
    return sender;
}

} // namespace streamgauge
