// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/listdialogs.h"

#include "models/livetext.h"
#include "ui/deskstyle.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QCoreApplication>
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

struct AboutText {
    Q_DECLARE_TR_FUNCTIONS(AboutText)
};
struct PluginsText {
    Q_DECLARE_TR_FUNCTIONS(PluginsText)
};
struct ProblemsText {
    Q_DECLARE_TR_FUNCTIONS(ProblemsText)
};
struct ShortcutsText {
    Q_DECLARE_TR_FUNCTIONS(ShortcutsText)
};
struct SourceDetailsText {
    Q_DECLARE_TR_FUNCTIONS(SourceDetailsText)
};

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
    buttons->button(QDialogButtonBox::Close)->setDefault(true);
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
    add(SourceDetailsText::tr("Kind"),
        toQString(source.kind) + (source.simulated ? SourceDetailsText::tr(" (SIM: made-up data)") : QString()));
    add(SourceDetailsText::tr("State"), stateText(source.state));
    if (source.state == SourceState::Waiting)
        add(SourceDetailsText::tr("Next try"),
            SourceDetailsText::tr("in %1, attempt %2").arg(ageText(source.next_try_in_ns)).arg(source.attempt));
    add(SourceDetailsText::tr("Last error"), toQString(source.last_error.text()));
    add(SourceDetailsText::tr("Events"),
        SourceDetailsText::tr("%1 created, %2 updated, %3 deleted, %4 from the snapshot")
            .arg(source.created)
            .arg(source.updated)
            .arg(source.deleted)
            .arg(source.snapshot));
    add(SourceDetailsText::tr("Rate"), rateText(source.events_per_second));
    add(SourceDetailsText::tr("Lag"),
        SourceDetailsText::tr("%1 ms from arrival to judged").arg(static_cast<double>(source.lag_ns) / 1e6, 0, 'f', 2));
    add(SourceDetailsText::tr("Dropped"), QString::number(source.dropped));
    add(SourceDetailsText::tr("Late"), QString::number(source.late));
    add(SourceDetailsText::tr("Duplicates"), QString::number(source.duplicates));
    add(SourceDetailsText::tr("Reconnects"), QString::number(source.reconnects));
    add(SourceDetailsText::tr("Queue"),
        SourceDetailsText::tr("%1 of %2 rows").arg(source.queued_rows).arg(source.queue_bound_rows));
    add(SourceDetailsText::tr("Position"), toQString(source.position));
    add(SourceDetailsText::tr("Server identity"), toQString(source.identity));
    if (!source.progress_what.empty())
        add(SourceDetailsText::tr("Progress"),
            SourceDetailsText::tr("%1: %2 of %3")
                .arg(toQString(source.progress_what))
                .arg(source.progress_done)
                .arg(source.progress_expected));
    for (const Gap &gap : source.gaps)
        add(SourceDetailsText::tr("Gap"),
            SourceDetailsText::tr("%1 to %2: %3")
                .arg(instantText(gap.from_ns), instantText(gap.to_ns), toQString(gap.reason)));
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
    QDialog *dialog = plainDialog(context, ProblemsText::tr("Problems"), { 860, 420 }, parent);
    auto *table = new QTableView(dialog);
    table->setModel(&problems);
    table->setAccessibleName(dialog->windowTitle());
    table->verticalHeader()->hide();
    table->setShowGrid(false);
    table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    table->setWordWrap(true);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    table->horizontalHeader()->setSectionResizeMode(ProblemModel::TextColumn, QHeaderView::Stretch);
    table->horizontalHeader()->setSectionResizeMode(ProblemModel::RemedyColumn, QHeaderView::Stretch);
    table->verticalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    dialog->layout()->addWidget(table);
    QLabel *none =
        addText(dialog, ProblemsText::tr("All sources, rules and files work. What the data says is in the alerts."),
                QStringLiteral("emptyHint"));
    none->setAlignment(Qt::AlignCenter);
    QDialogButtonBox *buttons = addClose(dialog);
    auto *copy = buttons->addButton(ProblemsText::tr("Copy"), QDialogButtonBox::ActionRole);
    copy->setAutoDefault(false);
    const auto show_none = [none, table, copy, &problems] {
        none->setVisible(problems.rowCount() == 0);
        table->setVisible(problems.rowCount() > 0);
        copy->setEnabled(problems.rowCount() > 0);
    };
    for (auto signal : { &QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved })
        QObject::connect(&problems, signal, dialog, show_none);
    show_none();
    QObject::connect(copy, &QPushButton::clicked, dialog,
                     [&problems] { QApplication::clipboard()->setText(problems.plainText()); });
    return dialog;
}

QDialog *pluginsDialog(const DeskContext &context, QWidget *parent)
{
    QDialog *dialog = plainDialog(context, PluginsText::tr("Plugins"), { 720, 360 }, parent);
    QTreeWidget *tree = addTree(dialog,
                                { PluginsText::tr("Plugin"), PluginsText::tr("Version"), PluginsText::tr("State"),
                                  PluginsText::tr("Offers"), PluginsText::tr("File") });
    for (const PluginInfo &plugin : context.services->plugins()) {
        const QString state = !plugin.error.isEmpty() ? plugin.error
            : plugin.loaded                           ? PluginsText::tr("Loaded")
                                                      : PluginsText::tr("Loaded when needed");
        auto *item = new QTreeWidgetItem(
            tree, { plugin.title, plugin.version, state, plugin.panels.join(QStringLiteral(", ")), plugin.path });
        if (!plugin.error.isEmpty())
            item->setForeground(2, context.palette().critical);
        for (int i = 0; i < tree->columnCount(); ++i)
            item->setToolTip(i, item->text(i));
    }
    tree->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    if (tree->topLevelItemCount() == 0)
        addText(dialog, PluginsText::tr("No plugin was found."), QStringLiteral("emptyHint"));
    addClose(dialog);
    return dialog;
}

QDialog *sourceDetailsDialog(const DeskContext &context, const QString &source, QWidget *parent)
{
    QDialog *dialog = plainDialog(context, SourceDetailsText::tr("Source %1").arg(source), { 640, 520 }, parent);
    QTreeWidget *tree = addTree(dialog, { SourceDetailsText::tr("What"), SourceDetailsText::tr("Now") });
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
    auto *retry = buttons->addButton(SourceDetailsText::tr("Try again now"), QDialogButtonBox::ActionRole);
    QObject::connect(retry, &QPushButton::clicked, dialog,
                     [source, services = context.services] { services->retrySource(source); });
    return dialog;
}

QDialog *aboutDialog(const DeskContext &context, QWidget *parent)
{
    QDialog *dialog = plainDialog(context, AboutText::tr("About Streamgauge"), { 520, 340 }, parent);
    addText(dialog, AboutText::tr("Streamgauge %1").arg(QApplication::applicationVersion()), QStringLiteral("emptyTitle"));
    addText(dialog, AboutText::tr("Shows, judges and remembers live data."), QStringLiteral("hint"));
    addText(dialog,
            AboutText::tr(
                "Free software under the GNU General Public License, version 3 or later. It comes without any warranty; "
                "you may change it and pass it on under the same licence."),
            QString());
    addText(dialog,
            AboutText::tr(
                "Built with Qt %1, Qt Charts, MySQL Connector/C++, MariaDB Connector/C, SQLite, spdlog and QtKeychain.")
                .arg(QString::fromLatin1(qVersion())),
            QString());
    addText(dialog, AboutText::tr("What it shows is for information. It is not a medical device and no safety system."),
            QStringLiteral("warningText"));
    static_cast<QVBoxLayout *>(dialog->layout())->addStretch(1);
    QDialogButtonBox *buttons = addClose(dialog);
    auto *qt = buttons->addButton(AboutText::tr("About Qt"), QDialogButtonBox::ActionRole);
    QObject::connect(qt, &QPushButton::clicked, qApp, &QApplication::aboutQt);
    return dialog;
}

QDialog *shortcutsDialog(const DeskContext &context, const QList<QAction *> &actions, QWidget *parent)
{
    QDialog *dialog = plainDialog(context, ShortcutsText::tr("Keyboard"), { 520, 560 }, parent);
    QTreeWidget *tree = addTree(dialog, { ShortcutsText::tr("Action"), ShortcutsText::tr("Keys") });
    for (const QAction *action : actions) {
        if (!action->shortcut().isEmpty())
            new QTreeWidgetItem(
                tree,
                { QString(action->text()).remove(QLatin1Char('&')), action->shortcut().toString(QKeySequence::NativeText) });
    }
    const std::pair<const char *, const char *> panel_keys[] = {
        { QT_TRANSLATE_NOOP("streamgauge::ShortcutsText", "Move the panel that has the focus"), "Alt+Arrows" },
        { QT_TRANSLATE_NOOP("streamgauge::ShortcutsText", "Resize it"), "Alt+Shift+Arrows" },
        { QT_TRANSLATE_NOOP("streamgauge::ShortcutsText", "Rename it"), "F2" },
        { QT_TRANSLATE_NOOP("streamgauge::ShortcutsText", "Remove it"), "Del" },
        { QT_TRANSLATE_NOOP("streamgauge::ShortcutsText", "Its menu"), "Menu" }
    };
    for (const auto &[text, keys] : panel_keys)
        new QTreeWidgetItem(tree, { ShortcutsText::tr(text), QString::fromLatin1(keys) });
    tree->resizeColumnToContents(0);
    addClose(dialog);
    return dialog;
}

} // namespace streamgauge
