// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/deskcontext.h"

#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

class QLabel;

namespace streamgauge {

/// The first thing a newcomer sees: what the program is, and three ways to begin.
class WelcomePage : public QScrollArea
{
    Q_OBJECT

public:
    explicit WelcomePage(const DeskContext &context, QWidget *parent = nullptr);

    void setRecent(const QStringList &paths);
    void refreshTheme();

Q_SIGNALS:
    void demoRequested(const QString &name);
    void connectRequested();
    void openRequested();
    void openFileRequested(const QString &path);

protected:
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    [[nodiscard]] QWidget *card(const QString &icon, const QString &title, const QString &text, QVBoxLayout *&content);
    void addDemos(QVBoxLayout *content);

    DeskContext context_;
    QVBoxLayout *recent_ = nullptr;
    QLabel *text_;
    QWidget *picture_;
    std::vector<QLabel *> bodies_;
    std::vector<std::pair<QLabel *, QString>> icons_;
};

} // namespace streamgauge
