// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/entryforms.h"

#include "engine/data/timetext.h"
#include "models/livetext.h"

#include <QCoreApplication>
#include <QStringList>

namespace streamgauge {

namespace {

struct EntryFormsText {
    Q_DECLARE_TR_FUNCTIONS(EntryFormsText)
};

} // namespace

std::vector<std::string> splitNames(const QString &text)
{
    std::vector<std::string> names;
    for (const QString &part : text.split(QLatin1Char(','))) {
        if (const QString name = part.trimmed(); !name.isEmpty())
            names.push_back(name.toStdString());
    }
    return names;
}

QString joinedNames(const std::vector<std::string> &names)
{
    QStringList all;
    for (const std::string &name : names)
        all << toQString(name);
    return all.join(QStringLiteral(", "));
}

Result<std::int64_t> durationOf(const QString &text, std::int64_t least_ns, std::int64_t greatest_ns)
{
    const auto read = parseDuration(text.trimmed().toStdString());
    if (read && *read >= least_ns && *read <= greatest_ns)
        return *read;
    return Error { ErrorKind::Input,
                   (read ? EntryFormsText::tr("\"%1\" is too short or too long")
                         : EntryFormsText::tr("\"%1\" is no length of "
                                              "time"))
                       .arg(text.trimmed())
                       .toStdString(),
                   {},
                   EntryFormsText::tr("Write %1 to %2, as 30s or 1h30m")
                       .arg(toQString(durationText(least_ns)), toQString(durationText(greatest_ns)))
                       .toStdString() };
}

void layOut(QFormLayout &form)
{
    form.setContentsMargins(0, 0, 8, 0);
    form.setHorizontalSpacing(12);
    form.setVerticalSpacing(8);
    form.setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    form.setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
}

Error unnamed()
{
    return { ErrorKind::Configuration,
             EntryFormsText::tr("There is no name").toStdString(),
             {},
             EntryFormsText::tr("Give it one").toStdString() };
}

Error namedTwice(const std::string &name)
{
    return { ErrorKind::Configuration,
             EntryFormsText::tr("There is already one named %1").arg(toQString(name)).toStdString(),
             {},
             EntryFormsText::tr("Choose another name").toStdString() };
}

} // namespace streamgauge
