// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/secrets.h"
#include "app/core/sourceurl.h"

#include <algorithm>
#include <charconv>
#include <filesystem>

namespace streamgauge {

namespace {

const SettingField *fieldNamed(const ConnectorInfo &info, std::string_view name)
{
    const auto found = std::ranges::find(info.fields, name, &SettingField::name);
    return found == info.fields.end() ? nullptr : &*found;
}

bool isNetwork(const ConnectorInfo &info)
{
    return fieldNamed(info, "host") != nullptr;
}

/// What stands behind "KIND:" fills the first required setting.
const SettingField *bodyField(const ConnectorInfo &info)
{
    const auto found = std::ranges::find_if(info.fields, &SettingField::required);
    return found == info.fields.end() ? nullptr : &*found;
}

/// Written in the URL's own places and not as parameters.
bool isPlace(const ConnectorInfo &info, const std::string &name)
{
    if (isNetwork(info))
        return name == "host" || name == "port" || name == "user" || name == "database";
    const SettingField *body = bodyField(info);
    return body != nullptr && body->name == name;
}

/// The parameters every kind of source has, for the engine and not for the connector.
bool isCommonParameter(const ConnectorInfo &info, const std::string &name)
{
    return name == sent_setting && fieldNamed(info, sent_setting) == nullptr;
}

std::string parameterNames(const ConnectorInfo &info)
{
    std::string names = info.snapshot ? "snapshot" : "";
    if (isCommonParameter(info, sent_setting))
        names += (names.empty() ? "" : ", ") + std::string(sent_setting);
    for (const SettingField &field : info.fields) {
        if (!isPlace(info, field.name) && field.type != FieldType::Secret)
            names += (names.empty() ? "" : ", ") + field.name;
    }
    return names.empty() ? "It has none" : "Parameters of " + info.kind + ": " + names;
}

Error parameterError(const std::string &name, std::string message, std::string remedy)
{
    return { ErrorKind::Configuration, std::move(message), "parameter " + name, std::move(remedy) };
}

Result<void> checkValue(const SettingField &field, const std::string &value)
{
    if (field.type == FieldType::Secret && !isSecretReference(value))
        return parameterError(field.name, "a password has no place in a URL",
                              "Store it in the keychain, set STREAMGAUGE_PASSWORD, or give a reference: env:VARIABLE");
    const std::vector<std::string> flag { "on", "off" };
    const std::vector<std::string> &choices = field.type == FieldType::Flag ? flag : field.choices;
    const bool chosen = field.type == FieldType::Flag || field.type == FieldType::Choice;
    if (chosen && std::ranges::find(choices, value) == choices.end()) {
        std::string list;
        for (const std::string &choice : choices)
            list += (list.empty() ? "" : ", ") + choice;
        return parameterError(field.name, "\"" + value + "\" is not possible here", "Possible: " + list);
    }
    return {};
}

std::string nameOf(const SourceUrl &url)
{
    if (!url.host.empty())
        return url.path.empty() ? url.host : url.path;
    const std::string stem = std::filesystem::path(url.path).stem().string();
    return stem.empty() ? url.scheme : stem;
}

Result<void> fillPlaces(const SourceUrl &url, const ConnectorInfo &info, SourceEntry &source)
{
    if (isNetwork(info)) {
        if (url.host.empty())
            return Error { ErrorKind::Configuration, "the host is missing", url.scheme + ":",
                           "Write " + url.scheme + "://USER@HOST:PORT/NAME" };
        source.settings["host"] = url.host;
        if (!url.user.empty())
            source.settings["user"] = url.user;
        if (url.port != 0)
            source.settings["port"] = std::to_string(url.port);
        if (!url.path.empty())
            source.settings["database"] = url.path;
        return {};
    }
    if (!url.host.empty())
        return Error { ErrorKind::Configuration, "this kind of source has no host", url.scheme + "://" + url.host,
                       "Write " + url.scheme + ":NAME" };
    const SettingField *body = bodyField(info);
    if (url.path.empty() && body != nullptr && body->default_value.empty())
        return Error { ErrorKind::Configuration, "\"" + body->name + "\" is missing", url.scheme + ":", body->help };
    if (!url.path.empty() && body == nullptr)
        return Error { ErrorKind::Configuration, "nothing may stand behind \"" + url.scheme + ":\"",
                       url.scheme + ":" + url.path, "" };
    if (body != nullptr && !url.path.empty())
        source.settings[body->name] = url.path;
    return {};
}

} // namespace

Result<SourceEntry> SourceUrl::entry(const ConnectorInfo &info) const
{
    SourceEntry source;
    source.kind = info.kind;
    source.name = nameOf(*this);
    auto places = fillPlaces(*this, info, source);
    if (!places)
        return places.error();
    for (const auto &[parameter, value] : parameters) {
        if (parameter == "snapshot" && info.snapshot) {
            if (value != "on" && value != "off")
                return parameterError(parameter, "\"" + value + "\" is not possible here", "Possible: on, off");
            source.snapshot = value == "on";
            continue;
        }
        const SettingField *field = fieldNamed(info, parameter);
        if (isSecretName(parameter) && (field == nullptr || !isSecretReference(value)))
            return parameterError(parameter, "a password has no place in a URL",
                                  "Store it in the keychain, set STREAMGAUGE_PASSWORD, or give a reference: env:VARIABLE");
        if (isCommonParameter(info, parameter)) {
            source.settings[parameter] = value;
            continue;
        }
        if (field == nullptr || isPlace(info, parameter))
            return parameterError(parameter, info.kind + " has no such parameter", parameterNames(info));
        auto checked = checkValue(*field, value);
        if (!checked)
            return checked.error();
        source.settings[parameter] = value;
    }
    return source;
}

SourceUrl SourceUrl::of(const SourceEntry &source, const ConnectorInfo &info)
{
    SourceUrl url;
    url.scheme = info.kind;
    const auto value = [&](const std::string &name) {
        const auto found = source.settings.find(name);
        return found == source.settings.end() ? std::string() : found->second;
    };
    if (isNetwork(info)) {
        url.host = value("host");
        url.user = value("user");
        url.path = value("database");
        const std::string port = value("port");
        std::from_chars(port.data(), port.data() + port.size(), url.port);
    } else if (const SettingField *body = bodyField(info)) {
        url.path = value(body->name);
    }
    for (const SettingField &field : info.fields) {
        const std::string text = value(field.name);
        if (!text.empty() && text != field.default_value && field.type != FieldType::Secret && !isPlace(info, field.name))
            url.parameters.emplace_back(field.name, text);
    }
    if (const std::string column = value(sent_setting); !column.empty() && isCommonParameter(info, sent_setting))
        url.parameters.emplace_back(sent_setting, column);
    if (info.snapshot && !source.snapshot)
        url.parameters.emplace_back("snapshot", "off");
    return url;
}

} // namespace streamgauge
