// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/matcheredit.h"

#include "models/livetext.h"

#include <QCompleter>
#include <QStringListModel>
#include <QVBoxLayout>

namespace streamgauge {

namespace {

/// Completes the matcher behind the last comma.
class MatcherCompleter : public QCompleter
{
public:
    using QCompleter::QCompleter;

    [[nodiscard]] QStringList splitPath(const QString &path) const override
    {
        return { path.mid(path.lastIndexOf(QLatin1Char(',')) + 1).trimmed() };
    }
    [[nodiscard]] QString pathFromIndex(const QModelIndex &index) const override
    {
        const auto *edit = qobject_cast<const QLineEdit *>(widget());
        const QString before = edit == nullptr ? QString() : edit->text();
        const auto comma = before.lastIndexOf(QLatin1Char(','));
        return (comma < 0 ? QString() : before.left(comma) + QStringLiteral(", ")) + QCompleter::pathFromIndex(index);
    }
};

} // namespace

MatcherEdit::MatcherEdit(const QString &name, bool required, QWidget *parent)
    : QWidget(parent)
    , edit_(new QLineEdit(this))
    , fault_(new QLabel(this))
    , required_(required)
{
    edit_->setAccessibleName(name);
    edit_->setToolTip(tr("rule, stream, key, field, severity or a label, with =, !=, =~ or !~ and a value in quotes"));
    edit_->setPlaceholderText(required ? tr("rule=\"Down\", key=~\"bed-.*\"") : tr("all alerts"));
    edit_->setClearButtonEnabled(true);
    fault_->setObjectName(QStringLiteral("problemText"));
    fault_->setWordWrap(true);
    fault_->hide();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addWidget(edit_);
    column->addWidget(fault_);
    setFocusProxy(edit_);
    setSuggestions({});
    connect(edit_, &QLineEdit::textChanged, this, [this] {
        showFault();
        Q_EMIT changed();
    });
}

void MatcherEdit::setMatchers(const std::vector<Matcher> &matchers)
{
    edit_->setText(toQString(matchersText(matchers)));
    // An empty new one is not wrong yet.
    fault_->hide();
}

void MatcherEdit::setSuggestions(const QStringList &suggestions)
{
    QStringList all { QStringLiteral("rule=\""),
                      QStringLiteral("stream=\""),
                      QStringLiteral("key=\""),
                      QStringLiteral("field=\""),
                      QStringLiteral("severity=\"info\""),
                      QStringLiteral("severity=\"warning\""),
                      QStringLiteral("severity=\"critical\"") };
    all += suggestions;
    auto *completer = new MatcherCompleter(edit_);
    completer->setModel(new QStringListModel(all, completer));
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    edit_->setCompleter(completer);
}

Result<MatcherSet> MatcherEdit::matchers() const
{
    const auto parsed = parseMatchers(edit_->text().toStdString());
    if (!parsed)
        return parsed.error();
    if (required_ && parsed->empty())
        return Error { ErrorKind::Input,
                       tr("Nothing is named here").toStdString(),
                       {},
                       tr("Write what the alerts have in common").toStdString() };
    return MatcherSet::compile(*parsed);
}

void MatcherEdit::showFault()
{
    const auto set = matchers();
    fault_->setVisible(!set);
    if (!set)
        fault_->setText(toQString(set.error().text()));
    edit_->setAccessibleDescription(set ? QString() : fault_->text());
}

} // namespace streamgauge
