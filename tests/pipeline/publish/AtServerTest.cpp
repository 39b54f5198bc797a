// SPDX-License-Identifier: GPL-3.0-or-later
// What a server gets of a calm stream that nobody joins: keyframes to the second, time stamps that rise, every picture,
// and flashes that stay with their beeps. With low delay and with B-frames, both at once, for twelve seconds; a minute
// with SLUICE_TEST_LONG.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <fstream>

#include <QTest>

#include "core/av/Encoder.h"
#include "tests/pipeline/publish/Arrivals.h"
#include "tests/pipeline/publish/Broadcast.h"
#include "tests/pipeline/publish/RecordedFile.h"
#include "tests/support/Amf0.h"
#include "tests/support/TempDir.h"

using namespace sluice;
using namespace sluice::test;

namespace {

// A flash's time minus its beep's, ms, of every flash that has one.
std::vector<double> skews(const RecordedFile& file)
{
    std::vector<double> all;
    for (const MediaTime flash : file.flashes)
        for (const MediaTime beep : file.beeps)
            if (const double apart = toMsReal(flash - beep); std::abs(apart) < 400)
                all.push_back(apart);
    return all;
}

double percentile95(std::vector<double> values)
{
    std::ranges::transform(values, values.begin(), [](double v) { return std::abs(v); });
    std::ranges::sort(values);
    return values[static_cast<std::size_t>(std::ceil(0.95 * static_cast<double>(values.size()))) - 1];
}

} // namespace

class AtServerTest : public QObject {
    Q_OBJECT
private slots:
    void keyframesTimesAndSync()
    {
        std::array<FakeRtmpServer, 2> servers;
        std::array<Broadcast, 2> broadcasts{
            Broadcast(Broadcast::Picture::Test), Broadcast(Broadcast::Picture::Test)};
        const std::array lowDelay{true, false};
        for (std::size_t i = 0; i < servers.size(); ++i)
            broadcasts[i].start({servers[i].url()}, [&](PublishPipeline::LiveConfig& config) {
                config.video.lowDelay = lowDelay[i];
                config.video.preset = "veryfast";
            });
        for (const Broadcast& broadcast : broadcasts)
            QVERIFY(broadcast.waitLive(seconds(5)));
        QTest::qWait(length());
        for (Broadcast& broadcast : broadcasts)
            broadcast.stop();
        for (std::size_t i = 0; i < servers.size() && !QTest::currentTestFailed(); ++i) {
            std::printf("  %s:\n", lowDelay[i] ? "low delay" : "2 B-frames");
            inTime(servers[i]);
            inStep(servers[i]);
        }
    }

    // A live stream has no length, and players that are told one stop there.
    void theMetadataNamesTheRateAndNoLength_data()
    {
        QTest::addColumn<int>("numerator");
        QTest::addColumn<int>("denominator");
        QTest::addRow("30") << 30 << 1;
        QTest::addRow("30000/1001") << 30000 << 1001;
        QTest::addRow("24") << 24 << 1;
    }
    void theMetadataNamesTheRateAndNoLength()
    {
        QFETCH(const int, numerator);
        QFETCH(const int, denominator);
        FakeRtmpServer server;
        Broadcast broadcast;
        broadcast.start({server.url()},
            [&](PublishPipeline::LiveConfig& config) { config.video.rate = {numerator, denominator}; });
        QVERIFY(broadcast.waitLive(seconds(5)));
        QVERIFY(morePictures(server, 2));
        const auto messages = server.messages();
        broadcast.stop();
        QCOMPARE(messages.front().type, rtmp::kData); // before all else
        QCOMPARE(std::ranges::count(messages, rtmp::kData, &RecordedMessage::type), 1);
        const auto values = amf0::decodeAll(*messages.front().payload);
        QVERIFY(values && values->size() == 3);
        QCOMPARE((*values)[0].text(), std::string("@setDataFrame"));
        QCOMPARE((*values)[1].text(), std::string("onMetaData"));
        const amf0::Value& about = (*values)[2];
        const double rate = about.field("framerate").number();
        std::printf("  framerate %.4f\n", rate);
        QVERIFY(std::abs(rate - static_cast<double>(numerator) / denominator) < 0.001);
        QCOMPARE(about.field("width").number(), 640.0);
        QCOMPARE(about.field("height").number(), 360.0);
        for (const char* length : {"duration", "filesize"})
            QVERIFY2(std::holds_alternative<std::nullptr_t>(about.field(length).data), length);
    }

private:
    static void inTime(const FakeRtmpServer& server)
    {
        const auto messages = server.messages();
        QVERIFY(monotonic(messages));
        const auto keyframes = keyframeTimesMs(messages);
        QVERIFY(keyframes.size() >= 5);
        int worst = 0;
        for (std::size_t i = 1; i < keyframes.size(); ++i)
            worst = std::max(worst, std::abs(static_cast<int>(keyframes[i] - keyframes[i - 1]) - 2000));
        std::printf("    %zu pictures, %zu keyframes 2 s apart within %d ms\n",
            arrivedPictures(messages).size(), keyframes.size(), worst);
        QVERIFY(worst <= 34); // a frame
    }

    static void inStep(const FakeRtmpServer& server)
    {
        TempDir dir;
        const std::string path = dir.file("stream.flv");
        const auto flv = server.recordingAsFlv();
        std::ofstream(path, std::ios::binary)
            .write(reinterpret_cast<const char*>(flv.data()), static_cast<std::streamsize>(flv.size()));
        const RecordedFile file = readRecorded(path);
        QVERIFY2(whyNotWhole(file).empty(), whyNotWhole(file).c_str());
        QVERIFY(file.missing.empty());
        const auto apart = skews(file);
        QVERIFY(static_cast<int>(apart.size()) >= length() / 1000 - 2);
        const auto [least, most] = std::ranges::minmax(apart);
        std::printf("    flash-beep %.1f … %.1f ms over %zu, p95 %.1f ms\n", least, most, apart.size(),
            percentile95(apart));
        QVERIFY(percentile95(apart) <= 20);
    }

    static int length() { return qEnvironmentVariableIsSet("SLUICE_TEST_LONG") ? 60'000 : 12'000; }
};

QTEST_GUILESS_MAIN(AtServerTest)
#include "AtServerTest.moc"
