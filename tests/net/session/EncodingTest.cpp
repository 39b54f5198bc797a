// SPDX-License-Identifier: GPL-3.0-or-later
// What is set while live counts from the next time on, for the encoder, the canvas and the camera alike.
#include <QTest>

#include "core/session/BroadcastSession.h"
#include "tests/support/FakeRtmpServer.h"

using namespace sluice;
using namespace sluice::test;

namespace {

BroadcastEncoding encodingOf(VideoSize size, int fps)
{
    BroadcastEncoding encoding;
    encoding.video.size = size;
    encoding.video.rate = {fps, 1};
    encoding.video.preset = "ultrafast";
    return encoding;
}

} // namespace

class EncodingTest : public QObject {
    Q_OBJECT
private slots:
    void init()
    {
        m_broadcast = std::make_unique<BroadcastSession>(SessionServices{m_clock, m_resolver, m_log, {}});
        m_broadcast->setEncoding(encodingOf({320, 180}, 30));
        goLive();
        m_broadcast->setEncoding(encodingOf({640, 360}, 10));
        QCOMPARE(m_broadcast->status().size, (VideoSize{320, 180}));
        QTest::qWait(100); // some pictures: the stream keeps its shape
        QCOMPARE(m_broadcast->latestFrame().size, (VideoSize{320, 180}));
        m_broadcast->end();
        QTRY_COMPARE_WITH_TIMEOUT(m_broadcast->status().state, BroadcastState::Idle, 5000);
    }

    void cleanup() { m_broadcast.reset(); }

    void theNextStreamHasIt()
    {
        goLive();
        QCOMPARE(m_broadcast->status().size, (VideoSize{640, 360}));
        QTRY_COMPARE_WITH_TIMEOUT(m_broadcast->latestFrame().size, (VideoSize{640, 360}), 5000);
        QVERIFY(!m_broadcast->status().error);
        QTRY_VERIFY_WITH_TIMEOUT(slow(), 10000);
    }

    // To the preview too, though it is the same as was set before.
    void whatIsSetAgainReachesTheCamera()
    {
        m_broadcast->setEncoding(encodingOf({640, 360}, 10));
        QTRY_COMPARE_WITH_TIMEOUT(m_broadcast->latestFrame().size, (VideoSize{640, 360}), 5000);
        QTRY_VERIFY_WITH_TIMEOUT(slow(), 10000);
    }

private:
    void goLive()
    {
        BroadcastRequest request;
        request.url = m_server.url();
        request.shownUrl = request.url;
        m_broadcast->goLive(request);
        QTRY_COMPARE_WITH_TIMEOUT(m_broadcast->status().state, BroadcastState::Live, 8000);
    }
    bool slow() const
    {
        const double fps = m_broadcast->status().captureFps;
        return fps > 5 && fps < 15;
    }

    SystemClock m_clock;
    Resolver m_resolver;
    Log m_log;
    FakeRtmpServer m_server;
    std::unique_ptr<BroadcastSession> m_broadcast;
};

QTEST_GUILESS_MAIN(EncodingTest)
#include "EncodingTest.moc"
