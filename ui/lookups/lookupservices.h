// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/lookups/lookups.h"
#include "models/workspace.h"

#include <QObject>
#include <QStringList>

#include <functional>
#include <string>
#include <vector>

namespace streamgauge {

/// What the file of a model was found to be.
struct ModelReading {
    std::string text;                  ///< "gradient-boosted trees, 120 trees, binary:logistic"
    std::vector<std::string> features; ///< in the order in which rules hand in their values
    std::size_t memory_bytes = 0;
};

/// What the widgets ask of the program about the tables and models that rules read. GUI thread only; nothing blocks. Answers
/// come later through the callback, on the GUI thread, and are dropped when `context` is gone.
class LookupServices : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    template <typename T> using Receive = std::function<void(const T &)>;
    using Done = Receive<Result<void>>;

    /// Of the open workspace.
    [[nodiscard]] virtual const std::vector<LookupSpec> &lookups() const = 0;
    [[nodiscard]] virtual const std::vector<ModelEntry> &models() const = 0;
    /// All or nothing. Rules use them from then on; of a lookup that stays as it is the rows that were read are kept.
    virtual void set(std::vector<LookupSpec> lookups, std::vector<ModelEntry> models, QObject *context, Done receive) = 0;

    /// Sources of the workspace in whose tables rows can be looked up.
    [[nodiscard]] virtual QStringList sources() const = 0;
    /// Whether the table is there and its key identifies rows; asks the server. The columns that rules can read.
    virtual void check(const LookupSpec &lookup, QObject *context, Receive<Result<std::vector<std::string>>> receive) = 0;
    virtual void status(QObject *context, Receive<std::vector<LookupStatus>> receive) = 0;
    virtual void readModel(const ModelEntry &model, QObject *context, Receive<Result<ModelReading>> receive) = 0;
    /// Where paths of models begin; empty while the workspace has no file.
    [[nodiscard]] virtual QString folder() const = 0;

Q_SIGNALS:
    void changed();
};

} // namespace streamgauge
