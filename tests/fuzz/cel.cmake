# SPDX-License-Identifier: GPL-3.0-or-later
add_fuzzer(fuzz_cel LIBS streamgauge_engine)
