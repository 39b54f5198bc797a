#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs a program on a machine with a kernel of its own, where there are devices that this machine has not: cameras
# that can be pulled, sound cards.
#
# The machine is QEMU's, with Debian's stock kernel. Its root is this machine's, read only; what is written lies over
# it in its memory and is gone at the end. So a program that was built here runs there, and finds its files. Needs no
# rights beyond reading; the kernel is unpacked below build/, never installed.
set -euo pipefail

usage() {
    cat <<'TEXT'
machine.sh --check [DRIVER]
    says what is missing on this machine, on one line, and exits with 77; says nothing and exits with 0 when all is
    there
machine.sh --fetch
    brings in the kernel, with apt-get download, unless it is there; and builds for it the one driver that is not its
    own, v4l2loopback: a camera that a program feeds

machine.sh [--for SECONDS] [--module 'NAME OPTION…']… -- PROGRAM [ARGUMENT…]
    runs PROGRAM in a fresh machine, as root, in this folder; output and exit status are its own
    --for      how long it may take by this machine's clock (120); then the other is switched off, and the exit status
               is 124
    --module   a driver that is loaded before: vivid for a camera, snd-aloop for a sound card …; may be repeated. Where
               there is none of that name, the exit status is 77
Without KVM, time there is what its instructions take: what is measured does not depend on how busy this machine is.
There this machine is 10.0.2.2. /lib/modules has all of the kernel's drivers, udev runs. Of the variables, PATH, LC_ALL
and those that begin with QT_ or SLUICE_ go over. A machine that does not come up in time is started once more.

SLUICE_MACHINE_DIR    where the kernel lies (build/machine)
SLUICE_MACHINE_ACCEL  tcg (the standard: works everywhere), or kvm where that works
TEXT
}

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
kernel_dir="${SLUICE_MACHINE_DIR:-$here/../../build/machine}"
accel="${SLUICE_MACHINE_ACCEL:-tcg}"
PATH="$PATH:/usr/sbin:/sbin"

complain() { printf 'machine.sh: %s\n' "$*" >&2; }

# The version of the kernel that lies there, or nothing.
version() {
    local file
    for file in "$kernel_dir"/boot/vmlinuz-*; do
        [ -f "$file" ] && [ -f "$kernel_dir/complete" ] && printf '%s\n' "${file##*/vmlinuz-}" && return
    done
    return 0
}

what_is_missing() {
    local program
    for program in qemu-system-x86_64 busybox modprobe depmod setpriv; do
        command -v "$program" >/dev/null || { echo "$program is not installed"; return; }
    done
    [ "$(uname -m)" = x86_64 ] || { echo "the machine is an x86_64 one, this is $(uname -m)"; return; }
    [ -x /usr/lib/systemd/systemd-udevd ] || [ -x /lib/systemd/systemd-udevd ] || { echo "udev is not installed"; return; }
    [ -n "$(version)" ] || { echo "there is no kernel in build/machine (tests/run --vm fetches it)"; return; }
    for program in "$@"; do
        modprobe -d "$kernel_dir" -S "$(version)" -n "$program" 2>/dev/null || echo "its kernel has no driver $program"
    done
}

# The package is unpacked and not installed: no boot loader hears of it. linux-image-amd64 only names the newest.
fetch() {
    local package draft
    [ -z "$(version)" ] || return 0
    package="$(apt-cache depends linux-image-amd64 2>/dev/null | sed -n 's/^ *Depends: \(linux-image-[^ ]*\)$/\1/p' | head -n 1)"
    [ -n "$package" ] || { complain "the package lists name no kernel (linux-image-amd64)"; return 1; }
    mkdir -p "$kernel_dir"
    draft="$(mktemp -d "$kernel_dir/draft.XXXXXX")"
    if ! (cd "$draft" && apt-get -q download "$package" && dpkg-deb -x ./*.deb .) >"$kernel_dir/fetch.log" 2>&1; then
        rm -rf "$draft"
        complain "the kernel $package cannot be fetched: $(tail -n 1 "$kernel_dir/fetch.log")"
        return 1
    fi
    # Modules lie in /lib or, since Debian 13, in /usr/lib.
    rm -rf "${kernel_dir:?}"/{boot,lib,complete}
    mv "$draft/boot" "$kernel_dir/boot"
    mkdir "$kernel_dir/lib"
    if [ -d "$draft/lib/modules" ]; then mv "$draft/lib/modules" "$kernel_dir/lib/"; else mv "$draft/usr/lib/modules" "$kernel_dir/lib/"; fi
    rm -rf "$draft"
    depmod -b "$kernel_dir" "$(ls "$kernel_dir/lib/modules")"
    touch "$kernel_dir/complete"
}

# Debian has its source, in a package that builds it while it is installed: here it is unpacked, with the headers of
# this very kernel, and built below build/. Without it the machine works, and tests that need it are left out.
fetch_loopback() {
    local kernel draft packages source
    kernel="$(version)"
    [ ! -e "$kernel_dir/lib/modules/$kernel/updates/v4l2loopback.ko" ] || return 0
    packages="$(apt-cache depends "linux-headers-$kernel" 2>/dev/null |
        sed -n 's/^ *Depends: \(linux-\(headers\|kbuild\)-[^ ]*\)$/\1/p')"
    draft="$(realpath "$(mktemp -d "$kernel_dir/draft.XXXXXX")")"
    # shellcheck disable=SC2086 # one word a package
    if (
        cd "$draft" && apt-get -q download v4l2loopback-dkms "linux-headers-$kernel" $packages || exit
        for package in *.deb; do dpkg-deb -x "$package" . || exit; done
        # Its makefile names the one that all kernels share by the place where it would be installed.
        sed -i "s#/usr/src/#$draft/usr/src/#" "usr/src/linux-headers-$kernel/Makefile"
        source="$(echo usr/src/v4l2loopback-*)"
        make -C "usr/src/linux-headers-$kernel" M="$draft/$source" modules || exit
        install -D -m 0644 "$source/v4l2loopback.ko" "../lib/modules/$kernel/updates/v4l2loopback.ko"
    ) >"$kernel_dir/loopback.log" 2>&1; then
        depmod -b "$kernel_dir" "$kernel"
    else
        complain "v4l2loopback cannot be built: $(tail -n 1 "$kernel_dir/loopback.log")"
    fi
    rm -rf "$draft"
}

limit=120 modules=()
boot_limit=150 # seconds; ten or so where nothing else runs
while [ $# -gt 0 ]; do
    case "$1" in
        --check)
            missing="$(what_is_missing "${@:2}")"
            [ -z "$missing" ] && exit 0
            echo "$missing"
            exit 77
            ;;
        --fetch) fetch && fetch_loopback; exit ;;
        --for) limit="$2"; shift ;;
        --module) modules+=("$2"); shift ;;
        -h | --help) usage; exit 0 ;;
        --) shift; break ;;
        *) usage >&2; exit 2 ;;
    esac
    shift
done
[ $# -gt 0 ] || { usage >&2; exit 2; }
missing="$(what_is_missing "${modules[@]%% *}")"
[ -z "$missing" ] || { complain "$missing"; exit 77; }

kernel="$(version)"
dir="$(mktemp -d)"
qemu="" readers=()

# shellcheck disable=SC2317 # called by a trap
clear_away() {
    [ -z "$qemu" ] || kill -KILL "$qemu" 2>/dev/null || true
    for reader in "${readers[@]}"; do kill "$reader" 2>/dev/null || true; done
    rm -rf "$dir"
}
trap clear_away EXIT
trap 'exit 143' TERM
trap 'exit 130' INT

# What the machine needs until it has its root: busybox and the drivers on the way, unpacked and in their order.
make_initramfs() {
    local root="$dir/initramfs" file name
    mkdir -p "$root"/{bin,modules,proc,sys,dev,lower,over,root}
    cp "$(command -v busybox)" "$root/bin/busybox"
    cp "$here/machine-boot.sh" "$root/init"
    chmod 0755 "$root/init"
    for name in virtio_pci 9pnet_virtio 9p overlay virtio_console virtio_net; do
        modprobe -d "$kernel_dir" -S "$kernel" --show-depends "$name"
    done | awk '$1 == "insmod" && !seen[$2]++ { print $2 }' >"$dir/wanted"
    while IFS= read -r file; do
        name="$(basename "$file")"
        case "$name" in
            *.xz) name="${name%.xz}"; xz -dc "$file" >"$root/modules/$name" ;;
            *.zst) name="${name%.zst}"; zstd -qdc "$file" >"$root/modules/$name" ;;
            *) cp "$file" "$root/modules/$name" ;;
        esac
        echo "$name" >>"$root/modules/order"
    done <"$dir/wanted"
    (cd "$root" && find . | busybox cpio -o -H newc 2>/dev/null) >"$dir/initramfs.cpio"
}

# What it is to do, in a folder that both see.
make_job() {
    local name
    mkdir -p "$dir/job"
    printf '%s\n' "${modules[@]}" >"$dir/job/modules"
    {
        for name in PATH LC_ALL "${!QT_@}" "${!SLUICE_@}"; do
            [ -z "${!name+set}" ] || printf 'export %s=%q\n' "$name" "${!name}"
        done
        printf 'cd %q\nexec' "$PWD"
        printf ' %q' "$@"
        echo
    } >"$dir/job/command"
    {
        printf 'modules=%q\n' "$(cd "$kernel_dir/lib/modules/$kernel" && pwd)"
        printf 'now=%q\n' "$(date -u +%s)"
    } >"$dir/job/facts"
    cp "$here/machine-inside.sh" "$dir/job/inside"
}

# Without KVM, time in the machine is what its instructions take, a thousand million of them a second: it has a core that
# is always equally fast, and what is measured there does not depend on how busy this machine is. ("erms" off: byte by
# byte is how QEMU takes such copies.)
start_machine() {
    local speed=(-accel tcg -cpu "max,-erms" -smp 1 -icount shift=0 -rtc clock=vm)
    [ "$accel" = tcg ] || speed=(-accel "$accel" -cpu host -smp 2)
    rm -f "$dir"/{out,err} "$dir"/job/{up,status}
    mkfifo "$dir/out" "$dir/err"
    cat "$dir/out" &
    readers=("$!")
    cat "$dir/err" >&2 &
    readers+=("$!")
    setpriv --pdeathsig KILL qemu-system-x86_64 "${speed[@]}" -m 1536 -machine pc \
        -nodefaults -no-user-config -no-reboot -display none -monitor none \
        -kernel "$kernel_dir/boot/vmlinuz-$kernel" -initrd "$dir/initramfs.cpio" \
        -append "console=ttyS0 quiet panic=-1 reboot=t tsc=reliable mitigations=off" \
        -chardev "file,id=console,path=$dir/console.log" -serial chardev:console \
        -device virtio-serial-pci -chardev "file,id=out,path=$dir/out" -device virtserialport,chardev=out,name=out \
        -chardev "file,id=err,path=$dir/err" -device virtserialport,chardev=err,name=err \
        -fsdev local,id=root,path=/,security_model=none,readonly=on,multidevs=remap \
        -device virtio-9p-pci,fsdev=root,mount_tag=root \
        -fsdev local,id=job,path="$dir/job",security_model=none -device virtio-9p-pci,fsdev=job,mount_tag=job \
        -netdev user,id=net -device virtio-net-pci,netdev=net,romfile= \
        >"$dir/qemu.log" 2>&1 </dev/null &
    qemu=$!
}

running() { kill -0 "$qemu" 2>/dev/null; }

# wait_for SECONDS FILE: until that is there. 1: the machine has ended; 2: time is over.
wait_for() {
    local until=$((SECONDS + $1))
    while [ ! -e "$2" ]; do
        running || { [ -e "$2" ] && return 0; return 1; }
        [ "$SECONDS" -lt "$until" ] || return 2
        sleep 0.05
    done
}

stop_machine() {
    kill -KILL "$qemu" 2>/dev/null || true
    wait "$qemu" 2>/dev/null || true
    qemu=""
    wait "${readers[@]}" 2>/dev/null || true # all that was said
    readers=()
}

make_initramfs
make_job "$@"
for attempt in 1 2; do
    start_machine
    wait_for "$boot_limit" "$dir/job/up" && break
    stop_machine
    complain "the machine did not come up (attempt $attempt); its last words:"
    tail -n 5 "$dir/qemu.log" "$dir/console.log" >&2 || true
    [ "$attempt" = 1 ] || exit 125
done

verdict=0
wait_for "$limit" "$dir/job/status" || verdict=$?
# What was written to its ends is on its way until the machine has switched itself off.
for _ in {1..200}; do
    { [ "$verdict" = 0 ] && running; } || break
    sleep 0.05
done
stop_machine
case "$verdict" in
    0) exit "$(cat "$dir/job/status")" ;;
    1) complain "the machine ended before the program did; its last words:"; tail -n 20 "$dir/console.log" >&2; exit 125 ;;
    *) complain "the program was not done in $limit s, the machine is switched off"; tail -n 5 "$dir/console.log" >&2; exit 124 ;;
esac
