// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/run/snapshot.h"

#include <QAbstractItemModel>

#include <map>
#include <memory>
#include <vector>

namespace streamgauge {

/// Sources, their streams, their fields, and the keys of numeric fields (listed when a field is opened).
/// Rows come and go one by one; nothing is rebuilt. GUI thread. Bound: the schemas, and the keys answered.
class SourceTreeModel : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum class Kind { Root, Source, Stream, Field, Key };
    enum TreeColumn { NameColumn, LiveColumn, column_count };
    enum Role {
        KindRole = Qt::UserRole + 1,
        SourceRole, ///< name of the source
        StreamRole, ///< name of the stream
        FieldRole,  ///< name of the field
        KeyRole,    ///< the raw key
        StateRole,  ///< SourceState as int; sources only
        SimulatedRole,
        SearchRole,
        NumericRole ///< the field can be drawn
    };

    explicit SourceTreeModel(QObject *parent = nullptr);
    ~SourceTreeModel() override;

    /// Streams whose source is gone are left out. `broken`: sources the engine does not have because they could not be made,
    /// with the reason.
    void setSnapshot(const Snapshot &snapshot, const std::map<std::string, Error> &broken = {});
    /// Answers keysWanted().
    void setKeys(const QString &stream, const KeysAnswer &keys);
    [[nodiscard]] SchemaPtr schema(const QString &stream) const;
    [[nodiscard]] int streamCount() const;

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &child) const override;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;
    [[nodiscard]] bool hasChildren(const QModelIndex &parent = {}) const override;
    [[nodiscard]] bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;
    [[nodiscard]] QStringList mimeTypes() const override;
    [[nodiscard]] QMimeData *mimeData(const QModelIndexList &indexes) const override;
    [[nodiscard]] Qt::DropActions supportedDragActions() const override { return Qt::CopyAction; }

Q_SIGNALS:
    /// A field of this stream was opened; answer with setKeys(), again whenever they change.
    void keysWanted(const QString &stream);

private:
    struct Node;

    [[nodiscard]] Node *node(const QModelIndex &index) const;
    [[nodiscard]] QModelIndex indexOf(const Node *node, int column = 0) const;
    [[nodiscard]] static Node *childNamed(const Node *parent, const QString &name);
    Node *ensureChild(Node *parent, Kind kind, const QString &name);
    Node *insertChild(Node *parent, std::size_t position, Kind kind, const QString &name);
    void removeMissing(Node *parent, const std::vector<QString> &wanted);
    void setLive(Node *node, const QString &live, int state, bool simulated, const QString &tip);
    void followSources(const Snapshot &snapshot, const std::map<std::string, Error> &broken);
    void showSource(Node *node, const SourceStatus &source);
    void followStreams(const Snapshot &snapshot);
    void followFields(Node *stream, const StreamStatus &status);
    void followKeys(Node *field, const std::vector<QString> &keys);
    [[nodiscard]] Node *findStream(const QString &stream) const;
    [[nodiscard]] QVariant ownRole(const Node &node, int role) const;

    std::unique_ptr<Node> root_;
};

} // namespace streamgauge
