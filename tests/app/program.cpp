// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/program.h"

#include <QFile>
#include <QJsonDocument>

namespace streamgauge {

namespace {

constexpr int most_ms = 120'000;

} // namespace

QJsonObject ProgramResult::summary() const
{
    return QJsonDocument::fromJson(out).object();
}

TestProgram::TestProgram()
    : variables_(QProcessEnvironment::systemEnvironment())
{
    variables_.insert(QStringLiteral("XDG_STATE_HOME"), home_.filePath(QStringLiteral("state")));
    variables_.insert(QStringLiteral("HOME"), home_.path());
    for (const QString &name : { QStringLiteral("DISPLAY"), QStringLiteral("WAYLAND_DISPLAY"),
                                 QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("STREAMGAUGE_PASSWORD") })
        variables_.remove(name);
}

std::unique_ptr<QProcess> TestProgram::start(const QStringList &arguments) const
{
    auto process = std::make_unique<QProcess>();
    process->setProcessEnvironment(variables_);
    process->setWorkingDirectory(home_.path());
    process->start(qEnvironmentVariable("STREAMGAUGE_BINARY_DIR") + QStringLiteral("/bin/streamgauge"), arguments);
    process->waitForStarted();
    return process;
}

ProgramResult TestProgram::wait(QProcess &process)
{
    ProgramResult result;
    if (!process.waitForFinished(most_ms))
        process.kill();
    else if (process.exitStatus() == QProcess::NormalExit)
        result.status = process.exitCode();
    process.waitForFinished();
    result.out = process.readAllStandardOutput();
    result.err = process.readAllStandardError();
    return result;
}

ProgramResult TestProgram::run(const QStringList &arguments) const
{
    const auto process = start(arguments);
    return wait(*process);
}

QList<QStringList> readCsv(const QByteArray &text)
{
    QList<QStringList> rows;
    QStringList row;
    QByteArray cell;
    bool quoted = false;
    bool was_quoted = false;
    const auto endCell = [&] {
        row.append(cell.isEmpty() && !was_quoted ? QString()
                       : cell.isEmpty()          ? QStringLiteral("")
                                                 : QString::fromUtf8(cell));
        cell.clear();
        was_quoted = false;
    };
    for (qsizetype at = 0; at < text.size(); ++at) {
        const char letter = text[at];
        if (quoted && letter == '"' && at + 1 < text.size() && text[at + 1] == '"') {
            cell += '"';
            ++at;
        } else if (letter == '"') {
            quoted = !quoted;
            was_quoted = true;
        } else if (!quoted && letter == ',') {
            endCell();
        } else if (!quoted && letter == '\r' && at + 1 < text.size() && text[at + 1] == '\n') {
            endCell();
            rows.append(row);
            row.clear();
            ++at;
        } else {
            cell += letter;
        }
    }
    return rows;
}

QByteArray readFile(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace streamgauge
