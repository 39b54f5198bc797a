// SPDX-License-Identifier: GPL-3.0-or-later
#include <thread>

#include <QtTest>

#include "core/media/VideoFrame.h"

using namespace sluice;

namespace {

constexpr VideoSize kSize{64, 48};

VideoFrame made(FramePool& pool, VideoSize size = kSize)
{
    return MutableFrame(pool, PixelFormat::I420, size).finish();
}

} // namespace

class FramePoolTest : public QObject {
    Q_OBJECT

private slots:
    void memoryOfAFrameThatEndedIsUsedAgain()
    {
        FramePool pool;
        VideoFrame frame = made(pool);
        const std::uint8_t* first = frame.planes[0];
        QCOMPARE(pool.idle(), std::size_t(0));
        frame = {};
        QCOMPARE(pool.idle(), std::size_t(1));
        QVERIFY(made(pool).planes[0] == first);
    }

    void aFrameThatIsLookedAtKeepsItsPixels()
    {
        FramePool pool;
        VideoFrame frame = made(pool);
        const VideoFrame looker = frame;
        frame = {};
        QCOMPARE(pool.idle(), std::size_t(0));
        QVERIFY(made(pool).planes[0] != looker.planes[0]);
    }

    void neverKeepsMoreThanItMay()
    {
        FramePool pool(2);
        {
            const std::array frames{made(pool), made(pool), made(pool)};
        }
        QCOMPARE(pool.idle(), std::size_t(2));
    }

    void anotherSizeLeavesNothingOfTheOld()
    {
        FramePool pool;
        VideoFrame old = made(pool);
        (void)made(pool);
        QCOMPARE(pool.idle(), std::size_t(1));
        const VideoFrame next = made(pool, {32, 24});
        QCOMPARE(pool.idle(), std::size_t(0));
        old = {};
        QCOMPARE(pool.idle(), std::size_t(0));
    }

    void whatWasNeededOnceIsGivenBack()
    {
        FramePool pool;
        {
            const std::array frames{made(pool), made(pool), made(pool)};
        }
        QCOMPARE(pool.idle(), std::size_t(3));
        for (int i = 0; i < 700; ++i)
            (void)made(pool);
        QCOMPARE(pool.idle(), std::size_t(1));
    }

    void whatIsNeededNowAndThenIsKept()
    {
        FramePool pool;
        for (int i = 0; i < 2000; ++i) {
            const VideoFrame one = made(pool);
            if (i % 200 != 0)
                continue;
            QCOMPARE(pool.idle(), std::size_t(i == 0 ? 0 : 1));
            (void)made(pool);
        }
        QCOMPARE(pool.idle(), std::size_t(2));
    }

    void framesOutliveThePoolAndEndOnAnyThread()
    {
        VideoFrame frame;
        {
            FramePool pool;
            frame = made(pool);
        }
        std::jthread([last = std::exchange(frame, {})] { QVERIFY(last.planes[0] != nullptr); }).join();
    }
};

QTEST_APPLESS_MAIN(FramePoolTest)
#include "FramePoolTest.moc"
