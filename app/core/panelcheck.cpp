// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/panelcheck.h"

#include "engine/rules/nearname.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace streamgauge {

namespace {

using nlohmann::json;

bool overlap(const PanelEntry &one, const PanelEntry &other)
{
    return one.column < other.column + other.width && other.column < one.column + one.width
        && one.row < other.row + other.height && other.row < one.row + one.height;
}

std::string textIn(const json &object, const char *name)
{
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool holds(const std::vector<std::string> &names, const std::string &name)
{
    return std::ranges::find(names, name) != names.end();
}

class DashboardCheck
{
public:
    DashboardCheck(const DashboardEntry &dashboard, const std::string &place, const PanelSurroundings &surroundings)
        : dashboard_(dashboard)
        , place_(place)
        , surroundings_(surroundings)
    {
    }

    [[nodiscard]] std::vector<Error> check()
    {
        for (std::size_t index = 0; index < dashboard_.panels.size(); ++index)
            checkPanel(index);
        return std::move(errors_);
    }

private:
    void checkPanel(std::size_t index);
    void checkOverlaps(std::size_t index, const std::string &place);
    void checkSettings(const json &settings, const std::string &place);
    void checkFields(const json &object, const std::string &place, const std::string &stream,
                     const std::vector<std::string> &fields);
    void checkField(const std::string &field, const std::string &place, const std::string &stream,
                    const std::vector<std::string> &fields);
    void fault(const std::string &place, std::string message, std::string remedy)
    {
        errors_.push_back({ ErrorKind::Configuration, std::move(message), place, std::move(remedy) });
    }
    [[nodiscard]] std::vector<std::string> plainStreams() const;

    const DashboardEntry &dashboard_;
    const std::string &place_;
    const PanelSurroundings &surroundings_;
    std::vector<Error> errors_;
};

void DashboardCheck::checkPanel(std::size_t index)
{
    const PanelEntry &panel = dashboard_.panels[index];
    const std::string place = place_ + "/panels/" + std::to_string(index);
    if (!surroundings_.kinds.empty() && !holds(surroundings_.kinds, panel.kind))
        fault(place + "/kind", "there is no kind of panel \"" + panel.kind + "\"",
              nameRemedy(panel.kind, surroundings_.kinds));
    const json settings = json::parse(panel.settings_json, nullptr, false);
    checkSettings(settings, place + "/settings");
    if (const std::string source = settings.is_object() ? textIn(settings, "source") : std::string();
        !source.empty() && !holds(surroundings_.sources, source))
        fault(place + "/settings/source", "there is no source \"" + source + "\"",
              nameRemedy(source, surroundings_.sources));
    checkOverlaps(index, place);
}

void DashboardCheck::checkOverlaps(std::size_t index, const std::string &place)
{
    for (std::size_t earlier = 0; earlier < index; ++earlier) {
        if (overlap(dashboard_.panels[earlier], dashboard_.panels[index]))
            fault(place, "panels " + std::to_string(earlier) + " and " + std::to_string(index) + " overlap",
                  "Give them places that do not share a cell");
    }
}

/// A workspace is nested at most as deep as its reader allows.
void DashboardCheck::checkSettings(const json &settings, const std::string &place)
{
    if (!settings.is_structured() || !surroundings_.all_streams_known)
        return;
    for (const auto &[name, part] : settings.items()) {
        if (part.is_structured())
            checkSettings(part, place + "/" + name);
    }
    const std::string stream = settings.is_object() ? textIn(settings, "stream") : std::string();
    if (stream.empty())
        return;
    const auto known = surroundings_.streams.find(stream);
    if (known == surroundings_.streams.end())
        fault(place + "/stream", "no source has a stream \"" + stream + "\"", nameRemedy(stream, plainStreams()));
    else if (!known->second.empty())
        checkFields(settings, place, stream, known->second);
}

void DashboardCheck::checkFields(const json &object, const std::string &place, const std::string &stream,
                                 const std::vector<std::string> &fields)
{
    checkField(textIn(object, "field"), place + "/field", stream, fields);
    if (const auto columns = object.find("columns"); columns != object.end() && columns->is_array()) {
        for (std::size_t index = 0; index < columns->size(); ++index) {
            if ((*columns)[index].is_object())
                checkField(textIn((*columns)[index], "name"), place + "/columns/" + std::to_string(index) + "/name", stream,
                           fields);
        }
    }
    if (const auto sort = object.find("sort"); sort != object.end() && sort->is_object())
        checkField(textIn(*sort, "column"), place + "/sort/column", stream, fields);
}

void DashboardCheck::checkField(const std::string &field, const std::string &place, const std::string &stream,
                                const std::vector<std::string> &fields)
{
    if (!field.empty() && !holds(fields, field))
        fault(place, "stream " + stream + " has no field \"" + field + "\"", nameRemedy(field, fields));
}

std::vector<std::string> DashboardCheck::plainStreams() const
{
    std::vector<std::string> names;
    for (const auto &[name, fields] : surroundings_.streams) {
        if (name.find('/') == std::string::npos)
            names.push_back(name);
    }
    return names;
}

} // namespace

std::vector<Error> checkDashboard(const DashboardEntry &dashboard, const std::string &place,
                                  const PanelSurroundings &surroundings)
{
    return DashboardCheck(dashboard, place, surroundings).check();
}

} // namespace streamgauge
