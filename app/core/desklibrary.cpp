// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/desklibrary.h"

#include "app/core/program.h"

#include <cstdlib>

namespace streamgauge {

namespace {

bool isSet(const char *variable)
{
    const char *value = std::getenv(variable);
    return value != nullptr && value[0] != '\0';
}

} // namespace

bool hasDisplay()
{
#if defined(_WIN32) || defined(__APPLE__)
    return true;
#else
    return isSet("DISPLAY") || isSet("WAYLAND_DISPLAY") || isSet("QT_QPA_PLATFORM");
#endif
}

Result<void> callDesk(DeskRequest request)
{
    auto library = DynamicLibrary::open(request.program->paths().libraries / libraryFileName("desk"));
    if (!library)
        return library.error();
    const auto desk = (*library)->function<DeskFunction>(desk_function_name);
    if (desk == nullptr)
        return Error { ErrorKind::Internal, "the desk library has no entry", libraryFileName("desk"),
                       "Install the package again" };
    std::string message;
    request.error = &message;
    const int status = desk(&request);
    (void)library.value().release();
    if (status == 0)
        return {};
    return Error { ErrorKind::Resource, message.empty() ? "the desk failed" : message, "", "" };
}

} // namespace streamgauge
