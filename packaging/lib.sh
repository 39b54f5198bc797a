# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Shell functions shared by packaging/run, tests/run and .ci/run. Sourced by bash, after `set -euo pipefail`.

sluice_root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
sluice_guard=/usr/sbin/policy-rc.d
sluice_guard_mark='# put here by Sluice for the length of one installation'

say() { printf '==> %s\n' "$*"; }
note() { printf '    %s\n' "$*"; }
die() {
    printf 'Sluice: %s\n' "$*" >&2
    exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }

# --- becoming root, only where something has to be installed ------------------------------------------------------

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif [ -t 0 ]; then
        sudo -- "$@"
    else
        sudo -n -- "$@"
    fi
}

can_be_root() { [ "$(id -u)" -eq 0 ] || { have sudo && { [ -t 0 ] || sudo -n true 2>/dev/null; }; }; }

# --- lists ----------------------------------------------------------------------------------------------------------

# read_list KIND STAGES FILE…: the packages of the files, one a line. KIND is needed or optional; STAGES are the
# words for which `for STAGE` lines count.
read_list() {
    local kind="$1" stages=" $2 " file line line_kind name
    shift 2
    for file in "$@"; do
        while IFS= read -r line || [ -n "$line" ]; do
            line="${line%%#*}"
            # shellcheck disable=SC2086 # the words of the line are wanted
            set -- $line
            [ $# -gt 0 ] || continue
            name="$1" line_kind=needed
            shift
            while [ $# -gt 0 ]; do
                case "$1" in
                    optional) line_kind=optional && shift ;;
                    unless) { have "$2" && name=""; } || true; shift 2 ;;
                    for) case "$stages" in *" $2 "*) ;; *) name="" ;; esac; shift 2 ;;
                    *) die "$file: the word '$1' is not understood." ;;
                esac
            done
            [ -z "$name" ] || [ "$line_kind" != "$kind" ] || printf '%s\n' "$name"
        done <"$file"
    done | sort -u
}

is_installed() {
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null || true)" = installed ]
}

# only_missing: of the packages on standard input, those that are not installed.
only_missing() {
    local name
    while read -r name; do
        is_installed "$name" || printf '%s\n' "$name"
    done
}

# --- installing -----------------------------------------------------------------------------------------------------

# Debian starts a service as soon as its package is unpacked. Sluice needs the nginx program, not a web server on
# port 80: a policy-rc.d that says "not now" stands for the length of the installation. One that is there already is
# somebody's wish and stays as it is.
guard_services() {
    guard_is_ours=no
    if [ -e "$sluice_guard" ] && ! grep -qF "$sluice_guard_mark" "$sluice_guard"; then
        note "$sluice_guard exists and is left as it is."
        return
    fi
    local draft
    draft="$(mktemp)"
    printf '#!/bin/sh\n%s\nexit 101\n' "$sluice_guard_mark" >"$draft"
    as_root install -m 0755 "$draft" "$sluice_guard"
    rm -f "$draft"
    guard_is_ours=yes
    note "No service is started by this installation ($sluice_guard stands guard until it is over)."
}

unguard_services() {
    [ "${guard_is_ours:-no}" = yes ] || return 0
    guard_is_ours=no
    if grep -qsF "$sluice_guard_mark" "$sluice_guard"; then
        as_root rm -f "$sluice_guard"
    fi
}

# A service that came with this installation stays off at the next start of the machine too.
switch_off_new_services() {
    local service
    for service in "$@"; do
        [ -e "/etc/init.d/$service" ] || [ -e "/lib/systemd/system/$service.service" ] || continue
        if [ -d /run/systemd/system ] && have systemctl && systemctl is-active --quiet "$service"; then
            as_root systemctl stop "$service" || note "$service was started and could not be stopped."
        fi
        as_root update-rc.d "$service" disable >/dev/null 2>&1 || true
        note "$service is new here: its system service is off; Sluice starts a $service of its own when it needs one."
    done
}

apt_install() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 \
        -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold \
        install --no-install-recommends --no-remove "$@"
}

apt_can_install() {
    apt-get -q -s install --no-install-recommends --no-remove "$@" >/dev/null 2>&1
}

apt_refresh() {
    local newest
    newest="$(find /var/lib/apt/lists -maxdepth 1 -type f -name '*Packages*' -printf '%TY-%Tm-%Td\n' 2>/dev/null |
        sort | tail -n 1)"
    if [ -n "$newest" ]; then
        say "Refreshing Debian's package lists (the ones here are of $newest)"
    else
        say "Fetching Debian's package lists"
    fi
    if ! as_root apt-get -q update; then
        [ -n "$newest" ] || die "Debian's package lists could not be fetched. Check the network and /etc/apt, then try again."
        note "They could not be refreshed; going on with the old ones."
    fi
}

# install_from "STAGES" FILE…: brings in what the files name and the machine lacks. Does nothing, and asks for
# nothing, where all is there.
install_from() {
    local stages="$1" needed wanted name extra="" new_services=""
    shift
    { have dpkg-query && have apt-get; } ||
        die "This is no Debian system: install what packaging/dependencies-*.txt name, then run again with --no-install."
    needed="$(read_list needed "$stages" "$@" | only_missing)"
    wanted="$(read_list optional "$stages" "$@" | only_missing)"
    if [ -z "$needed$wanted" ]; then
        say "All packages are installed already"
        return
    fi
    if ! can_be_root; then
        # shellcheck disable=SC2086
        [ -n "$needed" ] || { note "Left out, and not needed: "$wanted; return; }
        # shellcheck disable=SC2086
        die "Packages are missing; you are not root, and sudo is not here or wants a password. As root, run: apt-get update && apt-get install --no-install-recommends "$needed
    fi
    apt_refresh
    # shellcheck disable=SC2086
    if [ -n "$wanted" ] && apt_can_install $needed $wanted; then
        extra=" $wanted" wanted=""
    fi
    for name in $wanted; do
        # shellcheck disable=SC2086
        if apt_can_install $needed $extra "$name"; then
            extra="$extra $name"
        else
            note "$name is left out: it cannot be installed here without removing something, or is not known."
        fi
    done
    [ -n "$needed$extra" ] || return 0
    for name in nginx icecast2 mosquitto; do
        is_installed "$name" || [ -e "/etc/init.d/$name" ] || new_services="$new_services $name"
    done
    # shellcheck disable=SC2086
    say "Installing with apt-get: "$needed $extra
    trap unguard_services EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    guard_services
    # shellcheck disable=SC2086
    apt_install $needed $extra ||
        die "The packages could not be installed; the lines above say why. Nothing was built."
    unguard_services
    trap - EXIT INT TERM
    # shellcheck disable=SC2086
    switch_off_new_services $new_services
}

# --- building -------------------------------------------------------------------------------------------------------

choose_launcher() {
    if [ -z "${SLUICE_COMPILER_LAUNCHER+set}" ] && have ccache; then
        export SLUICE_COMPILER_LAUNCHER=ccache
    fi
}

# configure PRESET [OPTION…]
configure() {
    local preset="$1" log
    shift
    choose_launcher
    have cmake || die "cmake is missing. Run again without --no-install."
    log="$sluice_root/build/configure-$preset.log"
    mkdir -p "$sluice_root/build"
    say "Configuring build/$preset"
    if ! (cd "$sluice_root" && cmake --preset "$preset" "$@") >"$log" 2>&1; then
        tail -n 40 "$log" >&2
        die "CMake could not configure the build; the lines above say why (all of them: $log)."
    fi
}

# build PRESET [TARGET…]
build() {
    local preset="$1"
    shift
    say "Building build/$preset on $(nproc) cores"
    (cd "$sluice_root" && cmake --build "build/$preset" --parallel "$(nproc)" ${1:+--target "$@"}) ||
        die "The build of build/$preset failed; the lines above say where."
}
