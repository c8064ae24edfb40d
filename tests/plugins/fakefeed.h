// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugins/api/datafeed.h"

#include <vector>

namespace streamgauge {

/// A feed whose answers and snapshots a test gives by hand.
class FakeFeed final : public DataFeed
{
public:
    struct Line {
        Query query;
        std::function<void(const Answer &)> receive;
        bool paused = false;
        bool alive = true;
    };

    [[nodiscard]] std::unique_ptr<Subscription> subscribe(Query query, std::function<void(const Answer &)> receive) override
    {
        lines.push_back(std::make_shared<Line>(Line { std::move(query), std::move(receive) }));
        return std::make_unique<Handle>(lines.back());
    }
    [[nodiscard]] SnapshotPtr latest() const override { return snapshot; }

    /// To every living subscription that is not paused.
    void answer(const Answer &answer)
    {
        for (const auto &line : lines) {
            if (line->alive && !line->paused)
                line->receive(answer);
        }
    }
    void showFrame(TimeNs time_ns)
    {
        auto next = std::make_shared<Snapshot>();
        next->time_ns = time_ns;
        snapshot = next;
        Q_EMIT frame(snapshot);
    }

    std::vector<std::shared_ptr<Line>> lines;
    SnapshotPtr snapshot;

private:
    class Handle final : public Subscription
    {
    public:
        explicit Handle(std::shared_ptr<Line> line)
            : line_(std::move(line))
        {
        }
        ~Handle() override { line_->alive = false; }
        void change(Query query) override { line_->query = std::move(query); }
        void setPaused(bool paused) override { line_->paused = paused; }

    private:
        std::shared_ptr<Line> line_;
    };
};

} // namespace streamgauge
