// SPDX-License-Identifier: GPL-3.0-or-later
// A program that runs the media server until its standard input ends, so that a test can kill it. Prints one line
// of JSON-free words: "ready PUBLISH_URL WATCH_URL PLAY_URL" or "failed SENTENCE"; after that it takes the words
// created, live, paused and ended on lines of its standard input.
#include <cstdio>
#include <iostream>
#include <string>

#include "core/server/MediaServer.h"

using namespace sluice;

int main(int argc, char** argv)
{
    if (argc < 2) {
        std::fputs("usage: server_holder RUN_PARENT [shared]\n", stderr);
        return 2;
    }
    SystemClock clock;
    Log log(LogLevel::Info, [](std::string_view line) { std::cerr << line << '\n'; });
    MediaServer server(clock, log);
    ServerConfig config;
    config.rtmpPort = 0;
    config.httpPort = 0;
    config.runParent = argv[1];
    config.shareOnNetwork = argc > 2 && std::string(argv[2]) == "shared";
    server.start(config);
    const ServerInfo info = server.waitSettled(seconds(20));
    if (info.state != ServerState::Ready) {
        std::cout << "failed " << (info.error ? info.error->message() : std::string("too slow")) << '\n'
                  << std::flush;
        return 1;
    }
    std::cout << "ready " << info.publishUrl << ' ' << info.watchUrl << ' ' << info.playUrl << '\n'
              << std::flush;
    for (std::string word; std::getline(std::cin, word);)
        for (const StreamState state :
            {StreamState::Created, StreamState::Live, StreamState::Paused, StreamState::Ended})
            if (streamStateName(state) == word)
                server.setStreamState(state);
    return 0;
}
