// SPDX-License-Identifier: GPL-3.0-or-later
// The replay buffer, the recorder and the names, without a disk.
#include <QRegularExpression>
#include <QTest>

#include "core/base/FakeClock.h"
#include "core/publish/Recordings.h"
#include "tests/support/WaitFor.h"

using namespace sluice;
using sluice::test::waitFor;

namespace {

CodedPacket packet(StreamKind kind, int ms, bool keyframe, std::size_t size)
{
    CodedPacket p;
    p.kind = kind;
    p.pts = p.dts = MediaTime(milliseconds(ms));
    p.keyframe = keyframe;
    p.size = size;
    return p;
}

CodedPacket picture(int ms, bool keyframe = false, std::size_t size = 1000)
{
    return packet(StreamKind::Video, ms, keyframe, size);
}

CodedPacket sound(int ms)
{
    return packet(StreamKind::Audio, ms, true, 100);
}

// A file on a disk that does as it is told.
struct Disk {
    std::mutex mutex;
    std::vector<CodedPacket> written; // mutex
    bool finished = false; // mutex
    std::atomic<bool> stuck = false;
    std::atomic<bool> broken = false;
    std::atomic<bool> deleted = false;
    std::atomic<int> syncs = 0;
    std::atomic<Duration> each{}; // that a packet takes
    std::atomic<std::int64_t> free = std::int64_t(100) << 30;

    std::vector<CodedPacket> all()
    {
        const std::lock_guard lock(mutex);
        return written;
    }
};

class FakeMuxer final : public Muxer {
public:
    explicit FakeMuxer(Disk& disk) : m_disk(disk) { }
    Result<void> write(const CodedPacket& packet, StopToken stop) override
    {
        while (m_disk.stuck && !stop.stop_requested())
            std::this_thread::sleep_for(milliseconds(1));
        std::this_thread::sleep_for(m_disk.each.load());
        if (stop.stop_requested())
            return Error(ErrorCode::Cancelled);
        if (m_disk.broken)
            return Error(ErrorCode::FileUnwritable, {"talk.mkv", "No space left on device"});
        const std::lock_guard lock(m_disk.mutex);
        m_disk.written.push_back(packet);
        m_bytes += static_cast<std::int64_t>(packet.size);
        return {};
    }
    Result<void> finish(Duration, StopToken) override
    {
        const std::lock_guard lock(m_disk.mutex);
        m_disk.finished = true;
        return {};
    }
    std::optional<OnTheWay> onTheWay() const override { return {}; }
    std::int64_t bytesSent() const override { return m_bytes; }
    std::string path() const override { return "talk-2.mkv"; }
    void sync() override { ++m_disk.syncs; }
    bool deleted() override { return m_disk.deleted; }

private:
    Disk& m_disk;
    std::int64_t m_bytes = 0;
};

} // namespace

class RecordingsTest : public QObject {
    Q_OBJECT
private:
    Disk m_disk;
    FakeClock m_clock;
    int m_changes = 0;

    FileRecorder recorder(std::vector<CodedPacket> begin = {}, std::int64_t reserve = 0)
    {
        FileRecorder::Config config;
        config.path = "talk.mkv";
        config.reserveBytes = reserve;
        return {config,
            {m_clock,
                [this](const Muxer::Options&, const StopToken&) {
                    return Result<std::unique_ptr<Muxer>>(std::make_unique<FakeMuxer>(m_disk));
                },
                [this](const std::string&) { return std::optional<std::int64_t>(m_disk.free); }},
            std::move(begin), [this] { ++m_changes; }};
    }
    void stepUntilEmpty(FileRecorder& one)
    {
        while (one.status().queued > Duration::zero())
            one.step({});
        one.step({});
    }

    // In a broadcast, with a replay of ten seconds to save.
    Recordings recordings(EventLog& events) { return recordings(events, m_clock); }
    Recordings recordings(EventLog& events, Clock& clock)
    {
        return {{clock, events,
                    [this](const Muxer::Options&, const StopToken&) {
                        return Result<std::unique_ptr<Muxer>>(std::make_unique<FakeMuxer>(m_disk));
                    },
                    [this](const std::string&) { return std::optional<std::int64_t>(m_disk.free); }},
            [] {}};
    }
    static void fill(Recordings& all)
    {
        RecordingSettings settings;
        settings.replay = seconds(10);
        all.setSettings(settings);
        all.begin({}, {});
        for (int ms = 0; ms < 10'000; ms += 100)
            all.push(picture(ms, ms % 1000 == 0));
    }

private slots:
    void init()
    {
        m_disk.written.clear();
        m_disk.finished = m_disk.stuck = m_disk.broken = m_disk.deleted = false;
        m_disk.each = Duration::zero();
        m_disk.syncs = 0;
        m_disk.free = std::int64_t(100) << 30;
    }

    // --- Replay

    void theReplayHoldsItsSpanInWholeGroups()
    {
        ReplayBuffer replay(seconds(3));
        replay.push(sound(0)); // nothing to decode it with
        for (int ms = 0; ms < 20'000; ms += 100) {
            replay.push(picture(ms, ms % 1000 == 0));
            replay.push(sound(ms));
            QVERIFY(replay.held() < seconds(4));
            QVERIFY(ms < 3000 || replay.held() >= seconds(3) || replay.held() == milliseconds(ms));
        }
        const auto all = replay.all();
        QVERIFY(all.front().keyframe && all.front().kind == StreamKind::Video);
        QCOMPARE(all.back().dts, MediaTime(milliseconds(19'900)));
        QCOMPARE(all.front().dts, MediaTime(milliseconds(16'000)));
        QCOMPARE(replay.group().front().dts, MediaTime(milliseconds(19'000)));
        std::size_t bytes = 0;
        for (const CodedPacket& p : all)
            bytes += p.size;
        QCOMPARE(replay.bytes(), bytes);
        replay.setSpan({});
        QCOMPARE(replay.all().front().dts, MediaTime(milliseconds(19'000)));
    }

    void theReplayIsBoundedInBytes()
    {
        ReplayBuffer replay(seconds(1000), 50'000);
        for (int ms = 0; ms < 60'000; ms += 100) {
            replay.push(picture(ms, ms % 1000 == 0));
            QVERIFY(replay.bytes() <= 50'000);
        }
        QVERIFY(replay.held() >= seconds(4));
        replay.clear();
        for (int ms = 0; ms < 60'000; ms += 100) { // a group without end
            replay.push(picture(ms, ms == 0));
            QVERIFY(replay.bytes() <= 50'000);
        }
        QVERIFY(replay.all().empty());
    }

    // --- The recorder

    void aRecordingBeginsWithAKeyframeAtZero()
    {
        FileRecorder one = recorder({picture(970), sound(980)});
        one.push(picture(1000, true));
        one.push(sound(1010));
        one.push(picture(1033));
        one.finish();
        while (!one.status().over())
            one.step({});
        const auto written = m_disk.all();
        QCOMPARE(written.size(), std::size_t(3));
        QVERIFY(written[0].keyframe);
        QCOMPARE(written[0].dts, MediaTime());
        QCOMPARE(written[2].dts, MediaTime(milliseconds(33)));
        QVERIFY(m_disk.finished);
        QCOMPARE(one.status().path, std::string("talk-2.mkv"));
        QCOMPARE(one.status().state, FileRecorder::State::Ended);
    }

    // A saved replay is longer than what may wait of a recording, and more.
    void aLongBeginningIsWrittenWhole()
    {
        std::vector<CodedPacket> begin;
        for (int ms = 0; ms < 40'000; ms += 100)
            begin.push_back(picture(ms, ms % 2000 == 0, 400'000));
        FileRecorder one = recorder(begin);
        one.finish();
        while (!one.status().over())
            one.step({});
        QCOMPARE(m_disk.all().size(), begin.size());
        QCOMPARE(one.status().dropped, std::int64_t(0));
    }

    void aSlowDiskLosesPicturesAndNobodyWaits()
    {
        FileRecorder one = recorder();
        m_disk.stuck = true;
        Runner runner(one, m_clock, "recorder");
        runner.start();
        constexpr std::size_t kSize = 1 << 20;
        for (int i = 0; i < 200; ++i)
            one.push(picture(i * 33, i % 10 == 0, kSize));
        QVERIFY(one.status().dropped >= 200 - 65);
        m_disk.stuck = false;
        QVERIFY(waitFor([&] { return one.status().queued == Duration::zero(); }, seconds(5)));
        one.push(picture(7000, false, kSize)); // refers to what is not there
        one.push(picture(7033, true, kSize));
        one.push(picture(7066, false, kSize));
        one.finish();
        QVERIFY(waitFor([&] { return one.status().over(); }, seconds(5)));
        const auto written = m_disk.all();
        QVERIFY(written.size() <= 66);
        QCOMPARE(written[written.size() - 2].dts, MediaTime(milliseconds(7033)));
        QVERIFY(written[written.size() - 2].keyframe);
        QCOMPARE(one.status().dropped, static_cast<std::int64_t>(203 - written.size()));
    }

    void aStopIsNotHeldByTheDisk()
    {
        FileRecorder one = recorder({picture(0, true), picture(33)});
        m_disk.stuck = true;
        Runner runner(one, m_clock, "recorder");
        runner.start();
        runner.requestStop();
        runner.join();
        one.close();
        QCOMPARE(one.status().state, FileRecorder::State::Ended);
        QVERIFY(!one.status().error);
        // It is not the whole recording, and who asked for it learns so.
        QVERIFY(one.status().dropped >= 1);
        const auto failure = one.status().failure();
        QVERIFY(failure && failure->code() == ErrorCode::DiskTooSlow);
    }

    // What is written slowly, but steadily, may come to its end; what stands still is not waited for.
    void aSlowDiskIsGivenTimeAndAStuckOneIsNot()
    {
        EventLog events;
        SystemClock clock;
        Recordings all = recordings(events, clock);
        all.start({});
        fill(all);
        QVERIFY(waitFor([&] { return m_disk.all().size() == 100; }, seconds(5)));
        m_disk.each = milliseconds(60);
        for (int i = 0; i < 30; ++i)
            all.push(picture(20'000 + i * 33, true));
        all.finish();
        all.join(clock.now() + milliseconds(200), seconds(5));
        const auto files = all.status().files;
        QCOMPARE(files.size(), std::size_t(1));
        QVERIFY(!files[0].file.failure());
        QCOMPARE(files[0].file.dropped, std::int64_t(0));
    }

    void whoStopsDoesNotWaitForTheDiskToSync()
    {
        FileRecorder stopped = recorder({picture(0, true)});
        stopped.step({});
        stopped.close();
        QVERIFY(m_disk.finished);
        QCOMPARE(m_disk.syncs.load(), 0);
        FileRecorder ended = recorder({picture(0, true)});
        ended.finish();
        while (!ended.status().over())
            ended.step({});
        QCOMPARE(m_disk.syncs.load(), 1);
    }

    void timesOfEachStreamRise()
    {
        FileRecorder one = recorder();
        for (const CodedPacket& p : {picture(0, true), sound(0), picture(33), picture(33), picture(33),
                 sound(33), sound(33), picture(66)})
            one.push(p);
        stepUntilEmpty(one);
        const auto written = m_disk.all();
        QCOMPARE(written.size(), std::size_t(8));
        for (const StreamKind kind : {StreamKind::Video, StreamKind::Audio}) {
            std::optional<MediaTime> last;
            for (const CodedPacket& p : written) {
                if (p.kind != kind)
                    continue;
                QVERIFY(!last || p.dts >= *last + milliseconds(1));
                QVERIFY(p.pts >= p.dts);
                last = p.dts;
            }
        }
        QCOMPARE(written.back().dts, MediaTime(milliseconds(66))); // and nothing is shifted for good
    }

    void replaysUnderWayAreBounded()
    {
        m_disk.stuck = true;
        EventLog events;
        Recordings all = recordings(events);
        fill(all);
        for (int i = 0; i < 5; ++i)
            all.saveReplay();
        QCOMPARE(all.status().files.size(), Recordings::kMaxReplays);
        QCOMPARE(events.all().size(), std::size_t(2));
        QVERIFY(events.all()[0].text.english().find("still being written") != std::string::npos);
        m_disk.stuck = false;
        const auto over = [](const KeptFile& file) { return file.file.over(); };
        QVERIFY(waitFor([&] { return std::ranges::all_of(all.status().files, over); }, seconds(5)));
        all.saveReplay();
        QCOMPARE(all.status().files.size(), Recordings::kMaxReplays + 1);
    }

    void aReplayThatIsCutShortIsNotCalledWhole()
    {
        m_disk.free = 0;
        EventLog events;
        Recordings all = recordings(events);
        fill(all);
        all.saveReplay();
        QVERIFY(waitFor([&] { return all.status().files.front().file.over(); }, seconds(5)));
        QVERIFY(all.status().files.front().file.diskFull);
        all.look();
        QCOMPARE(events.all().size(), std::size_t(1));
        QVERIFY(events.all()[0].text.english().find("cut short") != std::string::npos);
    }

    void aBrokenDiskIsSaid()
    {
        FileRecorder one = recorder({picture(0, true)});
        m_disk.broken = true;
        one.step({});
        QCOMPARE(one.status().state, FileRecorder::State::Failed);
        QVERIFY(one.status().error->message().find("No space left") != std::string::npos);
    }

    // Nothing was begun, and the report has the cause.
    void whatTheDiskRefusedWasNeverBegun()
    {
        m_disk.broken = true;
        EventLog events;
        Recordings all = recordings(events);
        all.start("talk.mkv");
        fill(all);
        QVERIFY(waitFor([&] { return all.status().files.front().file.over(); }, seconds(5)));
        all.look();
        QCOMPARE(events.all().size(), std::size_t(1));
        QCOMPARE(events.all()[0].kind, EventKind::RecordingFailed);
        const auto told = all.report({}).at(0);
        QCOMPARE(told.state, std::string("failed"));
        QVERIFY(told.error && told.error->message.find("No space left") != std::string::npos);
    }

    void theReportSaysThatTheDiskEndedARecording()
    {
        m_disk.free = 0;
        EventLog events;
        Recordings all = recordings(events);
        all.start("talk.mkv");
        fill(all);
        QVERIFY(waitFor([&] { return all.status().files.front().file.over(); }, seconds(5)));
        const auto told = all.report({}).at(0);
        QCOMPARE(told.state, std::string("ended"));
        QVERIFY(told.error && told.error->message.find("nearly full") != std::string::npos);
    }

    void aFileThatWasDeletedIsSaid()
    {
        FileRecorder one = recorder({picture(0, true)});
        one.step({});
        QCOMPARE(one.status().state, FileRecorder::State::Writing);
        m_disk.deleted = true;
        m_clock.advance(FileRecorder::kSyncEach); // while it is written
        one.step({});
        QCOMPARE(one.status().state, FileRecorder::State::Failed);
        QVERIFY(one.status().failure()->message().find("deleted") != std::string::npos);

        m_disk.deleted = false;
        FileRecorder last = recorder({picture(0, true)}); // in its last second
        last.step({});
        m_disk.deleted = true;
        last.finish();
        last.step({});
        QCOMPARE(last.status().state, FileRecorder::State::Failed);
    }

    void aDiskThatFillsUpIsToldAndEndsTheRecordingWhole()
    {
        constexpr std::int64_t kReserve = 1'000'000;
        FileRecorder one = recorder({}, kReserve);
        const auto record = [&](int from, int to) { // 30 kB/s
            for (int ms = from; ms < to; ms += 33) {
                one.push(picture(ms, ms == from));
                m_clock.advance(milliseconds(33));
            }
            stepUntilEmpty(one);
        };
        record(0, 3300);
        QVERIFY(!one.status().roomFor);
        m_disk.free = kReserve + 9'000'000;
        record(3300, 6600);
        QVERIFY(one.status().roomFor.has_value());
        QVERIFY(*one.status().roomFor > seconds(270) && *one.status().roomFor < seconds(310));
        QCOMPARE(one.status().state, FileRecorder::State::Writing);
        m_disk.free = kReserve - 1;
        record(6600, 9900);
        QCOMPARE(one.status().state, FileRecorder::State::Ended);
        QVERIFY(one.status().diskFull);
        QVERIFY(m_disk.finished);
    }

    // --- Names

    void namesStayInTheirFolder()
    {
        const WallTime at(seconds(1'779'000'000));
        QVERIFY(QRegularExpression(QStringLiteral("^talk 2026-05-1\\d \\d\\d-\\d\\d-\\d\\d$"))
                .match(QString::fromStdString(recordingName("talk {date} {time}", at)))
                .hasMatch());
        QCOMPARE(recordingName("../../etc/passwd", at), std::string("-..-etc-passwd"));
        QCOMPARE(recordingName("", at), std::string("sluice"));
        QCOMPARE(recordingName("...", at), std::string("sluice"));
        QCOMPARE(recordingName(std::string(1000, 'x'), at).size(), std::size_t(200));
    }
};

QTEST_GUILESS_MAIN(RecordingsTest)
#include "RecordingsTest.moc"
