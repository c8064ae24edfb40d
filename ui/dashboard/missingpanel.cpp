// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dashboard/missingpanel.h"

#include <QLabel>
#include <QVBoxLayout>

namespace streamgauge {

MissingPanel::MissingPanel(PanelContext context, const QString &kind, const QString &reason, QWidget *parent)
    : Panel(std::move(context), parent)
    , kind_(kind)
{
    auto *text = new QLabel(tr("The panel “%1” is not available.\n%2\nIts settings are kept.").arg(kind, reason), this);
    text->setObjectName(QStringLiteral("emptyHint"));
    text->setTextFormat(Qt::PlainText);
    text->setWordWrap(true);
    text->setAlignment(Qt::AlignCenter);
    auto *column = new QVBoxLayout(this);
    column->addWidget(text);
}

QString MissingPanel::suggestedTitle() const
{
    return kind_;
}

} // namespace streamgauge
