#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what is missing, builds, and runs every check and test. The last line counts them.
# The checks are functions that check() calls by name.
# shellcheck disable=SC2317
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1

passed=0
failed=0
# check NAME COMMAND...: runs one check and counts it.
check() {
    local name=$1 started=$SECONDS
    shift
    echo "== $name"
    if "$@"; then
        ((passed += 1))
        echo "== $name: passed ($((SECONDS - started)) s)"
    else
        ((failed += 1))
        echo "== $name: FAILED ($((SECONDS - started)) s)"
        return 1
    fi
}
finish() {
    echo "$passed passed, $failed failed"
    ((failed == 0))
    exit
}

build() {
    [[ -f build/$1/build.ninja ]] || cmake --preset "$1" || return
    ninja -C "build/$1" "${@:2}"
}
format() {
    git ls-files -z '*.h' '*.cpp' | xargs -0 -n 40 -P "$(nproc)" clang-format --dry-run -Werror
}
scripts() {
    git ls-files -z '*.sh' .ci/run | xargs -0 shellcheck
}
# Runs the tests of the dev build and counts each of them.
tests() {
    local log=build/dev/tests.log status
    ctest --preset dev -j "$(nproc)" | tee "$log"
    status=${PIPESTATUS[0]}
    local total broken
    read -r broken total < <(sed -n 's/.*% tests passed, \([0-9]*\) tests failed out of \([0-9]*\).*/\1 \2/p' "$log")
    ((passed += ${total:-0} - ${broken:-0}, failed += ${broken:-0}))
    if ((status != 0 && ${broken:-0} == 0)); then
        ((failed += 1))
    fi
}

check "packages" tools/install-packages.sh build test || finish
check "format" format
check "scripts" scripts
check "build dev" build dev || finish
check "build release" build release program || finish
check "lint" tools/lint.py build/dev
tests
finish
