// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/Error.h"
#include "core/base/Time.h"

namespace sluice {

// How the built-in server is to be run. Plain values; what is empty has the default that is said beside it.
struct ServerConfig {
    // The ports wished for, 1…65535; when one is taken, the next free one above it is used. 0: any free port.
    // 1935 is the port registered for RTMP, 8080 the usual one for HTTP without root.
    int rtmpPort = 1935;
    int httpPort = 8080;
    // false: only programs on this computer reach the server.
    bool shareOnNetwork = false;
    // What viewers see in the address: 1…64 letters, digits, "-" and "_".
    std::string streamName = "talk";
    // What the publisher sends instead of the name, same alphabet, at least 8 characters. Empty: a random one for
    // each start.
    std::string publishKey;
    // Pieces are cut at the first keyframe after this. 0.5 s … 10 s.
    Duration hlsFragment = seconds(1);
    // The folder of the viewers' page. Empty: ../share/sluice/web beside the program, else the build's own.
    std::string webRoot;
    // Where the private run directory is made. Empty: $XDG_RUNTIME_DIR, /dev/shm or /tmp, the first that can be
    // written (memory where possible: pieces of video are written each second).
    std::string runParent;
    // Empty: looked for in PATH and the sbin directories.
    std::string nginxPath;
    // Empty: where Debian and Fedora put libnginx-mod-rtmp.
    std::string modulePath;
};

// How far behind the camera the viewers' page plays, about, with keyframes `gop` apart: two pieces behind the newest
// one (liveSyncDurationCount in resources/web/watch.js), which has to be whole first. Measured with pieces of one
// second: 2.7 to 3.1 s.
Duration browserDelay(Duration hlsFragment, Duration gop);

enum class ServerState {
    Stopped, // nothing runs
    Probing, // looks for nginx and for free ports, tries the configuration
    Starting, // nginx runs; nobody has answered yet
    Ready, // a player, a browser and Sluice itself get answers
    Degraded, // was Ready, ended or stopped answering; is being started again on the same ports
    Stopping,
    Failed, // given up; ServerInfo::error says why. start() tries again.
};
std::string_view serverStateName(ServerState state);

// What the presenter wants viewers to be told. It is joined with whether a publisher is there: see StreamLife.
enum class StreamState { Created, Live, Paused, Ended };
std::string_view streamStateName(StreamState state);

struct ViewerCount {
    int rtmp = 0;
    int hls = 0; // browsers that asked for the playlist in the last seconds
    int total() const { return rtmp + hls; }
    bool operator==(const ViewerCount&) const = default;
};

// A snapshot. Addresses are empty until the ports are known; they stay the same over restarts.
struct ServerInfo {
    ServerState state = ServerState::Stopped;
    int rtmpPort = 0;
    int httpPort = 0;
    std::string streamName;
    std::string publishUrl; // rtmp://127.0.0.1:PORT/live/KEY: secret, never shown or logged
    std::string playUrl; // rtmp://127.0.0.1:PORT/live/NAME
    std::string watchUrl; // http://127.0.0.1:PORT/watch/NAME
    std::string hlsUrl; // http://127.0.0.1:PORT/hls/NAME/index.m3u8
    bool shared = false;
    std::vector<std::string> networkAddresses; // IPv4, when shared; the likeliest first
    int restarts = 0; // since start(), of the server or its worker
    bool live = false; // a publisher is connected
    StreamState streamState = StreamState::Created;
    std::optional<ViewerCount> viewers; // known while Ready
    std::optional<Error> error; // why Failed, or why Degraded

    // The same addresses for viewers elsewhere on the network.
    std::string watchUrlAt(std::string_view address) const;
    std::string playUrlAt(std::string_view address) const;
    // One line to embed the page in another one.
    std::string embedLine(std::string_view address) const;
    // Lines to copy into a terminal for the usual firewalls; Sluice never runs them.
    std::vector<std::string> firewallLines() const;
};

} // namespace sluice
