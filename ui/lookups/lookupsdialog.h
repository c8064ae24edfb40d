// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/deskcontext.h"
#include "ui/dialogs/pagesdialog.h"

namespace streamgauge {

/// The tables and models that rules read. Each save holds at once.
class LookupsDialog final : public PagesDialog
{
    Q_OBJECT

public:
    explicit LookupsDialog(const DeskContext &context, QWidget *parent = nullptr);
};

} // namespace streamgauge
