// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desk/qtlogging.h"

#include <QString>

#include <atomic>

namespace streamgauge {

namespace {

// Qt's handler is a plain function: it has no other way to the log.
std::atomic<Logging *> active_log = nullptr;
std::atomic<QtMessageHandler> next_handler = nullptr;

LogLevel levelOf(QtMsgType type)
{
    switch (type) {
    case QtDebugMsg: return LogLevel::Debug;
    case QtInfoMsg: return LogLevel::Info;
    case QtWarningMsg: return LogLevel::Warning;
    case QtCriticalMsg:
    case QtFatalMsg: return LogLevel::Error;
    }
    return LogLevel::Info;
}

void toLog(QtMsgType type, const QMessageLogContext &context, const QString &text)
{
    if (Logging *log = active_log) {
        const std::string category = context.category == nullptr ? "qt" : context.category;
        log->write(LogCategory::Ui, levelOf(type), category + ": " + text.toStdString());
        if (type == QtFatalMsg)
            log->flush();
    }
    if (const QtMessageHandler next = next_handler; next != nullptr && type != QtDebugMsg && type != QtInfoMsg)
        next(type, context, text);
}

} // namespace

QtLogging::QtLogging(Logging &logging)
    : previous_(nullptr)
{
    active_log = &logging;
    previous_ = qInstallMessageHandler(toLog);
    next_handler = previous_;
}

QtLogging::~QtLogging()
{
    qInstallMessageHandler(previous_);
    active_log = nullptr;
    next_handler = nullptr;
}

} // namespace streamgauge
