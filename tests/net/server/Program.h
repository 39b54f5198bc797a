// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>
#include <QString>
#include <QStringList>

namespace sluice {

// Ends with the test, whatever happens.
class Program {
public:
    ~Program() { end(); }
    void start(const QString& program, const QStringList& arguments)
    {
        m_process.start(program, arguments);
        m_process.waitForStarted();
    }
    // Its exit status, or -1 when it had to be killed.
    int result(int atMostMs)
    {
        const bool ended = m_process.state() == QProcess::NotRunning || m_process.waitForFinished(atMostMs);
        return ended && m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
    }
    void end()
    {
        if (m_process.state() == QProcess::NotRunning)
            return;
        m_process.kill();
        m_process.waitForFinished();
    }
    QProcess& process() { return m_process; }

private:
    QProcess m_process;
};

// For the ffmpeg program: a test picture and a tone with a keyframe each second.
inline QStringList publishArguments(const QString& url, const QString& duration = "60")
{
    return {"-v", "error", "-re", "-f", "lavfi", "-i", "testsrc2=size=320x180:rate=15", "-f", "lavfi", "-i",
        "sine=frequency=440:sample_rate=48000", "-t", duration, "-c:v", "libx264", "-preset", "ultrafast",
        "-tune", "zerolatency", "-g", "15", "-sc_threshold", "0", "-pix_fmt", "yuv420p", "-c:a", "aac", "-f",
        "flv", url};
}

} // namespace sluice
