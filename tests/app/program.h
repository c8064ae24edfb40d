// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QProcess>
#include <QStringList>
#include <QTemporaryDir>

#include <memory>

namespace streamgauge {

struct ProgramResult {
    int status = -1; ///< -1: did not end by itself
    QByteArray out;
    QByteArray err;
    [[nodiscard]] QJsonObject summary() const; ///< of `--summary -`
};

/// The executable of this build with a home of its own, without display and without passwords around it.
class TestProgram
{
public:
    TestProgram();
    void setVariable(const QString &name, const QString &value) { variables_.insert(name, value); }
    [[nodiscard]] QString home() const { return home_.path(); }

    /// Runs to the end; at most two minutes.
    [[nodiscard]] ProgramResult run(const QStringList &arguments) const;
    /// Runs until the caller ends it.
    [[nodiscard]] std::unique_ptr<QProcess> start(const QStringList &arguments) const;
    [[nodiscard]] static ProgramResult wait(QProcess &process);

private:
    QTemporaryDir home_;
    QProcessEnvironment variables_;
};

/// The rows of a CSV, header first. A missing cell is a null QString, an empty text an empty one.
[[nodiscard]] QList<QStringList> readCsv(const QByteArray &text);
[[nodiscard]] QByteArray readFile(const QString &path);

} // namespace streamgauge
