// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desk/username.h"

#include <QByteArray>

namespace streamgauge {

std::string userName()
{
    for (const char *variable : { "USER", "USERNAME", "LOGNAME" }) {
        const QByteArray value = qgetenv(variable);
        if (!value.isEmpty())
            return value.toStdString();
    }
    return "operator";
}

} // namespace streamgauge
