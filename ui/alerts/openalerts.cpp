// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/openalerts.h"

#include "engine/alerts/matcher.h"
#include "models/alertmodel.h"
#include "models/livetext.h"

#include <QCoreApplication>

#include <algorithm>

namespace streamgauge {

namespace {

struct OpenAlertsText {
    Q_DECLARE_TR_FUNCTIONS(OpenAlertsText)
};

QString matcherFor(const char *name, const std::string &value)
{
    const Matcher matcher { name, MatchOperator::Equal, value };
    return toQString(matchersText({ &matcher, 1 }));
}

} // namespace

std::vector<Alert> openAlerts(const DeskContext &context)
{
    std::vector<Alert> open;
    const SnapshotPtr snapshot = context.services->feed().latest();
    if (!snapshot || !snapshot->alerts)
        return open;
    std::ranges::copy_if(*snapshot->alerts, std::back_inserter(open),
                         [](const Alert &alert) { return isFiring(alert) || alert.state == AlertState::Pending; });
    return open;
}

QStringList matcherSuggestions(const DeskContext &context)
{
    QStringList all;
    for (const RuleSpec &rule : context.services->rules())
        all << matcherFor("rule", rule.name);
    for (const StreamStatus &stream : context.streams())
        all << matcherFor("stream", stream.schema->stream);
    return all;
}

QString alertNames(const std::vector<const Alert *> &alerts)
{
    constexpr std::size_t most_named = 3;
    QStringList names;
    for (std::size_t index = 0; index < std::min(alerts.size(), most_named); ++index) {
        const Alert &alert = *alerts[index];
        names << (alert.key.empty() ? toQString(alert.rule)
                                    : OpenAlertsText::tr("%1 for %2").arg(toQString(alert.rule), keyText(alert.key)));
    }
    const QString named = names.join(QStringLiteral(", "));
    return alerts.size() > most_named ? OpenAlertsText::tr("%1 and %2 more").arg(named).arg(alerts.size() - most_named)
                                      : named;
}

} // namespace streamgauge
