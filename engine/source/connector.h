// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/base/result.h"
#include "engine/data/batch.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace streamgauge {

/// Name to value, as typed into the form or read from a source URL. Secrets are already resolved.
using Settings = std::map<std::string, std::string>;

enum class FieldType { Text, Secret, Number, Flag, Choice, File, Duration, StreamList };

/// One line of the connection form, and one parameter of the source URL.
struct SettingField {
    std::string name; ///< key in Settings and in the URL
    std::string label;
    std::string help;
    FieldType type = FieldType::Text;
    std::string default_value;
    std::vector<std::string> choices; ///< Choice only; Flag is always "on" or "off"
    bool required = false;
    bool advanced = false; ///< folded away in the form
    friend bool operator==(const SettingField &, const SettingField &) = default;
};

/// Which clock judges the events of a source.
enum class TimeBasis {
    Arrival, ///< live: rules and timers run on the wall clock
    Event,   ///< from a file or simulated: time is what the events and advanceTime() say
    Recorded ///< replays what was live: events are judged by their recorded arrival, timers run as advanceTime() says
};

struct ConnectorInfo {
    std::string kind;                 ///< URL scheme, folder and module name: "mysql"
    std::vector<std::string> aliases; ///< further URL schemes: "mariadb"
    std::string title;                ///< "MySQL / MariaDB"
    std::string description;
    std::vector<SettingField> fields;
    bool snapshot = false;
    bool resume = false;
    bool transactions = false;
    bool before_images = false;
    /// The source can be asked again: a full queue blocks the connector. Otherwise the oldest is dropped and counted.
    bool can_ask_again = true;
    bool simulated = false;
    TimeBasis time_basis = TimeBasis::Arrival;
};

enum class FindingState { Ok, Warning, Failed };

/// One precondition judged by the doctor.
struct Finding {
    std::string name; ///< "binlog_format"
    FindingState state = FindingState::Ok;
    std::string found;
    std::string needed;
    std::string remedy; ///< the statement or action that mends it; empty when Ok
    friend bool operator==(const Finding &, const Finding &) = default;
};

struct CatalogField {
    std::string name;
    std::string type; ///< in the source's words: "decimal(10,2) unsigned"
    bool key = false;
    friend bool operator==(const CatalogField &, const CatalogField &) = default;
};
struct CatalogStream {
    std::string group; ///< database, or empty
    std::string name;
    std::vector<CatalogField> fields;
    std::uint64_t estimated_rows = 0;
    friend bool operator==(const CatalogStream &, const CatalogStream &) = default;
};
using Catalog = std::vector<CatalogStream>;

/// A fault worth showing that does not end the run.
struct Problem {
    enum class Severity { Notice, Warning, Serious };
    Severity severity = Severity::Warning;
    std::string text;
    std::string place;
    std::string remedy;
    friend bool operator==(const Problem &, const Problem &) = default;
};

/// Where a connector hands over what it read. All calls come from the connector's own thread.
class EventSink
{
public:
    virtual ~EventSink() = default;
    /// Blocks while the queue is full when the source can be asked again. False: the engine is stopping; return.
    virtual bool push(BatchPtr batch) = 0;
    /// Everything up to `position` has been pushed and a later run may start there. Only at transaction ends.
    virtual void checkpoint(std::string position) = 0;
    /// The source was heard from (heartbeat); resets back-off and the silence timer. push() implies it.
    virtual void alive() = 0;
    /// Not for TimeBasis::Arrival: no event before `time_ns` will follow; timers run up to it.
    virtual void advanceTime(TimeNs time_ns) = 0;
    /// The same for some of the source's streams, when each keeps a time of its own.
    virtual void advanceStreams(TimeNs time_ns, const std::vector<std::string> &streams)
    {
        static_cast<void>(streams);
        advanceTime(time_ns);
    }
    /// While on, a stream of the source that has not been heard of yet may still bring old events: rules in event time
    /// wait for it. For a connector that reads several sources' streams, until each has said something.
    virtual void awaitStreams(bool on) { static_cast<void>(on); }
    /// Of the supervision, not of connectors: the run has ended and nothing will follow unless somebody asks for another.
    virtual void ended() { }
    virtual void report(Problem problem) = 0;
    /// "snapshot of shop.orders", rows done, rows expected (0: unknown). An empty `what` ends it.
    virtual void progress(std::string what, std::uint64_t done, std::uint64_t expected) = 0;
    /// Events between the two times are lost for good.
    virtual void gap(TimeNs from_ns, TimeNs to_ns, std::string reason) = 0;
    virtual void countLate(std::uint64_t events) = 0;
    virtual void countDuplicates(std::uint64_t events) = 0;
    virtual void countDropped(std::uint64_t events) = 0;
};

struct RunStart {
    std::string position; ///< empty: from now (or after the snapshot)
    /// Bring the streams to their current content (SnapshotBegin, rows, SnapshotEnd) before or after catching up.
    bool snapshot = false;
};

struct RunEnd {
    enum class Reason {
        Stopped,  ///< by the stop token or a refused push
        Finished, ///< a finite source is at its end
        Failed    ///< error.kind says whether trying again can help (Transient), history is gone (Gap), or not
    };
    Reason reason = Reason::Stopped;
    Error error;
};

/// One source. run() is called on one thread at a time, again after each failure; the object lives across
/// runs. Contains no retry loops: the supervision is ConnectorWorker's. check(), browse() and identify() open
/// connections of their own and may be called from any one thread while nothing runs. Each call ends within 2 s of a
/// stop request.
class Connector
{
public:
    virtual ~Connector() = default;
    /// After a stop request, the findings are worth nothing.
    [[nodiscard]] virtual std::vector<Finding> check(std::stop_token stop) = 0;
    /// Error Cancelled after a stop request.
    [[nodiscard]] virtual Result<Catalog> browse(std::stop_token stop) = 0;
    /// Names the server's data history (server uuid); a stored position is used only when it is unchanged.
    /// Empty: positions of this source hold everywhere.
    [[nodiscard]] virtual Result<std::string> identify(std::stop_token stop) = 0;
    /// Blocks until the stop token, the end, or an error.
    [[nodiscard]] virtual RunEnd run(std::stop_token stop, const RunStart &start, EventSink &sink) = 0;
};

/// Makes connectors of one kind. Thread-safe.
class ConnectorFactory
{
public:
    virtual ~ConnectorFactory() = default;
    [[nodiscard]] virtual const ConnectorInfo &info() const = 0;
    /// Checks the settings' form only; opens nothing. `source_name` prefixes nothing: it is for messages.
    [[nodiscard]] virtual Result<std::unique_ptr<Connector>> create(const std::string &source_name, const Settings &settings,
                                                                    const Clock &clock) const = 0;
};

} // namespace streamgauge
