// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/secretplacebox.h"

#include "models/livetext.h"

#include <QSignalBlocker>
#include <QStandardItemModel>
#include <QVBoxLayout>

namespace streamgauge {

SecretPlaceBox::SecretPlaceBox(DeskServices &services, QWidget *parent)
    : QWidget(parent)
    , box_(new QComboBox(this))
    , variable_(new QLineEdit(QStringLiteral("STREAMGAUGE_PASSWORD"), this))
    , text_(new QLabel(this))
{
    box_->setAccessibleName(tr("Where the password is kept"));
    box_->addItem(tr("in the desktop's keychain"));
    box_->addItem(tr("in an environment variable"));
    box_->addItem(tr("until the program ends"));
    variable_->setAccessibleName(tr("Environment variable"));
    text_->setObjectName(QStringLiteral("hint"));
    text_->setWordWrap(true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    column->addWidget(box_);
    column->addWidget(variable_);
    column->addWidget(text_);
    connect(box_, &QComboBox::currentIndexChanged, this, [this] {
        showPlace();
        Q_EMIT changed();
    });
    connect(variable_, &QLineEdit::textChanged, this, &SecretPlaceBox::changed);
    services.probeKeychain(this, [this](const Result<void> &probe) {
        if (!probe)
            withoutKeychain(probe.error());
    });
    showPlace();
}

SecretPlace SecretPlaceBox::place() const
{
    return static_cast<SecretPlace>(box_->currentIndex());
}

QString SecretPlaceBox::variable() const
{
    return variable_->text().trimmed();
}

void SecretPlaceBox::setReference(const QString &reference)
{
    if (reference.startsWith(QLatin1String("env:"))) {
        variable_->setText(reference.mid(4));
        box_->setCurrentIndex(static_cast<int>(SecretPlace::Environment));
    } else {
        box_->setCurrentIndex(static_cast<int>(keychain_fault_.isEmpty() ? SecretPlace::Keychain : SecretPlace::Session));
    }
}

void SecretPlaceBox::withoutKeychain(const Error &reason)
{
    keychain_fault_ = tr("No keychain service answers here (%1). ").arg(toQString(reason.message));
    auto *items = qobject_cast<QStandardItemModel *>(box_->model());
    items->item(static_cast<int>(SecretPlace::Keychain))->setEnabled(false);
    // Nobody chose this.
    const QSignalBlocker quiet(this);
    if (place() == SecretPlace::Keychain)
        box_->setCurrentIndex(static_cast<int>(SecretPlace::Session));
    showPlace();
}

void SecretPlaceBox::showPlace()
{
    variable_->setVisible(place() == SecretPlace::Environment);
    QString text = keychain_fault_;
    switch (place()) {
    case SecretPlace::Keychain: text += tr("The workspace holds only a reference, never the password."); break;
    case SecretPlace::Environment:
        text += tr("Set this variable before each start; the workspace holds only its name.");
        break;
    case SecretPlace::Session:
        text += tr("You will be asked again after a restart; the workspace never holds the password.");
        break;
    }
    text_->setText(text);
}

} // namespace streamgauge
