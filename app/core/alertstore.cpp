// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/alertstore.h"

#include "app/core/noticejson.h"
#include "app/core/sqlite.h"

#include <algorithm>
#include <array>
#include <set>

namespace streamgauge {

namespace {

std::int64_t signedOf(std::uint64_t number)
{
    return static_cast<std::int64_t>(number);
}

/// Reads bodies; what is damaged is left out, so that the rest still works.
template <typename Value, typename Read>
std::vector<Value> bodies(sqlite3 *database, const char *sql, const std::string &scope, Read read)
{
    std::vector<Value> all;
    Statement statement(database, sql);
    statement.bind(1, scope);
    while (statement.row()) {
        if (Result<Value> value = read(statement.text(0)); value.ok())
            all.push_back(std::move(value.value()));
    }
    return all;
}

std::int64_t mark(sqlite3 *database, const std::string &scope, const char *name)
{
    Statement statement(database, "SELECT value FROM mark WHERE scope = ?1 AND name = ?2");
    return statement.bind(1, scope).bind(2, std::string(name)).row() ? statement.number(0) : 0;
}

} // namespace

AlertStore::Remembered AlertStore::load() const
{
    Remembered all;
    state_.read([&](sqlite3 *database) {
        all.open = bodies<Alert>(database, "SELECT body FROM alert WHERE scope = ?1 AND open = 1 ORDER BY episode", scope_,
                                 alertFromJson);
        all.logs = bodies<GroupLog>(database, "SELECT body FROM told WHERE scope = ?1", scope_, groupLogFromJson);
        all.silences = bodies<Silence>(database, "SELECT body FROM silence WHERE scope = ?1", scope_, silenceFromJson);
        all.shelves = bodies<Shelf>(database, "SELECT body FROM shelf WHERE scope = ?1", scope_, shelfFromJson);
        std::set<std::uint64_t> told;
        for (const GroupLog &log : all.logs) {
            for (const auto &[episode, severity] : log.told)
                told.insert(episode);
        }
        for (const std::uint64_t episode : told) {
            Statement statement(database, "SELECT body FROM alert WHERE scope = ?1 AND episode = ?2 AND open = 0");
            if (!statement.bind(1, scope_).bind(2, signedOf(episode)).row())
                continue;
            if (Result<Alert> alert = alertFromJson(statement.text(0)); alert.ok())
                all.told.push_back(std::move(alert.value()));
        }
        Statement outgoing(database, "SELECT attempts, body FROM outgoing WHERE scope = ?1 ORDER BY number");
        outgoing.bind(1, scope_);
        while (outgoing.row()) {
            if (Result<Notice> notice = noticeFromJson(outgoing.text(1)); notice.ok())
                all.outgoing.push_back({ std::move(notice.value()), static_cast<std::uint32_t>(outgoing.number(0)) });
        }
        all.last_notice = static_cast<std::uint64_t>(mark(database, scope_, "notice"));
        all.alive_ns = mark(database, scope_, "alive");
    });
    return all;
}

std::uint64_t AlertStore::lastEpisode() const
{
    std::uint64_t last = 0;
    state_.read([&](sqlite3 *database) {
        Statement statement(database, "SELECT max(value) FROM mark WHERE name = 'episode'");
        last = statement.row() ? static_cast<std::uint64_t>(statement.number(0)) : 0;
    });
    return last;
}

bool AlertStore::writeEpisode(sqlite3 *database, const AlertChange &change) const
{
    const Alert &alert = change.alert;
    // An episode that ends without having fired was no alarm and is not remembered.
    if (alert.state == AlertState::Normal) {
        for (const char *sql : { "DELETE FROM alert WHERE scope = ?1 AND episode = ?2",
                                 "DELETE FROM alert_change WHERE scope = ?1 AND episode = ?2" }) {
            Statement statement(database, sql);
            if (!statement.bind(1, scope_).bind(2, signedOf(alert.episode)).done())
                return false;
        }
        return true;
    }
    Statement statement(
        database,
        "INSERT INTO alert (scope, episode, rule, key, worst, open, fired_ns, ended_ns, end_reason, acknowledged_by, "
        "acknowledged_ns, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) "
        "ON CONFLICT (scope, episode) DO UPDATE SET worst = max(worst, excluded.worst), open = excluded.open, "
        "fired_ns = CASE WHEN fired_ns = 0 THEN excluded.fired_ns ELSE fired_ns END, ended_ns = excluded.ended_ns, "
        "end_reason = excluded.end_reason, acknowledged_by = CASE WHEN excluded.acknowledged_by = '' "
        "THEN acknowledged_by ELSE excluded.acknowledged_by END, acknowledged_ns = "
        "max(acknowledged_ns, excluded.acknowledged_ns), body = excluded.body");
    const bool open = alert.state != AlertState::Resolved;
    return statement.bind(1, scope_)
        .bind(2, signedOf(alert.episode))
        .bind(3, alert.rule)
        .bind(4, alert.key)
        .bind(5, static_cast<std::int64_t>(alert.severity))
        .bind(6, static_cast<std::int64_t>(open))
        .bind(7, alert.firing() ? change.time_ns : 0)
        .bind(8, open ? 0 : change.time_ns)
        .bind(9, open ? std::string() : alert.reason)
        .bind(10, alert.acknowledged ? alert.acknowledged->who : std::string())
        .bind(11, alert.acknowledged ? alert.acknowledged->time_ns : 0)
        .bind(12, alertJson(alert))
        .done();
}

bool AlertStore::writeChange(sqlite3 *database, const AlertChange &change) const
{
    const Alert &alert = change.alert;
    if (!writeEpisode(database, change))
        return false;
    if (alert.state == AlertState::Normal)
        return true;
    const bool told = change.previous == alert.state && alert.acknowledged;
    Statement statement(database, "INSERT INTO alert_change VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
    return statement.bind(1, scope_)
        .bind(2, signedOf(alert.episode))
        .bind(3, change.time_ns)
        .bind(4, static_cast<std::int64_t>(alert.state))
        .bind(5, static_cast<std::int64_t>(alert.severity))
        .bind(6, alert.reason)
        .bind(7, alert.value)
        .bind(8, told ? alert.acknowledged->who : std::string())
        .bind(9, told ? alert.acknowledged->comment : std::string())
        .done();
}

bool AlertStore::writeLog(sqlite3 *database, const GroupLog &log) const
{
    const std::string group = textMapJson(log.group);
    if (log.empty() && log.last_ns == 0) {
        Statement statement(database, "DELETE FROM told WHERE scope = ?1 AND receiver = ?2 AND grouped = ?3");
        return statement.bind(1, scope_).bind(2, log.receiver).bind(3, group).done();
    }
    Statement statement(database, "INSERT OR REPLACE INTO told VALUES (?1, ?2, ?3, ?4)");
    return statement.bind(1, scope_).bind(2, log.receiver).bind(3, group).bind(4, groupLogJson(log)).done();
}

bool AlertStore::writeMark(sqlite3 *database, const char *name, std::int64_t value) const
{
    Statement statement(database,
                        "INSERT INTO mark VALUES (?1, ?2, ?3) ON CONFLICT (scope, name) DO UPDATE SET value = "
                        "max(value, excluded.value)");
    return statement.bind(1, scope_).bind(2, std::string(name)).bind(3, value).done();
}

Result<void> AlertStore::write(std::span<const AlertChange> changes, const NotifyPlan &plan, TimeNs now_ns)
{
    return state_.transact([&](sqlite3 *database) {
        std::uint64_t last_episode = 0;
        for (const AlertChange &change : changes) {
            last_episode = std::max(last_episode, change.alert.episode);
            if (!writeChange(database, change))
                return false;
        }
        for (const GroupLog &log : plan.logs) {
            if (!writeLog(database, log))
                return false;
        }
        for (const Notice &notice : plan.notices) {
            Statement statement(database,
                                "INSERT OR IGNORE INTO outgoing (scope, receiver, notice, attempts, body) "
                                "VALUES (?1, ?2, ?3, 0, ?4)");
            if (!statement.bind(1, scope_).bind(2, notice.receiver).bind(3, notice.id).bind(4, noticeJson(notice)).done())
                return false;
        }
        return writeMark(database, "alive", now_ns) && writeMark(database, "notice", signedOf(plan.last_notice))
            && (last_episode == 0 || writeMark(database, "episode", signedOf(last_episode)));
    });
}

Result<void> AlertStore::writeOverlays(const std::vector<Silence> &silences, const std::vector<Shelf> &shelves)
{
    return state_.transact([&](sqlite3 *database) {
        for (const char *sql : { "DELETE FROM silence WHERE scope = ?1", "DELETE FROM shelf WHERE scope = ?1" }) {
            Statement statement(database, sql);
            if (!statement.bind(1, scope_).done())
                return false;
        }
        Statement silenced(database, "INSERT INTO silence VALUES (?1, ?2, ?3)");
        for (const Silence &silence : silences) {
            if (!silenced.bind(1, scope_).bind(2, silence.id).bind(3, silenceJson(silence)).done())
                return false;
        }
        Statement shelved(database, "INSERT INTO shelf VALUES (?1, ?2, ?3, ?4)");
        return std::ranges::all_of(shelves, [&](const Shelf &shelf) {
            return shelved.bind(1, scope_).bind(2, shelf.rule).bind(3, shelf.key).bind(4, shelfJson(shelf)).done();
        });
    });
}

Result<void> AlertStore::writeAttempt(const SentEntry &entry)
{
    return state_.transact([&](sqlite3 *database) {
        Statement logged(database,
                         "INSERT INTO sent (scope, receiver, notice, title, reason, made_ns, time_ns, attempts, "
                         "outcome, detail) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)");
        logged.bind(1, scope_).bind(2, entry.receiver).bind(3, entry.notice).bind(4, entry.title).bind(5, entry.reason);
        logged.bind(6, entry.made_ns).bind(7, entry.time_ns).bind(8, std::int64_t { entry.attempts });
        if (!logged.bind(9, static_cast<std::int64_t>(entry.outcome)).bind(10, entry.detail).done())
            return false;
        const bool stays = entry.outcome == SentOutcome::Retried;
        Statement queued(database,
                         stays ? "UPDATE outgoing SET attempts = ?2 WHERE notice = ?1"
                               : "DELETE FROM outgoing WHERE notice = ?1");
        queued.bind(1, entry.notice);
        if (stays)
            queued.bind(2, std::int64_t { entry.attempts });
        return queued.done();
    });
}

Result<void> AlertStore::prune(TimeNs now_ns)
{
    return state_.transact([&](sqlite3 *database) {
        constexpr auto most = static_cast<std::int64_t>(most_episodes);
        Statement old(database,
                      "DELETE FROM alert WHERE scope = ?1 AND open = 0 AND (ended_ns < ?2 OR episode <= (SELECT "
                      "episode FROM alert WHERE scope = ?1 ORDER BY episode DESC LIMIT 1 OFFSET ?3))");
        Statement changes(database,
                          "DELETE FROM alert_change WHERE scope = ?1 AND episode NOT IN (SELECT episode FROM "
                          "alert WHERE scope = ?1)");
        Statement sent(database,
                       "DELETE FROM sent WHERE number <= (SELECT number FROM sent ORDER BY number DESC LIMIT 1 "
                       "OFFSET ?1)");
        return old.bind(1, scope_).bind(2, now_ns - keep_ns).bind(3, most).done() && changes.bind(1, scope_).done()
            && sent.bind(1, static_cast<std::int64_t>(most_sent)).done();
    });
}

Result<void> AlertStore::forgetScope()
{
    return state_.transact([&](sqlite3 *database) {
        constexpr std::array all {
            "DELETE FROM alert WHERE scope = ?1",   "DELETE FROM alert_change WHERE scope = ?1",
            "DELETE FROM silence WHERE scope = ?1", "DELETE FROM shelf WHERE scope = ?1",
            "DELETE FROM told WHERE scope = ?1",    "DELETE FROM outgoing WHERE scope = ?1",
            "DELETE FROM sent WHERE scope = ?1",    "DELETE FROM mark WHERE scope = ?1 AND name <> 'episode'"
        };
        return std::ranges::all_of(all, [&](const char *sql) {
            Statement statement(database, sql);
            return statement.bind(1, scope_).done();
        });
    });
}

std::vector<PastEpisode> AlertStore::episodes(TimeNs from_ns, TimeNs to_ns, std::size_t most) const
{
    std::vector<PastEpisode> all;
    state_.read([&](sqlite3 *database) {
        Statement statement(database,
                            "SELECT episode, rule, key, worst, fired_ns, ended_ns, end_reason, acknowledged_by, "
                            "acknowledged_ns FROM alert WHERE scope = ?1 AND fired_ns > 0 AND fired_ns < ?3 AND "
                            "(ended_ns = 0 OR ended_ns >= ?2) ORDER BY fired_ns DESC LIMIT ?4");
        statement.bind(1, scope_).bind(2, from_ns).bind(3, to_ns).bind(4, static_cast<std::int64_t>(most));
        while (statement.row())
            all.push_back({ static_cast<std::uint64_t>(statement.number(0)), statement.text(1), statement.text(2),
                            static_cast<Severity>(statement.number(3)), statement.number(4), statement.number(5),
                            statement.text(6), statement.text(7), statement.number(8) });
    });
    return all;
}

std::vector<PastChange> AlertStore::changes(std::uint64_t episode) const
{
    std::vector<PastChange> all;
    state_.read([&](sqlite3 *database) {
        Statement statement(database,
                            "SELECT time_ns, state, severity, reason, value, who, comment FROM alert_change "
                            "WHERE scope = ?1 AND episode = ?2 ORDER BY rowid");
        statement.bind(1, scope_).bind(2, signedOf(episode));
        while (statement.row())
            all.push_back({ statement.number(0), static_cast<AlertState>(statement.number(1)),
                            static_cast<Severity>(statement.number(2)), statement.text(3), statement.text(4),
                            statement.text(5), statement.text(6) });
    });
    return all;
}

std::vector<SentEntry> AlertStore::sent(std::size_t most) const
{
    std::vector<SentEntry> all;
    state_.read([&](sqlite3 *database) {
        Statement statement(database,
                            "SELECT receiver, notice, title, reason, made_ns, time_ns, attempts, outcome, detail "
                            "FROM sent WHERE scope = ?1 ORDER BY number DESC LIMIT ?2");
        statement.bind(1, scope_).bind(2, static_cast<std::int64_t>(most));
        while (statement.row())
            all.push_back({ statement.text(0), statement.text(1), statement.text(2), statement.text(3), statement.number(4),
                            statement.number(5), static_cast<std::uint32_t>(statement.number(6)),
                            static_cast<SentOutcome>(statement.number(7)), statement.text(8) });
    });
    return all;
}

std::optional<std::string> AlertStore::trusted(const std::string &workspace) const
{
    std::optional<std::string> content;
    state_.read([&](sqlite3 *database) {
        Statement statement(database, "SELECT content FROM trust WHERE workspace = ?1");
        if (statement.bind(1, workspace).row())
            content = statement.text(0);
    });
    return content;
}

Result<void> AlertStore::trust(const std::string &workspace, const std::string &content)
{
    return state_.transact([&](sqlite3 *database) {
        Statement statement(database, "INSERT OR REPLACE INTO trust VALUES (?1, ?2)");
        return statement.bind(1, workspace).bind(2, content).done();
    });
}

} // namespace streamgauge
