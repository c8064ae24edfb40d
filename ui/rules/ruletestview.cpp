// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/rules/ruletestview.h"

#include "engine/data/timetext.h"
#include "engine/rules/ruleshape.h"
#include "models/livetext.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QSignalBlocker>
#include <QStyle>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>
#include <functional>

namespace streamgauge {

namespace {

QString cell(const QTableWidget &table, int row, int column)
{
    const QTableWidgetItem *item = table.item(row, column);
    return item == nullptr ? QString() : item->text().trimmed();
}

void setRow(QTableWidget &table, int row, const QStringList &texts)
{
    for (int column = 0; column < texts.size(); ++column)
        table.setItem(row, column, new QTableWidgetItem(texts[column]));
}

/// Marks the cell when there is something to say about it.
void markCell(QTableWidget &table, int row, int column, const QString &fault, const QColor &color)
{
    QTableWidgetItem *item = table.item(row, column);
    if (item == nullptr)
        return;
    item->setData(Qt::ForegroundRole, fault.isEmpty() ? QVariant() : QVariant(color));
    item->setToolTip(fault);
}

/// Offers what may stand in a cell. Other text can be typed where the box is editable.
class ChoiceDelegate final : public QStyledItemDelegate
{
public:
    ChoiceDelegate(std::function<QStringList()> choices, bool editable, QObject *parent)
        : QStyledItemDelegate(parent)
        , choices_(std::move(choices))
        , editable_(editable)
    {
    }

    QWidget *createEditor(QWidget *parent, const QStyleOptionViewItem &, const QModelIndex &) const override
    {
        auto *box = new QComboBox(parent);
        box->setEditable(editable_);
        box->addItems(choices_());
        return box;
    }
    void setEditorData(QWidget *editor, const QModelIndex &index) const override
    {
        auto *box = static_cast<QComboBox *>(editor);
        const QString text = index.data(Qt::EditRole).toString();
        box->setCurrentIndex(box->findText(text));
        if (editable_)
            box->setEditText(text);
    }
    void setModelData(QWidget *editor, QAbstractItemModel *model, const QModelIndex &index) const override
    {
        model->setData(index, static_cast<QComboBox *>(editor)->currentText(), Qt::EditRole);
    }

private:
    std::function<QStringList()> choices_;
    bool editable_;
};

/// Of a series, in its first cell: the table has no column for it.
constexpr int stream_role = Qt::UserRole;

QStringList stateNames()
{
    QStringList names;
    for (const AlertState state :
         { AlertState::Normal, AlertState::Pending, AlertState::Firing, AlertState::Recovering, AlertState::Resolved })
        names.append(toQString(name(state)));
    return names;
}

} // namespace

RuleTestView::RuleTestView(const DeskContext &context, QWidget *parent)
    : QWidget(parent)
    , context_(context)
    , chosen_(new QComboBox(this))
    , name_(new QLineEdit(this))
    , interval_(new QLineEdit(this))
    , input_(table(QStringLiteral("testInput"), { tr("Key"), tr("Field"), tr("Values") }, tr("What is sent")))
    , expected_(table(QStringLiteral("testExpected"), { tr("At"), tr("Key"), tr("State") }, tr("What must come out")))
    , result_(new QLabel(this))
{
    result_->setObjectName(QStringLiteral("testResult"));
    result_->setWordWrap(true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    column->setSpacing(8);
    column->addWidget(chooser());
    column->addWidget(
        tablePart(input_, tr("What is sent, one value an interval. 75 85 are two, 70x5 is 70 six times, _ sends nothing")),
        1);
    column->addWidget(tablePart(expected_, tr("What must come out, at a time after the first values")), 1);
    column->addWidget(result_);
    input_->setItemDelegateForColumn(1, new ChoiceDelegate([this] { return fields(); }, true, this));
    expected_->setItemDelegateForColumn(2, new ChoiceDelegate(&stateNames, false, this));
    showTest();
}

QWidget *RuleTestView::chooser()
{
    auto *part = new QWidget(this);
    const auto button = [&](const QString &text, const QString &icon, const QString &name) {
        auto *made = new QPushButton(context_.icon(icon), text, part);
        made->setObjectName(name);
        made->setAutoDefault(false);
        return made;
    };
    add_ = button(tr("Add te&st"), QStringLiteral("add"), QStringLiteral("addTest"));
    remove_ = button(tr("Delete test"), QStringLiteral("trash"), QStringLiteral("deleteTest"));
    run_ = button(tr("&Run"), QStringLiteral("play"), QStringLiteral("runTest"));
    chosen_->setAccessibleName(tr("Test case"));
    name_->setAccessibleName(tr("Name of the test"));
    name_->setPlaceholderText(tr("What it proves"));
    interval_->setAccessibleName(tr("Interval between the values"));
    interval_->setFixedWidth(80);
    interval_->setObjectName(QStringLiteral("testInterval"));
    chosen_->setObjectName(QStringLiteral("testChosen"));
    auto *top = new QHBoxLayout;
    top->addWidget(chosen_, 1);
    for (QPushButton *one : { add_, remove_, run_ })
        top->addWidget(one);
    auto *below = new QHBoxLayout;
    below->addWidget(name_, 1);
    below->addWidget(new QLabel(tr("a value every"), part));
    below->addWidget(interval_);
    auto *column = new QVBoxLayout(part);
    column->setContentsMargins(0, 0, 0, 0);
    column->addLayout(top);
    column->addLayout(below);
    connect(add_, &QPushButton::clicked, this, &RuleTestView::addTest);
    connect(remove_, &QPushButton::clicked, this, &RuleTestView::removeTest);
    connect(run_, &QPushButton::clicked, this, &RuleTestView::run);
    connect(chosen_, &QComboBox::currentIndexChanged, this, &RuleTestView::showTest);
    for (QLineEdit *edit : { name_, interval_ })
        connect(edit, &QLineEdit::textEdited, this, &RuleTestView::readTest);
    return part;
}

QTableWidget *RuleTestView::table(const QString &name, const QStringList &headers, const QString &title)
{
    auto *made = new QTableWidget(0, static_cast<int>(headers.size()), this);
    made->setObjectName(name);
    made->setAccessibleName(title);
    made->setHorizontalHeaderLabels(headers);
    made->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    made->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    made->verticalHeader()->hide();
    made->setTabKeyNavigation(false);
    connect(made, &QTableWidget::itemChanged, this, &RuleTestView::readTest);
    return made;
}

QWidget *RuleTestView::tablePart(QTableWidget *shown, const QString &title)
{
    auto *part = new QWidget(this);
    auto *label = new QLabel(title, part);
    label->setObjectName(QStringLiteral("hint"));
    label->setWordWrap(true);
    auto *column = new QVBoxLayout(part);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addWidget(label);
    column->addWidget(shown, 1);
    return part;
}

RuleTest *RuleTestView::current()
{
    const int index = chosen_->currentIndex();
    return index < 0 || index >= static_cast<int>(tests_.size()) ? nullptr : &tests_[static_cast<std::size_t>(index)];
}

void RuleTestView::setTests(std::vector<RuleTest> tests)
{
    tests_ = std::move(tests);
    const QSignalBlocker quiet(chosen_);
    chosen_->clear();
    for (const RuleTest &test : tests_)
        chosen_->addItem(toQString(test.name));
    showTest();
}

void RuleTestView::addTest()
{
    RuleTest test;
    test.name = tr("Test %1").arg(tests_.size() + 1).toStdString();
    test.rule = rule_.name;
    test.interval_ns = 10 * ns_per_s;
    if (const auto shape = shapeOf(rule_))
        test.input.push_back(TestSeries { {}, {}, shape->field, {} });
    tests_.push_back(std::move(test));
    chosen_->addItem(toQString(tests_.back().name));
    chosen_->setCurrentIndex(chosen_->count() - 1);
    showTest();
    name_->setFocus();
    name_->selectAll();
    Q_EMIT edited();
}

void RuleTestView::removeTest()
{
    const int index = chosen_->currentIndex();
    if (current() == nullptr)
        return;
    tests_.erase(tests_.begin() + index);
    chosen_->removeItem(index);
    showTest();
    Q_EMIT edited();
}

void RuleTestView::showTest()
{
    showing_ = true;
    const RuleTest *test = current();
    for (QWidget *part :
         { static_cast<QWidget *>(name_), static_cast<QWidget *>(interval_), static_cast<QWidget *>(input_),
           static_cast<QWidget *>(expected_), static_cast<QWidget *>(remove_), static_cast<QWidget *>(run_) })
        part->setEnabled(test != nullptr);
    name_->setText(test == nullptr ? QString() : toQString(test->name));
    interval_->setText(test == nullptr ? QString() : toQString(durationText(test->interval_ns)));
    // A row more than there are, to type into.
    input_->setRowCount(test == nullptr ? 0 : static_cast<int>(test->input.size()) + 1);
    expected_->setRowCount(test == nullptr ? 0 : static_cast<int>(test->expected.size()) + 1);
    for (int row = 0; test != nullptr && row < static_cast<int>(test->input.size()); ++row) {
        const TestSeries &series = test->input[static_cast<std::size_t>(row)];
        setRow(*input_, row, { toQString(series.key), toQString(series.field), toQString(series.values) });
        input_->item(row, 0)->setData(stream_role, toQString(series.stream));
    }
    for (int row = 0; test != nullptr && row < static_cast<int>(test->expected.size()); ++row) {
        const TestExpectation &one = test->expected[static_cast<std::size_t>(row)];
        setRow(*expected_, row, { toQString(durationText(one.at_ns)), toQString(one.key), toQString(name(one.state)) });
    }
    result_->setText(test == nullptr ? tr("A test case sends values to the rule and says which alerts must come of them. "
                                          "It is saved with the rule and run by “streamgauge check”.")
                                     : QString());
    showing_ = false;
    showFault({});
}

QStringList RuleTestView::fields() const
{
    QStringList names;
    if (const SchemaPtr schema = context_.schema(toQString(rule_.stream))) {
        for (const Column &column : schema->columns)
            names.append(toQString(column.name));
    }
    return names;
}

void RuleTestView::showFault(const QString &fault)
{
    // What does not read would be lost by going to another test.
    for (QWidget *part : { static_cast<QWidget *>(chosen_), static_cast<QWidget *>(add_) }) {
        part->setEnabled(fault.isEmpty());
        part->setToolTip(fault);
    }
    if (!fault.isEmpty())
        showResult(fault, QStringLiteral("problemText"));
    else if (!fault_.isEmpty())
        showResult({}, QStringLiteral("problemText"));
    fault_ = fault;
}

void RuleTestView::showResult(const QString &text, const QString &tone)
{
    result_->setText(text);
    result_->setObjectName(tone);
    result_->style()->unpolish(result_);
    result_->style()->polish(result_);
}

QString RuleTestView::readInterval(RuleTest &test)
{
    const QString text = interval_->text().trimmed();
    const auto interval_ns = parseDuration(text.toStdString());
    if (!interval_ns)
        return tr("“%1” is no interval. Write 250ms, 10s or 1m30s.").arg(text);
    test.interval_ns = *interval_ns;
    return {};
}

QString RuleTestView::readExpected(RuleTest &test)
{
    QString first;
    test.expected.clear();
    const QColor color = context_.palette().critical;
    for (int row = 0; row < expected_->rowCount(); ++row) {
        const QString at = cell(*expected_, row, 0);
        const QString key = cell(*expected_, row, 1);
        const QString wanted = cell(*expected_, row, 2);
        const auto at_ns = parseDuration(at.toStdString());
        const auto state = alertStateFromName(wanted.toStdString());
        if (at_ns && state)
            test.expected.push_back({ *at_ns, key.toStdString(), *state });
        const bool empty = at.isEmpty() && key.isEmpty() && wanted.isEmpty();
        const QString at_fault = at_ns || empty ? QString() : tr("“%1” is no time. Write 0s, 10s or 1m30s.").arg(at);
        const QString state_fault =
            state || empty ? QString() : tr("“%1” is no state. There are %2.").arg(wanted, stateNames().join(u", "));
        markCell(*expected_, row, 0, at_fault, color);
        markCell(*expected_, row, 2, state_fault, color);
        if (const QString fault = at_fault.isEmpty() ? state_fault : at_fault; first.isEmpty() && !fault.isEmpty())
            first = tr("Row %1: %2").arg(row + 1).arg(fault);
    }
    return first;
}

void RuleTestView::readTest()
{
    RuleTest *test = current();
    if (showing_ || test == nullptr)
        return;
    test->name = name_->text().trimmed().toStdString();
    test->input.clear();
    for (int row = 0; row < input_->rowCount(); ++row) {
        const QTableWidgetItem *first = input_->item(row, 0);
        const TestSeries series { first == nullptr ? std::string() : first->data(stream_role).toString().toStdString(),
                                  cell(*input_, row, 0).toStdString(), cell(*input_, row, 1).toStdString(),
                                  cell(*input_, row, 2).toStdString() };
        if (!series.field.empty() || !series.values.empty())
            test->input.push_back(series);
    }
    showing_ = true;
    const QString interval_fault = readInterval(*test);
    const QString expected_fault = readExpected(*test);
    showFault(interval_fault.isEmpty() ? expected_fault : interval_fault);
    chosen_->setItemText(chosen_->currentIndex(), toQString(test->name));
    for (QTableWidget *grown : { input_, expected_ }) {
        const int last = grown->rowCount() - 1;
        if (!cell(*grown, last, 0).isEmpty() || !cell(*grown, last, 2).isEmpty())
            grown->setRowCount(last + 2);
    }
    showing_ = false;
    Q_EMIT edited();
}

void RuleTestView::run()
{
    RuleTest *test = current();
    if (test == nullptr || !fault_.isEmpty())
        return;
    RuleTest named = *test;
    named.rule = rule_.name;
    if (const auto sound = checkRuleTest(named); !sound) {
        take(sound.error());
        return;
    }
    context_.services->runTest(rule_, named, this,
                               [this](const Result<std::vector<RuleTestMismatch>> &found) { take(found); });
}

void RuleTestView::take(const Result<std::vector<RuleTestMismatch>> &mismatches)
{
    QStringList lines;
    if (!mismatches)
        lines.append(toQString(mismatches.error().text()));
    else if (mismatches->empty())
        lines.append(tr("Passed: everything came out as expected."));
    for (const RuleTestMismatch &one : mismatches ? *mismatches : std::vector<RuleTestMismatch>())
        lines.append(tr("At %1 %2 is %3, expected %4.")
                         .arg(toQString(durationText(one.expected.at_ns)),
                              one.expected.key.empty() ? tr("the alert") : keyText(one.expected.key),
                              toQString(name(one.found)), toQString(name(one.expected.state))));
    const bool good = mismatches && mismatches->empty();
    showResult(lines.join(QLatin1Char('\n')), good ? QStringLiteral("goodText") : QStringLiteral("problemText"));
}

} // namespace streamgauge
