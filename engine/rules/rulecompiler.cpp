// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/rulecompiler.h"

#include "engine/rules/thresholdcondition.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <tuple>

namespace streamgauge {

namespace {

/// What a column of numbers can stand for without loss; whole numbers beyond 2^53 could not.
bool isColumn(const CelProgram &program)
{
    return program.kind() == CelKind::Double && program.columnar() && !program.readsClock();
}

/// Where `text` first reads the field; npos when it does not by this name.
std::size_t placeOfField(std::string_view text, std::string_view field)
{
    const auto is_word = [](char c) {
        return c == '_' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    };
    for (std::size_t at = text.find(field); at != std::string_view::npos; at = text.find(field, at + 1)) {
        const std::size_t end = at + field.size();
        if (at > 0 && !is_word(text[at - 1]) && (end == text.size() || !is_word(text[end])))
            return at;
    }
    return std::string_view::npos;
}

/// How an expression comes by doubles that its fields do not hold.
enum class Conversion : std::uint8_t {
    None,
    OfFields,
    OfResults ///< which may be errors
};

Conversion conversionIn(const CelNode &node)
{
    const bool converts =
        node.kind == CelNodeKind::Call && !node.has_target && node.name == "double" && !celNames(node).empty();
    if (converts)
        return celFieldReference(*node.children.front()) ? Conversion::OfFields : Conversion::OfResults;
    Conversion most = Conversion::None;
    for (const CelNodePtr &child : node.children)
        most = std::max(most, conversionIn(*child));
    return most;
}

/// These make the same of a null as of the error that a null led to.
bool takesNumbersOnly(const CelNode &node)
{
    constexpr std::array<std::string_view, 9> operators { "-", "*", "/", "%", "+", "<", "<=", ">", ">=" };
    return node.kind == CelNodeKind::Operator && std::ranges::find(operators, node.name) != operators.end();
}

/// The expression reads `name` only where it takes a number.
bool readsAsNumber(const CelNode &node, std::string_view name, bool takes_number)
{
    if (node.kind == CelNodeKind::Identifier && node.name.ends_with(name))
        return takes_number;
    const bool takes = takesNumbersOnly(node);
    return std::ranges::all_of(node.children, [&](const CelNodePtr &child) { return readsAsNumber(*child, name, takes); });
}

bool readsAsNumber(const std::string &text, std::string_view name)
{
    if (text.empty())
        return true;
    const auto root = parseCel(text);
    return root && readsAsNumber(**root, name, false);
}

bool readsAsNumber(const RuleSpec &spec, std::string_view name)
{
    const auto reads = [name](const std::string &text) { return readsAsNumber(text, name); };
    return reads(spec.when) && reads(spec.clear)
        && std::ranges::all_of(spec.levels, [&](const LevelSpec &level) { return reads(level.when) && reads(level.clear); })
        && std::ranges::all_of(spec.lets,
                               [&](const LetSpec &let) { return let.kind != LetKind::Expression || reads(let.expression); });
}

bool chooses(const CelNode &node)
{
    return (node.kind == CelNodeKind::Operator && node.name == "?:")
        || std::ranges::any_of(node.children, [](const CelNodePtr &child) { return chooses(*child); });
}

/// A column tells no error from a null. Where the one came from the other, all that read the let must take them alike.
bool tellsErrors(const CelNode &derived, const RuleSpec &spec, std::string_view name)
{
    const Conversion conversion = conversionIn(derived);
    return conversion != Conversion::None
        && (conversion == Conversion::OfResults || chooses(derived) || !readsAsNumber(spec, name));
}

bool readsText(const CelProgram &program)
{
    return program.kind() == CelKind::String || program.kind() == CelKind::Dyn;
}

} // namespace

RulePrograms::Compiler::Compiler(const RuleSpec &spec, SchemaPtr schema, const RuleFunctions &functions,
                                 const RulePrograms *fed)
    : spec_(spec)
    , schema_(std::move(schema))
    , fed_(fed)
{
    scope_.records.push_back({ "event", schema_ });
    scope_.variables.push_back({ "key", CelKind::String });
    if (functions)
        scope_.functions = *functions;
}

Result<RulePrograms> RulePrograms::compile(const RuleSpec &spec, const SchemaPtr &schema, const RuleFunctions &functions,
                                           const RulePrograms *fed)
{
    return Compiler(spec, schema, functions, fed).compile();
}

Result<RulePrograms> RulePrograms::Compiler::compile()
{
    for (const LetSpec &let : spec_.lets) {
        if (auto added = addLet(let); !added)
            return added.error();
    }
    if (auto added = addLevel(spec_.when, spec_.clear); !added)
        return added.error();
    for (const LevelSpec &level : spec_.levels) {
        if (auto added = addLevel(level.when, level.clear); !added)
            return added.error();
    }
    chooseValue();
    std::ranges::sort(made_.columns_used_);
    made_.columns_used_.erase(std::unique(made_.columns_used_.begin(), made_.columns_used_.end()),
                              made_.columns_used_.end());
    return std::move(made_);
}

Result<CelProgram> RulePrograms::Compiler::program(const std::string &text, std::string_view place, const CelScope &scope)
{
    auto made = CelProgram::compile(text, scope);
    if (made)
        return made;
    Error error = made.error();
    error.place = error.place.empty() ? std::string(place) : std::string(place) + ", " + error.place;
    return error;
}

Result<void> RulePrograms::Compiler::addLet(const LetSpec &spec)
{
    Let let;
    let.name = spec.name;
    let.kind = spec.kind;
    CelKind kind = CelKind::Double;
    if (spec.kind == LetKind::Expression) {
        auto derived = program(spec.expression, "let " + spec.name, scope_);
        if (!derived)
            return derived.error();
        noteUse(*derived);
        const auto used = derived->variablesUsed();
        const bool of_values = std::ranges::any_of(
            used, [&](std::size_t variable) { return variable == 0 || made_.lets_[variable - 1].any_kind; });
        let.any_kind = of_values || !isColumn(*derived) || tellsErrors(derived->root(), spec_, spec.name);
        kind = derived->kind();
        let.program = std::move(*derived);
    } else {
        if (fed_ != nullptr)
            let.any_kind = fed_->lets_[made_.lets_.size()].any_kind;
        else if (auto added = addFedLet(spec, let); !added)
            return added;
        kind = let.any_kind ? CelKind::Dyn : CelKind::Double;
    }
    scope_.variables.push_back({ let.name, kind });
    made_.lets_.push_back(std::move(let));
    return {};
}

Result<void> RulePrograms::Compiler::addFedLet(const LetSpec &spec, Let &let)
{
    // What is fed is about one event; the lets are not known yet when it is.
    CelScope of_event = scope_;
    of_event.variables.resize(1);
    const std::string place = "let " + spec.name;
    if (!spec.expression.empty()) {
        auto argument = program(spec.expression, place, of_event);
        if (!argument)
            return argument.error();
        const WindowFunction function = spec.window.function;
        let.takes_text = spec.kind == LetKind::Window && streamgauge::takesText(function) && readsText(*argument);
        let.any_kind = let.takes_text && (function == WindowFunction::First || function == WindowFunction::Last);
        made_.reads_key_ |= std::ranges::count(argument->variablesUsed(), 0U) > 0;
        let.program = std::move(*argument);
    }
    if (spec.where.empty())
        return {};
    auto where = program(spec.where, place + ", where", of_event);
    if (!where)
        return where.error();
    made_.reads_key_ |= std::ranges::count(where->variablesUsed(), 0U) > 0;
    let.where = std::move(*where);
    return {};
}

Result<void> RulePrograms::Compiler::addLevel(const std::string &when, const std::string &clear)
{
    Level level;
    auto holds = test(when, "when");
    if (!holds)
        return holds.error();
    level.when = std::move(*holds);
    if (!clear.empty()) {
        auto ends = test(clear, "clear");
        if (!ends)
            return ends.error();
        level.clear = std::move(*ends);
    }
    made_.levels_.push_back(std::move(level));
    return {};
}

Result<RulePrograms::Test> RulePrograms::Compiler::test(const std::string &text, std::string_view place)
{
    Test made;
    if (const auto threshold = asThreshold(text)) {
        auto condition = ThresholdCondition::compile(*threshold, *schema_);
        const auto column = schema_->find(threshold->field);
        if (!condition && !column)
            return condition.error();
        if (condition) {
            made_.columns_used_.push_back(*column);
            made.threshold = std::move(*condition);
            return made;
        }
    }
    auto condition = program(text, place, scope_);
    if (!condition)
        return condition.error();
    noteUse(*condition);
    made.by_row = condition->readsClock();
    for (const std::size_t variable : condition->variablesUsed())
        made.by_row |= variable == 0 || made_.lets_[variable - 1].any_kind;
    made.program = std::move(*condition);
    return made;
}

void RulePrograms::Compiler::noteUse(const CelProgram &program)
{
    const auto columns = program.columnsUsed(0);
    made_.columns_used_.insert(made_.columns_used_.end(), columns.begin(), columns.end());
    made_.reads_key_ |= std::ranges::count(program.variablesUsed(), 0U) > 0;
}

void RulePrograms::Compiler::chooseValue()
{
    const Test &when = made_.levels_.front().when;
    if (when.threshold) {
        made_.value_column_ = schema_->find(asThreshold(spec_.when)->field);
        return;
    }
    for (const std::size_t variable : when.program->variablesUsed()) {
        if (variable > 0) {
            made_.value_let_ = variable - 1;
            break;
        }
    }
    auto columns = when.program->columnsUsed(0);
    std::string_view text = spec_.when;
    if (columns.empty() && made_.value_let_ && made_.lets_[*made_.value_let_].program) {
        columns = made_.lets_[*made_.value_let_].program->columnsUsed(0);
        text = {};
    }
    // What the condition begins with is what it is about; the key is told anyway.
    const auto rank = [&](std::size_t column) {
        const std::string &name = schema_->columns[column].name;
        const bool is_key = std::ranges::count(spec_.key, name) > 0 || std::ranges::count(schema_->key_columns, column) > 0;
        return std::make_tuple(is_key, placeOfField(text, name), column);
    };
    const auto chosen = std::ranges::min_element(columns, {}, rank);
    if (chosen != columns.end())
        made_.value_column_ = *chosen;
}

} // namespace streamgauge
