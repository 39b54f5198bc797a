// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include "core/av/CodecHeaders.h"
#include "core/av/Encoder.h"
#include "core/av/SeiStamp.h"

using namespace sluice;

class CodecHeadersTest : public QObject {
    Q_OBJECT

private slots:
    void readsWhatX264Writes_data()
    {
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("height");
        QTest::addColumn<int>("fps");
        QTest::addColumn<bool>("lowDelay");
        QTest::newRow("720p, no B-frames") << 1280 << 720 << 30 << true;
        QTest::newRow("cropped, B-frames") << 854 << 480 << 25 << false;
        QTest::newRow("1080p (cropped to 1088)") << 1920 << 1080 << 60 << true;
    }
    void readsWhatX264Writes()
    {
        QFETCH(int, width);
        QFETCH(int, height);
        QFETCH(int, fps);
        QFETCH(bool, lowDelay);
        VideoEncoderConfig config;
        config.size = {width, height};
        config.rate = {fps, 1};
        config.lowDelay = lowDelay;
        const auto encoder = VideoEncoder::open(config);
        QVERIFY(encoder.ok());
        const auto headers = parseH264Headers(*(*encoder)->info().extradata);
        QVERIFY(headers.has_value());
        QCOMPARE(headers->size, config.size);
        QCOMPARE(headers->rate, config.rate);
        QCOMPARE(headers->profile, 100);
        QCOMPARE(headers->noReordering(), lowDelay);
    }

    void damagedHeadersSayNothing()
    {
        const auto encoder = VideoEncoder::open({});
        QVERIFY(encoder.ok());
        std::vector<std::uint8_t> bytes = *(*encoder)->info().extradata;
        for (std::size_t size = 0; size < 12; ++size)
            QVERIFY(!parseH264Headers(std::span(bytes).first(size)).has_value());
        // Any single wrong byte may change what is read and must do no other harm.
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            std::vector<std::uint8_t> wrong = bytes;
            wrong[i] ^= 0xff;
            static_cast<void>(parseH264Headers(wrong));
        }
    }

    // Found by fuzzing: a step of 2^31 in a scaling list, added up, overflows.
    void wildScalingListsAreHarmless()
    {
        const std::vector<std::uint8_t> bytes{0, 0, 1, 0xa7, 0x2c, 0x07, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
            0xff, 0xff, 0xff, 0x2d, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0x2c, 0};
        static_cast<void>(parseH264Headers(bytes));
    }

    void readsAacHeaders()
    {
        const std::vector<std::uint8_t> lc{0x11, 0x90}; // LC, 48 kHz, stereo
        const auto stereo = parseAacHeaders(lc);
        QVERIFY(stereo.has_value());
        QCOMPARE(*stereo, (AudioFormat{48000, 2}));
        const std::vector<std::uint8_t> surround{0x12, 0x30}; // LC, 44.1 kHz, 5.1
        QCOMPARE(parseAacHeaders(surround).value_or(AudioFormat{}), (AudioFormat{44100, 6}));
        QVERIFY(!parseAacHeaders({}).has_value());
        QVERIFY(!parseAacHeaders(std::span(lc).first(1)).has_value());
    }

    void stampsSurviveTheirWayThroughBytes()
    {
        const FrameStamp stamp{0xfedcba98, WallTime(Duration(1'763'650'000'123'456))};
        auto bytes = encodeSeiStamp(stamp);
        QCOMPARE(decodeSeiStamp(bytes).value_or(FrameStamp{}), stamp);
        QVERIFY(!decodeSeiStamp(std::span(bytes).first(27)).has_value());
        bytes[3] ^= 1; // somebody else's message
        QVERIFY(!decodeSeiStamp(bytes).has_value());
    }
};

QTEST_GUILESS_MAIN(CodecHeadersTest)
#include "CodecHeadersTest.moc"
