# SPDX-License-Identifier: GPL-3.0-or-later
add_fuzzer(fuzz_recording LIBS streamgauge_engine RUNS 100000)
