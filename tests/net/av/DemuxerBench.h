// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <QByteArray>
#include <QStringList>
#include <QTemporaryDir>

#include "core/av/Demuxer.h"
#include "core/base/Clock.h"
#include "core/base/Log.h"
#include "core/base/Resolver.h"

namespace sluice::test {

// What the demuxer's tests against servers share: a clip in several containers, and what a demuxer is opened with.
// One thread, that of QTest.
class DemuxerBench {
protected:
    // The clip as a.flv, a.mp4 and a.ts; skips the test where the ffmpeg program is missing.
    void makeClips();
    void make(const char* name, const QStringList& extra = {});
    QByteArray bytesOf(const char* name) const;
    QStringList clip(int secondsLong) const;
    Result<std::unique_ptr<Demuxer>> open(const std::string& url, Duration deadline = seconds(5),
        StopToken stop = {}, Duration readDeadline = seconds(5));
    static std::string local(
        std::uint16_t port, const char* scheme = "rtmp", const char* rest = "/live/test");

    QTemporaryDir m_dir;
    Resolver m_resolver;
    SystemClock m_clock;
    Log m_log;
    std::vector<std::uint8_t> m_flv; // 4 s, 25 fps, a keyframe each second, with sound
};

} // namespace sluice::test
