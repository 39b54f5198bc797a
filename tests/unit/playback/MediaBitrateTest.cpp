// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include "core/playback/MediaBitrate.h"
#include "tests/unit/playback/Packets.h"

using namespace sluice;
using namespace sluice::testing;

class MediaBitrateTest : public QObject {
    Q_OBJECT

private slots:
    void countsMediaTimeAndNotHowFastItCame()
    {
        MediaBitrate rate;
        QVERIFY(!rate.kbps());
        for (int t = 0; t < 20'000; t += 40) {
            rate.add(video(t, t % 1000 == 0, 5000));
            QCOMPARE(rate.kbps().has_value(), t >= 1000);
            rate.add(audio(t, 200));
            rate.add(audio(t + 20, 200));
        }
        // 25 · 5000 + 50 · 200 bytes a second
        QVERIFY2(std::abs(*rate.kbps() - 1080) < 20, qPrintable(QString::number(*rate.kbps())));
    }

    void looksBackOnlySoFar()
    {
        MediaBitrate rate;
        for (int t = 0; t < 40'000; t += 40)
            rate.add(video(t, false, t < 20'000 ? 50'000 : 5000));
        QVERIFY(std::abs(*rate.kbps() - 1000) < 20);
    }

    void aJumpBeginsAnew()
    {
        for (const bool marked : {true, false}) {
            MediaBitrate rate;
            for (int t = 0; t < 5000; t += 40)
                rate.add(video(t, false, 50'000));
            CodedPacket first = video(marked ? 5000 : 900'000);
            first.discontinuity = marked;
            rate.add(first);
            QVERIFY(!rate.kbps());
        }
    }
};

QTEST_APPLESS_MAIN(MediaBitrateTest)
#include "MediaBitrateTest.moc"
