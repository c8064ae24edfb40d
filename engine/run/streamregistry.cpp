// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/run/streamregistry.h"

namespace streamgauge {

SchemaPtr StreamInfo::schema() const
{
    const std::scoped_lock lock(mutex_);
    return schema_;
}

void StreamInfo::setSchema(SchemaPtr schema)
{
    const std::scoped_lock lock(mutex_);
    if (!schema_ || *schema_ != *schema)
        schema_ = std::move(schema);
}

StreamInfoPtr StreamRegistry::adopt(const std::string &source, const std::string &stream)
{
    const std::scoped_lock lock(mutex_);
    for (std::string name = stream;; name = source + "/" + name) {
        StreamInfoPtr &info = streams_[name];
        if (!info) {
            info = std::make_shared<StreamInfo>(name, source);
            const auto home = homes_.find(name);
            info->home_workers.store(home == homes_.end() ? 0 : home->second, std::memory_order_relaxed);
        }
        if (info->source() == source)
            return info;
    }
}

StreamInfoPtr StreamRegistry::find(const std::string &stream) const
{
    const std::scoped_lock lock(mutex_);
    const auto found = streams_.find(stream);
    return found == streams_.end() ? nullptr : found->second;
}

void StreamRegistry::forget(const std::string &stream)
{
    const std::scoped_lock lock(mutex_);
    streams_.erase(stream);
}

void StreamRegistry::setHomes(std::map<std::string, std::uint64_t> homes)
{
    const std::scoped_lock lock(mutex_);
    homes_ = std::move(homes);
    for (const auto &[name, info] : streams_) {
        const auto home = homes_.find(name);
        info->home_workers.store(home == homes_.end() ? 0 : home->second, std::memory_order_relaxed);
    }
}

std::vector<StreamInfoPtr> StreamRegistry::all() const
{
    const std::scoped_lock lock(mutex_);
    std::vector<StreamInfoPtr> all;
    all.reserve(streams_.size());
    for (const auto &[name, info] : streams_)
        all.push_back(info);
    return all;
}

} // namespace streamgauge
