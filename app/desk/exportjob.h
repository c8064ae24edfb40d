// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/run/engine.h"
#include "ui/deskservices.h"

#include <atomic>
#include <memory>

namespace streamgauge {

/// A CSV export that runs elsewhere: its way to be cancelled, and its progress at most ten times a second.
class ExportJob final : public ExportHandle
{
public:
    /// Called on the exporting thread; false: cancelled.
    using Steps = std::function<bool(std::uint64_t done, std::uint64_t expected, bool last)>;

    ExportJob()
        : cancelled_(std::make_shared<std::atomic<bool>>(false))
    {
    }
    ~ExportJob() override { cancel(); }
    void cancel() override { *cancelled_ = true; }

    /// `receiver` lives on the GUI thread and outlives the export; `progress` is dropped when `context` is gone.
    [[nodiscard]] Steps steps(QObject *receiver, QObject *context, std::function<void(const ExportCount &)> progress);

private:
    std::shared_ptr<std::atomic<bool>> cancelled_;
};

/// Blocks until written. Nothing is left under the final name after an error or a cancel.
[[nodiscard]] Result<void> runExport(const Engine &engine, const ExportRequest &request, const ExportJob::Steps &steps);

} // namespace streamgauge
