// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <cmath>
#include <cstring>

#include "tests/support/PulseServer.h"
#include "tests/support/WaitFor.h"

using namespace sluice::test;
using namespace std::chrono_literals;

namespace {

constexpr double kHz = 440;

// The left channel of a raw recording, from the first sample that is not silence.
std::vector<float> leftOf(const std::string& file)
{
    const std::string raw = readFile(file);
    std::vector<float> left;
    for (std::size_t at = 0; at + 8 <= raw.size(); at += 8) {
        float sample = 0;
        std::memcpy(&sample, raw.data() + at, sizeof sample);
        if (!left.empty() || std::abs(sample) > 0.01F)
            left.push_back(sample);
    }
    return left;
}

} // namespace

class PulseServerTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void breaksAreCounted();
    void theSpeakerIsHeard();
    void theMicrophoneHears();
    void aKilledServerIsGone();
};

void PulseServerTest::initTestCase()
{
    const std::string missing = PulseServer::whatIsMissing();
    if (!missing.empty())
        QSKIP(missing.c_str());
}

void PulseServerTest::breaksAreCounted()
{
    std::vector<float> sine(4800);
    for (std::size_t n = 0; n < sine.size(); ++n)
        sine[n] = static_cast<float>(
            0.5 * std::sin(2 * M_PI * kHz * static_cast<double>(n) / PulseServer::kRate));
    QCOMPARE(countSineBreaks(sine, kHz), 0);
    sine.erase(sine.begin() + 2400, sine.begin() + 2420); // 0.4 ms are missing
    QVERIFY(countSineBreaks(sine, kHz) > 0);
}

void PulseServerTest::theSpeakerIsHeard()
{
    const PulseServer server;
    const TempDir dir;
    writeSineWav(dir.file("tone.wav"), kHz, -20, 1s);
    const auto ear = server.hearSpeaker(dir.file("heard.raw"));
    ChildProcess play({"paplay", {"--device=speaker", dir.file("tone.wav")}, server.environment(), {}, {}});
    QVERIFY((play.waitExit(10s) == ChildProcess::Exit{0, 0}));
    QVERIFY(waitFor([&] { return leftOf(dir.file("heard.raw")).size() > 48000; }, 5s, 50ms));
    ear->stop();

    std::vector<float> heard = leftOf(dir.file("heard.raw"));
    heard.resize(47000); // inside the second that was played
    const float peak = *std::ranges::max_element(heard);
    QVERIFY2(std::abs(20 * std::log10(peak) + 20) < 0.2, std::to_string(peak).c_str());
    QCOMPARE(countSineBreaks(heard, kHz), 0);
}

void PulseServerTest::theMicrophoneHears()
{
    if (!hasProgram("arecord") && !hasProgram("parec"))
        QSKIP("no program that records");
    const PulseServer server;
    const TempDir dir;
    writeSineWav(dir.file("tone.wav"), kHz, -12, 3s);
    const auto voice = server.feedMicrophone(dir.file("tone.wav"));
    ChildProcess record({"parec",
        {"-d", "mic", "--format=float32le", "--rate=48000", "--channels=2", "--raw", dir.file("mic.raw")},
        server.environment(), {}, {}});
    QVERIFY(waitFor(
        [&] {
            return std::filesystem::exists(dir.file("mic.raw")) && leftOf(dir.file("mic.raw")).size() > 24000;
        },
        8s, 50ms));
}

void PulseServerTest::aKilledServerIsGone()
{
    PulseServer server;
    QVERIFY(server.isRunning());
    server.kill();
    QVERIFY(!server.isRunning());
}

QTEST_GUILESS_MAIN(PulseServerTest)
#include "PulseServerTest.moc"
