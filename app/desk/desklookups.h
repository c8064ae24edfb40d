// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/desk/deskfunctions.h"
#include "app/desk/lookupwatch.h"
#include "app/desk/tasks.h"
#include "ui/lookups/lookupservices.h"

#include <filesystem>
#include <string>

namespace streamgauge {

/// LookupServices over the functions of a running engine; says when a lookup fails or keeps too little. GUI thread.
class DeskLookups final : public LookupServices
{
    Q_OBJECT

public:
    struct Parts {
        Engine &engine;
        SourceFactory &sources;
        DeskFunctions &functions; ///< of the commands' thread
        Tasks &commands;          ///< one thread
        Tasks &questions;
    };
    /// All parts outlive this.
    explicit DeskLookups(Parts parts, QObject *parent = nullptr);

    /// The workspace that begins; its functions are set by the desk itself. `path`: its file, empty when there is none.
    void prepare(const Workspace &workspace, const std::string &path);
    /// The models as they are to be written into that file: paths that were relative lead to the same files.
    [[nodiscard]] std::vector<ModelEntry> modelsFor(const std::string &path) const;
    /// The workspace was saved there.
    void moveTo(const std::string &path);
    /// Sources came, went, or are reached otherwise; lookups of a renamed one follow it.
    void followSources(const std::vector<SourceEntry> &sources, const std::string &old_name, const std::string &new_name);

    [[nodiscard]] const std::vector<LookupSpec> &lookups() const override { return workspace_.lookups; }
    [[nodiscard]] const std::vector<ModelEntry> &models() const override { return workspace_.models; }
    void set(std::vector<LookupSpec> lookups, std::vector<ModelEntry> models, QObject *context, Done receive) override;
    [[nodiscard]] QStringList sources() const override;
    void check(const LookupSpec &lookup, QObject *context, Receive<Result<std::vector<std::string>>> receive) override;
    void status(QObject *context, Receive<std::vector<LookupStatus>> receive) override;
    void readModel(const ModelEntry &model, QObject *context, Receive<Result<ModelReading>> receive) override;
    [[nodiscard]] QString folder() const override;

Q_SIGNALS:
    void problem(const streamgauge::Problem &problem);

private:
    void renew();
    void watch();

    Parts parts_;
    Workspace workspace_; ///< sources, lookups and models of the open one
    std::filesystem::path folder_;
    LookupWatch watch_;
};

} // namespace streamgauge
