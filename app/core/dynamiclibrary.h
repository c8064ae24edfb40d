// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/result.h"

#include <filesystem>
#include <memory>

namespace streamgauge {

/// One shared library, unloaded with this object. Thread-safe after open().
class DynamicLibrary
{
public:
    [[nodiscard]] static Result<std::unique_ptr<DynamicLibrary>> open(const std::filesystem::path &file);
    ~DynamicLibrary();
    DynamicLibrary(const DynamicLibrary &) = delete;
    DynamicLibrary &operator=(const DynamicLibrary &) = delete;

    /// nullptr when the library has no such symbol. `Function` is a pointer-to-function type.
    template <typename Function> [[nodiscard]] Function function(const char *symbol) const
    {
        return reinterpret_cast<Function>(address(symbol));
    }

private:
    explicit DynamicLibrary(void *handle)
        : handle_(handle)
    {
    }
    [[nodiscard]] void *address(const char *symbol) const;

    void *handle_ = nullptr;
};

/// The running executable's absolute path; empty when the system does not tell.
[[nodiscard]] std::filesystem::path executablePath();

} // namespace streamgauge
