// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/deskservices.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QWidget>

namespace streamgauge {

/// Where the password is kept. Says so when the desktop has no keychain, and what can be done instead.
class SecretPlaceBox : public QWidget
{
    Q_OBJECT

public:
    explicit SecretPlaceBox(DeskServices &services, QWidget *parent = nullptr);

    [[nodiscard]] SecretPlace place() const;
    [[nodiscard]] QString variable() const;
    /// Where a secret with that reference is; without one, where a new one goes by default.
    void setReference(const QString &reference);

Q_SIGNALS:
    void changed();

private:
    void showPlace();
    void withoutKeychain(const Error &reason);

    QComboBox *box_;
    QLineEdit *variable_;
    QLabel *text_;
    QString keychain_fault_;
};

} // namespace streamgauge
