// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/deskcontext.h"

#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QProgressBar>
#include <QPushButton>

#include <memory>

namespace streamgauge {

/// What can be exported from where the user stands.
struct ExportOffer {
    QString title; ///< "Visible range of “Heart rate”"
    ExportRequest request;
    std::vector<std::string> columns; ///< to choose from; empty: no choice
};

/// CSV export: what, columns, separator, times, file; progress with cancel; result or error in place.
class ExportDialog : public QDialog
{
    Q_OBJECT

public:
    ExportDialog(const DeskContext &context, std::vector<ExportOffer> offers, QWidget *parent = nullptr);
    ~ExportDialog() override;

    void setPath(const QString &path) { path_edit_->setText(path); }

private:
    [[nodiscard]] QWidget *fileRow();
    void chooseOffer(int index);
    void start();
    void ended(const Result<void> &done);
    void setRunning(bool running);
    void say(const QString &text, const char *tone);
    [[nodiscard]] ExportRequest request() const;

    DeskContext context_;
    std::vector<ExportOffer> offers_;
    QComboBox *what_box_;
    QListWidget *columns_;
    QComboBox *separator_box_;
    QComboBox *time_box_;
    QComboBox *zone_box_;
    QLineEdit *path_edit_;
    QProgressBar *progress_;
    QLabel *status_;
    QPushButton *start_button_;
    QPushButton *cancel_button_;
    std::unique_ptr<ExportHandle> running_;
    std::uint64_t rows_ = 0;
};

} // namespace streamgauge
