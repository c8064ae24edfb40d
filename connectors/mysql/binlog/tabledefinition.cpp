// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/binlog/tabledefinition.h"

namespace streamgauge {

std::vector<std::string> enumMembers(std::string_view column_type)
{
    std::vector<std::string> members;
    if (!column_type.starts_with("enum(") && !column_type.starts_with("set("))
        return members;
    std::size_t at = column_type.find('(') + 1;
    while (at < column_type.size() && column_type[at] == '\'') {
        std::string member;
        for (++at; at < column_type.size(); ++at) {
            if (column_type[at] != '\'') {
                member.push_back(column_type[at]);
            } else if (at + 1 < column_type.size() && column_type[at + 1] == '\'') {
                member.push_back('\'');
                ++at;
            } else {
                break;
            }
        }
        members.push_back(std::move(member));
        ++at; // closing quote
        if (at < column_type.size() && column_type[at] == ',')
            ++at;
    }
    return members;
}

} // namespace streamgauge
