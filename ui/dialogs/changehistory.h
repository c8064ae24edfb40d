// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/result.h"

#include <QObject>

#include <cstddef>
#include <functional>
#include <vector>

namespace streamgauge {

/// What a dialog changed and how each change is taken back, the last one first, for as long as the dialog is open. Bound:
/// most_remembered; the oldest are forgotten. GUI thread.
class ChangeHistory : public QObject
{
    Q_OBJECT

public:
    static constexpr std::size_t most_remembered = 100;
    using Done = std::function<void(const Result<void> &)>;
    /// Sets something and says how that went, at once or later; not after this object is gone.
    using Change = std::function<void(const Done &)>;

    using QObject::QObject;

    [[nodiscard]] bool canUndo() const { return !back_.empty(); }
    /// Makes the change and remembers `back`, which takes it back, if it was made. `receive` is dropped when `context` is
    /// gone by then.
    void make(const Change &change, Change back, QObject *context, Done receive);
    /// A change that cannot be taken back now can be tried again.
    void undo(QObject *context, Done receive);

Q_SIGNALS:
    /// canUndo() may be another.
    void changed();

private:
    void remember(Change back);

    std::vector<Change> back_;
};

} // namespace streamgauge
