// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/lookups/lookupsdialog.h"

#include "ui/lookups/lookupspage.h"
#include "ui/lookups/modelspage.h"

namespace streamgauge {

LookupsDialog::LookupsDialog(const DeskContext &context, QWidget *parent)
    : PagesDialog(context, tr("Lookups and models"), parent)
{
    auto *editor = new LookupEditor(*context.services->lookups(), this);
    addPage(new LookupsPage(context, *editor, this), tr("&Lookups"), QStringLiteral("lookups"));
    addPage(new ModelsPage(context, *editor, this), tr("M&odels"), QStringLiteral("models"));
    offerUndo(editor->history());
}

} // namespace streamgauge
