// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/connectors/mysql/binlog/typeworkload.h"

#include <utility>

namespace streamgauge {

namespace {

struct TypedColumn {
    const char *type;
    std::vector<std::string> values; ///< SQL expressions
};

const std::vector<TypedColumn> number_columns = {
    { "TINYINT", { "-128", "127", "0" } },
    { "TINYINT UNSIGNED", { "255", "0", "128" } },
    { "SMALLINT", { "-32768", "32767" } },
    { "SMALLINT UNSIGNED", { "65535", "1" } },
    { "MEDIUMINT", { "-8388608", "8388607", "-1" } },
    { "MEDIUMINT UNSIGNED", { "16777215", "0" } },
    { "YEAR", { "0", "1901", "2155", "1970" } },
    { "INT", { "-2147483648", "2147483647" } },
    { "INT UNSIGNED", { "4294967295", "7" } },
    { "BIGINT", { "-9223372036854775808", "9223372036854775807" } },
    { "BIGINT UNSIGNED", { "18446744073709551615", "9223372036854775808" } },
    { "FLOAT", { "1.1", "-0.25", "16777216", "3.5e20" } },
    { "DOUBLE", { "1.1", "-1.7976931348623157e308", "5e-324", "0.1", "1e20" } },
    { "DECIMAL(10,2)", { "-0.01", "99999999.99", "0", "-12345678.90" } },
    { "DECIMAL(3,3)", { "0.001", "-0.999", "0" } },
    { "DECIMAL(65,30)",
      { "99999999999999999999999999999999999.999999999999999999999999999999", "-0.000000000000000000000000000001", "0.5" } },
    { "DECIMAL(18,9)", { "-123456789.987654321", "0.000000001" } },
    { "DECIMAL(20,0)", { "-99999999999999999999", "18014398509481985" } },
    { "BIT(1)", { "b'1'", "b'0'" } },
    { "BIT(13)", { "b'1000000000001'", "5" } },
    { "BIT(64)", { "18446744073709551615", "1" } },
};

const std::vector<TypedColumn> text_columns = {
    { "CHAR(10)", { "'abc'", "''", "'żółw'" } },
    { "CHAR(255)", { "REPEAT('ü',255)", "'x'" } },
    { "VARCHAR(20)", { "'plain'", "'tab\\tquote\"'", "'😀'" } },
    { "VARCHAR(300)", { "REPEAT('a',300)", "''" } },
    { "VARBINARY(20)", { "x'00ff00'", "x''" } },
    { "BINARY(16)", { "x'00112233445566778899aabbccdd0000'", "x'00'", "x'ff'" } },
    { "BINARY(4)", { "x'7f000000'", "x'01020304'" } },
    { "TINYBLOB", { "x'00'", "x''" } },
    { "BLOB", { "REPEAT(x'ab',300)", "x'00ff'" } },
    { "MEDIUMBLOB", { "REPEAT(x'01',70000)", "x'aa'" } },
    { "LONGBLOB", { "x'deadbeef'", "x''" } },
    { "TINYTEXT", { "'t'", "''" } },
    { "TEXT", { "REPEAT('ab',200)", "'line\\nline'" } },
    { "MEDIUMTEXT", { "'m'", "REPEAT('ä',40000)" } },
    { "LONGTEXT", { "'l'", "'longer'" } },
    { "VARCHAR(50) CHARACTER SET latin1", { "'€ café'", "'ÿ'" } },
    { "VARCHAR(50) CHARACTER SET ascii", { "'ascii'", "''" } },
    { "VARCHAR(50) CHARACTER SET gbk", { "'汉字'", "'abc'" } },
    { "VARCHAR(50) CHARACTER SET big5", { "'漢字'", "'abc'" } },
    { "VARCHAR(50) CHARACTER SET sjis", { "'日本語カナ'", "'abc'" } },
    { "VARCHAR(50) CHARACTER SET ujis", { "'日本語'", "'abc'" } },
    { "VARCHAR(50) CHARACTER SET euckr", { "'한국어'", "'abc'" } },
    { "VARCHAR(50) CHARACTER SET ucs2", { "'żółw'", "'abc'" } },
    { "VARCHAR(50) CHARACTER SET utf16", { "'a😀b'", "'abc'" } },
    { "VARCHAR(50) CHARACTER SET utf16le", { "'a😀b'", "'abc'" } },
    { "VARCHAR(50) CHARACTER SET utf32", { "'a😀b'", "'abc'" } },
    { "CHAR(5) CHARACTER SET utf32", { "'a😀b'", "'abc'" } },
    { "VARCHAR(50) CHARACTER SET koi8r", { "'привет'", "'abc'" } },
    { "VARCHAR(50) CHARACTER SET cp1251", { "'привет'", "'abc'" } },
    { "VARCHAR(50) CHARACTER SET latin2", { "'żółw'", "'abc'" } },
    { "VARCHAR(50) CHARACTER SET greek", { "'αβγ'", "'abc'" } },
    { "TEXT CHARACTER SET latin1", { "'é'", "'e'" } },
    { "ENUM('a,b','c''d','plain','ü')", { "'c''d'", "'ü'", "'a,b'" } },
    { "ENUM('ä','ö') CHARACTER SET latin1", { "'ö'", "'ä'" } },
    { "SET('x','y','ü z')", { "'x,ü z'", "''", "'y'" } },
};

const std::vector<TypedColumn> time_columns = {
    { "DATE", { "'2026-11-20'", "'0000-00-00'", "'2024-06-00'", "'9999-12-31'" } },
    { "TIME", { "'-838:59:59'", "'838:59:59'", "'00:00:00'" } },
    { "TIME(1)", { "'-00:00:00.1'", "'12:34:56.7'" } },
    { "TIME(3)", { "'-10:11:12.125'", "'23:59:59.999'" } },
    { "TIME(4)", { "'-10:11:12.1259'", "'23:59:59.9999'" } },
    { "TIME(6)", { "'-00:00:00.000001'", "'-838:59:58.999999'", "'01:02:03.000004'" } },
    { "DATETIME", { "'2026-11-20 21:05:03'", "'0000-00-00 00:00:00'", "'1000-01-01 00:00:00'", "'2024-00-00 00:00:00'" } },
    { "DATETIME(2)", { "'2026-11-20 21:05:03.25'", "'9999-12-31 23:59:59.99'" } },
    { "DATETIME(3)", { "'1969-12-31 23:59:59.125'", "'0000-00-00 00:00:00'" } },
    { "DATETIME(6)", { "'2026-02-28 00:00:00.000001'", "'1678-01-01 00:00:00.5'" } },
    { "TIMESTAMP NULL", { "'2026-11-20 21:05:03'", "'0000-00-00 00:00:00'", "'1970-01-01 00:00:01'" } },
    { "TIMESTAMP(3) NULL", { "'2026-03-29 02:30:00.125'", "'2038-01-19 03:14:07.999'" } },
    { "TIMESTAMP(6) NULL", { "'2026-11-20 21:05:03.123456'", "'2001-01-01 00:00:00.000001'" } },
};

const std::vector<TypedColumn> mariadb_columns = {
    { "GEOMETRY", { "ST_GeomFromText('POINT(1 2)')", "ST_GeomFromText('LINESTRING(0 0,1 1)')" } },
    { "VARCHAR(20)", { "'after geometry'", "'x'" } },
    { "UUID",
      { "'550e8400-e29b-41d4-a716-446655440000'", "'00000000-0000-0000-0000-000000000000'",
        "'f47ac10b-58cc-4372-a567-0e02b2c3d479'", "'123e4567-e89b-12d3-a456-426614174000'" } },
    { "INET6", { "'::'", "'2001:db8::ff00:42:8329'", "'::ffff:192.168.0.1'" } },
    { "INET4", { "'0.0.0.0'", "'192.168.1.0'" } },
    { "JSON", { "'{\"a\": [1, 2.5, null], \"ü\": \"x\"}'", "'[]'" } },
    { "BLOB COMPRESSED", { "REPEAT('abc',1000)", "''", "'short'" } },
    { "TEXT COMPRESSED", { "REPEAT('üx',1000)", "''" } },
    { "VARCHAR(1000) COMPRESSED", { "REPEAT('v',1000)", "'v'" } },
    { "VARBINARY(200) COMPRESSED", { "REPEAT(x'00',200)", "x'01'" } },
    { "INT GENERATED ALWAYS AS (id * 2) VIRTUAL", {} },
    { "INT GENERATED ALWAYS AS (id * 3) STORED", {} },
    { "INT INVISIBLE DEFAULT 5", { "6", "7" } },
    { "SET('a1','a2','a3','a4','a5','a6','a7','a8','a9')", { "'a1,a9'", "'a8'" } },
};

const std::vector<TypedColumn> mysql_columns = {
    { "GEOMETRY", { "ST_GeomFromText('POINT(1 2)')", "ST_GeomFromText('POINT(10 20)', 4326)" } },
    { "VARCHAR(20)", { "'after geometry'", "'x'" } },
    { "JSON",
      { "'{\"a\": [1, 2.5, null, true], \"ü\": \"x\\\\n\", \"long key\": {\"b\": 1e20, \"c\": -5}}'", "'[]'", "'\"text\"'",
        "'null'",
        "JSON_ARRAY(CAST(1.50 AS DECIMAL(5,2)), CAST('10:11:12.5' AS TIME(3)), CAST('2024-01-02' AS DATE), "
        "CAST('2024-01-02 03:04:05' AS DATETIME), x'6162', 18446744073709551615, -1, 70000, 1e-10, 1e15, 123456789.5, "
        "100.0)" } },
    { "JSON", { "JSON_OBJECT('k', REPEAT('x', 70000))", "'{}'" } },
    { "INT GENERATED ALWAYS AS (id * 2) VIRTUAL", {} },
    { "INT GENERATED ALWAYS AS (id * 3) STORED", {} },
    { "INT INVISIBLE DEFAULT 5", { "6", "7" } },
    { "SET('a1','a2','a3','a4','a5','a6','a7','a8','a9')", { "'a1,a9'", "'a8'" } },
    { "VARCHAR(20) CHARACTER SET gb18030", { "'汉字😀'", "'x'" } },
    { "VECTOR(3)", { "TO_VECTOR('[1,2.5,-3]')", "TO_VECTOR('[0,0,0]')" } },
    { "VARCHAR(20)", { "'after vector'", "'y'" } },
};

const std::vector<TypedColumn> &columnsOf(const std::string &table, bool mariadb)
{
    if (table == "numbers")
        return number_columns;
    if (table == "texts")
        return text_columns;
    if (table == "times")
        return time_columns;
    return mariadb ? mariadb_columns : mysql_columns;
}

} // namespace

const std::vector<std::string> TypeWorkload::tables = { "numbers", "texts", "times", "special", "keyless", "pairs" };

TypeWorkload::TypeWorkload(SqlClient &client, std::string database, bool mariadb, bool full_image)
    : client_(client)
    , database_(std::move(database))
    , mariadb_(mariadb)
    , full_image_(full_image)
{
}

void TypeWorkload::run()
{
    client_.run("SET NAMES utf8mb4");
    client_.run("SET SESSION sql_mode = '', time_zone = '+00:00'");
    makeTables();
    insertRows();
    changeRows();
}

void TypeWorkload::makeTables()
{
    client_.run("DROP DATABASE IF EXISTS " + database_);
    client_.run("CREATE DATABASE " + database_ + " CHARACTER SET utf8mb4");
    client_.run("USE " + database_);
    for (const std::string table : { "numbers", "texts", "times", "special" }) {
        std::string sql = "CREATE TABLE " + table + " (id INT NOT NULL PRIMARY KEY";
        int number = 0;
        for (const TypedColumn &column : columnsOf(table, mariadb_))
            sql += ", c" + std::to_string(++number) + " " + (column.values.empty() && !full_image_ ? "INT" : column.type);
        client_.run(sql + ") ENGINE=InnoDB");
    }
    client_.run("CREATE TABLE keyless (a INT, b VARCHAR(10)) ENGINE=InnoDB");
    client_.run("CREATE TABLE pairs (a INT, b VARCHAR(10), note VARCHAR(20), PRIMARY KEY (b, a)) ENGINE=InnoDB");
}

void TypeWorkload::insert(const std::string &table, int id, const std::vector<std::string> &values)
{
    std::string names = "id";
    std::string list = std::to_string(id);
    for (std::size_t i = 0; i < values.size(); ++i) {
        const bool generated = full_image_ && columnsOf(table, mariadb_)[i].values.empty();
        if (generated || (values[i].empty() && full_image_))
            continue;
        names += ", c" + std::to_string(i + 1);
        list += ", " + (values[i].empty() ? "NULL" : values[i]);
    }
    client_.run("INSERT INTO " + table + " (" + names + ") VALUES (" + list + ")");
}

void TypeWorkload::insertRows()
{
    for (const std::string table : { "numbers", "texts", "times", "special" }) {
        const std::vector<TypedColumn> &columns = columnsOf(table, mariadb_);
        for (std::size_t row = 0; row < 5; ++row) {
            std::vector<std::string> values;
            for (const TypedColumn &column : columns)
                values.push_back(column.values.empty() ? "" : column.values[row % column.values.size()]);
            insert(table, static_cast<int>(row) + 1, values);
        }
        // All NULL, and every second one NULL.
        insert(table, 10, std::vector<std::string>(columns.size()));
        std::vector<std::string> half;
        for (std::size_t i = 0; i < columns.size(); ++i)
            half.push_back(i % 2 == 0 && !columns[i].values.empty() ? columns[i].values[0] : "");
        insert(table, 11, half);
    }
    client_.run("INSERT INTO keyless VALUES (1,'x'),(1,'x'),(2,NULL)");
    client_.run("INSERT INTO pairs VALUES (1,'x','first'),(1,'y','second'),(2,'x',NULL)");
}

void TypeWorkload::changeRows()
{
    for (const std::string table : { "numbers", "texts", "times", "special" }) {
        const std::vector<TypedColumn> &columns = columnsOf(table, mariadb_);
        for (std::size_t i = 0; i < columns.size(); ++i) {
            const std::vector<std::string> &values = columns[i].values;
            if (!values.empty())
                client_.run("UPDATE " + table + " SET c" + std::to_string(i + 1) + " = " + values[i % values.size()]
                            + " WHERE id IN (2, 10)");
        }
        if (full_image_)
            client_.run("UPDATE " + table + " SET id = id + 100 WHERE id = 3");
        client_.run("DELETE FROM " + table + " WHERE id = 4");
        if (full_image_)
            client_.run("REPLACE INTO " + table + " (id) VALUES (5)");
        client_.run("INSERT INTO " + table + " (id) VALUES (1) ON DUPLICATE KEY UPDATE "
                    + (full_image_ ? "id = 50" : "c1 = NULL"));
        client_.run("START TRANSACTION");
        client_.run("UPDATE " + table + " SET c1 = NULL");
        client_.run("DELETE FROM " + table);
        client_.run("ROLLBACK");
    }
    client_.run("UPDATE keyless SET b = 'z' WHERE a = 2");
    client_.run(full_image_ ? "UPDATE pairs SET b = 'w' WHERE note = 'second'"
                            : "UPDATE pairs SET note = 'third' WHERE b = 'y'");
    client_.run("DELETE FROM pairs WHERE note IS NULL");
    client_.run("START TRANSACTION");
    client_.run("INSERT INTO pairs VALUES (9,'s','kept')");
    client_.run("SAVEPOINT here");
    client_.run("INSERT INTO pairs VALUES (10,'s','dropped')");
    client_.run("ROLLBACK TO SAVEPOINT here");
    client_.run("INSERT INTO pairs VALUES (11,'s','kept too')");
    client_.run("COMMIT");
    if (!mariadb_) {
        client_.run("UPDATE special SET c3 = JSON_SET(c3, '$.a[1]', 'changed', '$.new', CAST(7 AS JSON)) WHERE id = 11");
        client_.run("UPDATE special SET c3 = JSON_REMOVE(c3, '$.a[0]') WHERE id = 11");
        client_.run("UPDATE special SET c4 = JSON_REPLACE(c4, '$.k', 'short') WHERE id = 11");
    }
}

} // namespace streamgauge
