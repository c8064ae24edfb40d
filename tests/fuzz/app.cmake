# SPDX-License-Identifier: GPL-3.0-or-later
add_fuzzer(fuzz_sourceurl LIBS streamgauge_app)
add_fuzzer(fuzz_workspace LIBS streamgauge_app)
