// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/lookups/lookupspage.h"

#include "engine/data/timetext.h"
#include "models/livetext.h"
#include "ui/dialogs/entryforms.h"

#include <QCompleter>
#include <QTimer>

#include <algorithm>

namespace streamgauge {

namespace {

constexpr int refresh_ms = 500;
constexpr std::size_t megabyte = 1'000'000;
constexpr int most_megabytes = static_cast<int>(LookupSpec::largest_bytes / megabyte);

QString fullName(const CatalogStream &stream)
{
    return toQString(stream.group.empty() ? stream.name : stream.group + "." + stream.name);
}

QComboBox *editableBox(const QString &name, const QString &object, QWidget *parent)
{
    auto *box = new QComboBox(parent);
    box->setAccessibleName(name);
    box->setObjectName(object);
    box->setEditable(true);
    box->setInsertPolicy(QComboBox::NoInsert);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->completer()->setFilterMode(Qt::MatchContains);
    box->completer()->setCompletionMode(QCompleter::PopupCompletion);
    return box;
}

QLabel *faultLabel(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setObjectName(QStringLiteral("problemText"));
    label->setWordWrap(true);
    label->hide();
    return label;
}

/// Offers other choices; what is written stays.
void offer(QComboBox *box, const QStringList &choices)
{
    const QString written = box->currentText();
    const QSignalBlocker blocker(box);
    box->clear();
    box->addItems(choices);
    box->setCurrentText(written);
}

} // namespace

LookupsPage::LookupsPage(const DeskContext &context, LookupEditor &editor, QWidget *parent)
    : EntriesPage(tr("Lookups"),
                  tr("Tables of MySQL and MariaDB sources whose rows rules read, as lookup(\"patients\", "
                     "event.patient_id).max_hr."),
                  parent)
    , context_(context)
    , editor_(editor)
    , name_(new QLineEdit(this))
    , source_(new QComboBox(this))
    , table_(editableBox(tr("Table"), QStringLiteral("table"), this))
    , table_fault_(faultLabel(this))
    , key_(editableBox(tr("Key column"), QStringLiteral("key"), this))
    , columns_(new QLineEdit(this))
    , time_to_live_(new QLineEdit(this))
    , time_to_live_fault_(faultLabel(this))
    , megabytes_(new QSpinBox(this))
    , use_(new QLabel(this))
    , figures_(new QLabel(this))
    , failure_(faultLabel(this))
{
    setForm(formPart());
    fillSources();
    connectEditors();
    auto *timer = new QTimer(this);
    connect(timer, &QTimer::timeout, this, &LookupsPage::askStatus);
    timer->start(refresh_ms);
    fill({});
}

LookupsPage::~LookupsPage()
{
    questions_.request_stop();
}

QWidget *LookupsPage::formPart()
{
    auto *part = new QWidget(this);
    name_->setObjectName(QStringLiteral("name"));
    name_->setAccessibleName(tr("Name"));
    name_->setPlaceholderText(tr("as rules call it: patients"));
    source_->setObjectName(QStringLiteral("source"));
    source_->setAccessibleName(tr("Source"));
    table_->lineEdit()->setPlaceholderText(tr("hospital.patients"));
    key_->lineEdit()->setPlaceholderText(tr("a primary or unique key: id"));
    columns_->setObjectName(QStringLiteral("columns"));
    columns_->setAccessibleName(tr("Columns that rules may read"));
    columns_->setPlaceholderText(tr("all of the table"));
    columns_->setToolTip(tr("Separated by commas. Only these, and the key, are read from the server."));
    time_to_live_->setObjectName(QStringLiteral("timeToLive"));
    time_to_live_->setAccessibleName(tr("Time to live"));
    time_to_live_->setMaximumWidth(160);
    time_to_live_->setToolTip(tr("An older row is read again. A row that the source sees changed is read again at once."));
    megabytes_->setObjectName(QStringLiteral("megabytes"));
    megabytes_->setAccessibleName(tr("Memory for rows"));
    megabytes_->setRange(1, most_megabytes);
    megabytes_->setSuffix(tr(" MB"));
    megabytes_->setMaximumWidth(160);
    megabytes_->setToolTip(tr("The rows that were longest unused go first"));
    use_->setObjectName(QStringLiteral("code"));
    use_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    figures_->setObjectName(QStringLiteral("figures"));
    figures_->setWordWrap(true);
    auto *form = new QFormLayout(part);
    layOut(*form);
    form->addRow(tr("Name"), name_);
    form->addRow(tr("Source"), source_);
    form->addRow(tr("Table"), table_);
    form->addRow(QString(), table_fault_);
    form->addRow(tr("Key column"), key_);
    form->addRow(tr("Columns"), columns_);
    form->addRow(tr("Time to live"), time_to_live_);
    form->addRow(QString(), time_to_live_fault_);
    form->addRow(tr("Memory"), megabytes_);
    form->addRow(tr("In a rule"), use_);
    form->addRow(tr("Now"), figures_);
    form->addRow(QString(), failure_);
    part->setFocusProxy(name_);
    return part;
}

void LookupsPage::connectEditors()
{
    QPushButton *check_button = addButton(tr("&Check"), QStringLiteral("check"));
    check_button->setToolTip(tr("Asks the server whether the table is there and its key identifies rows"));
    connect(check_button, &QPushButton::clicked, this, [this] {
        const auto lookup = edited();
        if (!lookup)
            return say(lookup.error());
        check(*lookup, QString());
    });
    for (QLineEdit *edit : { name_, columns_, time_to_live_ })
        connect(edit, &QLineEdit::textChanged, this, &LookupsPage::noteChange);
    connect(megabytes_, &QSpinBox::valueChanged, this, &LookupsPage::noteChange);
    for (QComboBox *box : { source_, table_, key_ })
        connect(box, &QComboBox::currentTextChanged, this, &LookupsPage::noteChange);
    connect(source_, &QComboBox::currentTextChanged, this, &LookupsPage::browse);
    connect(table_, &QComboBox::currentTextChanged, this, &LookupsPage::offerColumns);
    connect(time_to_live_, &QLineEdit::textChanged, this, [this](const QString &text) {
        const auto read = durationOf(text, ns_per_ms, LookupSpec::longest_time_to_live_ns);
        time_to_live_fault_->setVisible(!read);
        if (!read)
            time_to_live_fault_->setText(toQString(read.error().text()));
    });
    const auto show_use = [this] {
        use_->setText(
            QStringLiteral("lookup(\"%1\", event.%2)").arg(name_->text().trimmed(), key_->currentText().trimmed()));
    };
    connect(name_, &QLineEdit::textChanged, this, show_use);
    connect(key_, &QComboBox::currentTextChanged, this, show_use);
    connect(&services(), &LookupServices::changed, this, [this] {
        if (!hasChanges())
            fill(name_->text().toStdString());
    });
    connect(context_.services, &DeskServices::sourcesChanged, this, [this] {
        setFilling(true);
        fillSources();
        setFilling(false);
    });
}

void LookupsPage::fillSources()
{
    const QString written = source_->currentText();
    const QSignalBlocker blocker(source_);
    source_->clear();
    source_->addItems(services().sources());
    if (!written.isEmpty() && source_->findText(written) < 0)
        source_->addItem(written);
    source_->setCurrentText(written);
}

void LookupsPage::fill(const std::string &chosen)
{
    QStringList names;
    for (const LookupSpec &lookup : services().lookups())
        names << toQString(lookup.name);
    setNames(names, toQString(chosen));
}

void LookupsPage::showEntry(int row)
{
    const LookupSpec lookup = row < 0 ? LookupSpec() : services().lookups()[static_cast<std::size_t>(row)];
    name_->setText(toQString(lookup.name));
    if (row >= 0 && source_->findText(toQString(lookup.source)) < 0)
        source_->addItem(toQString(lookup.source));
    if (row >= 0)
        source_->setCurrentText(toQString(lookup.source));
    table_->setCurrentText(toQString(lookup.table));
    key_->setCurrentText(toQString(lookup.key));
    columns_->setText(joinedNames(lookup.columns));
    time_to_live_->setText(toQString(durationText(lookup.time_to_live_ns)));
    megabytes_->setValue(static_cast<int>(std::max(lookup.most_bytes / megabyte, std::size_t { 1 })));
    if (services().sources().isEmpty())
        say(tr("There is no MySQL or MariaDB source here yet: connect to one first."), "warningText");
    browse();
    askStatus();
}

void LookupsPage::browse()
{
    const QString source = source_->currentText();
    offerTables();
    const auto &entries = context_.services->sources();
    const auto entry = std::ranges::find(entries, source.toStdString(), &SourceEntry::name);
    if (entry == entries.end() || catalogs_.contains(source))
        return;
    catalogs_[source] = {};
    ConnectionDraft draft;
    draft.entry = *entry;
    context_.services->browse(draft, questions_.get_token(), this,
                              [this, source](const Result<Catalog> &catalog) { takeCatalog(source, catalog); });
}

void LookupsPage::takeCatalog(const QString &source, const Result<Catalog> &catalog)
{
    if (catalog)
        catalogs_[source] = *catalog;
    else
        catalogs_.erase(source); // It is asked again when the source is chosen again.
    if (source != source_->currentText())
        return;
    table_fault_->setVisible(!catalog);
    if (!catalog)
        table_fault_->setText(tr("The tables cannot be listed: %1").arg(toQString(catalog.error().text())));
    offerTables();
}

void LookupsPage::offerTables()
{
    QStringList tables;
    const auto catalog = catalogs_.find(source_->currentText());
    for (const CatalogStream &stream : catalog == catalogs_.end() ? Catalog() : catalog->second)
        tables << fullName(stream);
    offer(table_, tables);
    offerColumns();
}

const CatalogStream *LookupsPage::table() const
{
    const auto catalog = catalogs_.find(source_->currentText());
    if (catalog == catalogs_.end())
        return nullptr;
    const QString written = table_->currentText().trimmed();
    const auto found = std::ranges::find_if(catalog->second, [&](const CatalogStream &stream) {
        return fullName(stream) == written || toQString(stream.name) == written;
    });
    return found == catalog->second.end() ? nullptr : &*found;
}

void LookupsPage::offerColumns()
{
    const CatalogStream *stream = table();
    QStringList keys;
    QStringList others;
    for (const CatalogField &field : stream == nullptr ? std::vector<CatalogField>() : stream->fields)
        (field.key ? keys : others) << toQString(field.name);
    offer(key_, keys + others);
    if (keys.size() == 1 && key_->currentText().isEmpty())
        key_->setCurrentText(keys.front());
    columns_->setPlaceholderText(stream == nullptr ? tr("all of the table")
                                                   : tr("all: %1").arg((keys + others).join(QStringLiteral(", "))));
}

Result<LookupSpec> LookupsPage::edited() const
{
    LookupSpec lookup;
    lookup.name = name_->text().trimmed().toStdString();
    lookup.source = source_->currentText().toStdString();
    lookup.table = table_->currentText().trimmed().toStdString();
    lookup.key = key_->currentText().trimmed().toStdString();
    lookup.columns = splitNames(columns_->text());
    const auto time_to_live = durationOf(time_to_live_->text(), ns_per_ms, LookupSpec::longest_time_to_live_ns);
    if (!time_to_live)
        return time_to_live.error();
    lookup.time_to_live_ns = *time_to_live;
    const auto &kept = services().lookups();
    const std::size_t before = row() < 0 ? 0 : kept[static_cast<std::size_t>(row())].most_bytes;
    const auto megabytes = static_cast<std::size_t>(megabytes_->value());
    // Left alone, it keeps the part that is not shown.
    lookup.most_bytes = before / megabyte == megabytes ? before : megabytes * megabyte;
    if (const auto checked = checkLookup(lookup); !checked)
        return checked.error();
    return lookup;
}

void LookupsPage::save()
{
    const auto lookup = edited();
    if (!lookup)
        return say(lookup.error());
    std::vector<LookupSpec> wanted = services().lookups();
    if (const auto put = putNamed(wanted, row(), *lookup); !put)
        return say(put);
    say(tr("Saving…"));
    editor_.set(wanted, this, [this, lookup = *lookup](const Result<void> &done) {
        if (!done)
            return say(done);
        fill(lookup.name);
        check(lookup, tr("Saved; rules use it from now on."));
    });
}

void LookupsPage::check(const LookupSpec &lookup, const QString &before)
{
    const QString begin = before.isEmpty() ? before : before + QLatin1Char(' ');
    say(begin + tr("Asking the server…"));
    services().check(lookup, this, [this, begin](const Result<std::vector<std::string>> &columns) {
        if (columns)
            say(begin + tr("Rules can read: %1").arg(joinedNames(*columns)), "goodText");
        else
            say(begin + toQString(columns.error().text()), "problemText");
    });
}

void LookupsPage::remove(int row)
{
    std::vector<LookupSpec> wanted = services().lookups();
    const QString name = toQString(wanted[static_cast<std::size_t>(row)].name);
    wanted.erase(wanted.begin() + row);
    editor_.set(wanted, this,
                listing({}, tr("Removed. Rules that call lookup(\"%1\", …) have an error from now on.").arg(name)));
}

void LookupsPage::askStatus()
{
    services().status(this, [this](const std::vector<LookupStatus> &all) { showStatus(all); });
}

void LookupsPage::showStatus(const std::vector<LookupStatus> &all)
{
    const auto &kept = services().lookups();
    const std::string name = row() < 0 || static_cast<std::size_t>(row()) >= kept.size()
        ? std::string()
        : kept[static_cast<std::size_t>(row())].name;
    const auto found =
        std::ranges::find(all, name, [](const LookupStatus &status) { return std::string_view(status.spec.name); });
    failure_->setVisible(found != all.end() && !found->queries.last_error.empty());
    if (found == all.end())
        return figures_->setText(tr("not saved yet"));
    const LookupCounts &counts = found->counts;
    const QString ratio = counts.hits + counts.misses == 0 ? tr("no rule has asked yet")
                                                           : tr("%1 % of %2 rows were there")
                                                                 .arg(100 * counts.hitRatio(), 0, 'f', 1)
                                                                 .arg(countText(counts.hits + counts.misses));
    figures_->setText(tr("%1 · %2 kept in %3 · %4 changed, %5 given up for others\nIts source: %6 queries, %7 failed")
                          .arg(ratio, countText(counts.rows), bytesText(counts.bytes), countText(counts.invalidated),
                               countText(counts.evicted), countText(found->queries.queries),
                               countText(found->queries.failures)));
    failure_->setText(toQString(found->queries.last_error));
}

} // namespace streamgauge
