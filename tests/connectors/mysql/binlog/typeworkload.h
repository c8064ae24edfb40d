// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/sqlclient.h"

#include <string>
#include <vector>

namespace streamgauge {

/// Makes a database with tables of every column type and changes them in every way; their final content is the oracle.
class TypeWorkload
{
public:
    /// The tables it makes.
    static const std::vector<std::string> tables;

    /// Without `full_image` the changes are left out that a smaller one cannot show completely: columns not named in an
    /// INSERT, generated ones, and rows that get another key.
    TypeWorkload(SqlClient &client, std::string database, bool mariadb, bool full_image);
    void run();

private:
    void makeTables();
    void insertRows();
    void changeRows();
    void insert(const std::string &table, int id, const std::vector<std::string> &values);

    SqlClient &client_;
    std::string database_;
    bool mariadb_;
    bool full_image_;
};

} // namespace streamgauge
