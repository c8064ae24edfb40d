# SPDX-License-Identifier: GPL-3.0-or-later
add_fuzzer(fuzz_rulespec LIBS streamgauge_engine)
