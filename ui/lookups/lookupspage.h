// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/deskcontext.h"
#include "ui/dialogs/entriespage.h"
#include "ui/lookups/lookupeditor.h"

#include <QComboBox>
#include <QLineEdit>
#include <QSpinBox>

#include <map>
#include <stop_token>

namespace streamgauge {

/// The tables that rules read: where they are, how their rows are found and kept, and how well that goes.
class LookupsPage final : public EntriesPage
{
    Q_OBJECT

public:
    /// `editor` outlives this.
    LookupsPage(const DeskContext &context, LookupEditor &editor, QWidget *parent = nullptr);
    ~LookupsPage() override;

protected:
    void showEntry(int row) override;
    void fill(const std::string &chosen) override;
    void remove(int row) override;
    void save() override;

private:
    [[nodiscard]] LookupServices &services() const { return *context_.services->lookups(); }
    [[nodiscard]] QWidget *formPart();
    void connectEditors();
    void fillSources();
    void browse();
    void takeCatalog(const QString &source, const Result<Catalog> &catalog);
    void offerTables();
    void offerColumns();
    [[nodiscard]] const CatalogStream *table() const;
    [[nodiscard]] Result<LookupSpec> edited() const;
    void check(const LookupSpec &lookup, const QString &before);
    void askStatus();
    void showStatus(const std::vector<LookupStatus> &all);

    DeskContext context_;
    LookupEditor &editor_;
    QLineEdit *name_;
    QComboBox *source_;
    QComboBox *table_;
    QLabel *table_fault_;
    QComboBox *key_;
    QLineEdit *columns_;
    QLineEdit *time_to_live_;
    QLabel *time_to_live_fault_;
    QSpinBox *megabytes_;
    QLabel *use_;
    QLabel *figures_;
    QLabel *failure_;
    std::map<QString, Catalog> catalogs_; ///< by source
    std::stop_source questions_;
};

} // namespace streamgauge
