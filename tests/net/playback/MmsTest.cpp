// SPDX-License-Identifier: GPL-3.0-or-later
// MMS over HTTP from VLC.
#include <cstdio>

#include <QTest>
#include <fmt/format.h>

#include "tests/net/playback/Vlc.h"
#include "tests/net/playback/Watcher.h"
#include "tests/net/playback/WebServer.h"
#include "tests/support/TempDir.h"
#include "tests/support/WaitFor.h"

using namespace sluice;
using namespace sluice::test;

class MmsTest : public QObject {
    Q_OBJECT
private slots:
    void playsFromVlc();

private:
    TempDir m_dir;
};

void MmsTest::playsFromVlc()
{
    for (const char* program : {"vlc", "ffmpeg"})
        if (!hasProgram(program))
            QSKIP(qPrintable(QString("Not tested: the %1 program is not installed.").arg(program)));
    const std::string clip = m_dir.file("clip.mp4");
    QVERIFY(makeClip(clip, 30));
    const std::uint16_t port = freePort();
    ChildProcess server(vlcServing(m_dir.path().string(), clip,
        fmt::format("#transcode{{vcodec=WMV2,vb=600,fps=25,acodec=wma2,ab=96,channels=2,samplerate=44100}}:"
                    "std{{access=mmsh,mux=asfh,dst=127.0.0.1:{}}}",
            port)));
    if (!waitListening(port, milliseconds(10'000)))
        QSKIP(("Not tested: VLC does not serve MMS here: " + server.standardError()).c_str());
    QTest::qWait(1000);
    for (const char* scheme : {"mmsh", "mms"}) {
        Watcher watcher(fmt::format("{}://127.0.0.1:{}/", scheme, port));
        QVERIFY2(watcher.waitState(WatchState::Playing, seconds(9)), watcher.story().c_str());
        QVERIFY2(waitFor([&] { return watcher.report().firstPictureMs > 0; }, milliseconds(3000)),
            watcher.story().c_str());
        const WatchReport report = watcher.report();
        std::printf("  %s: first picture %lld ms, playing %lld ms\n", scheme,
            static_cast<long long>(report.firstPictureMs), static_cast<long long>(report.startupMs));
        QVERIFY(watcher.status().media.audio && watcher.status().media.video);
        QVERIFY(watcher.status().media.live);
    }
}

QTEST_GUILESS_MAIN(MmsTest)
#include "MmsTest.moc"
