// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/sourcetreemodel.h"

#include "models/fieldmime.h"
#include "models/livetext.h"

#include <QSet>

#include <algorithm>
#include <map>

namespace streamgauge {

struct SourceTreeModel::Node {
    Kind kind = Kind::Root;
    QString name; ///< source, stream, field or raw key
    Node *parent = nullptr;
    std::vector<std::unique_ptr<Node>> children;
    QString live;
    QString tip;
    int state = -1;
    bool simulated = false;
    SchemaPtr schema;         ///< Stream
    std::uint64_t keys = 0;   ///< Stream
    bool numeric = false;     ///< Field
    bool keys_wanted = false; ///< Field

    [[nodiscard]] Node *ancestor(Kind wanted)
    {
        Node *at = this;
        while (at != nullptr && at->kind != wanted)
            at = at->parent;
        return at;
    }
    [[nodiscard]] const Node *ancestor(Kind wanted) const { return const_cast<Node *>(this)->ancestor(wanted); }
};

SourceTreeModel::SourceTreeModel(QObject *parent)
    : QAbstractItemModel(parent)
    , root_(std::make_unique<Node>())
{
}

SourceTreeModel::~SourceTreeModel() = default;

void SourceTreeModel::setSnapshot(const Snapshot &snapshot, const std::map<std::string, Error> &broken)
{
    followSources(snapshot, broken);
    followStreams(snapshot);
}

void SourceTreeModel::followSources(const Snapshot &snapshot, const std::map<std::string, Error> &broken)
{
    std::vector<QString> names;
    const auto add_name = [&](const std::string &name) {
        if (std::find(names.begin(), names.end(), toQString(name)) == names.end())
            names.push_back(toQString(name));
    };
    for (const SourceStatus &source : snapshot.sources)
        add_name(source.name);
    for (const auto &[name, error] : broken)
        add_name(name);
    removeMissing(root_.get(), names);
    for (const QString &name : names) {
        Node *node = ensureChild(root_.get(), Kind::Source, name);
        const auto source = std::find_if(snapshot.sources.begin(), snapshot.sources.end(),
                                         [&](const SourceStatus &status) { return toQString(status.name) == name; });
        const auto fault = broken.find(name.toStdString());
        if (source != snapshot.sources.end())
            showSource(node, *source);
        else if (fault != broken.end())
            setLive(node, tr("not started"), static_cast<int>(SourceState::Failed), false, toQString(fault->second.text()));
    }
}

void SourceTreeModel::showSource(Node *node, const SourceStatus &source)
{
    QString live = stateText(source.state);
    if (source.state == SourceState::Streaming)
        live = rateText(source.events_per_second);
    else if (source.state == SourceState::Waiting)
        live = tr("retry in %1").arg(ageText(source.next_try_in_ns));
    else if (source.progress_expected > 0 && !source.progress_what.empty())
        live =
            QStringLiteral("%1 %").arg(std::min<std::uint64_t>(100, source.progress_done * 100 / source.progress_expected));
    setLive(node, live, static_cast<int>(source.state), source.simulated, toQString(source.last_error.message));
}

void SourceTreeModel::followStreams(const Snapshot &snapshot)
{
    std::map<QString, std::vector<QString>> wanted;
    for (const StreamStatus &stream : snapshot.streams)
        wanted[toQString(stream.source)].push_back(toQString(stream.schema->stream));
    for (const auto &source : root_->children)
        removeMissing(source.get(), wanted[source->name]);
    for (const StreamStatus &stream : snapshot.streams) {
        Node *source = childNamed(root_.get(), toQString(stream.source));
        if (source == nullptr)
            continue;
        Node *node = ensureChild(source, Kind::Stream, toQString(stream.schema->stream));
        setLive(node, rateText(stream.events_per_second), -1, stream.schema->simulated,
                tr("%1 events, %2 keys").arg(stream.events).arg(stream.keys));
        if (node->schema != stream.schema || (node->keys == 0) != (stream.keys == 0))
            followFields(node, stream);
    }
}

void SourceTreeModel::followFields(Node *stream, const StreamStatus &status)
{
    stream->schema = status.schema;
    stream->keys = status.keys;
    std::vector<QString> names;
    for (const Column &column : status.schema->columns)
        names.push_back(toQString(column.name));
    removeMissing(stream, names);
    for (std::size_t i = 0; i < names.size(); ++i) {
        const Column &column = status.schema->columns[i];
        Node *field = ensureChild(stream, Kind::Field, names[i]);
        field->numeric = isNumeric(column.kind);
        const QString kind = toQString(streamgauge::name(column.kind));
        setLive(field, column.unit.empty() ? kind : toQString(column.unit), -1, false, kind);
    }
}

void SourceTreeModel::setKeys(const QString &stream, const KeysAnswer &keys)
{
    Node *node = findStream(stream);
    if (node == nullptr)
        return;
    std::vector<QString> names;
    for (const std::string &key : keys.keys)
        names.push_back(toQString(key));
    for (const auto &field : node->children) {
        if (field->keys_wanted)
            followKeys(field.get(), names);
    }
}

void SourceTreeModel::followKeys(Node *field, const std::vector<QString> &keys)
{
    removeMissing(field, keys);
    // Both are sorted alike, so what remains is a subsequence of the keys.
    for (std::size_t i = 0; i < keys.size(); ++i) {
        if (i < field->children.size() && field->children[i]->name == keys[i])
            continue;
        insertChild(field, i, Kind::Key, keys[i]);
    }
}

void SourceTreeModel::removeMissing(Node *parent, const std::vector<QString> &wanted)
{
    const QSet<QString> names(wanted.begin(), wanted.end());
    for (std::size_t i = parent->children.size(); i-- > 0;) {
        if (names.contains(parent->children[i]->name))
            continue;
        beginRemoveRows(indexOf(parent), static_cast<int>(i), static_cast<int>(i));
        parent->children.erase(parent->children.begin() + static_cast<std::ptrdiff_t>(i));
        endRemoveRows();
    }
}

SourceTreeModel::Node *SourceTreeModel::ensureChild(Node *parent, Kind kind, const QString &name)
{
    if (Node *child = childNamed(parent, name))
        return child;
    return insertChild(parent, parent->children.size(), kind, name);
}

SourceTreeModel::Node *SourceTreeModel::childNamed(const Node *parent, const QString &name)
{
    const auto found = std::find_if(parent->children.begin(), parent->children.end(),
                                    [&](const auto &child) { return child->name == name; });
    return found == parent->children.end() ? nullptr : found->get();
}

SourceTreeModel::Node *SourceTreeModel::insertChild(Node *parent, std::size_t position, Kind kind, const QString &name)
{
    auto child = std::make_unique<Node>();
    child->kind = kind;
    child->name = name;
    child->parent = parent;
    Node *added = child.get();
    const int row = static_cast<int>(position);
    beginInsertRows(indexOf(parent), row, row);
    parent->children.insert(parent->children.begin() + row, std::move(child));
    endInsertRows();
    return added;
}

void SourceTreeModel::setLive(Node *node, const QString &live, int state, bool simulated, const QString &tip)
{
    if (node->live == live && node->state == state && node->simulated == simulated && node->tip == tip)
        return;
    node->live = live;
    node->state = state;
    node->simulated = simulated;
    node->tip = tip;
    Q_EMIT dataChanged(indexOf(node, NameColumn), indexOf(node, LiveColumn));
}

SourceTreeModel::Node *SourceTreeModel::findStream(const QString &stream) const
{
    for (const auto &source : root_->children) {
        for (const auto &child : source->children) {
            if (child->name == stream)
                return child.get();
        }
    }
    return nullptr;
}

SchemaPtr SourceTreeModel::schema(const QString &stream) const
{
    const Node *node = findStream(stream);
    return node == nullptr ? nullptr : node->schema;
}

int SourceTreeModel::streamCount() const
{
    std::size_t count = 0;
    for (const auto &source : root_->children)
        count += source->children.size();
    return static_cast<int>(count);
}

SourceTreeModel::Node *SourceTreeModel::node(const QModelIndex &index) const
{
    return index.isValid() ? static_cast<Node *>(index.internalPointer()) : root_.get();
}

QModelIndex SourceTreeModel::indexOf(const Node *node, int column) const
{
    if (node == root_.get())
        return {};
    const auto &siblings = node->parent->children;
    const auto at = std::find_if(siblings.begin(), siblings.end(), [&](const auto &child) { return child.get() == node; });
    return createIndex(static_cast<int>(at - siblings.begin()), column, const_cast<Node *>(node));
}

QModelIndex SourceTreeModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, node(parent)->children[static_cast<std::size_t>(row)].get());
}

QModelIndex SourceTreeModel::parent(const QModelIndex &child) const
{
    return child.isValid() ? indexOf(node(child)->parent) : QModelIndex();
}

int SourceTreeModel::rowCount(const QModelIndex &parent) const
{
    return parent.column() > 0 ? 0 : static_cast<int>(node(parent)->children.size());
}

int SourceTreeModel::columnCount(const QModelIndex &) const
{
    return column_count;
}

bool SourceTreeModel::hasChildren(const QModelIndex &parent) const
{
    return rowCount(parent) > 0 || canFetchMore(parent);
}

bool SourceTreeModel::canFetchMore(const QModelIndex &parent) const
{
    if (!parent.isValid() || parent.column() > 0)
        return false;
    const Node *at = node(parent);
    return at->kind == Kind::Field && at->numeric && !at->keys_wanted && at->parent->keys > 0
        && !at->parent->schema->key_columns.empty();
}

void SourceTreeModel::fetchMore(const QModelIndex &parent)
{
    if (!canFetchMore(parent))
        return;
    Node *field = node(parent);
    field->keys_wanted = true;
    Q_EMIT keysWanted(field->parent->name);
}

QVariant SourceTreeModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Node &at = *node(index);
    if (role == Qt::DisplayRole) {
        if (index.column() == LiveColumn)
            return at.live;
        return at.kind == Kind::Key ? keyText(at.name.toStdString()) : at.name;
    }
    if (role == Qt::ToolTipRole)
        return at.tip;
    if (role == Qt::TextAlignmentRole && index.column() == LiveColumn)
        return QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter);
    return ownRole(at, role);
}

QVariant SourceTreeModel::ownRole(const Node &at, int role) const
{
    const auto name_of = [&](Kind kind) {
        const Node *found = at.ancestor(kind);
        return found == nullptr ? QVariant() : QVariant(found->name);
    };
    switch (role) {
    case KindRole: return static_cast<int>(at.kind);
    case SourceRole: return name_of(Kind::Source);
    case StreamRole: return name_of(Kind::Stream);
    case FieldRole: return name_of(Kind::Field);
    case KeyRole: return name_of(Kind::Key);
    case StateRole: return at.state;
    case SimulatedRole: return at.simulated;
    case SearchRole: return at.name;
    case NumericRole: return at.kind == Kind::Key || at.numeric;
    default: return {};
    }
}

QVariant SourceTreeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == NameColumn ? tr("Source") : tr("Live");
}

Qt::ItemFlags SourceTreeModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
    const Kind kind = node(index)->kind;
    if (kind == Kind::Field || kind == Kind::Key)
        flags |= Qt::ItemIsDragEnabled;
    return flags;
}

QStringList SourceTreeModel::mimeTypes() const
{
    return { QString::fromLatin1(field_mime_type) };
}

QMimeData *SourceTreeModel::mimeData(const QModelIndexList &indexes) const
{
    for (const QModelIndex &index : indexes) {
        const QString field = index.data(FieldRole).toString();
        if (!field.isEmpty())
            return toMimeData({ index.data(StreamRole).toString(), field, index.data(KeyRole).toString() });
    }
    return nullptr;
}

} // namespace streamgauge
