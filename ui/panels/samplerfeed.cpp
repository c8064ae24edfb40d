// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/samplerfeed.h"

namespace streamgauge {

namespace {

class SamplerSubscription final : public Subscription
{
public:
    SamplerSubscription(FrameSampler &sampler, Query query, FrameSampler::Receiver receive)
        : sampler_(sampler)
        , query_(std::move(query))
        , receive_(std::move(receive))
        , id_(sampler_.add(query_, receive_))
    {
    }
    ~SamplerSubscription() override { setPaused(true); }
    SamplerSubscription(const SamplerSubscription &) = delete;
    SamplerSubscription &operator=(const SamplerSubscription &) = delete;

    void change(Query query) override
    {
        query_ = std::move(query);
        if (id_)
            sampler_.change(*id_, query_);
    }

    void setPaused(bool paused) override
    {
        if (paused == !id_.has_value())
            return;
        if (paused) {
            sampler_.remove(*id_);
            id_.reset();
        } else {
            id_ = sampler_.add(query_, receive_);
        }
    }

private:
    FrameSampler &sampler_;
    Query query_;
    FrameSampler::Receiver receive_;
    std::optional<QueryId> id_;
};

} // namespace

SamplerFeed::SamplerFeed(FrameSampler &sampler, QObject *parent)
    : DataFeed(parent)
    , sampler_(sampler)
{
    connect(&sampler_, &FrameSampler::frame, this, &SamplerFeed::frame);
}

std::unique_ptr<Subscription> SamplerFeed::subscribe(Query query, std::function<void(const Answer &)> receive)
{
    return std::make_unique<SamplerSubscription>(sampler_, std::move(query), std::move(receive));
}

} // namespace streamgauge
