#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# tests/support/machine.sh itself: what goes in and comes out, and that nothing of it stays.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
machine=tests/support/machine.sh
"$machine" --check || exit 77

dir="$(mktemp -d)"
trap 'rm -rf "$dir"' EXIT
export TMPDIR="$dir" # where a runner that is killed leaves its own

expect() { # WHAT EXPECTED GOT
    [ "$2" = "$3" ] || { printf 'FAIL: %s\n  expected: %s\n  got:      %s\n' "$1" "$2" "$3"; exit 1; }
}

expect "a kernel that is not there is said" "there is no kernel in build/machine (tests/run --vm fetches it)" \
    "$(SLUICE_MACHINE_DIR="$dir" "$machine" --check || true)"

status=0
"$machine" --module 'nosuch option=1' -- true 2>"$dir/err" || status=$?
expect "the exit status where there is no such driver" 77 "$status"
expect "what is said of it" "machine.sh: its kernel has no driver nosuch" "$(cat "$dir/err")"

# --- a program's output and exit status are its own; what it writes stays in the machine
status=0
# shellcheck disable=SC2016 # the words are for the shell inside
SLUICE_WORD="two words" "$machine" --module 'vivid n_devs=2' -- sh -c '
    echo "$SLUICE_WORD"; ls /dev/video0 /dev/video1; touch README.md written; ls written; echo trouble >&2; exit 7' \
    >"$dir/out" 2>"$dir/err" || status=$?
expect "its exit status" 7 "$status"
expect "its output" "two words /dev/video0 /dev/video1 written" "$(xargs <"$dir/out")"
expect "its errors" "trouble" "$(tail -n 1 "$dir/err")" # before them may stand that it came up at the second attempt only
expect "what it wrote" "nothing" "$([ -e written ] && echo something || echo nothing)"

# --- it has a limit
status=0
"$machine" --for 1 -- sleep 1000 >"$dir/out" 2>"$dir/err" || status=$?
expect "the exit status of one that takes too long" 124 "$status"

# --- and ends with whoever runs it, even if that is killed
"$machine" -- sleep 1000 >"$dir/out" 2>"$dir/err" &
runner=$!
qemu=""
for _ in {1..200}; do
    for child in $(cat "/proc/$runner/task/$runner/children"); do
        [[ "$(cat "/proc/$child/comm" 2>/dev/null)" != qemu-system* ]] || qemu="$child"
    done
    [ -z "$qemu" ] || break
    sleep 0.05
done
[ -n "$qemu" ] || expect "a machine that runs" "a process" "none"
kill -KILL "$runner"
for _ in {1..100}; do
    kill -0 "$qemu" 2>/dev/null || break
    sleep 0.05
done
expect "the machine of a killed runner" "gone" "$(kill -0 "$qemu" 2>/dev/null && echo there || echo gone)"
