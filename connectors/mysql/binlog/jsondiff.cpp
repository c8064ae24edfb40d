// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/binlog/jsondiff.h"

#include "connectors/mysql/binlog/binaryjson.h"
#include "connectors/mysql/binlog/jsontext.h"

#include <algorithm>
#include <charconv>
#include <utility>
#include <vector>

namespace streamgauge {

namespace {

struct Node {
    enum class Type { Scalar, Array, Object };
    Type type = Type::Scalar;
    std::string scalar;
    std::vector<std::pair<std::string, Node>> children; ///< keys are empty in arrays

    // Defined below, where the children's type is complete.
    Node();
    Node(const Node &);
    Node(Node &&) noexcept;
    Node &operator=(const Node &);
    Node &operator=(Node &&) noexcept;
    ~Node();
};

Node::Node() = default;
Node::Node(const Node &) = default;
Node::Node(Node &&) noexcept = default;
Node &Node::operator=(const Node &) = default;
Node &Node::operator=(Node &&) noexcept = default;
Node::~Node() = default;

class NodeBuilder final : public JsonHandler
{
public:
    [[nodiscard]] Node take() { return std::move(root_); }

    void beginObject() override { open(Node::Type::Object); }
    void key(std::string_view key) override { key_ = key; }
    void endObject() override { open_.pop_back(); }
    void beginArray() override { open(Node::Type::Array); }
    void endArray() override { open_.pop_back(); }
    void scalar(std::string_view json) override { place().scalar = json; }

private:
    Node &place()
    {
        if (open_.empty())
            return root_;
        return open_.back()->children.emplace_back(std::move(key_), Node {}).second;
    }
    void open(Node::Type type)
    {
        Node &node = place();
        node.type = type;
        open_.push_back(&node);
    }

    Node root_;
    // Only the last child of an open node grows, so pointers to open nodes stay valid.
    std::vector<Node *> open_;
    std::string key_;
};

std::optional<Node> parse(ByteSpan value)
{
    NodeBuilder builder;
    if (!walkBinaryJson(value, builder))
        return std::nullopt;
    return builder.take();
}

void write(const Node &node, std::string &out)
{
    if (node.type == Node::Type::Scalar) {
        out += node.scalar;
        return;
    }
    const bool object = node.type == Node::Type::Object;
    out.push_back(object ? '{' : '[');
    for (std::size_t i = 0; i < node.children.size(); ++i) {
        if (i > 0)
            out += ", ";
        if (object) {
            appendJsonString(out, node.children[i].first);
            out += ": ";
        }
        write(node.children[i].second, out);
    }
    out.push_back(object ? '}' : ']');
}

/// MySQL orders the keys of an object by length, then by bytes.
bool keyBefore(const std::string &a, const std::string &b)
{
    return a.size() != b.size() ? a.size() < b.size() : a < b;
}

struct Leg {
    bool is_index = false;
    std::size_t index = 0;
    std::string key;
};

bool takeQuotedKey(std::string_view &path, std::string &key)
{
    path.remove_prefix(1);
    while (!path.empty() && path[0] != '"') {
        if (path[0] == '\\' && path.size() > 1)
            path.remove_prefix(1);
        key.push_back(path[0]);
        path.remove_prefix(1);
    }
    if (path.empty())
        return false;
    path.remove_prefix(1);
    return true;
}

/// "$.name[3]"; the server writes neither wildcards nor "last" into the binlog.
std::optional<std::vector<Leg>> parsePath(std::string_view path)
{
    std::vector<Leg> legs;
    if (path.starts_with('$'))
        path.remove_prefix(1);
    while (!path.empty()) {
        Leg leg;
        if (path[0] == '[') {
            leg.is_index = true;
            const auto [end, error] = std::from_chars(path.data() + 1, path.data() + path.size(), leg.index);
            if (error != std::errc() || end == path.data() + path.size() || *end != ']')
                return std::nullopt;
            path.remove_prefix(static_cast<std::size_t>(end - path.data()) + 1);
        } else if (path[0] == '.') {
            path.remove_prefix(1);
            if (path.starts_with('"')) {
                if (!takeQuotedKey(path, leg.key))
                    return std::nullopt;
            } else {
                leg.key = path.substr(0, path.find_first_of(".["));
                path.remove_prefix(leg.key.size());
            }
        } else {
            return std::nullopt;
        }
        legs.push_back(std::move(leg));
    }
    return legs;
}

using Child = std::vector<std::pair<std::string, Node>>::iterator;

Child find(Node &node, const Leg &leg)
{
    if (leg.is_index)
        return node.type == Node::Type::Array && leg.index < node.children.size()
            ? node.children.begin() + static_cast<std::ptrdiff_t>(leg.index)
            : node.children.end();
    if (node.type != Node::Type::Object)
        return node.children.end();
    return std::find_if(node.children.begin(), node.children.end(),
                        [&leg](const auto &child) { return child.first == leg.key; });
}

enum class Operation : std::uint8_t { Replace = 0, Insert = 1, Remove = 2 };

bool apply(Node &root, Operation operation, const std::vector<Leg> &legs, Node value)
{
    if (legs.empty()) {
        if (operation != Operation::Replace)
            return false;
        root = std::move(value);
        return true;
    }
    Node *node = &root;
    for (std::size_t i = 0; i + 1 < legs.size(); ++i) {
        const Child child = find(*node, legs[i]);
        if (child == node->children.end()) {
            // A scalar counts as an array of itself.
            if (legs[i].is_index && legs[i].index == 0 && node->type != Node::Type::Array)
                continue;
            return false;
        }
        node = &child->second;
    }
    const Leg &leg = legs.back();
    const Child child = find(*node, leg);
    const bool exists = child != node->children.end();
    switch (operation) {
    case Operation::Replace:
        if (!exists)
            return false;
        child->second = std::move(value);
        return true;
    case Operation::Remove:
        if (!exists)
            return false;
        node->children.erase(child);
        return true;
    case Operation::Insert: break;
    }
    if (leg.is_index) {
        if (node->type != Node::Type::Array) {
            Node array;
            array.type = Node::Type::Array;
            array.children.emplace_back(std::string(), std::move(*node));
            *node = std::move(array);
        }
        const std::size_t at = std::min(leg.index, node->children.size());
        node->children.emplace(node->children.begin() + static_cast<std::ptrdiff_t>(at), std::string(), std::move(value));
        return true;
    }
    if (node->type != Node::Type::Object || exists)
        return false;
    const auto at = std::find_if(node->children.begin(), node->children.end(),
                                 [&leg](const auto &other) { return keyBefore(leg.key, other.first); });
    node->children.emplace(at, leg.key, std::move(value));
    return true;
}

} // namespace

std::optional<std::string> applyJsonDiffs(ByteSpan before, ByteSpan diffs)
{
    std::optional<Node> document = parse(before);
    if (!document)
        return std::nullopt;
    ByteReader reader(diffs);
    while (!reader.atEnd()) {
        const std::uint8_t code = reader.byte();
        const auto legs = parsePath(reader.packedText());
        if (code > 2 || !legs || reader.failed())
            return std::nullopt;
        const auto operation = static_cast<Operation>(code);
        std::optional<Node> value = Node {};
        if (operation != Operation::Remove)
            value = parse(reader.take(reader.packedNumber()));
        if (reader.failed() || !value || !apply(*document, operation, *legs, std::move(*value)))
            return std::nullopt;
    }
    std::string text;
    write(*document, text);
    return text;
}

} // namespace streamgauge
