#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# packaging/lib.sh without installing anything: how lists are read, and the guard against services that start
# themselves.
set -euo pipefail
# shellcheck source=packaging/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../../../packaging/lib.sh"

dir="$(mktemp -d)"
trap 'rm -rf "$dir"' EXIT

expect() { # WHAT EXPECTED GOT
    [ "$2" = "$3" ] || { printf 'FAIL: %s\n  expected: %s\n  got:      %s\n' "$1" "$2" "$3"; exit 1; }
}

# --- lists
cat >"$dir/one.txt" <<'LIST'
# a comment
alpha            # another
beta   optional

gamma  unless sh
delta  unless no-such-command optional
zeta   for tidy
zeta   for clang
LIST
printf 'alpha\nlast' >"$dir/two.txt" # no newline at the end
both=("$dir/one.txt" "$dir/two.txt")
expect "needed, each once" "alpha last" "$(read_list needed "" "${both[@]}" | xargs)"
expect "optional" "beta delta" "$(read_list optional "" "${both[@]}" | xargs)"
expect "by stage" "alpha last zeta" "$(read_list needed "format tidy" "${both[@]}" | xargs)"
printf 'alpha perhaps\n' >"$dir/bad.txt"
expect "a word that nobody knows" "refused" "$( (read_list needed "" "$dir/bad.txt" >/dev/null 2>&1) && echo taken || echo refused)"
for list in build run test; do
    for stages in "" "format clang tidy vm"; do
        read_list needed "$stages" "$sluice_root/packaging/dependencies-$list.txt" >"$dir/names"
        expect "the names in dependencies-$list.txt" "" "$(grep -vE '^[a-z0-9][a-z0-9.+-]+$' "$dir/names" || true)"
        [ -s "$dir/names" ] || expect "dependencies-$list.txt" "some packages" "none"
    done
done

# --- the guard
as_root() { "$@"; }
sluice_guard="$dir/policy-rc.d"
guard_services >/dev/null
expect "the guard says no" "101" "$("$sluice_guard" nginx start && echo 0 || echo $?)"
unguard_services
expect "our guard goes" "gone" "$([ -e "$sluice_guard" ] && echo there || echo gone)"
guard_services >/dev/null
guard_is_ours=no # as after a crash: ours is still there, and the next run finds it
guard_services >/dev/null
unguard_services
expect "a forgotten guard of ours goes too" "gone" "$([ -e "$sluice_guard" ] && echo there || echo gone)"
echo 'exit 0 # somebody else' >"$sluice_guard"
guard_services >/dev/null
unguard_services
expect "a guard of somebody else stays" "exit 0 # somebody else" "$(cat "$sluice_guard")"
