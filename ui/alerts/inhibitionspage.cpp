// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/inhibitionspage.h"

#include "models/livetext.h"
#include "ui/alerts/openalerts.h"
#include "ui/dialogs/entryforms.h"

#include <QTimer>

#include <algorithm>

namespace streamgauge {

namespace {

constexpr int refresh_ms = 1'000;

} // namespace

InhibitionsPage::InhibitionsPage(const DeskContext &context, NotifyEditor &editor, QWidget *parent)
    : EntriesPage(tr("Inhibitions"),
                  tr("While an alert of the first kind fires, nobody is told of alerts of the second kind. Both stay in the "
                     "list and in the history."),
                  parent)
    , context_(context)
    , editor_(editor)
    , name_(new QLineEdit(this))
    , source_(new MatcherEdit(tr("While these fire"), true, this))
    , target_(new MatcherEdit(tr("Nobody is told of"), true, this))
    , equal_(new QLineEdit(this))
    , effect_(new QLabel(this))
{
    setForm(formPart());
    auto *timer = new QTimer(this);
    connect(timer, &QTimer::timeout, this, &InhibitionsPage::showEffect);
    timer->start(refresh_ms);
    connect(&editor_, &NotifyEditor::changed, this, [this] {
        if (!hasChanges())
            fill(name_->text().toStdString());
    });
    for (QLineEdit *edit : { name_, equal_ })
        connect(edit, &QLineEdit::textChanged, this, &InhibitionsPage::noteChange);
    connect(equal_, &QLineEdit::textChanged, this, &InhibitionsPage::showEffect);
    for (MatcherEdit *edit : { source_, target_ }) {
        edit->setSuggestions(matcherSuggestions(context_));
        connect(edit, &MatcherEdit::changed, this, &InhibitionsPage::noteChange);
        connect(edit, &MatcherEdit::changed, this, &InhibitionsPage::showEffect);
    }
    fill({});
}

QWidget *InhibitionsPage::formPart()
{
    auto *part = new QWidget(this);
    name_->setObjectName(QStringLiteral("name"));
    name_->setAccessibleName(tr("Name"));
    source_->setObjectName(QStringLiteral("source"));
    target_->setObjectName(QStringLiteral("target"));
    equal_->setObjectName(QStringLiteral("equal"));
    equal_->setAccessibleName(tr("With the same"));
    equal_->setPlaceholderText(tr("key"));
    equal_->setToolTip(tr("Only where both alerts have the same text under these names, separated by commas; empty: "
                          "everywhere"));
    effect_->setObjectName(QStringLiteral("effect"));
    effect_->setWordWrap(true);
    auto *form = new QFormLayout(part);
    layOut(*form);
    form->addRow(tr("Name"), name_);
    form->addRow(tr("While these fire"), source_);
    form->addRow(tr("nobody is told of"), target_);
    form->addRow(tr("with the same"), equal_);
    form->addRow(QString(), effect_);
    part->setFocusProxy(name_);
    return part;
}

void InhibitionsPage::fill(const std::string &chosen)
{
    QStringList names;
    for (const InhibitionRule &rule : editor_.settings().inhibitions)
        names << toQString(rule.name);
    setNames(names, toQString(chosen));
}

void InhibitionsPage::showEntry(int row)
{
    const auto &rules = editor_.settings().inhibitions;
    const InhibitionRule rule = row < 0 ? InhibitionRule { {}, {}, {}, { "key" } } : rules[static_cast<std::size_t>(row)];
    name_->setText(toQString(rule.name));
    source_->setMatchers(rule.source);
    target_->setMatchers(rule.target);
    equal_->setText(joinedNames(rule.equal));
    showEffect();
}

Result<InhibitionRule> InhibitionsPage::edited() const
{
    const auto source = source_->matchers();
    const auto target = target_->matchers();
    if (!source)
        return source.error();
    if (!target)
        return target.error();
    return InhibitionRule { name_->text().trimmed().toStdString(), source->matchers(), target->matchers(),
                            splitNames(equal_->text()) };
}

void InhibitionsPage::showEffect()
{
    const auto rule = edited();
    Inhibitor inhibitor;
    if (!rule || !inhibitor.setRules({ *rule })) {
        effect_->clear();
        return;
    }
    const std::vector<Alert> open = openAlerts(context_);
    std::vector<const Alert *> all;
    for (const Alert &alert : open)
        all.push_back(&alert);
    const auto inhibited = inhibitor.inhibitedBy(all);
    std::vector<const Alert *> hit;
    for (std::size_t index = 0; index < all.size(); ++index) {
        if (!inhibited[index].empty())
            hit.push_back(all[index]);
    }
    effect_->setText(
        hit.empty() ? tr("Inhibits none of the open alerts now.")
                    : tr("Inhibits %n open alerts now: %1", nullptr, static_cast<int>(hit.size())).arg(alertNames(hit)));
}

void InhibitionsPage::save()
{
    const auto rule = edited();
    if (!rule)
        return say(rule.error());
    NotifySettings wanted = editor_.settings();
    if (const auto put = putNamed(wanted.inhibitions, row(), *rule); !put)
        return say(put);
    editor_.set(wanted, this, listing(rule->name, tr("Saved; it holds from now on.")));
}

void InhibitionsPage::remove(int row)
{
    NotifySettings wanted = editor_.settings();
    wanted.inhibitions.erase(wanted.inhibitions.begin() + row);
    editor_.set(wanted, this, listing({}, tr("Removed.")));
}

} // namespace streamgauge
