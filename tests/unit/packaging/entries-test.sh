#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The entries for desktops and software centres, as their own tools see them, and what they have to agree on.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../../packaging"

fail() { echo "FAIL: $*"; exit 1; }

grep -qx 'Icon=sluice' sluice.desktop || fail "the icon is resources/icons/sluice.svg"
[ -f ../resources/icons/sluice.svg ] || fail "the icon is missing"
grep -q '<launchable type="desktop-id">sluice.desktop</launchable>' sluice.metainfo.xml || fail "the entries do not meet"
version="$(sed -n 's/^project(Sluice VERSION \([0-9.]*\).*/\1/p' ../CMakeLists.txt)"
grep -q "<release version=\"$version\"" sluice.metainfo.xml || fail "version $version is not among the releases"

checked=0
if command -v desktop-file-validate >/dev/null; then
    desktop-file-validate sluice.desktop || fail "sluice.desktop"
    checked=$((checked + 1))
fi
if command -v appstreamcli >/dev/null; then
    appstreamcli validate --no-net sluice.metainfo.xml || fail "sluice.metainfo.xml"
    checked=$((checked + 1))
fi
[ "$checked" -eq 2 ] || { echo "SKIP   : desktop-file-utils or appstream is not installed"; exit 77; }
