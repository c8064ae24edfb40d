// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/listdialogs.h"

#include "models/livetext.h"
#include "ui/deskstyle.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QTimer>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace streamgauge {

namespace {

QDialog *plainDialog(const DeskContext &context, const QString &title, const QSize &size, QWidget *parent)
{
    auto *dialog = new QDialog(parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(title);
    dialog->setStyleSheet(deskStyleSheet(context.palette()));
    dialog->resize(size);
    auto *column = new QVBoxLayout(dialog);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(12);
    return dialog;
}

QDialogButtonBox *addClose(QDialog *dialog)
{
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, dialog);
    QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    dialog->layout()->addWidget(buttons);
    return buttons;
}

QTreeWidget *addTree(QDialog *dialog, const QStringList &headers)
{
    auto *tree = new QTreeWidget(dialog);
    tree->setHeaderLabels(headers);
    tree->setAccessibleName(dialog->windowTitle());
    tree->setRootIsDecorated(false);
    tree->setWordWrap(true);
    dialog->layout()->addWidget(tree);
    return tree;
}

QLabel *addText(QDialog *dialog, const QString &text, const QString &style)
{
    auto *label = new QLabel(text, dialog);
    label->setObjectName(style);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextBrowserInteraction);
    label->setOpenExternalLinks(true);
    dialog->layout()->addWidget(label);
    return label;
}

std::vector<std::pair<QString, QString>> factsOf(const SourceStatus &source)
{
    std::vector<std::pair<QString, QString>> facts;
    const auto add = [&](const QString &name, const QString &text) {
        if (!text.isEmpty())
            facts.emplace_back(name, text);
    };
    const auto tr = [](const char *text) { return QCoreApplication::translate("SourceDetails", text); };
    add(tr("Kind"), toQString(source.kind) + (source.simulated ? tr(" (SIM: made-up data)") : QString()));
    add(tr("State"), stateText(source.state));
    if (source.state == SourceState::Waiting)
        add(tr("Next try"), tr("in %1, attempt %2").arg(ageText(source.next_try_in_ns)).arg(source.attempt));
    add(tr("Last error"), toQString(source.last_error.text()));
    add(tr("Events"),
        tr("%1 created, %2 updated, %3 deleted, %4 from the snapshot")
            .arg(source.created)
            .arg(source.updated)
            .arg(source.deleted)
            .arg(source.snapshot));
    add(tr("Rate"), rateText(source.events_per_second));
    add(tr("Lag"), tr("%1 ms from arrival to judged").arg(static_cast<double>(source.lag_ns) / 1e6, 0, 'f', 2));
    add(tr("Dropped"), QString::number(source.dropped));
    add(tr("Late"), QString::number(source.late));
    add(tr("Duplicates"), QString::number(source.duplicates));
    add(tr("Reconnects"), QString::number(source.reconnects));
    add(tr("Queue"), tr("%1 of %2 rows").arg(source.queued_rows).arg(source.queue_bound_rows));
    add(tr("Position"), toQString(source.position));
    add(tr("Server identity"), toQString(source.identity));
    if (!source.progress_what.empty())
        add(tr("Progress"),
            tr("%1: %2 of %3").arg(toQString(source.progress_what)).arg(source.progress_done).arg(source.progress_expected));
    for (const Gap &gap : source.gaps)
        add(tr("Gap"), tr("%1 to %2: %3").arg(instantText(gap.from_ns), instantText(gap.to_ns), toQString(gap.reason)));
    return facts;
}

void showFacts(QTreeWidget *tree, const std::vector<std::pair<QString, QString>> &facts)
{
    while (tree->topLevelItemCount() > static_cast<int>(facts.size()))
        delete tree->takeTopLevelItem(tree->topLevelItemCount() - 1);
    for (std::size_t i = 0; i < facts.size(); ++i) {
        if (static_cast<int>(i) >= tree->topLevelItemCount())
            tree->addTopLevelItem(new QTreeWidgetItem);
        QTreeWidgetItem *item = tree->topLevelItem(static_cast<int>(i));
        item->setText(0, facts[i].first);
        item->setText(1, facts[i].second);
    }
}

} // namespace

QDialog *problemsDialog(const DeskContext &context, ProblemModel &problems, QWidget *parent)
{
    QDialog *dialog = plainDialog(context, QCoreApplication::translate("Problems", "Problems"), { 860, 420 }, parent);
    auto *table = new QTableView(dialog);
    table->setModel(&problems);
    table->setAccessibleName(dialog->windowTitle());
    table->verticalHeader()->hide();
    table->setShowGrid(false);
    table->setWordWrap(true);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    table->horizontalHeader()->setSectionResizeMode(ProblemModel::TextColumn, QHeaderView::Stretch);
    table->horizontalHeader()->setSectionResizeMode(ProblemModel::RemedyColumn, QHeaderView::Stretch);
    table->verticalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    dialog->layout()->addWidget(table);
    QLabel *none =
        addText(dialog, QCoreApplication::translate("Problems", "Nothing is wrong."), QStringLiteral("emptyHint"));
    const auto showNone = [none, table, &problems] {
        none->setVisible(problems.rowCount() == 0);
        table->setVisible(problems.rowCount() > 0);
    };
    for (auto signal : { &QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved })
        QObject::connect(&problems, signal, dialog, showNone);
    showNone();
    QDialogButtonBox *buttons = addClose(dialog);
    auto *copy = buttons->addButton(QCoreApplication::translate("Problems", "Copy"), QDialogButtonBox::ActionRole);
    QObject::connect(copy, &QPushButton::clicked, dialog,
                     [&problems] { QApplication::clipboard()->setText(problems.plainText()); });
    return dialog;
}

QDialog *pluginsDialog(const DeskContext &context, QWidget *parent)
{
    const auto tr = [](const char *text) { return QCoreApplication::translate("Plugins", text); };
    QDialog *dialog = plainDialog(context, tr("Plugins"), { 720, 360 }, parent);
    QTreeWidget *tree = addTree(dialog, { tr("Plugin"), tr("Version"), tr("State"), tr("Offers"), tr("File") });
    for (const PluginInfo &plugin : context.services->plugins()) {
        const QString state = !plugin.error.isEmpty() ? plugin.error
            : plugin.loaded                           ? tr("Loaded")
                                                      : tr("Loaded when needed");
        auto *item = new QTreeWidgetItem(
            tree, { plugin.title, plugin.version, state, plugin.panels.join(QStringLiteral(", ")), plugin.path });
        if (!plugin.error.isEmpty())
            item->setForeground(2, context.palette().critical);
        for (int i = 0; i < tree->columnCount(); ++i)
            item->setToolTip(i, item->text(i));
    }
    for (int i = 0; i < tree->columnCount(); ++i)
        tree->resizeColumnToContents(i);
    if (tree->topLevelItemCount() == 0)
        addText(dialog, tr("No plugin was found."), QStringLiteral("emptyHint"));
    addClose(dialog);
    return dialog;
}

QDialog *sourceDetailsDialog(const DeskContext &context, const QString &source, QWidget *parent)
{
    const auto tr = [](const char *text) { return QCoreApplication::translate("SourceDetails", text); };
    QDialog *dialog = plainDialog(context, tr("Source %1").arg(source), { 640, 520 }, parent);
    QTreeWidget *tree = addTree(dialog, { tr("What"), tr("Now") });
    tree->setColumnWidth(0, 140);
    const auto refresh = [tree, source, services = context.services] {
        const SnapshotPtr snapshot = services->feed().latest();
        if (!snapshot)
            return;
        for (const SourceStatus &status : snapshot->sources) {
            if (toQString(status.name) == source)
                showFacts(tree, factsOf(status));
        }
    };
    refresh();
    auto *timer = new QTimer(dialog);
    QObject::connect(timer, &QTimer::timeout, tree, refresh);
    timer->start(500);
    QDialogButtonBox *buttons = addClose(dialog);
    auto *retry = buttons->addButton(tr("Try again now"), QDialogButtonBox::ActionRole);
    QObject::connect(retry, &QPushButton::clicked, dialog,
                     [source, services = context.services] { services->retrySource(source); });
    return dialog;
}

QDialog *aboutDialog(const DeskContext &context, QWidget *parent)
{
    const auto tr = [](const char *text) { return QCoreApplication::translate("About", text); };
    QDialog *dialog = plainDialog(context, tr("About Streamgauge"), { 520, 340 }, parent);
    addText(dialog, tr("Streamgauge %1").arg(QApplication::applicationVersion()), QStringLiteral("emptyTitle"));
    addText(dialog, tr("Shows, judges and remembers live data."), QStringLiteral("hint"));
    addText(dialog,
            tr("Free software under the GNU General Public License, version 3 or later. It comes without any warranty; "
               "you may change it and pass it on under the same licence."),
            QString());
    addText(dialog,
            tr("Built with Qt %1, Qt Charts, MySQL Connector/C++, MariaDB Connector/C, SQLite, spdlog and QtKeychain.")
                .arg(QString::fromLatin1(qVersion())),
            QString());
    addText(dialog, tr("What it shows is for information. It is not a medical device and no safety system."),
            QStringLiteral("warningText"));
    static_cast<QVBoxLayout *>(dialog->layout())->addStretch(1);
    QDialogButtonBox *buttons = addClose(dialog);
    auto *qt = buttons->addButton(tr("About Qt"), QDialogButtonBox::ActionRole);
    QObject::connect(qt, &QPushButton::clicked, qApp, &QApplication::aboutQt);
    return dialog;
}

QDialog *shortcutsDialog(const DeskContext &context, const QList<QAction *> &actions, QWidget *parent)
{
    const auto tr = [](const char *text) { return QCoreApplication::translate("Shortcuts", text); };
    QDialog *dialog = plainDialog(context, tr("Keyboard"), { 520, 560 }, parent);
    QTreeWidget *tree = addTree(dialog, { tr("Action"), tr("Keys") });
    for (const QAction *action : actions) {
        if (!action->shortcut().isEmpty())
            new QTreeWidgetItem(
                tree,
                { QString(action->text()).remove(QLatin1Char('&')), action->shortcut().toString(QKeySequence::NativeText) });
    }
    const std::pair<const char *, const char *> panel_keys[] = { { "Move the panel that has the focus", "Alt+Arrows" },
                                                                 { "Resize it", "Alt+Shift+Arrows" },
                                                                 { "Rename it", "F2" },
                                                                 { "Remove it", "Del" },
                                                                 { "Its menu", "Menu" } };
    for (const auto &[text, keys] : panel_keys)
        new QTreeWidgetItem(tree, { tr(text), QString::fromLatin1(keys) });
    tree->resizeColumnToContents(0);
    addClose(dialog);
    return dialog;
}

} // namespace streamgauge
