// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/dynamiclibrary.h"

#include <cstdint>
#include <string>

#ifdef _WIN32
#include <windows.h>
#else
#include <dlfcn.h>
#endif

namespace streamgauge {

namespace {

Error loadError(const std::filesystem::path &file, std::string message)
{
    return { ErrorKind::Resource, std::move(message), file.string(),
             "Install the package again; its parts must be of one version" };
}

} // namespace

#ifdef _WIN32

Result<std::unique_ptr<DynamicLibrary>> DynamicLibrary::open(const std::filesystem::path &file)
{
    HMODULE handle = LoadLibraryW(file.c_str());
    if (handle == nullptr)
        return loadError(file, "cannot be loaded, Windows error " + std::to_string(GetLastError()));
    return std::unique_ptr<DynamicLibrary>(new DynamicLibrary(handle));
}

DynamicLibrary::~DynamicLibrary()
{
    FreeLibrary(static_cast<HMODULE>(handle_));
}

void *DynamicLibrary::address(const char *symbol) const
{
    return reinterpret_cast<void *>(GetProcAddress(static_cast<HMODULE>(handle_), symbol));
}

std::filesystem::path executablePath()
{
    std::wstring buffer(32'768, L'\0');
    const DWORD length = GetModuleFileNameW(nullptr, buffer.data(), static_cast<DWORD>(buffer.size()));
    return std::filesystem::path(buffer.substr(0, length));
}

#else

Result<std::unique_ptr<DynamicLibrary>> DynamicLibrary::open(const std::filesystem::path &file)
{
    // Symbols are resolved now: a missing one is an error here, not a crash later.
    void *handle = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (handle == nullptr) {
        const char *reason = dlerror();
        std::string message = reason == nullptr ? "cannot be loaded" : reason;
        // It begins with the name, which is this error's place already.
        if (message.starts_with(file.string() + ": "))
            message.erase(0, file.string().size() + 2);
        return loadError(file, std::move(message));
    }
    return std::unique_ptr<DynamicLibrary>(new DynamicLibrary(handle));
}

DynamicLibrary::~DynamicLibrary()
{
    dlclose(handle_);
}

void *DynamicLibrary::address(const char *symbol) const
{
    return dlsym(handle_, symbol);
}

std::filesystem::path executablePath()
{
    std::error_code failed;
    return std::filesystem::read_symlink("/proc/self/exe", failed);
}

#endif

} // namespace streamgauge
