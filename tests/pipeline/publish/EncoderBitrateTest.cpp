// SPDX-License-Identifier: GPL-3.0-or-later
// The bitrate is changed while the encoder runs: without VBV figures from the beginning libx264 would ignore it.
#include <cmath>
#include <cstdio>

#include <QTest>

#include "core/av/Encoder.h"
#include "tests/pipeline/publish/Broadcast.h"

using namespace sluice;
using namespace sluice::test;

class EncoderBitrateTest : public QObject {
    Q_OBJECT
private slots:
    void followsWithinThreeSeconds_data()
    {
        QTest::addColumn<bool>("lowDelay");
        QTest::newRow("low delay") << true;
        QTest::newRow("with B-frames") << false;
    }

    void followsWithinThreeSeconds()
    {
        QFETCH(bool, lowDelay);
        VideoEncoderConfig config;
        config.size = RestlessPicture::kSize;
        config.rate = RestlessPicture::kRate;
        config.gop = seconds(2);
        config.lowDelay = lowDelay;
        config.threads = 1;
        auto encoder = VideoEncoder::open(config);
        QVERIFY(encoder);
        RestlessPicture picture;
        std::vector<CodedPacket> packets;
        std::int64_t index = 0;
        // Encodes so many seconds and gives the rate of the last two of them.
        const auto rateAfter = [&](int settling) {
            for (int i = 0; i < settling * 30; ++i, ++index) {
                VideoFrame frame = picture.next();
                frame.pts = MediaTime(config.rate.timeOf(index));
                if (!(*encoder)->encode(frame, index % 60 == 0, packets))
                    return 0.0;
                if (i == (settling - 2) * 30 - 1)
                    packets.clear();
            }
            double bits = 0;
            for (const CodedPacket& packet : packets)
                bits += static_cast<double>(packet.size) * 8;
            return bits / 1000.0 / 2;
        };
        const double full = rateAfter(6);
        (*encoder)->setBitrate(800);
        const double low = rateAfter(5); // the last two of them begin after three
        (*encoder)->setBitrate(1050); // a step upwards as BitrateController makes it
        const double again = rateAfter(5);
        std::printf("  2500, 800, 1050 kb/s were %.0f, %.0f, %.0f\n", full, low, again);
        QVERIFY(std::abs(full - 2500) < 250);
        QVERIFY(std::abs(low - 800) < 80);
        QVERIFY(std::abs(again - 1050) < 105);
    }
};

QTEST_GUILESS_MAIN(EncoderBitrateTest)
#include "EncoderBitrateTest.moc"
