// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/lookups/lookuppool.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace streamgauge {

LookupPool::LookupPool(Open open, const Clock &clock)
    : open_(std::move(open))
    , clock_(clock)
{
    for (std::size_t index = 0; index < connections; ++index)
        threads_.emplace_back([this](const std::stop_token &stop) { run(stop); });
}

LookupPool::~LookupPool()
{
    for (std::jthread &thread : threads_)
        thread.request_stop();
    threads_.clear();
    for (const Job &job : jobs_)
        job.table->cache.fail(job.keys);
}

void LookupPool::request(const std::shared_ptr<LookupTable> &table, std::vector<std::string> keys)
{
    if (keys.empty())
        return;
    {
        const std::scoped_lock lock(mutex_);
        if (clock_.steady() >= paused_until_ns_) {
            const auto same = std::ranges::find(jobs_, table, &Job::table);
            if (same == jobs_.end())
                jobs_.push_back({ table, std::move(keys) });
            else
                std::ranges::move(keys, std::back_inserter(same->keys));
            keys.clear();
        }
    }
    if (keys.empty())
        woken_.notify_one();
    else
        table->cache.fail(keys);
}

LookupPool::Job LookupPool::next()
{
    Job &front = jobs_.front();
    if (front.keys.size() <= most_keys_a_query) {
        Job job = std::move(front);
        jobs_.pop_front();
        return job;
    }
    const auto rest = front.keys.end() - static_cast<std::ptrdiff_t>(most_keys_a_query);
    Job job { front.table, { std::make_move_iterator(rest), std::make_move_iterator(front.keys.end()) } };
    front.keys.erase(rest, front.keys.end());
    return job;
}

void LookupPool::run(const std::stop_token &stop)
{
    std::unique_ptr<LookupSource> source;
    while (true) {
        Job job;
        {
            std::unique_lock lock(mutex_);
            if (!woken_.wait(lock, stop, [this] { return !jobs_.empty(); }) || stop.stop_requested())
                return;
            job = next();
        }
        if (!source) {
            auto opened = open_();
            if (!opened) {
                failed(job, opened.error());
                continue;
            }
            source = std::move(opened.value());
        }
        serve(*source, std::move(job));
    }
}

void LookupPool::serve(LookupSource &source, Job job)
{
    {
        const std::scoped_lock lock(mutex_);
        ++status_.queries;
    }
    auto rows = source.fetch(job.table->spec, job.keys);
    if (!rows) {
        failed(job, rows.error());
        return;
    }
    {
        const std::scoped_lock lock(mutex_);
        pause_ns_ = 0;
        status_.last_error.clear();
    }
    request(job.table, job.table->cache.store(job.keys, std::move(*rows), clock_.steady()));
}

void LookupPool::failed(const Job &job, const Error &error)
{
    std::deque<Job> waiting;
    {
        const std::scoped_lock lock(mutex_);
        ++status_.failures;
        status_.last_error = error.text();
        pause_ns_ = std::clamp(2 * pause_ns_, first_pause_ns, longest_pause_ns);
        paused_until_ns_ = clock_.steady() + pause_ns_;
        waiting.swap(jobs_);
    }
    job.table->cache.fail(job.keys);
    for (const Job &other : waiting)
        other.table->cache.fail(other.keys);
}

LookupPoolStatus LookupPool::status() const
{
    const std::scoped_lock lock(mutex_);
    return status_;
}

} // namespace streamgauge
