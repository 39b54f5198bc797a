// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace sluice::test {

// For the ffmpeg program: a test picture and a tone with a keyframe each second.
inline QStringList publishArguments(const QString& url, const QString& duration = "60")
{
    return {"-v", "error", "-re", "-f", "lavfi", "-i", "testsrc2=size=320x180:rate=15", "-f", "lavfi", "-i",
        "sine=frequency=440:sample_rate=48000", "-t", duration, "-c:v", "libx264", "-preset", "ultrafast",
        "-tune", "zerolatency", "-g", "15", "-sc_threshold", "0", "-pix_fmt", "yuv420p", "-c:a", "aac", "-f",
        "flv", url};
}

} // namespace sluice::test
