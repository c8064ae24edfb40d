// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/deskcontext.h"

#include <QLabel>
#include <QScrollArea>

namespace streamgauge {

/// What the connector's check found: each precondition with what is there, what is needed, and the statement that
/// mends it, ready to copy.
class DoctorView : public QScrollArea
{
    Q_OBJECT

public:
    explicit DoctorView(const DeskContext &context, QWidget *parent = nullptr);

    void showHint(const QString &text);
    void setFindings(const std::vector<Finding> &findings);
    [[nodiscard]] int failedCount() const { return failed_count_; }

private:
    [[nodiscard]] QWidget *row(const Finding &finding);
    [[nodiscard]] QWidget *remedy(const QString &text);

    DeskContext context_;
    int failed_count_ = 0;
};

} // namespace streamgauge
