#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs the Debian packages the program (and with "test" its tests) needs, after saying which and why.
#
#   tools/install-packages.sh build [test]
# look_for() reads the two tables by name.
# shellcheck disable=SC2034
set -euo pipefail

declare -A build_packages=(
    [cmake]="configures the build"
    [ninja-build]="runs the build"
    [g++]="the C++20 compiler"
    [mold]="links quickly"
    [ccache]="keeps compiled files between builds"
    [pkg-config]="finds libraries"
    [qt6-base-dev]="windows, widgets, tests"
    [qt6-charts-dev]="axes, legends, grids"
    [qt6-svg-dev]="icons"
    [libqt6opengl6-dev]="Qt Charts links it"
    [qtkeychain-qt6-dev]="passwords in the desktop's keychain"
    [libmysqlcppconn-dev]="SQL: metadata, snapshots, the doctor"
    [libmariadb-dev]="binlog transport"
    [zlib1g-dev]="compressed binlog events"
    [libzstd-dev]="compressed binlog transactions"
    [libssl-dev]="checksums and TLS"
    [libsqlite3-dev]="the program's own state"
    [nlohmann-json3-dev]="workspace files"
    [libsimdjson-dev]="streams of JSON"
    [libabsl-dev]="hash maps, time zones"
    [libre2-dev]="regular expressions in rules"
    [libcurl4-openssl-dev]="e-mail and web hooks"
    [libspdlog-dev]="logging"
    [libcli11-dev]="command line"
    [fonts-roboto-unhinted]="a screen font with tabular figures"
)
declare -A test_packages=(
    [mariadb-server-core]="a real server to capture from, started by the tests alone"
    [mariadb-client-core]="mariadb-binlog, to compare with"
    [python3-aiosmtpd]="a mail server to send to"
    [openssl]="a certificate for it"
    [xvfb]="a display for the tests that click and type"
    [openbox]="a window manager on it"
    [xdotool]="types and clicks there"
    [clang-format]="checks the format"
    [clang-tidy]="checks the code"
    [shellcheck]="checks the scripts"
    [python3]="runs the checks on all cores"
    [desktop-file-utils]="checks the desktop entry"
    [appstream]="checks the metainfo"
    [dpkg-dev]="finds the package's dependencies"
    [fakeroot]="builds the package"
    [file]="looks into the package's programs"
)

missing=()
# Prints what is missing of the associative array named $1 and adds it to `missing`.
look_for() {
    local -n wanted=$1
    local installed package
    # It fails when it has never heard of one of them, which is what is asked here.
    installed=$({ dpkg-query -W -f='${db:Status-Status} ${Package}\n' "${!wanted[@]}" 2>/dev/null || true; } | sed -n 's/^installed //p')
    for package in $(printf '%s\n' "${!wanted[@]}" | sort); do
        if ! grep -qx -- "$package" <<<"$installed"; then
            missing+=("$package")
            printf '  %-24s %s\n' "$package" "${wanted[$package]}" >&2
        fi
    done
}

if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    echo "This is no Debian: install what these packages hold by hand: ${!build_packages[*]}" >&2
    exit 0
fi
for group in "${@:-build}"; do
    case $group in
        build) look_for build_packages ;;
        test) look_for test_packages ;;
        *) sed -n '3,5p' "$0" >&2; exit 2 ;;
    esac
done
((${#missing[@]})) || exit 0

as_root=()
if ((EUID != 0)); then
    command -v sudo >/dev/null || { echo "Install the packages above as root, then start again." >&2; exit 1; }
    as_root=(sudo)
fi
echo "Installing the ${#missing[@]} packages above with apt-get${as_root:+ (sudo asks for your password)}" >&2
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
