// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointer>
#include <QThreadPool>

#include <functional>
#include <memory>
#include <utility>

namespace streamgauge {

/// Runs work off the GUI thread and brings the result back to it. GUI thread; the destructor waits for what runs.
class Tasks : public QObject
{
    Q_OBJECT

public:
    /// With one thread, work is done in the order it was given.
    explicit Tasks(int threads, QObject *parent = nullptr)
        : QObject(parent)
    {
        pool_.setMaxThreadCount(threads);
    }
    ~Tasks() override { finish(); }

    /// `receive` is dropped when `context` is gone by then.
    template <typename Work, typename Receive> void run(Work work, QObject *context, Receive receive)
    {
        pool_.start(
            [this, work = std::move(work), guard = QPointer<QObject>(context), receive = std::move(receive)]() mutable {
                using Worked = decltype(work());
                auto outcome = std::make_shared<Worked>(work());
                QMetaObject::invokeMethod(
                    this,
                    [guard, receive = std::move(receive), outcome] {
                        if (guard)
                            receive(*outcome);
                    },
                    Qt::QueuedConnection);
            });
    }
    /// Drops what has not begun and waits for the rest.
    void finish()
    {
        pool_.clear();
        pool_.waitForDone();
    }
    /// Waits for all of it.
    void drain() { pool_.waitForDone(); }

private:
    QThreadPool pool_;
};

} // namespace streamgauge
