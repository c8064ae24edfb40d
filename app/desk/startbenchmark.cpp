// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desk/deskapplication.h"
#include "app/desk/deskprogram.h"
#include "app/desk/enginedesk.h"
#include "ui/mainwindow.h"

#include <QEventLoop>
#include <QFile>
#include <QTimer>

#include <ctime>
#include <unistd.h>

namespace streamgauge {

namespace {

constexpr int idle_ms = 3'000;

/// Milliseconds since this process was started, from the kernel's own account (its resolution is one tick, 10 ms).
double processAgeMs()
{
    QFile stat(QStringLiteral("/proc/self/stat"));
    if (!stat.open(QIODevice::ReadOnly))
        return 0;
    // The second field may hold spaces; the 22nd of all is the start time.
    const QList<QByteArray> fields = stat.readAll().split(')').last().simplified().split(' ');
    const double started_s = fields.value(19).toDouble() / static_cast<double>(sysconf(_SC_CLK_TCK));
    timespec now {};
    clock_gettime(CLOCK_BOOTTIME, &now);
    return (static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9 - started_s) * 1e3;
}

double residentBytes()
{
    QFile statm(QStringLiteral("/proc/self/statm"));
    if (!statm.open(QIODevice::ReadOnly))
        return 0;
    return statm.readAll().split(' ').value(1).toDouble() * static_cast<double>(sysconf(_SC_PAGESIZE));
}

/// Tells when the window was first painted.
class FirstPaint : public QObject
{
public:
    double age_ms = 0;

protected:
    bool eventFilter(QObject *, QEvent *event) override
    {
        if (event->type() == QEvent::Paint && age_ms == 0)
            QTimer::singleShot(0, this, [this] { age_ms = processAgeMs(); });
        return false;
    }
};

} // namespace

Result<void> measureStart(const DeskRequest &request)
{
    DeskApplication desk_application(request, true);
    EngineDesk desk(*request.program, desk_application.settings());
    MainWindow window({ &desk, &desk_application.theme() });
    FirstPaint first_paint;
    window.installEventFilter(&first_paint);
    window.resize(1'920, 1'080);
    desk.start();
    window.show();
    QEventLoop loop;
    QTimer::singleShot(idle_ms, &loop, &QEventLoop::quit);
    loop.exec();
    request.figures->push_back({ "process start to first paint", first_paint.age_ms, "ms" });
    request.figures->push_back({ "resident memory, idle desk", residentBytes(), "bytes" });
    return {};
}

} // namespace streamgauge
