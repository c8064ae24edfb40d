// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/rules/rulequestions.h"

#include <stop_token>

namespace streamgauge {

/// Answers a question on the calling thread, which it keeps busy. `basis`: of the source whose events the engine still
/// holds. Error Cancelled when it was stopped.
[[nodiscard]] Result<BacktestAnswer> answerBacktest(const Engine &engine, TimeBasis basis, const BacktestQuestion &question,
                                                    RuleFunctions functions, std::stop_token stop);

} // namespace streamgauge
