// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"

#include <QObject>

#include <optional>

namespace streamgauge {

/// The stretch of time that a panel shows.
struct TimeStretch {
    bool live = true;
    DurationNs span_ns = 0;
    TimeNs to_ns = 0; ///< where it ends; 0 when live
    friend bool operator==(const TimeStretch &, const TimeStretch &) = default;
};

/// What the panels of one dashboard share about time: the instant a user looks at and, when he wants it, the stretch
/// shown. GUI thread; outlives the panels.
class TimeLink : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// Under the pointer of one panel, else where the mark stands.
    [[nodiscard]] std::optional<TimeNs> instant() const { return pointed_ns_ ? pointed_ns_ : mark_ns_; }
    /// Where keys put it.
    [[nodiscard]] std::optional<TimeNs> mark() const { return mark_ns_; }
    void setMark(std::optional<TimeNs> mark_ns);
    /// The pointer is over `panel`, at that instant; nullopt: it is no longer there.
    void point(const QObject &panel, std::optional<TimeNs> instant_ns);
    [[nodiscard]] bool isPointedBy(const QObject &panel) const { return pointed_ns_ && pointing_ == &panel; }

    /// Whether a stretch shown by one panel is shown by all. Default: no.
    [[nodiscard]] bool sharesStretch() const { return shares_stretch_; }
    void setSharesStretch(bool shares);
    /// A panel shows this now. Nothing happens when stretches are not shared.
    void showStretch(const TimeStretch &stretch);

Q_SIGNALS:
    void instantChanged();
    void stretchShown(const streamgauge::TimeStretch &stretch);

private:
    std::optional<TimeNs> pointed_ns_;
    std::optional<TimeNs> mark_ns_;
    const QObject *pointing_ = nullptr; ///< compared only
    std::optional<TimeStretch> stretch_;
    bool shares_stretch_ = false;
};

} // namespace streamgauge
