// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/deskcontext.h"
#include "ui/dialogs/entriespage.h"
#include "ui/lookups/lookupeditor.h"

#include <QLineEdit>

namespace streamgauge {

/// The trained models that rules call: their files, and what is in them.
class ModelsPage final : public EntriesPage
{
    Q_OBJECT

public:
    /// `editor` outlives this.
    ModelsPage(const DeskContext &context, LookupEditor &editor, QWidget *parent = nullptr);

protected:
    void showEntry(int row) override;
    void fill(const std::string &chosen) override;
    void remove(int row) override;
    void save() override;

private:
    [[nodiscard]] LookupServices &services() const { return *context_.services->lookups(); }
    [[nodiscard]] QWidget *formPart();
    void chooseFile();
    /// As it is written into the workspace: below its folder where it can be.
    [[nodiscard]] QString written(const QString &path) const;
    void read();
    void show(const Result<ModelReading> &reading);

    DeskContext context_;
    LookupEditor &editor_;
    QLineEdit *name_;
    QLineEdit *path_;
    QLabel *fault_;
    QLabel *about_;
    QLabel *use_;
    quint64 attempt_ = 0; ///< answers to earlier questions are dropped
};

} // namespace streamgauge
