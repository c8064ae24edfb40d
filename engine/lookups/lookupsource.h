// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/result.h"
#include "engine/cel/celvalue.h"
#include "engine/lookups/lookupspec.h"
#include "engine/source/connector.h"

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace streamgauge {

/// One row of a table, found by its key.
struct LookupRow {
    std::string key; ///< as text: "17"
    CelValue row;    ///< a map from column names to values; NULL is null
};

/// Reads rows of tables over one connection. One thread, the one that calls it first.
class LookupSource
{
public:
    virtual ~LookupSource() = default;
    /// The rows whose key is one of `keys`, in one query; keys that are not there have none. Opens the connection when there
    /// is none; blocks for a few seconds at most. Error Configuration: the table, the key column or a right is missing.
    [[nodiscard]] virtual Result<std::vector<LookupRow>> fetch(const LookupSpec &lookup,
                                                               std::span<const std::string> keys) = 0;
    /// Whether fetch() could: that the table is there and the key column identifies its rows. The columns of a row.
    [[nodiscard]] virtual Result<std::vector<std::string>> check(const LookupSpec &lookup) = 0;
};

/// Makes lookup sources for one kind of connector. Thread-safe.
class LookupSourceFactory
{
public:
    virtual ~LookupSourceFactory() = default;
    [[nodiscard]] virtual std::string_view kind() const = 0; ///< of the connector: "mysql"
    /// `settings` as the connector of the source takes them, secrets in clear; opens nothing.
    [[nodiscard]] virtual Result<std::unique_ptr<LookupSource>> create(const std::string &source_name,
                                                                       const Settings &settings) const = 0;
    /// The stream in which that connector captures changes of the table: "hospital.patients"; empty when it captures none.
    [[nodiscard]] virtual std::string streamOf(const LookupSpec &lookup, const Settings &settings) const = 0;
};

} // namespace streamgauge
