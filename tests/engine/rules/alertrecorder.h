// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/timetext.h"
#include "engine/rules/ruleshard.h"

#include <map>
#include <string>
#include <vector>

namespace streamgauge {

/// Writes down what a shard tells.
class AlertRecorder final : public AlertOutput
{
public:
    struct Change {
        Alert alert;
        AlertState previous;
    };

    void changed(const Alert &alert, AlertState previous) override
    {
        changes.push_back({ alert, previous });
        by_episode[alert.episode] = alert;
    }
    void valueUpdated(const Alert &alert) override
    {
        updates.push_back(alert);
        by_episode[alert.episode] = alert;
    }
    std::uint64_t nextEpisode() override { return ++last_episode; }

    /// The newest episode of a key; a default one when it never had any.
    [[nodiscard]] Alert latest(const std::string &key) const
    {
        Alert found;
        for (const auto &[episode, alert] : by_episode) {
            if (alert.key == key)
                found = alert;
        }
        return found;
    }

    std::vector<Change> changes;
    std::vector<Alert> updates;
    std::map<std::uint64_t, Alert> by_episode;
    std::uint64_t last_episode = 0;
};

} // namespace streamgauge
