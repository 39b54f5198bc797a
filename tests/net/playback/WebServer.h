// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/ChildProcess.h"

namespace sluice::test {

// The real nginx as an origin, on free loopback ports, below a folder of the test:
//   FOLDER/hls/NAME.m3u8   what is published as live/NAME, in segments of 2 s, or short/NAME, of 1 s
//   FOLDER/media           files: /media/… with ranges, /plain/… without, /slow/… no faster than `slowBytes` a second
//   tlsPort()              the same by https, with a certificate that nobody signed
class WebServer {
public:
    explicit WebServer(std::string folder);
    ~WebServer();
    WebServer(const WebServer&) = delete;
    WebServer& operator=(const WebServer&) = delete;

    // Empty, or the sentence that says what is not installed.
    static std::string missing();

    // False with `why` filled when nginx is not there in time. The ports stay the same when started again.
    bool start();
    void stop();
    // Everything of HLS stream `name` (small letters) is answered with 503.
    void setBusy(const std::string& name, bool busy);

    std::string folder() const { return m_folder; }
    std::string httpUrl(const std::string& path) const;
    std::string rtmpUrl(const std::string& path) const; // live/NAME, short/NAME
    std::uint16_t tlsPort() const { return m_tls; }
    std::string why() const { return m_why; }

private:
    std::string configuration() const;
    bool makeCertificate();

    std::string m_folder;
    std::uint16_t m_http;
    std::uint16_t m_tls;
    std::uint16_t m_rtmp;
    bool m_certificate = false;
    std::string m_why;
    std::unique_ptr<ChildProcess> m_nginx;
};

// ffmpeg with a moving picture (25 fps, a keyframe each second) and a tone. `seconds` 0: without end.
std::vector<std::string> clipArguments(int seconds, bool paced);
// Publishes over RTMP until it is ended.
ChildProcess::Plan publisherOf(const std::string& rtmpUrl);
// Makes a file of it; false when ffmpeg fails.
bool makeClip(const std::string& path, int seconds, const std::vector<std::string>& more = {});
// Runs a program to its end.
bool run(const std::string& program, const std::vector<std::string>& arguments,
    std::chrono::milliseconds atMost = std::chrono::milliseconds(20'000));
// Whether somebody listens there, at last.
bool waitListening(std::uint16_t port, std::chrono::milliseconds atMost);

} // namespace sluice::test
