#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The second half of machine.sh, inside the machine: makes it one where programs run, runs the one, switches off.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
job=/run/job
# shellcheck source=/dev/null
. "$job/facts"
# shellcheck disable=SC2154 # $now and $modules stand there
date -u -s "@$now" >/dev/null

mkdir -p /dev/shm /dev/pts "/lib/modules/$(uname -r)"
mount -t tmpfs -o mode=1777 shm /dev/shm
mount -t devpts -o mode=0620,ptmxmode=0666 devpts /dev/pts
# shellcheck disable=SC2154
mount --bind "$modules" "/lib/modules/$(uname -r)"
ln -sf /proc/self/fd /dev/fd
# Places of its own for what the other machine has in use.
for place in /tmp /var/tmp /root; do
    [[ "$modules/" == "$place/"* || "$(sed -n 's/^cd //p' "$job/command")/" == "$place/"* ]] ||
        mount -t tmpfs -o mode=1777 tmp "$place"
done
export HOME=/run/home XDG_RUNTIME_DIR=/run/user
mkdir -m 0700 "$HOME" "$XDG_RUNTIME_DIR"

hostname machine 2>/dev/null || true
busybox ip link set lo up
busybox ip link set eth0 up
busybox ip addr add 10.0.2.15/24 dev eth0
busybox ip route add default via 10.0.2.2

udevd=/usr/lib/systemd/systemd-udevd
[ -x "$udevd" ] || udevd=/lib/systemd/systemd-udevd
"$udevd" --daemon 2>/dev/null
while read -r -a module; do
    [ ${#module[@]} -eq 0 ] || modprobe "${module[@]}" || echo "machine: modprobe ${module[*]} failed"
done <"$job/modules"
udevadm trigger --action=add --subsystem-match=video4linux --subsystem-match=sound --subsystem-match=virtio-ports
udevadm settle --timeout=10

port() { # NAME: the device of QEMU's end of that name
    local each
    for each in /sys/class/virtio-ports/*; do
        [ "$(cat "$each/name")" != "$1" ] || echo "/dev/${each##*/}"
    done
}
out="$(port out)" err="$(port err)"
touch "$job/up"
# Through cat: an end of QEMU's is no file that can be opened twice.
mkfifo /run/out /run/err
cat /run/out >"$out" &
readers=("$!")
cat /run/err >"$err" &
readers+=("$!")
status=0
bash "$job/command" >/run/out 2>/run/err </dev/null || status=$?
for _ in {1..40}; do # what it left running may still hold its output
    kill -0 "${readers[@]}" 2>/dev/null || break
    sleep 0.05
done
echo "$status" >"$job/status.new"
mv "$job/status.new" "$job/status"
reboot -f 2>/dev/null || busybox reboot -f
