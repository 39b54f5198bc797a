// SPDX-License-Identifier: GPL-3.0-or-later
// What the program itself sends, as a recording server and viewers of the built-in one get it: the keyframes and the
// delay that nobody chose, silence where there is no microphone, a picture for whoever joins.
#include <algorithm>
#include <cstdio>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <QTest>

#include "core/av/Demuxer.h"
#include "tests/e2e/Program.h"
#include "tests/pipeline/publish/Arrivals.h"
#include "tests/pipeline/publish/RecordedFile.h"
#include "tests/support/FakeRtmpServer.h"
#include "tests/support/TempDir.h"
#include "tests/support/WaitFor.h"

using namespace sluice;
using namespace sluice::test;

namespace {

constexpr double kFrameMs = 1000.0 / 30;
const QStringList kNothingMore;

// `sluice live` with the test picture, and a folder of settings that nobody has touched.
struct Live {
    Live(std::vector<std::string> addresses, const std::string& microphone, const QStringList& more)
        : program(plan(dir, std::move(addresses), microphone, more))
    { }
    static ChildProcess::Plan plan(const TempDir& dir, std::vector<std::string> addresses,
        const std::string& microphone, const QStringList& more)
    {
        std::vector<std::string> arguments{"live"};
        arguments.insert(arguments.end(), addresses.begin(), addresses.end());
        arguments.insert(arguments.end(),
            {"--headless", "--camera", "test", "--microphone", microphone, "--set", "video.size=320x180",
                "--set", "server.rtmp_port=0", "--set", "server.http_port=0"});
        for (const QString& one : more)
            arguments.push_back(one.toStdString());
        ChildProcess::Plan made = sluiceWith(std::move(arguments));
        made.environment["XDG_CONFIG_HOME"] = dir.path().string();
        return made;
    }
    // Where viewers find the built-in server's stream, once there is one; empty: there was none in time.
    std::string watchUrl()
    {
        constexpr std::string_view kWatch = "watch rtmp://";
        if (!program.waitOutput(kWatch, seconds(15)))
            return {};
        const std::string said = program.standardOutput();
        const auto begin = said.find(kWatch) + kWatch.find("rtmp");
        return said.substr(begin, said.find('\n', begin) - begin);
    }

    TempDir dir;
    ChildProcess program;
};

// A viewer that takes what comes, on a thread of its own from construction on, and notes the pictures.
class Viewer {
public:
    struct Picture {
        TimePoint arrived;
        MediaTime dts;
        MediaTime pts;
        bool keyframe = false;
    };

    explicit Viewer(std::string url)
        : m_url(std::move(url))
        , m_joined(m_clock.now())
        , m_thread([this] { run(); })
    { }
    ~Viewer()
    {
        m_stop.request_stop();
        m_thread.join();
    }
    Viewer(const Viewer&) = delete;
    Viewer& operator=(const Viewer&) = delete;

    std::vector<Picture> pictures() const
    {
        const std::lock_guard lock(m_mutex);
        return m_pictures;
    }
    std::vector<Picture> keyframes() const
    {
        std::vector<Picture> all = pictures();
        std::erase_if(all, [](const Picture& one) { return !one.keyframe; });
        return all;
    }
    // By the stream's own time: of all that came, and of what came after the latest keyframe.
    Duration length() const
    {
        const auto all = pictures();
        return all.empty() ? Duration() : all.back().dts - all.front().dts;
    }
    Duration sinceKeyframe() const
    {
        const auto all = pictures();
        const auto latest = std::ranges::find(all.rbegin(), all.rend(), true, &Picture::keyframe);
        return latest == all.rend() ? Duration() : all.back().dts - latest->dts;
    }
    // From the call on the server to the first keyframe.
    Duration waited() const
    {
        const auto all = keyframes();
        return all.empty() ? Duration::max() : all.front().arrived - m_joined;
    }

private:
    void run()
    {
        const Log log;
        Demuxer::Options options;
        options.url = m_url;
        auto source = Demuxer::open(options, m_resolver, m_clock, log, m_stop.get_token());
        while (source && !m_stop.stop_requested()) {
            auto packet = (*source)->read(m_stop.get_token());
            if (!packet || !*packet)
                return;
            const CodedPacket& got = **packet;
            if (got.kind != StreamKind::Video)
                continue;
            const std::lock_guard lock(m_mutex);
            m_pictures.push_back({m_clock.now(), got.dts, got.pts, got.keyframe});
        }
    }

    SystemClock m_clock;
    Resolver m_resolver;
    const std::string m_url;
    const TimePoint m_joined;
    mutable std::mutex m_mutex;
    std::vector<Picture> m_pictures; // m_mutex
    StopSource m_stop;
    std::thread m_thread;
};

} // namespace

class ProgramStreamTest : public QObject {
    Q_OBJECT
private slots:
    void aServiceGetsTheKeyframesAndTheDelayOfServices_data()
    {
        QTest::addColumn<bool>("builtInToo");
        QTest::addColumn<QStringList>("settings");
        QTest::addColumn<int>("gopMs");
        QTest::addColumn<bool>("lowDelay");
        QTest::newRow("alone") << false << kNothingMore << 2000 << false;
        QTest::newRow("beside the built-in server") << true << kNothingMore << 2000 << false;
        QTest::newRow("as somebody chose")
            << false << QStringList{"--set", "video.gop_s=1.5", "--set", "video.low_delay=on"} << 1500
            << true;
    }

    void aServiceGetsTheKeyframesAndTheDelayOfServices()
    {
        QFETCH(bool, builtInToo);
        QFETCH(QStringList, settings);
        QFETCH(int, gopMs);
        QFETCH(bool, lowDelay);
        FakeRtmpServer server;
        std::vector<std::string> addresses{server.url()};
        if (builtInToo)
            addresses.emplace_back("built-in");
        Live live(addresses, "tone", settings);
        constexpr std::size_t kKeyframes = 4;
        QVERIFY2(waitFor([&] { return keyframeTimesMs(server.messages()).size() >= kKeyframes; }, seconds(15),
                     milliseconds(50)),
            live.program.standardError().c_str());
        const auto messages = server.messages();
        const auto keyframes = keyframeTimesMs(messages);
        for (std::size_t i = 1; i < keyframes.size(); ++i)
            QVERIFY2(std::abs(double(keyframes[i] - keyframes[i - 1]) - gopMs) <= kFrameMs,
                qPrintable(QString("%1 after %2").arg(keyframes[i]).arg(keyframes[i - 1])));
        // Pictures that are shown later than they come are what low delay does without.
        const bool reordered = std::ranges::any_of(
            messages, [](const RecordedMessage& message) { return message.compositionMs != 0; });
        QCOMPARE(reordered, !lowDelay);
    }

    void theBuiltInServersViewersGetItsOwn()
    {
        Live live({}, "tone", kNothingMore);
        const std::string url = live.watchUrl();
        QVERIFY2(!url.empty(), live.program.standardError().c_str());
        const Viewer viewer(url);
        constexpr std::size_t kKeyframes = 5;
        QVERIFY(waitFor([&] { return viewer.keyframes().size() >= kKeyframes; }, seconds(10)));
        const auto keyframes = viewer.keyframes();
        for (std::size_t i = 1; i < keyframes.size(); ++i)
            QVERIFY(std::abs(toMsReal(keyframes[i].dts - keyframes[i - 1].dts) - 1000) <= kFrameMs);
        for (const Viewer::Picture& picture : viewer.pictures())
            QCOMPARE(picture.pts, picture.dts);
    }

    // A stream that announces sound and sends none hangs players.
    void withoutAMicrophoneThereIsSilence()
    {
        FakeRtmpServer server;
        Live live({server.url()}, "none", {"--for", "4"});
        QCOMPARE(statusOf(live.program, seconds(20)), 0);
        const auto messages = server.messages();
        const auto isSound = [](const RecordedMessage& m) { return m.type == rtmp::kAudio; };
        const auto first = std::ranges::find_if(messages, isSound);
        QVERIFY(first != messages.end());
        QVERIFY(first->sequenceHeader);
        std::vector<std::uint32_t> sounds;
        std::vector<std::uint32_t> pictures;
        for (const RecordedMessage& message : messages)
            if (!message.sequenceHeader && message.type != rtmp::kData)
                (isSound(message) ? sounds : pictures).push_back(message.timestampMs);
        QVERIFY(!sounds.empty() && !pictures.empty());
        std::printf("  %zu sounds from %u to %u ms, pictures to %u ms, longest step %d ms\n", sounds.size(),
            sounds.front(), sounds.back(), pictures.back(), longestSoundStepMs(messages));
        QVERIFY(longestSoundStepMs(messages) <= 22); // AAC: 21.3 ms, in whole ones
        QVERIFY(sounds.front() <= 22);
        QVERIFY(pictures.back() > 3000);
        QVERIFY(sounds.back() + 100 >= pictures.back()); // as long as there are pictures
        const auto flv = server.recordingAsFlv();
        writeFile(live.dir.file("got.flv"), {reinterpret_cast<const char*>(flv.data()), flv.size()});
        const RecordedFile file = readRecorded(live.dir.file("got.flv"));
        QVERIFY2(file.problem.empty(), file.problem.c_str());
        QVERIFY(file.sound > seconds(3));
        QCOMPARE(file.loudest, 0.0);
    }

    // The server's hook, the session and the encoder, as the program wires them. A first viewer stays and sees who
    // asks for keyframes: with ten seconds from one to the next, nobody but who joins.
    void whoJoinsDoesNotWaitForTheGop()
    {
        Live live({}, "tone", {"--set", "video.gop_s=10"});
        const std::string url = live.watchUrl();
        QVERIFY2(!url.empty(), live.program.standardError().c_str());
        const Viewer first(url);
        // None is made within a second of another one; whoever comes before that waits for so long.
        QVERIFY(waitFor([&] { return !first.keyframes().empty(); }, milliseconds(1700)));
        // It may have caught the very first keyframe, and gets its own a second later all the same.
        QVERIFY(waitFor([&] { return first.sinceKeyframe() >= seconds(3); }, seconds(20)));
        const std::size_t before = first.keyframes().size();
        const Viewer second(url);
        QVERIFY(waitFor([&] { return second.length() >= seconds(1); }, seconds(15)));
        const auto keyframes = first.keyframes();
        QCOMPARE(keyframes.size(), before + 1);
        const Duration apart = keyframes[before].dts - keyframes[before - 1].dts;
        std::printf("  pictures after %.0f and %.0f ms, the second's %.0f ms after a keyframe\n",
            toMsReal(first.waited()), toMsReal(second.waited()), toMsReal(apart));
        // It comes with the next picture, for the latest keyframe is more than a second ago.
        QVERIFY(second.waited() <= milliseconds(700));
        QVERIFY(apart < seconds(9)); // it was not the GOP's
        QVERIFY(second.pictures().front().keyframe);
    }
};

QTEST_GUILESS_MAIN(ProgramStreamTest)
#include "ProgramStreamTest.moc"
