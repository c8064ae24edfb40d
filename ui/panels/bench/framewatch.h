// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/chartbenchmark.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

namespace streamgauge {

/// Watches the event loop and the painting of some widgets.
class FrameWatch final : public QObject
{
    Q_OBJECT

public:
    explicit FrameWatch(QObject *parent = nullptr);

    /// The first watched widget's paintings are the frames.
    void watch(QObject *widget);
    void start();
    [[nodiscard]] ChartFigures figures() const;
    [[nodiscard]] bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void beat();

    QTimer beat_;
    QElapsedTimer since_start_;
    QElapsedTimer since_beat_;
    QObject *first_ = nullptr;
    qint64 longest_ns_ = 0;
    qint64 painting_ns_ = 0;
    std::uint64_t frames_ = 0;
    bool painting_ = false;
};

} // namespace streamgauge
