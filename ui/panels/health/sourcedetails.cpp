// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/numbertext.h"
#include "ui/panels/health/healthpanel.h"

namespace streamgauge {

namespace {

QString escaped(const std::string &text)
{
    return toQString(text).toHtmlEscaped();
}

QString block(const QString &mark, const QColor &color, const QString &title, const QString &text, const QString &remedy,
              const Palette &palette)
{
    QString html = QStringLiteral("<p style='margin:8px 0 0 0'><span style='color:%1'>%2 <b>%3</b></span> %4")
                       .arg(color.name(), mark, title.toHtmlEscaped(), text);
    if (!remedy.isEmpty())
        html += QStringLiteral("<br><span style='color:%1'>%2</span> %3")
                    .arg(palette.accent.name(), HealthPanel::tr("Remedy:"), remedy);
    return html + QStringLiteral("</p>");
}

QString line(const QString &label, const QString &text, const Palette &palette)
{
    return QStringLiteral("<p style='margin:4px 0 0 0'><span style='color:%1'>%2</span> %3</p>")
        .arg(palette.text_muted.name(), label, text);
}

QString problemBlock(const Problem &problem, const Palette &palette)
{
    QString mark = QStringLiteral("●");
    QString title = HealthPanel::tr("Notice");
    QColor color = palette.info;
    if (problem.severity == Problem::Severity::Warning) {
        mark = QStringLiteral("▲");
        title = HealthPanel::tr("Warning");
        color = palette.warning;
    } else if (problem.severity == Problem::Severity::Serious) {
        mark = QStringLiteral("◆");
        title = HealthPanel::tr("Serious");
        color = palette.critical;
    }
    const QString place = problem.place.empty() ? QString() : QStringLiteral(" <i>(%1)</i>").arg(escaped(problem.place));
    return block(mark, color, title, escaped(problem.text) + place, escaped(problem.remedy), palette);
}

} // namespace

QString sourceDetails(const SourceStatus &source, const Palette &palette)
{
    QString html = QStringLiteral("<p style='margin:0'><b>%1</b> <span style='color:%2'>%3</span></p>")
                       .arg(escaped(source.name), palette.text_muted.name(), escaped(source.kind));
    if (!source.last_error.message.empty()) {
        const QString place = source.last_error.place.empty()
            ? QString()
            : QStringLiteral(" <i>(%1)</i>").arg(escaped(source.last_error.place));
        html += block(QStringLiteral("◆"), palette.critical, HealthPanel::tr("Last error"),
                      escaped(source.last_error.message) + place, escaped(source.last_error.remedy), palette);
    }
    for (auto problem = source.problems.rbegin(); problem != source.problems.rend(); ++problem)
        html += problemBlock(*problem, palette);
    for (auto gap = source.gaps.rbegin(); gap != source.gaps.rend(); ++gap) {
        const QString when =
            HealthPanel::tr("%1 to %2 (%3): ")
                .arg(dateTimeText(gap->from_ns, 0), dateTimeText(gap->to_ns, 0), durationWords(gap->to_ns - gap->from_ns));
        html +=
            block(QStringLiteral("▨"), palette.warning, HealthPanel::tr("Gap"), when + escaped(gap->reason), {}, palette);
    }
    if (source.last_error.message.empty() && source.problems.empty() && source.gaps.empty())
        html += line(HealthPanel::tr("Problems"), HealthPanel::tr("none"), palette);
    if (!source.progress_what.empty()) {
        const QString expected = source.progress_expected > 0
            ? HealthPanel::tr("%1 of %2 rows")
                  .arg(exactCountText(source.progress_done), exactCountText(source.progress_expected))
            : HealthPanel::tr("%1 rows").arg(exactCountText(source.progress_done));
        html += line(escaped(source.progress_what), expected, palette);
    }
    html += line(HealthPanel::tr("Events"),
                 HealthPanel::tr("%1 created, %2 updated, %3 deleted, %4 in snapshots")
                     .arg(exactCountText(source.created), exactCountText(source.updated), exactCountText(source.deleted),
                          exactCountText(source.snapshot)),
                 palette);
    if (!source.position.empty())
        html += line(HealthPanel::tr("Position"), escaped(source.position), palette);
    if (!source.identity.empty())
        html += line(HealthPanel::tr("Server"), escaped(source.identity), palette);
    return html;
}

} // namespace streamgauge
