// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/rulefields.h"

#include "engine/cel/celast.h"
#include "engine/patterns/patternplan.h"
#include "engine/rules/callcheck.h"
#include "engine/rules/celline.h"
#include "engine/rules/expressionkinds.h"
#include "engine/rules/nearname.h"
#include "engine/rules/summarytemplate.h"
#include "engine/windows/window.h"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <utility>

namespace streamgauge {

namespace {

using Names = std::vector<std::string>;

bool holds(const Names &names, std::string_view name)
{
    return std::ranges::find(names, name) != names.end();
}

/// Namespaces and types an expression may name without declaring them.
bool isCelName(std::string_view name)
{
    constexpr std::array<std::string_view, 19> known { "math", "strings", "optional",  "cel",  "base64", "net",    "ip",
                                                       "cidr", "bool",    "int",       "uint", "double", "string", "bytes",
                                                       "list", "map",     "null_type", "type", "google" };
    return std::ranges::find(known, name) != known.end();
}

/// Walks over the expressions of one rule.
class FieldChecker
{
public:
    FieldChecker(const RuleSpec &spec, const RuleContext &context)
        : spec_(spec)
        , context_(context)
        , kinds_(context.functions, context.signatures)
    {
    }

    [[nodiscard]] std::vector<RuleProblem> check();

private:
    struct Record {
        std::string name;
        SchemaPtr schema;
    };

    void findRecords();
    [[nodiscard]] SchemaPtr schemaOf(const std::string &stream, std::size_t index);
    void checkKey();
    void checkLets();
    void checkPatternSteps();
    void checkSummary();
    void checkExpression(const std::string &cel, RulePart part, std::size_t index);
    void checkKinds(const std::string &cel, bool condition);
    void checkNode(const CelNode &node);
    void checkField(const CelNode &node, const CelFieldReference &reference);
    void checkNotify();
    void checkCalledName(const CelNode &call);
    void checkLookupColumn(const CelNode &node);
    [[nodiscard]] const RuleLookup *lookupOf(const CelNode &node) const;
    void checkFed(const LetSpec &let, std::size_t index);
    [[nodiscard]] const Column *columnOf(const CelNode &node) const;
    [[nodiscard]] const Record *record(std::string_view name) const;
    [[nodiscard]] Names visibleNames() const;
    [[nodiscard]] std::string namingRemedy(const std::string &name) const;
    void problem(TextRange range, std::string message, std::string remedy);

    const RuleSpec &spec_;
    const RuleContext &context_;
    std::vector<Record> records_;
    Names lets_;                                                  ///< visible at this place
    Names unknown_;                                               ///< of the expression under the walk, each told once
    std::map<std::string, const RuleLookup *, std::less<>> rows_; ///< lets that hold a row of a lookup
    RulePart part_ = RulePart::When;
    std::size_t index_ = 0;
    ExpressionKinds kinds_;
    CelKind kind_ = CelKind::Dyn; ///< of the expression judged last
    std::vector<RuleProblem> problems_;
};

Names columnNames(const Schema &schema)
{
    Names names;
    for (const Column &column : schema.columns)
        names.push_back(column.name);
    return names;
}

void FieldChecker::problem(TextRange range, std::string message, std::string remedy)
{
    problems_.push_back({ part_, index_, range,
                          Error { ErrorKind::Configuration, std::move(message), "rule " + spec_.name, std::move(remedy) } });
}

std::vector<RuleProblem> FieldChecker::check()
{
    findRecords();
    checkKey();
    checkLets();
    checkPatternSteps();
    if (spec_.kind == RuleKind::Expression) {
        checkExpression(spec_.when, RulePart::When, 0);
        checkExpression(spec_.clear, RulePart::Clear, 0);
    }
    for (std::size_t i = 0; i < spec_.levels.size(); ++i) {
        checkExpression(spec_.levels[i].when, RulePart::LevelWhen, i);
        checkExpression(spec_.levels[i].clear, RulePart::LevelClear, i);
    }
    checkNotify();
    checkSummary();
    return std::move(problems_);
}

SchemaPtr FieldChecker::schemaOf(const std::string &stream, std::size_t index)
{
    Names streams;
    for (const SchemaPtr &schema : context_.schemas) {
        if (schema->stream == stream)
            return schema->columns.empty() ? nullptr : schema;
        streams.push_back(schema->stream);
    }
    if (context_.all_streams_known) {
        part_ = spec_.kind == RuleKind::Pattern ? RulePart::Pattern : RulePart::Stream;
        index_ = part_ == RulePart::Pattern ? 0 : index;
        problem({}, "no source has a stream " + stream,
                streams.empty() ? "add a source that has it" : nameRemedy(stream, streams));
    }
    return nullptr;
}

void FieldChecker::findRecords()
{
    if (spec_.kind == RuleKind::Pattern) {
        for (const PatternStep &step : spec_.pattern.steps) {
            for (const PatternEvent &event : step.events)
                records_.push_back({ event.alias, schemaOf(event.stream, 0) });
        }
    } else if (spec_.joined.empty()) {
        records_.push_back({ "event", schemaOf(spec_.stream, 0) });
    } else {
        for (std::size_t i = 0; i < spec_.joined.size(); ++i)
            records_.push_back({ spec_.joined[i].alias, schemaOf(spec_.joined[i].stream, i) });
    }
    // Only a rule over one stream is compiled for the kinds of its columns.
    const bool known = context_.kinds_known && spec_.kind != RuleKind::Pattern && spec_.joined.empty();
    for (const Record &record : records_)
        kinds_.addRecord(record.name, known ? record.schema : nullptr);
    if (spec_.kind == RuleKind::Pattern)
        kinds_.addRecord(std::string(previous_event), nullptr);
}

void FieldChecker::checkKey()
{
    for (std::size_t i = 0; i < spec_.key.size(); ++i) {
        part_ = RulePart::Key;
        index_ = i;
        for (const Record &record : records_) {
            if (record.schema && !record.schema->find(spec_.key[i])) {
                problem({}, "stream " + record.schema->stream + " has no field " + spec_.key[i],
                        nameRemedy(spec_.key[i], columnNames(*record.schema)));
                break;
            }
        }
    }
}

void FieldChecker::checkLets()
{
    for (std::size_t i = 0; i < spec_.lets.size(); ++i) {
        const LetSpec &let = spec_.lets[i];
        if (let.kind != LetKind::Expression)
            lets_.clear();
        checkExpression(let.expression, RulePart::LetExpression, i);
        const CelKind kind = kind_;
        checkExpression(let.where, RulePart::LetWhere, i);
        checkFed(let, i);
        const bool number =
            let.kind != LetKind::Expression && !(let.kind == LetKind::Window && takesText(let.window.function));
        kinds_.addVariable(let.name, number ? CelKind::Double : let.kind == LetKind::Expression ? kind : CelKind::Dyn);
        if (const auto root = parseCel(let.expression); root && let.kind == LetKind::Expression) {
            if (const RuleLookup *lookup = lookupOf(**root))
                rows_[let.name] = lookup;
        }
        lets_.clear();
        for (std::size_t earlier = 0; earlier <= i; ++earlier)
            lets_.push_back(spec_.lets[earlier].name);
        if (let.kind != LetKind::Anomaly)
            continue;
        if (const auto sound = checkDetector(let.detector, let.options); !sound) {
            part_ = RulePart::LetDetector;
            index_ = i;
            problem({}, sound.error().message, sound.error().remedy);
        }
    }
}

void FieldChecker::checkFed(const LetSpec &let, std::size_t index)
{
    if (let.kind == LetKind::Expression || (let.kind == LetKind::Window && takesText(let.window.function)))
        return;
    const auto root = parseCel(let.expression);
    const Column *column = root ? columnOf(**root) : nullptr;
    if (column == nullptr || isNumeric(column->kind))
        return;
    part_ = RulePart::LetExpression;
    index_ = index;
    problem({}, column->name + " is no number but a " + std::string(name(column->kind)),
            let.kind == LetKind::Anomaly ? "watch a number" : "choose a number, or count, distinct, first or last");
}

void FieldChecker::checkPatternSteps()
{
    if (spec_.kind != RuleKind::Pattern)
        return;
    for (const PatternStep &step : spec_.pattern.steps) {
        for (const PatternEvent &event : step.events)
            checkExpression(event.condition, RulePart::Pattern, 0);
    }
    // Its conditions stand somewhere within the pattern's text.
    for (RuleProblem &found : problems_) {
        if (found.part == RulePart::Pattern)
            found.range = {};
    }
}

void FieldChecker::checkNotify()
{
    part_ = RulePart::Notify;
    for (index_ = 0; context_.all_names_known && index_ < spec_.notify.size(); ++index_) {
        if (!holds(context_.receivers, spec_.notify[index_]))
            problem({}, "there is no receiver " + spec_.notify[index_],
                    nameRemedy(spec_.notify[index_], context_.receivers));
    }
}

void FieldChecker::checkSummary()
{
    part_ = RulePart::Summary;
    index_ = 0;
    Names known = visibleNames();
    for (const char *word : { "value", "rule", "severity", "stream" })
        known.emplace_back(word);
    const SummaryTemplate summary(spec_.summary);
    for (const auto &[name, is_name] : summary.parts()) {
        if (!is_name)
            continue;
        const std::size_t dot = name.find('.');
        const Record *const of = dot == std::string::npos ? nullptr : record(name.substr(0, dot));
        if (of != nullptr && of->schema && !of->schema->find(name.substr(dot + 1)))
            problem({}, "the summary names " + name + ", which there is not",
                    nameRemedy(name.substr(dot + 1), columnNames(*of->schema)));
        else if (of == nullptr && !holds(known, name))
            problem({}, "the summary names " + name + ", which there is not", nameRemedy(name, known));
    }
}

Names FieldChecker::visibleNames() const
{
    Names names = lets_;
    for (const Record &record : records_)
        names.push_back(record.name);
    names.emplace_back("key");
    names.emplace_back("now");
    return names;
}

void FieldChecker::checkExpression(const std::string &cel, RulePart part, std::size_t index)
{
    if (cel.empty())
        return;
    part_ = part;
    index_ = index;
    const auto root = parseCel(cel);
    if (!root)
        return;
    const Names visible = visibleNames();
    unknown_.clear();
    for (const std::string &name : celNames(**root)) {
        if (!holds(visible, name) && !isCelName(name))
            unknown_.push_back(name);
    }
    const std::size_t before = problems_.size();
    checkNode(**root);
    const bool derives = part == RulePart::LetExpression;
    if (problems_.size() == before)
        checkKinds(cel, !derives);
}

void FieldChecker::checkKinds(const std::string &cel, bool condition)
{
    const auto judged = kinds_.judge(cel, condition);
    kind_ = judged ? *judged : CelKind::Dyn;
    if (judged)
        return;
    const std::size_t begin = offsetOfPlace(cel, judged.error().place).value_or(0);
    problem({ begin, std::max(begin + 1, std::min(cel.find_first_of(" (),[]", begin), cel.size())) }, judged.error().message,
            judged.error().remedy);
}

const FieldChecker::Record *FieldChecker::record(std::string_view name) const
{
    const auto found = std::ranges::find(records_, name, &Record::name);
    return found == records_.end() ? nullptr : &*found;
}

const Column *FieldChecker::columnOf(const CelNode &node) const
{
    const auto reference = celFieldReference(node);
    const Record *const of = reference ? record(reference->record) : nullptr;
    const auto column = of != nullptr && of->schema ? of->schema->find(reference->field) : std::nullopt;
    return column ? &of->schema->columns[*column] : nullptr;
}

/// A field is often written without its event.
std::string FieldChecker::namingRemedy(const std::string &name) const
{
    for (const Record &record : records_) {
        if (record.schema && record.schema->find(name))
            return "did you mean " + record.name + "." + name + "?";
    }
    return nameRemedy(name, visibleNames());
}

/// The tree is at most most_cel_depth deep.
void FieldChecker::checkNode(const CelNode &node)
{
    checkLookupColumn(node);
    if (const auto reference = celFieldReference(node)) {
        checkField(node, *reference);
        return;
    }
    checkCalledName(node);
    if (node.kind == CelNodeKind::Identifier && holds(unknown_, node.name)) {
        problem({ node.begin, node.end }, "nothing is named " + node.name, namingRemedy(node.name));
        std::erase(unknown_, node.name);
    }
    if (node.kind == CelNodeKind::Call && !node.has_target && !holds(celFunctionNames(), node.name)
        && !holds(context_.functions, node.name)) {
        Names known = celFunctionNames();
        known.insert(known.end(), context_.functions.begin(), context_.functions.end());
        problem({ node.offset, node.offset + node.name.size() }, "there is no function " + node.name,
                windowRemedy(node.name).value_or(nameRemedy(node.name, known)));
    }
    for (const CelNodePtr &child : node.children)
        checkNode(*child);
}

/// The text a call such as lookup("patients", ...) or model("risk", ...) names; nullptr for another node, or when the name
/// is known only at evaluation.
const CelNode *nameCalled(const CelNode &node, std::string_view function)
{
    const bool calls = node.kind == CelNodeKind::Call && !node.has_target && node.name == function && !node.children.empty();
    if (!calls)
        return nullptr;
    const CelNode &name = *node.children.front();
    return name.kind == CelNodeKind::Literal && name.literal.kind() == CelKind::String ? &name : nullptr;
}

void FieldChecker::checkCalledName(const CelNode &call)
{
    Names lookups;
    for (const RuleLookup &lookup : context_.lookups)
        lookups.push_back(lookup.name);
    for (const auto &[function, known] : { std::pair<std::string, const Names &> { "lookup", lookups },
                                           std::pair<std::string, const Names &> { "model", context_.models } }) {
        const CelNode *const name = context_.all_names_known ? nameCalled(call, function) : nullptr;
        if (name != nullptr && !holds(known, name->literal.text()))
            problem({ name->begin, name->end }, "there is no " + function + " " + std::string(name->literal.text()),
                    nameRemedy(name->literal.text(), known));
    }
}

/// Known when `node` is the row of a lookup: the call itself, or a let that holds one.
const RuleLookup *FieldChecker::lookupOf(const CelNode &node) const
{
    if (node.kind == CelNodeKind::Identifier) {
        const auto row = rows_.find(node.name);
        return row == rows_.end() ? nullptr : row->second;
    }
    const CelNode *const name = nameCalled(node, "lookup");
    if (name == nullptr)
        return nullptr;
    const auto found = std::ranges::find(context_.lookups, name->literal.text(), &RuleLookup::name);
    return found == context_.lookups.end() ? nullptr : &*found;
}

void FieldChecker::checkLookupColumn(const CelNode &node)
{
    const bool select = node.kind == CelNodeKind::Select;
    const bool index = node.kind == CelNodeKind::Index && node.children.back()->kind == CelNodeKind::Literal
        && node.children.back()->literal.kind() == CelKind::String;
    const RuleLookup *const lookup = select || index ? lookupOf(*node.children.front()) : nullptr;
    if (lookup == nullptr || lookup->columns.empty())
        return;
    const std::string column = select ? node.name : std::string(node.children.back()->literal.text());
    if (!holds(lookup->columns, column))
        problem({ node.begin, node.end }, "lookup " + lookup->name + " has no column " + column,
                nameRemedy(column, lookup->columns));
}

void FieldChecker::checkField(const CelNode &node, const CelFieldReference &reference)
{
    const Record *const of = record(reference.record);
    if (of == nullptr || !of->schema || of->schema->find(reference.field))
        return;
    problem({ node.begin, node.end }, "stream " + of->schema->stream + " has no field " + std::string(reference.field),
            nameRemedy(reference.field, columnNames(*of->schema)));
}

} // namespace

std::vector<RuleProblem> checkRuleFields(const RuleSpec &spec, const RuleContext &context)
{
    return FieldChecker(spec, context).check();
}

TextRange problemRange(std::string_view text, const PlacedRule &rule, const RuleProblem &problem)
{
    const RulePlace *place = rule.find(problem.part, problem.index);
    if (place == nullptr)
        place = rule.find(RulePart::Name);
    if (problem.range.begin == problem.range.end)
        return place->range;
    const std::string_view part = text.substr(place->range.begin, place->range.end - place->range.begin);
    return { place->range.begin + offsetBeforeLine(part, problem.range.begin),
             place->range.begin + offsetBeforeLine(part, problem.range.end - 1) + 1 };
}

std::size_t mostRuleBytesPerKey(const RuleSpec &spec)
{
    std::size_t bytes = 0;
    for (const LetSpec &let : spec.lets) {
        if (let.kind == LetKind::Window)
            bytes += Window::mostBytesPerKey(let.window);
        else if (let.kind == LetKind::Anomaly && checkDetector(let.detector, let.options))
            bytes += detectorBytes(let.detector, let.options);
    }
    return bytes;
}

const std::vector<std::string> &celFunctionNames()
{
    static const Names names { "size", "int", "uint",      "double",   "string", "bytes",  "bool",
                               "type", "dyn", "timestamp", "duration", "has",    "matches" };
    return names;
}

} // namespace streamgauge
