// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/net/av/DemuxerBench.h"

#include <utility>

#include <QFile>
#include <QStandardPaths>
#include <QtTest>

#include "tests/support/Program.h"

namespace sluice::test {

void DemuxerBench::makeClips()
{
    if (QStandardPaths::findExecutable("ffmpeg").isEmpty())
        QSKIP("the ffmpeg program is missing");
    make("a.flv");
    make("a.mp4", {"-movflags", "+faststart"});
    make("a.ts");
    const QByteArray flv = bytesOf("a.flv");
    m_flv.assign(flv.begin(), flv.end());
}

void DemuxerBench::make(const char* name, const QStringList& extra)
{
    QCOMPARE(Program::run("ffmpeg",
                 QStringList{"-v", "error", "-y"} + clip(4) + extra + QStringList{m_dir.filePath(name)}),
        0);
}

QByteArray DemuxerBench::bytesOf(const char* name) const
{
    QFile file(m_dir.filePath(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QStringList DemuxerBench::clip(int secondsLong) const
{
    return {"-f", "lavfi", "-i", "testsrc2=size=640x360:rate=25", "-f", "lavfi", "-i",
        "sine=frequency=440:sample_rate=48000", "-t", QString::number(secondsLong), "-pix_fmt", "yuv420p",
        "-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-g", "25", "-c:a", "aac", "-ac",
        "2"};
}

Result<std::unique_ptr<Demuxer>> DemuxerBench::open(
    const std::string& url, Duration deadline, StopToken stop, Duration readDeadline)
{
    Demuxer::Options options;
    options.url = url;
    options.openDeadline = deadline;
    options.readDeadline = readDeadline;
    return Demuxer::open(options, m_resolver, m_clock, m_log, std::move(stop));
}

std::string DemuxerBench::local(std::uint16_t port, const char* scheme, const char* rest)
{
    return std::string(scheme) + "://127.0.0.1:" + std::to_string(port) + rest;
}

} // namespace sluice::test
