// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/core/logging.h"

#include <QtGlobal>

namespace streamgauge {

/// While it lives, Qt's messages go into the log (category Ui), and warnings also to where they went before.
/// One at a time.
class QtLogging
{
public:
    explicit QtLogging(Logging &logging);
    ~QtLogging();
    QtLogging(const QtLogging &) = delete;
    QtLogging &operator=(const QtLogging &) = delete;

private:
    QtMessageHandler previous_;
};

} // namespace streamgauge
