// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/sourcemaker.h"

#include "app/core/sourceurl.h"

#include <algorithm>

namespace streamgauge {

namespace {

Error inSource(const SourceEntry &source, Error error)
{
    error.place = "source " + source.name + (error.place.empty() ? "" : ", " + error.place);
    return error;
}

} // namespace

Result<PreparedSource> makeConnector(const SourceEntry &source, ExtensionLoader &extensions, const Secrets &secrets,
                                     const Clock &clock)
{
    auto factory = extensions.connector(source.kind);
    if (!factory)
        return inSource(source, factory.error());
    const ConnectorInfo &info = (*factory)->info();
    auto settings = secrets.resolve(source, info);
    if (!settings)
        return inSource(source, settings.error());
    std::string sent_column;
    const bool own = std::ranges::find(info.fields, sent_setting, &SettingField::name) != info.fields.end();
    if (const auto sent = settings->find(sent_setting); !own && sent != settings->end()) {
        sent_column = sent->second;
        settings->erase(sent);
    }
    if (info.simulated) {
        // The simulation's own module is found by its name, the first required setting.
        for (const SettingField &field : info.fields) {
            if (!field.required || !settings->contains(field.name))
                continue;
            auto simulation = extensions.simulation(settings->at(field.name));
            if (!simulation)
                return inSource(source, simulation.error());
            break;
        }
    }
    auto connector = (*factory)->create(source.name, *settings, clock);
    if (!connector)
        return inSource(source, connector.error());
    return PreparedSource { SourceSpec { source.name, info, source.snapshot, source.gap_policy, std::move(sent_column) },
                            std::move(connector.value()) };
}

} // namespace streamgauge
