# SPDX-License-Identifier: GPL-3.0-or-later
add_fuzzer(fuzz_model LIBS streamgauge_engine)
