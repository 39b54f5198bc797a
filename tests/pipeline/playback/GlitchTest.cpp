// SPDX-License-Identifier: GPL-3.0-or-later
// The whole watch pipeline on a file, with a decoder or a device that cannot keep up: that is a glitch with its
// cause, never a stall, and playing is not paused for it.
#include <memory>
#include <thread>

#include <QTest>

#include "core/output/SinkFactory.h"
#include "core/playback/WatchPipeline.h"
#include "core/settings/BufferProfile.h"
#include "tests/e2e/Clip.h"
#include "tests/support/ChildProcess.h"
#include "tests/support/PulseServer.h"
#include "tests/support/TempDir.h"
#include "tests/support/WaitFor.h"

using namespace sluice;
using namespace sluice::test;

namespace {

constexpr Duration kClip = seconds(5);
constexpr MediaTime kSlowFrom{seconds(2)};
constexpr MediaTime kSlowUntil{seconds(3)};

// One viewer of a file. `slow`: what decoding is held up for, within the slow part, by kind of stream.
class Viewer {
public:
    Viewer(std::string file, std::string audioOut, std::shared_ptr<PortAudioLibrary> sound,
        std::function<Duration(const CodedPacket&)> slow)
        : m_sinks(m_clock, std::move(sound))
    {
        WatchPipeline::Config config;
        config.engine.url = std::move(file);
        config.engine.audioOut = std::move(audioOut);
        config.engine.decoding = [slow = std::move(slow)](const CodedPacket& packet) {
            if (packet.pts >= kSlowFrom && packet.pts < kSlowUntil)
                std::this_thread::sleep_for(slow(packet)); // this is the slow decoder
        };
        config.resolveBuffer = [](const BufferContext& context) { return BufferChoice().resolve(context); };
        m_watch = std::make_unique<WatchPipeline>(std::move(config),
            WatchEngine::Services{m_clock, m_resolver, m_log, m_sinks},
            WatchPipeline::Callbacks{[] { }, [] { }});
        m_watch->start();
    }

    bool waitEnd(Duration atMost)
    {
        return waitFor(
            [this] { return m_watch->finished(); }, std::chrono::duration_cast<milliseconds>(atMost));
    }
    Duration position() const { return m_watch->status().position; }
    WatchReport report() const { return m_watch->report(); }
    int glitches(std::string_view cause) const
    {
        int count = 0;
        for (const Event& event : m_watch->events().all())
            count += event.kind == EventKind::Glitch && event.text.args().front() == cause ? 1 : 0;
        return count;
    }
    // Whether anything but playing was shown between the beginning and the end.
    bool alwaysPlayed() const
    {
        bool began = false;
        for (const TimelineSample& row : m_watch->timeline().since(0).samples) {
            const bool plays = row.state == WatchState::Playing || row.state == WatchState::Draining;
            began |= plays;
            if (began && !plays && row.state != WatchState::Ended)
                return false;
        }
        return began;
    }
    std::string story() const
    {
        std::string text;
        for (const Event& event : m_watch->events().all())
            text += std::to_string(toMs(event.at - m_watch->startedAt())) + " " + event.text.english() + "\n";
        return text;
    }

private:
    SystemClock m_clock;
    Resolver m_resolver;
    Log m_log;
    SinkFactory m_sinks;
    std::unique_ptr<WatchPipeline> m_watch;
};

} // namespace

class GlitchTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase()
    {
        // The environment is taken over before there is any other thread.
        m_missing = PulseServer::whatIsMissing();
        if (m_missing.empty()) {
            m_server = PulseServer::forThisProcess();
        }
        m_sound = PortAudioLibrary::create();
        m_clip = m_dir.file("clip.mkv");
        QVERIFY(makeTestClip(m_clip, {320, 180}, {30, 1}, kClip).ok());
    }

    void aSlowDecoderIsAGlitch_data()
    {
        QTest::addColumn<bool>("sound");
        QTest::newRow("of sound") << true;
        QTest::newRow("of pictures, without sound") << false;
    }
    void aSlowDecoderIsAGlitch()
    {
        QFETCH(bool, sound);
        std::string file = m_clip;
        if (!sound) {
            if (!hasProgram("ffmpeg"))
                QSKIP("Not tested: the ffmpeg program is not installed.");
            file = m_dir.file("silent.mkv");
            ChildProcess copy(
                {"ffmpeg", {"-v", "error", "-y", "-i", m_clip, "-an", "-c", "copy", file}, {}, {}, {}});
            QVERIFY(copy.waitExit(milliseconds(20'000)));
        }
        // Three times as long as a packet plays.
        Viewer viewer(file, "null", m_sound, [](const CodedPacket& packet) {
            return packet.duration > Duration::zero() ? packet.duration * 3 : Duration(milliseconds(70));
        });
        QVERIFY2(viewer.waitEnd(seconds(40)), viewer.story().c_str());
        const WatchReport report = viewer.report();
        const std::string story = viewer.story();
        QCOMPARE(report.state, WatchState::Ended);
        QVERIFY2(viewer.glitches("decoder") >= 1, story.c_str());
        // A second of media takes three; told is one a second at most. A crowded machine may add one of the device.
        QVERIFY2(viewer.glitches("decoder") <= 5, story.c_str());
        QVERIFY2(report.glitches == viewer.glitches("decoder") + viewer.glitches("device"), story.c_str());
        QVERIFY2(report.stallCount() == 0, story.c_str());
        QVERIFY2(viewer.alwaysPlayed(), story.c_str());
    }

    void aFastOneIsNone()
    {
        Viewer viewer(m_clip, "null", m_sound, [](const CodedPacket&) { return Duration::zero(); });
        QVERIFY2(viewer.waitEnd(seconds(20)), viewer.story().c_str());
        QVERIFY2(viewer.glitches("decoder") == 0, viewer.story().c_str());
        QCOMPARE(viewer.report().stallCount(), 0);
        QVERIFY(viewer.alwaysPlayed());
    }

    void aDeviceThatStandsStillIsAGlitch()
    {
        if (!m_missing.empty())
            QSKIP(m_missing.c_str());
        Viewer viewer(m_clip, "testspk", m_sound, [](const CodedPacket&) { return Duration::zero(); });
        QVERIFY2(waitFor([&] { return viewer.position() >= seconds(2); }, milliseconds(8000)),
            viewer.story().c_str());
        m_server->freeze();
        QTest::qWait(700); // less than what makes it a dead one
        m_server->thaw();
        QVERIFY2(viewer.waitEnd(seconds(20)), viewer.story().c_str());
        const std::string story = viewer.story();
        QVERIFY2(viewer.glitches("device") >= 1, story.c_str());
        QVERIFY2(viewer.glitches("decoder") == 0, story.c_str());
        QVERIFY2(viewer.report().stallCount() == 0, story.c_str());
        QVERIFY2(viewer.alwaysPlayed(), story.c_str());
    }

private:
    TempDir m_dir;
    std::string m_missing;
    std::unique_ptr<PulseServer> m_server;
    std::shared_ptr<PortAudioLibrary> m_sound;
    std::string m_clip;
};

QTEST_GUILESS_MAIN(GlitchTest)
#include "GlitchTest.moc"
