// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAction>
#include <QFrame>
#include <QLineEdit>
#include <QListWidget>
#include <QPointer>

namespace streamgauge {

/// Every action of the window by a few letters of its name: Ctrl+K, type, Enter.
class CommandPalette : public QFrame
{
    Q_OBJECT

public:
    explicit CommandPalette(QWidget *parent);

    /// `actions` in the order shown while nothing is typed; disabled ones are left out.
    void open(const QList<QAction *> &actions);
    /// How well `pattern` fits: 0 not at all, higher is better. Letters in order, better at word starts and in a row.
    [[nodiscard]] static int fit(const QString &text, const QString &pattern);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void filter(const QString &pattern);
    void run();

    QLineEdit *edit_;
    QListWidget *list_;
    QList<QPointer<QAction>> actions_;
};

} // namespace streamgauge
