// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/batchbuilder.h"
#include "engine/rules/rulespec.h"
#include "engine/rules/ruletest.h"

#include <map>
#include <string>
#include <vector>

namespace streamgauge {

/// What whole numbers of a test are sent as: the test does not say the fields' types.
enum class WholeNumbers : std::uint8_t { Doubles, Integers };

/// The events a rule's test sends. Steps are numbered from 0.
class RuleTestInput
{
public:
    [[nodiscard]] static Result<RuleTestInput> make(const RuleSpec &rule, const RuleTest &test, WholeNumbers numbers);

    [[nodiscard]] std::size_t steps() const { return steps_; }
    [[nodiscard]] std::vector<std::string> streams() const;
    /// One batch a stream that sends something at this step.
    [[nodiscard]] std::vector<BatchPtr> batches(std::size_t step, TimeNs time_ns) const;

private:
    using Values = std::vector<TestValue>;
    struct Stream {
        SchemaPtr schema;
        std::size_t key_fields = 0;                      ///< the first columns
        std::map<std::string, std::vector<Values>> keys; ///< of each key, the values of the columns behind those
    };
    void addRow(BatchBuilder &builder, const Stream &stream, const std::string &key, const std::vector<Values> &fields,
                std::size_t step) const;

    std::map<std::string, Stream> streams_;
    std::size_t steps_ = 0;
};

} // namespace streamgauge
