// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/rules/ruletestview.h"

#include "engine/data/timetext.h"
#include "models/livetext.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QSignalBlocker>
#include <QStyle>
#include <QVBoxLayout>

#include <algorithm>

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

} // namespace

RuleTestView::RuleTestView(const DeskContext &context, QWidget *parent)
    : QWidget(parent)
    , context_(context)
    , chosen_(new QComboBox(this))
    , name_(new QLineEdit(this))
    , interval_(new QLineEdit(this))
    , input_(table(QStringLiteral("testInput"), { tr("Key"), tr("Field"), tr("Values: 75 85 70x5 _") }, tr("What is sent")))
    , expected_(table(QStringLiteral("testExpected"), { tr("At"), tr("Key"), tr("State") }, tr("What must come out")))
    , result_(new QLabel(this))
{
    result_->setObjectName(QStringLiteral("testResult"));
    result_->setWordWrap(true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    column->setSpacing(8);
    column->addWidget(chooser());
    column->addWidget(tablePart(input_, tr("What is sent, one value an interval")), 1);
    column->addWidget(tablePart(expected_, tr("What must come out: normal, pending, firing, recovering, resolved")), 1);
    column->addWidget(result_);
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
    auto *add = button(tr("Add te&st"), QStringLiteral("add"), QStringLiteral("addTest"));
    remove_ = button(tr("Delete test"), QStringLiteral("trash"), QStringLiteral("deleteTest"));
    run_ = button(tr("&Run"), QStringLiteral("play"), QStringLiteral("runTest"));
    chosen_->setAccessibleName(tr("Test case"));
    name_->setAccessibleName(tr("Name of the test"));
    name_->setPlaceholderText(tr("What it proves"));
    interval_->setAccessibleName(tr("Interval between the values"));
    interval_->setFixedWidth(80);
    auto *top = new QHBoxLayout;
    top->addWidget(chosen_, 1);
    for (QPushButton *one : { add, remove_, run_ })
        top->addWidget(one);
    auto *below = new QHBoxLayout;
    below->addWidget(name_, 1);
    below->addWidget(new QLabel(tr("a value every"), part));
    below->addWidget(interval_);
    auto *column = new QVBoxLayout(part);
    column->setContentsMargins(0, 0, 0, 0);
    column->addLayout(top);
    column->addLayout(below);
    connect(add, &QPushButton::clicked, this, &RuleTestView::addTest);
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
    }
    for (int row = 0; test != nullptr && row < static_cast<int>(test->expected.size()); ++row) {
        const TestExpectation &one = test->expected[static_cast<std::size_t>(row)];
        setRow(*expected_, row, { toQString(durationText(one.at_ns)), toQString(one.key), toQString(name(one.state)) });
    }
    result_->setText(test == nullptr ? tr("A test case sends values to the rule and says which alerts must come of them. "
                                          "It is saved with the rule and run by “streamgauge check”.")
                                     : QString());
    showing_ = false;
}

void RuleTestView::readTest()
{
    RuleTest *test = current();
    if (showing_ || test == nullptr)
        return;
    test->name = name_->text().trimmed().toStdString();
    if (const auto interval_ns = parseDuration(interval_->text().trimmed().toStdString()))
        test->interval_ns = *interval_ns;
    test->input.clear();
    test->expected.clear();
    for (int row = 0; row < input_->rowCount(); ++row) {
        const TestSeries series {
            {}, cell(*input_, row, 0).toStdString(), cell(*input_, row, 1).toStdString(), cell(*input_, row, 2).toStdString()
        };
        if (!series.field.empty() || !series.values.empty())
            test->input.push_back(series);
    }
    for (int row = 0; row < expected_->rowCount(); ++row) {
        const auto at_ns = parseDuration(cell(*expected_, row, 0).toStdString());
        const auto state = alertStateFromName(cell(*expected_, row, 2).toStdString());
        if (at_ns && state)
            test->expected.push_back({ *at_ns, cell(*expected_, row, 1).toStdString(), *state });
    }
    showing_ = true;
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
    if (test == nullptr)
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
    result_->setText(lines.join(QLatin1Char('\n')));
    result_->setObjectName(good ? QStringLiteral("goodText") : QStringLiteral("problemText"));
    result_->style()->unpolish(result_);
    result_->style()->polish(result_);
}

} // namespace streamgauge
