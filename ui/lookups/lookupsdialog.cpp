// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/lookups/lookupsdialog.h"

#include "ui/lookups/lookupspage.h"
#include "ui/lookups/modelspage.h"

namespace streamgauge {

LookupsDialog::LookupsDialog(const DeskContext &context, QWidget *parent)
    : PagesDialog(context, tr("Lookups and models"), parent)
{
    addPage(new LookupsPage(context, this), tr("&Lookups"), QStringLiteral("lookups"));
    addPage(new ModelsPage(context, this), tr("M&odels"), QStringLiteral("models"));
}

} // namespace streamgauge
