#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what is missing, builds, and opens the desk on the built-in demo. Arguments go to the program:
#
#   ./run.sh                            the demo
#   ./run.sh my.sgw                     a workspace
#   ./run.sh --headless sim:vitals --for 5s
#
# Without a display, and without arguments, the demo runs for 10 s and leaves its pictures in out/.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
"$root/tools/install-packages.sh" build
[[ -f $root/build/release/build.ninja ]] || (cd "$root" && cmake --preset release >&2)
ninja -C "$root/build/release" --quiet program >&2

program=$root/build/release/bin/streamgauge
if [[ -z ${DISPLAY:-}${WAYLAND_DISPLAY:-} ]]; then
    export QT_QPA_PLATFORM=${QT_QPA_PLATFORM:-offscreen}
    if (($# == 0)); then
        echo "There is no display: the demo runs for 10 s, its pictures go to out/" >&2
        exec "$program" --headless --demo vitals --for 10s --screenshot "$root/out" --summary -
    fi
fi
(($# > 0)) || set -- --demo vitals
exec "$program" "$@"
