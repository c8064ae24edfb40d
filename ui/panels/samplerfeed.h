// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/framesampler.h"
#include "plugins/api/datafeed.h"

namespace streamgauge {

/// A DataFeed over a FrameSampler: what panels of a running program get. GUI thread; the sampler outlives it,
/// it outlives its subscriptions.
class SamplerFeed final : public DataFeed
{
    Q_OBJECT

public:
    explicit SamplerFeed(FrameSampler &sampler, QObject *parent = nullptr);

    [[nodiscard]] std::unique_ptr<Subscription> subscribe(Query query, std::function<void(const Answer &)> receive) override;
    [[nodiscard]] SnapshotPtr latest() const override { return sampler_.latest(); }

private:
    FrameSampler &sampler_;
};

} // namespace streamgauge
