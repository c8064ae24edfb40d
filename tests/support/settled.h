// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/mirrorsink.h"

#include <QElapsedTimer>
#include <QTest>

namespace streamgauge {

/// "" as soon as the mirrored table is seen equal to the server's, else what differed after settle_ms. A late cut takes
/// the stream back for a moment, so a second look may differ again.
inline QString settledDifference(const MirrorSink &sink, int settle_ms, SqlClient &client, const std::string &database,
                                 const std::string &table)
{
    QElapsedTimer timer;
    timer.start();
    std::string difference = sink.difference(client, database, table);
    while (!difference.empty() && timer.elapsed() < settle_ms) {
        QTest::qWait(50);
        difference = sink.difference(client, database, table);
    }
    return QString::fromStdString(difference);
}

} // namespace streamgauge
