#!/bin/busybox sh
# shellcheck shell=dash
# SPDX-License-Identifier: GPL-3.0-or-later
# The first program of machine.sh's machine: puts its root together and hands over to machine-inside.sh.
b=/bin/busybox
$b mount -t proc proc /proc
$b mount -t sysfs sysfs /sys
while read -r module; do
    $b insmod "/modules/$module" || echo "machine: $module does not load"
done </modules/order
$b mount -t 9p -o ro,trans=virtio,version=9p2000.L,msize=262144,cache=loose root /lower || echo "machine: no root"
$b mount -t tmpfs -o size=75% over /over
$b mkdir /over/upper /over/work
$b mount -t overlay -o lowerdir=/lower,upperdir=/over/upper,workdir=/over/work overlay /root || echo "machine: no overlay"
$b mkdir -p /root/run /root/proc /root/sys /root/dev
$b mount -t proc proc /root/proc
$b mount -t sysfs sysfs /root/sys
$b mount -t devtmpfs devtmpfs /root/dev
$b mount -t tmpfs -o mode=0755 run /root/run
$b mkdir /root/run/job
$b mount -t 9p -o trans=virtio,version=9p2000.L,msize=65536,cache=none job /root/run/job || echo "machine: no job"
exec $b switch_root /root /bin/bash /run/job/inside
