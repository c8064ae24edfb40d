// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/deskcontext.h"

#include <QToolButton>

namespace streamgauge {

/// Starts and ends a recording, and shows for how long and how large it is. A recording that ended by itself says so as a
/// problem of the desk.
class RecordButton : public QToolButton
{
    Q_OBJECT

public:
    explicit RecordButton(const DeskContext &context, QWidget *parent = nullptr);

    /// Begins a recording into this file.
    void recordTo(const QString &path);
    /// Shows the present state; called twice a second.
    void refresh();

private:
    void toggle();
    void showState(const QString &text, const QString &tip);
    void tell(const Error &error);

    DeskContext context_;
    bool recording_ = false;
    bool waiting_ = false; ///< for the answer to a start or an end
};

} // namespace streamgauge
