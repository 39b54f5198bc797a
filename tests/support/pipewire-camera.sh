#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs a program on a machine that has a camera, /dev/video0, whatever the real machine has.
#
# The camera is a GStreamer pipeline in a PipeWire session of our own; the program runs under pw-v4l2, which turns its
# V4L2 calls into PipeWire's. /dev/video0 itself is made in a private mount namespace: nothing outside sees it, and
# nothing is left behind: it ends with its parent, and keeps none of the parent's descriptors (a lock, say) but the usual
# three. Needs to be root (for the namespace and the device node).
set -euo pipefail

usage() {
    cat <<'TEXT'
pipewire-camera.sh --check
    says what is missing on this machine (after --sound: for clips with their sound), on one line, and exits with 77;
    says nothing and exits with 0 when all is there

pipewire-camera.sh [--size WxH] [--fps N] [--file CLIP [--sound SINK]] [--dir DIR] -- PROGRAM [ARGUMENT…]
    runs PROGRAM; its exit status is ours
    --size, --fps   what the camera gives (1280x720, 30)
    --file          a clip instead of the test picture, played once
  --sound         its sound goes to this sink of the PulseAudio that PULSE_SERVER names, by the clock of which the
                  pictures come too: both leave as the clip has them
    --dir           where session and logs live (default: a new folder, removed at the end)
While PROGRAM runs, DIR/provider.pid has the id of the pipeline: ending that process pulls the camera. A pipeline that
has ended is started anew as soon as DIR/plugged exists (it does at the beginning; remove it to keep the camera away).
The camera can be opened by one program at a time, and again about half a second after it was closed.
TEXT
}

programs=(dbus-daemon pipewire wireplumber pw-v4l2 pw-cli gst-launch-1.0 gst-inspect-1.0 unshare setpriv)

what_is_missing() {
    local program element
    for program in "${programs[@]}"; do
        command -v "$program" >/dev/null || { echo "$program is not installed"; return; }
    done
    [ "$(id -u)" -eq 0 ] || { echo "a camera of our own needs root (mount namespace, device node)"; return; }
    gst-inspect-1.0 pipewiresink >/dev/null 2>&1 || { echo "gstreamer1.0-pipewire is not installed"; return; }
    if [ -n "$sound" ]; then
        for element in matroskademux avdec_h264 avdec_aac pulsesink; do
            gst-inspect-1.0 "$element" >/dev/null 2>&1 || { echo "GStreamer has no $element"; return; }
        done
    fi
    unshare --mount true 2>/dev/null || echo "this machine allows no mount namespace of our own"
}

arguments=("$@")
size=1280x720 fps=30 file="" sound="" dir="" part=""
while [ $# -gt 0 ]; do
    case "$1" in
        --check)
            missing="$(what_is_missing)"
            [ -z "$missing" ] && exit 0
            echo "$missing"
            exit 77
            ;;
        --size) size="$2"; shift ;;
        --fps) fps="$2"; shift ;;
        --file) file="$2"; shift ;;
        --sound) sound="$2"; shift ;;
        --dir) dir="$2"; shift ;;
        --part) part="$2"; shift ;; # outer, inner: the second half, inside the mount namespace
        -h | --help) usage; exit 0 ;;
        --) shift; break ;;
        *) usage >&2; exit 2 ;;
    esac
    shift
done
[ $# -gt 0 ] || { usage >&2; exit 2; }

# Whoever is behind this ends when its parent does, even where that is killed.
bound=(setpriv --pdeathsig TERM)

# Bash reads this file through a high one of its own, which no program inherits.
close_inherited() {
    local fd
    for fd in /proc/$$/fd/*; do
        fd="${fd##*/}"
        if [ "$fd" -gt 2 ] && [ "$fd" -ne 255 ]; then
            eval "exec $fd>&-"
        fi
    done
}

if [ -z "$part" ]; then
    close_inherited
    exec "${bound[@]}" "$0" --part outer "${arguments[@]}"
fi
if [ "$part" = outer ]; then
    own_dir=""
    if [ -z "$dir" ]; then
        dir="$(mktemp -d)"
        own_dir="$dir"
    fi
    mkdir -p "$dir"
    # Not exec: the folder is to be cleared away. Signals go through to the half inside, which ends its program.
    "${bound[@]}" unshare --mount --propagation private "$0" --part inner --size "$size" --fps "$fps" --file "$file" --sound "$sound" --dir "$dir" -- "$@" &
    inside=$!
    trap 'kill -TERM "$inside" 2>/dev/null || true' TERM INT
    status=0
    while true; do
        status=0
        wait "$inside" || status=$?
        kill -0 "$inside" 2>/dev/null || break
    done
    [ -z "$own_dir" ] || rm -rf "$own_dir"
    exit "$status"
fi

# --- inside: a /dev of our own, with the nodes that programs need and one camera ------------------------------------

make_dev() {
    local node dev="$dir/dev"
    mkdir -p "$dev"
    mount -t tmpfs -o mode=0755 none "$dev"
    for node in null zero full random urandom tty; do
        [ -e "/dev/$node" ] || continue
        : >"$dev/$node"
        mount --bind "/dev/$node" "$dev/$node"
    done
    for node in shm pts; do
        [ -d "/dev/$node" ] || continue
        mkdir "$dev/$node"
        mount --rbind "/dev/$node" "$dev/$node"
    done
    ln -s /proc/self/fd "$dev/fd"
    ln -s /proc/self/fd/0 "$dev/stdin"
    ln -s /proc/self/fd/1 "$dev/stdout"
    ln -s /proc/self/fd/2 "$dev/stderr"
    mknod "$dev/video0" c 81 0
    mount --rbind "$dev" /dev
}

started=()
start() { # NAME COMMAND…: in the background, its words in a file
    local name="$1"
    shift
    "${bound[@]}" "$@" >"$dir/$name.log" 2>&1 </dev/null &
    started+=("$!")
    echo "$!" >"$dir/$name.pid"
}

stop_all() {
    local i
    trap '' TERM INT
    for ((i = ${#started[@]} - 1; i >= 0; i--)); do
        kill -TERM "${started[i]}" 2>/dev/null || true
    done
    for ((i = ${#started[@]} - 1; i >= 0; i--)); do
        for _ in {1..100}; do
            kill -0 "${started[i]}" 2>/dev/null || break
            sleep 0.02
        done
        kill -KILL "${started[i]}" 2>/dev/null || true
    done
}

wait_until() { # WHAT COMMAND…: looks every 50 ms, for 10 s
    local what="$1"
    shift
    for _ in {1..200}; do
        "$@" >/dev/null 2>&1 && return
        sleep 0.05
    done
    echo "pipewire-camera.sh: $what; its logs:" >&2
    tail -n 5 "$dir"/*.log >&2
    stop_all
    exit 1
}

# shellcheck disable=SC2317 # called through wait_until
# The whole list is read before it is searched: under pipefail, a grep that leaves early would make pw-cli fail.
listed() { # KIND TEXT
    local list
    list="$(pw-cli ls "$1" 2>/dev/null)" && [[ "$list" == *"$2"* ]]
}
camera_is_there() { listed Node 'Video/Source'; }

# The provider is started anew whenever it has ended.
# shellcheck disable=SC2317 # called through start
provide() {
    local source output=() caps="video/x-raw,format=YUY2,width=${size%x*},height=${size#*x},framerate=$fps/1" pipeline=""
    trap 'kill -TERM "$pipeline" 2>/dev/null || true; wait "$pipeline" || true; exit 0' TERM
    while true; do
        if [ -n "$file" ]; then
            source=(filesrc "location=$file" ! decodebin name=clip clip. ! videoconvert ! videoscale ! videorate)
            [ -z "$sound" ] || output=(clip. ! audioconvert ! audioresample ! queue ! pulsesink "device=$sound")
        else
            source=(videotestsrc is-live=true)
        fi
        setpriv --pdeathsig TERM gst-launch-1.0 -q "${source[@]}" ! "$caps" ! queue ! pipewiresink mode=provide \
            stream-properties="props,media.class=Video/Source,node.description=TestCam,node.name=testcam,media.role=Camera" \
            "${output[@]}" &
        pipeline=$!
        echo "$pipeline" >"$dir/provider.pid"
        wait "$pipeline" || true
        until [ -e "$dir/plugged" ]; do sleep 0.05; done
        sleep 0.1
    done
}

# A pipeline serves one opening only: the next one would wait for pictures for ever. When a program has let go of the
# camera, its pipeline is ended, so that a fresh one comes.
# shellcheck disable=SC2317 # called through start
renew() {
    local linked=no
    while sleep 0.2; do
        if listed Link 'Interface:Link'; then
            linked=yes
        elif [ "$linked" = yes ]; then
            linked=no
            kill -TERM "$(cat "$dir/provider.pid")" 2>/dev/null || true
        fi
    done
}

make_dev
export HOME="$dir" XDG_RUNTIME_DIR="$dir/run" XDG_CONFIG_HOME="$dir/config" XDG_STATE_HOME="$dir/state"
export DBUS_SESSION_BUS_ADDRESS="unix:path=$dir/run/bus" PIPEWIRE_RUNTIME_DIR="$dir/run"
mkdir -p "$XDG_RUNTIME_DIR" "$XDG_CONFIG_HOME" "$XDG_STATE_HOME"
chmod 0700 "$XDG_RUNTIME_DIR"
touch "$dir/plugged"
trap 'stop_all; exit 143' TERM INT

start dbus dbus-daemon --session --nofork --nopidfile --address="$DBUS_SESSION_BUS_ADDRESS"
wait_until "the session bus does not start" test -S "$dir/run/bus"
start pipewire pipewire
wait_until "PipeWire does not start" test -S "$dir/run/pipewire-0"
start wireplumber wireplumber
export -f provide renew listed
start provider-loop env size="$size" fps="$fps" file="$file" sound="$sound" dir="$dir" bash -euo pipefail -c provide
wait_until "the camera does not appear" camera_is_there
start renew env dir="$dir" bash -euo pipefail -c renew
export -nf provide renew listed

"${bound[@]}" pw-v4l2 "$@" &
program=$!
trap 'kill -TERM "$program" 2>/dev/null || true' TERM INT
while true; do
    status=0
    wait "$program" || status=$?
    kill -0 "$program" 2>/dev/null || break
done
stop_all
exit "$status"
