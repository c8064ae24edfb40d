// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/notifyservice.h"

#include "app/core/noticejson.h"
#include "app/core/notifysenders.h"

#include <algorithm>
#include <stop_token>

namespace streamgauge {

namespace {

/// The alive mark is written at least this often, so that a restart knows how long nothing ran.
constexpr DurationNs alive_every_ns = ns_per_s;
/// Changes gather for this long, so that a flood costs few transactions.
constexpr DurationNs gather_ns = 50 * ns_per_ms;
constexpr DurationNs prune_every_ns = 3'600 * ns_per_s;
/// While the database refuses; further ones are lost and counted.
constexpr std::size_t most_unwritten = 50'000;
constexpr std::size_t most_unwritten_notices = 5'000;

/// Without the oldest over `most`.
template <typename Value> void shed(std::vector<Value> &values, std::size_t most)
{
    if (values.size() > most)
        values.erase(values.begin(), values.end() - static_cast<std::ptrdiff_t>(most));
}

} // namespace

NotifyService::NotifyService(const Clock &clock, StateDb *state, MakeSender make,
                             std::function<void(const Problem &)> report)
    : clock_(clock)
    , memory_(state == nullptr ? StateDb::inMemory().value() : nullptr)
    , store_(state == nullptr ? *memory_ : *state)
    , make_(std::move(make))
    , report_(std::move(report))
    , desk_(clock)
    , state_(state)
    , last_episode_(store_.lastEpisode())
{
    desk_.listen(false);
    desk_.onWork([this] { bell_.ring(); });
    if (state_ != nullptr)
        state_->beforeSave([this] { flush(); });
    thread_ = std::jthread([this](const std::stop_token &stop) { work(stop); });
}

NotifyService::~NotifyService()
{
    if (state_ != nullptr)
        state_->beforeSave({});
    thread_.request_stop();
    bell_.ring();
    thread_.join();
    close();
    desk_.onWork({});
}

void NotifyService::work(const std::stop_token &stop)
{
    while (!stop.stop_requested()) {
        // A due time may be long past while a rate limit or a clock set back holds it up.
        const TimeNs due_ns = desk_.nextDue();
        const TimeNs now_ns = clock_.now();
        bell_.wait(due_ns <= now_ns ? gather_ns : std::min(due_ns - now_ns, alive_every_ns));
        if (stop.stop_requested())
            return;
        Bell pause;
        pause.wait(gather_ns);
        turn();
    }
}

void NotifyService::turn()
{
    const std::scoped_lock lock(turn_mutex_);
    if (!open_)
        return;
    std::vector<AlertChange> changes = desk_.takeChanges();
    NotifyPlan plan = desk_.plan(changes);
    const TimeNs now_ns = clock_.now();
    for (const AlertChange &change : changes) {
        if (change.alert.state == AlertState::Normal || change.alert.state == AlertState::Resolved)
            open_episodes_.erase(change.alert.episode);
        else
            open_episodes_.insert(change.alert.episode);
    }
    unwritten_.insert(unwritten_.end(), std::make_move_iterator(changes.begin()), std::make_move_iterator(changes.end()));
    unwritten_logs_.insert(unwritten_logs_.end(), std::make_move_iterator(plan.logs.begin()),
                           std::make_move_iterator(plan.logs.end()));
    unwritten_notices_.insert(unwritten_notices_.end(), plan.notices.begin(), plan.notices.end());
    const bool late = [this] {
        const std::scoped_lock attempts(attempts_mutex_);
        return !late_attempts_.empty();
    }();
    const bool news = !unwritten_.empty() || !unwritten_logs_.empty() || !unwritten_notices_.empty() || late;
    // Only an open alert needs to know one day how long nothing ran.
    if (!news && (open_episodes_.empty() || now_ns - written_ns_ < alive_every_ns))
        return;
    const Result<void> written = store_.write(unwritten_, { unwritten_notices_, unwritten_logs_, plan.last_notice }, now_ns);
    noteFailure(written);
    if (!written) {
        const std::scoped_lock attempts(attempts_mutex_);
        attempts_wait_ = true;
    }
    // Only behind the write: what a kill cuts off here is sent by the next run. A full disk keeps no notice back.
    deliver(plan.notices);
    if (written) {
        written_ns_ = now_ns;
        unwritten_.clear();
        unwritten_logs_.clear();
        unwritten_notices_.clear();
        writeLateAttempts();
    } else {
        shedUnwritten();
    }
    if (const std::uint64_t lost = desk_.lostChanges(); lost != reported_lost_) {
        reported_lost_ = lost;
        report_({ Problem::Severity::Serious, std::to_string(lost) + " changes of alerts came too fast to be remembered",
                  "alerts", "Raise the thresholds or the `for` of the rules that flood" });
    }
    if (written && now_ns - pruned_ns_ > prune_every_ns) {
        pruned_ns_ = now_ns;
        noteFailure(store_.prune(now_ns));
    }
}

void NotifyService::shedUnwritten()
{
    shed(unwritten_, most_unwritten);
    shed(unwritten_notices_, most_unwritten_notices);
    // The newest state of each group is all that counts.
    std::map<std::pair<std::string, std::map<std::string, std::string>>, GroupLog> newest;
    for (GroupLog &log : unwritten_logs_)
        newest.insert_or_assign({ log.receiver, log.group }, std::move(log));
    unwritten_logs_.clear();
    for (auto &[key, log] : newest)
        unwritten_logs_.push_back(std::move(log));
}

void NotifyService::forgetUnwritten()
{
    unwritten_.clear();
    unwritten_logs_.clear();
    unwritten_notices_.clear();
    const std::scoped_lock lock(attempts_mutex_);
    late_attempts_.clear();
    attempts_wait_ = false;
}

void NotifyService::noteFailure(const Result<void> &written)
{
    bool begins = false;
    {
        const std::scoped_lock lock(failure_mutex_);
        begins = !written.ok() && !failing_;
        failing_ = !written.ok();
    }
    if (begins)
        report_({ Problem::Severity::Serious, written.error().message, written.error().place, written.error().remedy });
}

Result<NotifyService::Restored> NotifyService::open(NotifySetup setup)
{
    close();
    Restored restored;
    {
        const std::scoped_lock lock(turn_mutex_);
        // What could not be written belongs to the scope before.
        forgetUnwritten();
        store_.setScope(setup.scope);
        setup_ = std::move(setup);
        if (setup_.fresh)
            noteFailure(store_.forgetScope());
        AlertStore::Remembered known = store_.load();
        desk_.clear();
        if (auto configured = configure(); !configured)
            return configured.error();
        desk_.restoreOverlays(std::move(known.silences), known.shelves);
        std::vector<Alert> alerts = known.open;
        alerts.insert(alerts.end(), known.told.begin(), known.told.end());
        desk_.restore(alerts, std::move(known.logs), known.last_notice);
        hireCouriers();
        resume(std::move(known.outgoing));
        open_episodes_.clear();
        for (const Alert &alert : known.open)
            open_episodes_.insert(alert.episode);
        restored = { std::move(known.open), known.alive_ns };
        open_ = true;
    }
    desk_.listen(true);
    bell_.ring();
    return restored;
}

Result<void> NotifyService::configure()
{
    NotifySettings active = setup_.settings;
    if (!setup_.trusted)
        std::erase_if(active.receivers, actsOutside);
    return desk_.configure(active, setup_.own);
}

void NotifyService::hireCouriers()
{
    std::map<std::string, std::unique_ptr<NotifyCourier>> gone;
    const std::scoped_lock lock(couriers_mutex_);
    gone.swap(couriers_);
    gone.clear();
    std::vector<Receiver> receivers = setup_.settings.receivers;
    if (!setup_.trusted)
        std::erase_if(receivers, actsOutside);
    receivers.insert(receivers.end(), setup_.own.begin(), setup_.own.end());
    for (const Receiver &receiver : receivers)
        couriers_.emplace(receiver.name,
                          std::make_unique<NotifyCourier>(
                              receiver.name, [this, receiver] { return make_(receiver); },
                              [this](const SentEntry &entry) { record(entry); }, clock_));
}

std::vector<Outgoing> NotifyService::undelivered(std::vector<Outgoing> written) const
{
    const std::scoped_lock lock(attempts_mutex_);
    for (const Notice &notice : unwritten_notices_)
        written.push_back({ notice, 0 });
    std::erase_if(written, [this](const Outgoing &outgoing) {
        return std::ranges::any_of(late_attempts_, [&outgoing](const SentEntry &entry) {
            return entry.notice == outgoing.notice.id && entry.outcome != SentOutcome::Retried;
        });
    });
    return written;
}

void NotifyService::resume(std::vector<Outgoing> outgoing)
{
    for (Outgoing &one : outgoing) {
        const std::string name = one.notice.receiver;
        {
            const std::scoped_lock lock(couriers_mutex_);
            if (const auto courier = couriers_.find(name); courier != couriers_.end()) {
                courier->second->put(std::move(one));
                continue;
            }
        }
        // One that is not trusted yet may be later.
        if (std::ranges::find(setup_.settings.receivers, name, &Receiver::name) == setup_.settings.receivers.end())
            record({ name, one.notice.id, one.notice.title(), std::string(streamgauge::name(one.notice.reason)),
                     one.notice.time_ns, clock_.now(), one.attempts, SentOutcome::Dropped, "the receiver is gone" });
    }
}

Result<void> NotifyService::reconfigure(NotifySettings settings, bool trusted)
{
    const std::scoped_lock lock(turn_mutex_);
    const NotifySetup before = setup_;
    setup_.settings = std::move(settings);
    setup_.trusted = trusted;
    if (auto configured = configure(); !configured) {
        setup_ = before;
        return configured;
    }
    hireCouriers();
    // What waited for a courier that was replaced is in the database still, or could not be written yet.
    resume(undelivered(store_.load().outgoing));
    bell_.ring();
    return {};
}

void NotifyService::close()
{
    desk_.listen(false);
    turn();
    const std::scoped_lock lock(turn_mutex_);
    open_ = false;
    const std::scoped_lock couriers(couriers_mutex_);
    couriers_.clear();
}

void NotifyService::flush()
{
    turn();
}

void NotifyService::forget()
{
    const std::scoped_lock lock(turn_mutex_);
    noteFailure(store_.forgetScope());
}

void NotifyService::deliver(const std::vector<Notice> &notices)
{
    const std::scoped_lock lock(couriers_mutex_);
    for (const Notice &notice : notices) {
        if (const auto courier = couriers_.find(notice.receiver); courier != couriers_.end())
            courier->second->put({ notice, 0 });
    }
}

Result<void> NotifyService::writeAttempt(const SentEntry &entry)
{
    const auto keep = [&] {
        late_attempts_.push_back(entry);
        shed(late_attempts_, most_unwritten_notices);
    };
    {
        const std::scoped_lock lock(attempts_mutex_);
        if (attempts_wait_ || !late_attempts_.empty()) {
            keep();
            return {};
        }
    }
    Result<void> written = store_.writeAttempt(entry);
    if (!written) {
        const std::scoped_lock lock(attempts_mutex_);
        keep();
    }
    return written;
}

void NotifyService::writeLateAttempts()
{
    const std::scoped_lock lock(attempts_mutex_);
    attempts_wait_ = false;
    const auto refused =
        std::ranges::find_if(late_attempts_, [this](const SentEntry &entry) { return !store_.writeAttempt(entry).ok(); });
    late_attempts_.erase(late_attempts_.begin(), refused);
}

void NotifyService::record(const SentEntry &entry)
{
    if (const Result<void> written = writeAttempt(entry); !written)
        noteFailure(written);
    if (entry.outcome != SentOutcome::Sent && entry.attempts == 1)
        report_({ Problem::Severity::Warning, "notice not sent: " + entry.detail, "receiver " + entry.receiver,
                  entry.outcome == SentOutcome::Retried ? "It is tried again" : "Send a test from its dialog" });
}

void NotifyService::saveOverlays()
{
    noteFailure(store_.writeOverlays(desk_.silences(), desk_.shelves()));
}

Result<std::string> NotifyService::setSilence(Silence silence)
{
    auto id = desk_.setSilence(std::move(silence));
    if (id)
        saveOverlays();
    return id;
}

Result<void> NotifyService::expireSilence(const std::string &id)
{
    auto expired = desk_.expireSilence(id);
    if (expired)
        saveOverlays();
    return expired;
}

Result<void> NotifyService::shelve(Shelf shelf)
{
    auto shelved = desk_.shelve(std::move(shelf));
    if (shelved)
        saveOverlays();
    return shelved;
}

void NotifyService::unshelve(const std::string &rule, const std::string &key)
{
    desk_.unshelve(rule, key);
    saveOverlays();
}

Result<std::string> NotifyService::sendTest(const Receiver &receiver)
{
    auto sender = make_(receiver);
    if (!sender)
        return sender.error();
    const TimeNs now_ns = clock_.now();
    Alert alert;
    alert.rule = "Test";
    alert.stream = "test";
    alert.key = "test";
    alert.state = AlertState::Firing;
    alert.active_at_ns = now_ns;
    alert.fired_at_ns = now_ns;
    alert.value = "1";
    alert.condition = "This is a test";
    alert.summary = "A test of the receiver " + receiver.name;
    alert.simulated = true;
    const Notice notice {
        "test-" + std::to_string(now_ns), receiver.name, NoticeReason::Test, now_ns, {}, { alert }, {}, 0
    };
    const std::stop_source never;
    auto said = (*sender)->send(notice, noticeJson(notice), never.get_token());
    record({ receiver.name, notice.id, notice.title(), std::string(name(notice.reason)), now_ns, clock_.now(), 1,
             said ? SentOutcome::Sent : SentOutcome::GivenUp, said ? *said : said.error().text() });
    return said;
}

std::vector<std::string> NotifyService::untrusted() const
{
    const std::scoped_lock lock(turn_mutex_);
    std::vector<std::string> names;
    for (const Receiver &receiver : setup_.settings.receivers) {
        if (!setup_.trusted && actsOutside(receiver))
            names.push_back(receiver.name);
    }
    return names;
}

std::size_t NotifyService::waiting() const
{
    const std::scoped_lock lock(couriers_mutex_);
    std::size_t count = 0;
    for (const auto &[name, courier] : couriers_)
        count += courier->waiting();
    return count;
}

} // namespace streamgauge
