# SPDX-License-Identifier: GPL-3.0-or-later
if(TARGET streamgauge_replay)
  add_fuzzer(fuzz_replayfile LIBS streamgauge_replay streamgauge_engine RUNS 100000)
endif()
