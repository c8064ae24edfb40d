#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds the Debian package, installs it, starts the installed program without a display, and removes it again.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

as_root=()
((EUID == 0)) || as_root=(sudo)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

[[ -f build/release/build.ninja ]] || cmake --preset release
ninja -C build/release program
(cd build/release && cpack -G DEB -B "$work/packages" >"$work/cpack.log") || { cat "$work/cpack.log"; exit 1; }
package=$(ls "$work"/packages/*.deb)
dpkg-deb --info "$package"

"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package" >"$work/apt.log" || { cat "$work/apt.log"; exit 1; }
installed() {
    # From a directory of its own, and with a home of its own, so that nothing of the source tree helps.
    cd "$work"
    HOME=$work QT_QPA_PLATFORM=offscreen /usr/bin/streamgauge --headless --demo vitals --for 3s --screenshot "$work/out" --summary "$work/summary.json"
    ls -l "$work/out"
    compgen -G "$work/out/*.png" >/dev/null
    grep -q '"events"' "$work/summary.json"
    HOME=$work /usr/bin/streamgauge --version
}
status=0
(installed) || status=1
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get remove -y -qq streamgauge >>"$work/apt.log"
if [[ -e /usr/bin/streamgauge ]]; then
    echo "The program is still there after its package was removed." >&2
    status=1
fi
exit $status
