// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

/// Each text fuzz target has these two; libFuzzer calls the first alone.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size);
/// Inputs to start from.
std::vector<std::string> fuzzSeeds();
