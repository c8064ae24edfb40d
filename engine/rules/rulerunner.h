// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/rules/costmeter.h"
#include "engine/rules/liverule.h"
#include "engine/rules/reorderbuffer.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace streamgauge {

/// One rule of a shard with what comes before its evaluation: its own keys, the order of event time, a pause; and what
/// it costs. One thread.
class RuleRunner
{
public:
    [[nodiscard]] static Result<std::unique_ptr<RuleRunner>> make(const RuleSpec &spec, const RuleFunctions &functions);
    RuleRunner(const RuleSpec &spec, std::unique_ptr<LiveRule> rule);

    [[nodiscard]] const RuleSpec &spec() const { return spec_; }
    [[nodiscard]] bool atHome() const { return at_home_; }
    [[nodiscard]] LiveRule &live() { return *rule_; }
    /// Takes the place of the rule it was; counters go on.
    Result<void> become(const RuleSpec &spec, const RuleFunctions &functions, TimeNs now_ns, AlertOutput &out);
    void end(AlertReason reason, TimeNs now_ns, AlertOutput &out) { rule_->endAll(reason, now_ns, out); }
    void pause(bool paused, TimeNs now_ns, AlertOutput &out);

    void evaluate(const RowBlock &block, TimeBasis basis, AlertOutput &out);
    void keyGone(std::uint64_t hash, std::string_view key, TimeNs time_ns, AlertOutput &out);
    void advance(const std::string &stream, TimeNs now_ns, AlertOutput &out);
    /// See RuleShard.
    void flush(const std::string &stream, AlertOutput &out);
    void await(bool on, AlertOutput &out);
    void forget(const std::string &stream, const RuleFunctions &functions, TimeNs now_ns, AlertOutput &out);
    [[nodiscard]] RuleStatus status() const;

private:
    struct StreamTime {
        TimeNs time_ns = no_time;
        bool ended = false;
    };

    void prepare();
    void replace(std::unique_ptr<LiveRule> rule, AlertReason reason, TimeNs now_ns, AlertOutput &out);
    void judge(const RowBlock &block, AlertOutput &out);
    void judgeOwnKeys(const RowBlock &block, AlertOutput &out);
    void startReorder();
    void release(AlertOutput &out);
    /// Rule time of the stream that is furthest behind of those that have not ended; of all, once all have, how far the
    /// last of them came. Precondition: there is one.
    [[nodiscard]] TimeNs slowest() const;
    [[nodiscard]] bool findKeyColumns(const Schema &schema);

    RuleSpec spec_;
    std::unique_ptr<LiveRule> rule_;
    bool at_home_ = false;
    bool paused_ = false;
    bool awaiting_ = false;
    std::optional<ReorderBuffer> reorder_;
    ReorderBuffer::Run run_;
    std::vector<std::uint64_t> run_hashes_;
    std::vector<std::uint32_t> run_marks_;

    bool own_keys_ = false;
    SchemaPtr key_schema_;
    std::vector<std::size_t> key_columns_;
    bool keys_name_rows_ = false; ///< the stream's own key is part of the rule's
    TextColumn keys_;
    std::vector<std::uint64_t> key_hashes_;
    std::vector<std::uint32_t> keyed_rows_;
    std::vector<TimeNs> keyed_times_ns_;
    std::vector<std::uint32_t> keyed_marks_;
    std::string key_;
    std::uint64_t without_key_ = 0;
    std::string key_error_;

    std::map<std::string, StreamTime, std::less<>> advanced_; ///< of rules over several streams
    RuleStatus before_;                                       ///< counters of what the rule was
    CostMeter cost_;
};

} // namespace streamgauge
