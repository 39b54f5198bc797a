// SPDX-License-Identifier: GPL-3.0-or-later
// A disk that is gone without a word (a server of files that is switched off, a stick that was pulled): whoever asks it
// waits in the kernel. Nobody waits for whoever asks.
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <sys/stat.h>

#include <QSignalSpy>
#include <QTest>

#include "core/av/Demuxer.h"
#include "core/publish/SlateNode.h"
#include "core/session/BroadcastSession.h"
#include "core/session/DestinationBook.h"
#include "core/session/PreflightSession.h"
#include "core/session/SettingsSession.h"
#include "core/session/Vitals.h"
#include "core/session/WatchSession.h"
#include "tests/e2e/Clip.h"
#include "tests/pipeline/publish/Arrivals.h"
#include "tests/pipeline/publish/Broadcast.h"
#include "tests/pipeline/publish/RecordedFile.h"
#include "tests/support/HangingDisk.h"
#include "tests/support/TempDir.h"
#include "tests/support/TestKeychain.h"
#include "tests/support/WaitFor.h"

using namespace sluice;
using namespace sluice::test;
using sluice::test::waitFor;

namespace {

constexpr Duration kNotHeld = milliseconds(50); // what a window may be held for

Duration taken(const std::function<void()>& what)
{
    const TimePoint from = SystemClock().now();
    what();
    return SystemClock().now() - from;
}

bool saysSilent(const std::optional<Error>& error)
{
    return error && error->message().find("does not answer") != std::string::npos;
}

} // namespace

class HangingDiskTest : public QObject {
    Q_OBJECT
private:
    SystemClock m_clock;
    Resolver m_resolver;
    Log m_log;
    std::unique_ptr<HangingDisk> m_disk;

private slots:
    void init()
    {
        m_disk = std::make_unique<HangingDisk>();
        if (!m_disk->missing().empty())
            QSKIP(("no disk that hangs: " + m_disk->missing()).c_str());
    }
    void cleanup()
    {
        const bool held = m_disk->lostPatience();
        m_disk.reset();
        QVERIFY2(
            !held, "somebody whom the test was waiting for waited for the disk, until it answered after all");
    }

    // The stream does not notice, its end is bounded, and what became of the file is said.
    void aRecordingIsLeftBehind()
    {
        FakeRtmpServer server;
        Broadcast broadcast;
        const std::string path = m_disk->file("talk.mkv");
        broadcast.start(
            {server.url("live/x")}, [&](PublishPipeline::LiveConfig& config) { config.recordFile = path; });
        const auto file = [&] {
            const auto files = broadcast.pipeline().status().recordings.files;
            return files.empty() ? FileRecorder::Status() : files[0].file;
        };
        QVERIFY(waitFor([&] { return file().length >= seconds(1); }, seconds(9)));
        m_disk->hang();
        QVERIFY(waitFor([&] { return file().queued >= milliseconds(500); }, seconds(9)));
        QVERIFY(morePictures(server, 20));
        QCOMPARE(broadcast.pipeline().status().state, PublishPipeline::State::Live);
        const Duration ended = taken([&] { broadcast.stop(); });
        std::printf("  ended after %.0f ms\n", toMsReal(ended));
        QVERIFY(ended <= PublishPipeline::kStopDeadline);
        QVERIFY2(saysSilent(file().error), "nothing was said");
        QCOMPARE(broadcast.events(EventKind::RecordingFailed), std::size_t(1));
        QCOMPARE(broadcast.pipeline().report().recordings.at(0).state, std::string("failed"));
        m_disk->answer();
        const RecordedFile kept = readRecorded(path); // what was written by then
        std::printf("  %zu pictures, %zu bytes\n", kept.brightness.size(), readFile(path).size());
        QVERIFY(kept.brightness.size() >= 10);
    }

    void aRecordingThatCannotBeginIsSaid()
    {
        m_disk->hang();
        FakeRtmpServer server;
        Broadcast broadcast;
        broadcast.start({server.url("live/x")},
            [&](PublishPipeline::LiveConfig& config) { config.recordFile = m_disk->file("talk.mkv"); });
        QVERIFY(waitFor([&] { return broadcast.events(EventKind::RecordingFailed) == 1; }, seconds(9)));
        QVERIFY(morePictures(server, 10));
        QVERIFY(taken([&] { broadcast.stop(); }) <= PublishPipeline::kStopDeadline);
    }

    // Nor does who watches.
    void aTimelineIsLeftBehind()
    {
        const TempDir dir;
        const std::string clip = dir.file("clip.mkv");
        QVERIFY(makeTestClip(clip, {320, 180}, {30, 1}, seconds(20)).ok());
        WatchSession watch({m_clock, m_resolver, m_log, {}});
        WatchRequest request;
        request.url = clip;
        request.audioOut = "null";
        request.timelineFile = m_disk->file("t.csv");
        watch.open(request);
        QTRY_VERIFY_WITH_TIMEOUT(watch.status().position >= seconds(2), 9000);
        m_disk->hang();
        QTRY_VERIFY_WITH_TIMEOUT(m_disk->asked(), 5000);
        const Duration from = watch.status().position;
        const TimePoint since = m_clock.now();
        QTRY_VERIFY_WITH_TIMEOUT(watch.status().position >= from + seconds(2), 5000);
        QVERIFY(m_clock.now() - since < seconds(3));
        QCOMPARE(watch.status().report.stallCount(), 0);
        QSignalSpy finished(&watch, &WatchSession::finished);
        const Duration ended = taken([&] {
            watch.stop();
            QVERIFY(finished.wait(5000));
        });
        std::printf("  ended after %.0f ms\n", toMsReal(ended));
        QVERIFY2(saysSilent(watch.status().fileError), "nothing was said");
        m_disk->answer();
    }

    void aSlateIsAskedForAgain()
    {
        m_disk->hang();
        SlateReel reel([] { });
        SlateNode node({m_clock, m_resolver, m_log}, reel, [] { });
        node.setCanvas({320, 180}, {30, 1});
        node.setFile(m_disk->file("slate.png"));
        StopSource stopped;
        stopped.request_stop();
        QVERIFY(taken([&] { (void)node.step(stopped.get_token()); }) < kNotHeld);
        QVERIFY(!node.error());
        const Duration took = taken([&] {
            while (node.step({}).next == Step::Next::Again) { }
        });
        QVERIFY(took < SlateNode::kDiskPatience + seconds(1));
        QVERIFY(saysSilent(node.error()));
        QVERIFY(node.step({}).next == Step::Next::At); // it may come back
    }

    void aFileThatIsReadEndsByItsDeadline()
    {
        writeFile(m_disk->file("talk.mkv"), std::string(4096, 'x'));
        m_disk->hang();
        Demuxer::Options options;
        options.url = "file:" + m_disk->file("talk.mkv");
        options.openDeadline = milliseconds(400);
        std::optional<Error> error;
        const Duration took
            = taken([&] { error = Demuxer::open(options, m_resolver, m_clock, m_log, {}).error(); });
        QVERIFY(took < seconds(2));
        QVERIFY(saysSilent(error));
    }

    // As `mkfifo` makes them: opening one waits for somebody at its other end.
    void aPipeThatNobodyWritesIntoIsNoFile()
    {
        TempDir dir;
        QCOMPARE(::mkfifo(dir.file("pipe").c_str(), 0600), 0);
        Demuxer::Options options;
        options.url = "file:" + dir.file("pipe");
        options.openDeadline = milliseconds(400);
        const auto opened = Demuxer::open(options, m_resolver, m_clock, m_log, {});
        QVERIFY(!opened.ok() && saysSilent(opened.error()));
        // Let go: whoever was left behind is not to hang for ever.
        const UniqueFd writer(::open(dir.file("pipe").c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC));
    }

    void theWindowIsNotHeld()
    {
        m_disk->hang();
        auto vitals = std::make_unique<Vitals>(m_clock);
        vitals->setFolder(m_disk->file("recordings"));
        QVERIFY(taken([&] { vitals->setWanted(true); }) < kNotHeld);
        QTRY_VERIFY_WITH_TIMEOUT(vitals->processorShare().has_value(), 5000); // it goes on looking
        QVERIFY(!vitals->freeBytes());
        m_disk->answer();
        QTRY_VERIFY_WITH_TIMEOUT(vitals->freeBytes().value_or(0) > 0, 5000);
        m_disk->hang();
        vitals->setFolder(m_disk->file("others"));
        QTest::qWait(10); // so that it asks
        QVERIFY(taken([&] { vitals.reset(); }) < kNotHeld);
    }

    void settingsAreAppliedWithoutTheDisk()
    {
        auto session
            = std::make_unique<SettingsSession>(QString::fromStdString(m_disk->file("settings.json")));
        Settings changed = session->current();
        QVERIFY(changed.set("video.fps", "60"));
        m_disk->hang();
        QVERIFY(taken([&] { QVERIFY(session->apply(changed)); }) < kNotHeld);
        QVERIFY(taken([&] { session.reset(); }) < SettingsSession::kLastPatience + milliseconds(500));
        m_disk->answer();
    }

    void whatTheWindowRemembersWaitsForNoDisk()
    {
        auto session
            = std::make_unique<SettingsSession>(QString::fromStdString(m_disk->file("settings.json")));
        m_disk->hang();
        const Duration took = taken([&] {
            session->remember(QStringLiteral("rtmp://host/live/one"));
            session->rememberPublishServer(QStringLiteral("rtmp://host/live"));
            session->rememberDestinations({QStringLiteral("own")});
            session->setGeometry("here");
        });
        QVERIFY(took < kNotHeld);
        QCOMPARE(session->geometry(), QByteArray("here"));
        QVERIFY(taken([&] { session.reset(); }) < SettingsSession::kLastPatience + milliseconds(500));
        m_disk->answer();
    }

    void aServerThatIsSavedLastsWithoutTheDisk()
    {
        const QString path = QString::fromStdString(m_disk->file("destinations.json"));
        const auto store = [] { return std::make_unique<TestKeychain>(); };
        const auto save = [](DestinationBook& book, const QString& name) {
            return book.save(name, QStringLiteral("rtmp://host/live"), QStringLiteral("k"));
        };
        DestinationBook book(path, store());
        m_disk->hang();
        for (const QString& name : {QStringLiteral("One"), QStringLiteral("Two")}) {
            std::optional<Error> error;
            const Duration took = taken([&] { error = save(book, name).error(); });
            QVERIFY(took < DestinationBook::kDiskPatience + kNotHeld);
            QVERIFY(saysSilent(error));
        }
        QCOMPARE(book.all().size(), std::size_t(2));
        m_disk->answer(); // it is asked again; this disk, though, renames no file
        QVERIFY(
            waitFor([&] { return !saysSilent(save(book, QStringLiteral("Three")).error()); }, seconds(5)));
    }

    void aCheckOfTheSetUpNamesTheDisk()
    {
        m_disk->hang();
        const SessionServices services{m_clock, m_resolver, m_log, {}};
        ServerSession server(services);
        BroadcastSession broadcast(services);
        BroadcastSources sources;
        sources.microphone = "tone";
        broadcast.setSources(sources);
        PreflightRequest request;
        request.encoding.video.size = {320, 180};
        request.encoding.video.preset = "ultrafast";
        request.folder = m_disk->file("recordings");
        broadcast.setEncoding(request.encoding);
        auto check = std::make_unique<PreflightSession>(services, broadcast, server);
        QVERIFY(taken([&] { check->start(request); }) < kNotHeld);
        const auto verdict = [&] { return check->checks().at(3).verdict; };
        QTRY_VERIFY_WITH_TIMEOUT(verdict().state == CheckState::Bad, 5000);
        QVERIFY(verdict().text.english().find("does not answer") != std::string::npos);
        check->start(request);
        QVERIFY(taken([&] { check.reset(); }) < seconds(1)); // the encoder is being measured
    }
};

int main(int argc, char** argv)
{
    HangingDisk::prepare();
    QCoreApplication app(argc, argv);
    HangingDiskTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "HangingDiskTest.moc"
