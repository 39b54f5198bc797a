// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QObject>
#include <QTemporaryDir>
#include <QTest>
#include <QtEndian>

#include <cmath>
#include <csignal>
#include <mutex>

#include <sys/resource.h>

#include "core/base/FakeClock.h"
#include "core/output/NullAudioSink.h"
#include "core/output/WavAudioSink.h"
#include "core/output/WavWriter.h"
#include "tests/support/WaitFor.h"

using namespace sluice;

namespace {

// Plays a ramp whose samples tell when they were to be heard: 1/32767 per frame.
class Counting final : public AudioRenderer {
public:
    explicit Counting(int channels) : m_channels(static_cast<std::size_t>(channels)) { }
    void render(std::span<float> out, TimePoint heardAt, TimePoint askedAt) noexcept override
    {
        const std::lock_guard guard(m_mutex);
        m_heard.push_back(heardAt);
        m_asked.push_back(askedAt);
        for (std::size_t i = 0; i < out.size(); i += m_channels, ++m_frame)
            for (std::size_t c = 0; c < m_channels; ++c)
                out[i + c] = static_cast<float>(1 + m_frame % 30000) / 32767.0F;
    }
    std::vector<TimePoint> heard() const
    {
        const std::lock_guard guard(m_mutex);
        return m_heard;
    }

    std::vector<TimePoint> asked() const
    {
        const std::lock_guard guard(m_mutex);
        return m_asked;
    }

private:
    const std::size_t m_channels;
    mutable std::mutex m_mutex;
    std::vector<TimePoint> m_heard;
    std::vector<TimePoint> m_asked;
    std::int64_t m_frame = 0;
};

bool waitUntilHeard(const Counting& renderer, std::size_t blocks)
{
    return test::waitFor([&] { return renderer.heard().size() >= blocks; }, seconds(5), milliseconds(1));
}

std::uint32_t u32(const QByteArray& bytes, qsizetype at)
{
    return qFromLittleEndian<quint32>(bytes.constData() + at);
}

qint16 sampleAt(const QByteArray& bytes, qsizetype index)
{
    const qsizetype data = bytes.indexOf("data") + 8;
    return qFromLittleEndian<qint16>(bytes.constData() + data + index * 2);
}

QByteArray contents(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class PacedRendererTest : public QObject {
    Q_OBJECT

private slots:
    void nullSinkKeepsThePace()
    {
        FakeClock clock;
        const TimePoint start = clock.now();
        Counting renderer(2);
        NullAudioSink sink(clock);
        const AudioFormat wanted{44100, 2};
        QCOMPARE(*sink.open(wanted, renderer), wanted);
        QCOMPARE(sink.latency(), Duration(milliseconds(20)));
        clock.advance(PacedRenderer::kFetchedAfter);
        std::size_t passed = 0;
        for (const std::size_t ms : {1U, 9U, 10U, 35U, 90U, 45U}) { // late wake-ups are made up for
            clock.advance(milliseconds(ms));
            passed += ms;
            QTRY_COMPARE_WITH_TIMEOUT(renderer.heard().size(), passed / 10 + 1, 5000);
        }
        const auto heard = renderer.heard();
        for (std::size_t i = 0; i < heard.size(); ++i)
            QCOMPARE(heard[i], start + milliseconds(10) * i + milliseconds(20));
        const auto asked = renderer.asked();
        for (std::size_t i = 0; i < asked.size(); ++i)
            QCOMPARE(asked[i], heard[i] - sink.latency()); // whenever it was fetched
        QVERIFY(!sink.poll(clock.now()));
        sink.close();
        clock.advance(seconds(1));
        QCOMPARE(renderer.heard().size(), std::size_t(20));
    }

    // Who decodes was kept waiting, too: no block sooner than one could follow.
    void whatIsVeryLateIsMadeUpForInSteps()
    {
        FakeClock clock;
        const TimePoint start = clock.now();
        Counting renderer(1);
        NullAudioSink sink(clock);
        QVERIFY(sink.open({48000, 1}, renderer).ok());
        clock.advance(PacedRenderer::kFetchedAfter);
        QVERIFY(waitUntilHeard(renderer, 1));
        clock.advance(milliseconds(400));
        QTest::qWait(20); // nothing happens by itself
        QCOMPARE(renderer.heard().size(), std::size_t(1));
        clock.advance(PacedRenderer::kGrace);
        QVERIFY(waitUntilHeard(renderer, 2));
        QTest::qWait(20); // one block, not all of them
        QCOMPARE(renderer.heard().size(), std::size_t(2));
        Duration passed = milliseconds(400) + PacedRenderer::kGrace;
        const auto due = [&] { return static_cast<std::size_t>(passed / PacedRenderer::kBlock + 1); };
        for (std::size_t before = 2; before < due(); before = renderer.heard().size()) {
            passed += PacedRenderer::kCatchUp;
            clock.advance(PacedRenderer::kCatchUp);
            QVERIFY(waitUntilHeard(renderer, before + 1));
            QVERIFY(renderer.heard().size() == before + 1 || renderer.heard().size() == due());
        }
        QVERIFY(passed < milliseconds(500)); // ten times as fast
        const auto asked = renderer.asked();
        for (std::size_t i = 0; i < asked.size(); ++i)
            QCOMPARE(asked[i], start + milliseconds(10) * i); // none was left out, and each in its time
    }

    void sleepIsPassedOver()
    {
        FakeClock clock;
        const TimePoint start = clock.now();
        Counting renderer(1);
        NullAudioSink sink(clock);
        QVERIFY(sink.open({48000, 1}, renderer).ok());
        clock.advance(PacedRenderer::kFetchedAfter);
        QTRY_COMPARE_WITH_TIMEOUT(renderer.heard().size(), std::size_t(1), 5000);
        clock.advance(seconds(100));
        QTest::qWait(20);
        clock.advance(PacedRenderer::kGrace);
        for (std::size_t blocks = 2; blocks <= 52; ++blocks) { // half a second of it is still made up for
            QVERIFY(waitUntilHeard(renderer, blocks));
            QCOMPARE(renderer.heard().at(blocks - 1),
                start + seconds(100) + PacedRenderer::kGrace - PacedRenderer::kPatience + milliseconds(20)
                    + PacedRenderer::kBlock * (blocks - 2));
            clock.advance(PacedRenderer::kCatchUp);
        }
    }

    void wavIsContinuousAndSaysWhenItBegan()
    {
        QTemporaryDir dir;
        const QString path = dir.filePath("out.wav");
        FakeClock clock;
        const WallTime start = clock.wallNow() + milliseconds(20);
        Counting renderer(2);
        WavAudioSink sink(clock, path.toStdString());
        QVERIFY(sink.open({48000, 2}, renderer).ok());
        QCOMPARE(sink.startedAt(), start);
        clock.advance(PacedRenderer::kFetchedAfter);
        for (int i = 1; i <= 40; ++i) {
            clock.advance(milliseconds(37));
            QVERIFY(waitUntilHeard(renderer, static_cast<std::size_t>(i * 37 / 10 + 1)));
        }
        sink.close();
        QVERIFY(!sink.poll(clock.now()));

        const QByteArray bytes = contents(path);
        QCOMPARE(bytes.left(4), QByteArray("RIFF"));
        QCOMPARE(bytes.mid(8, 8), QByteArray("WAVEfmt "));
        QCOMPARE(u32(bytes, 4), static_cast<std::uint32_t>(bytes.size() - 8));
        const qsizetype data = bytes.indexOf("data");
        const std::uint32_t size = u32(bytes, data + 4);
        QCOMPARE(size, static_cast<std::uint32_t>(bytes.size() - data - 8));
        QCOMPARE(size, 149U * 480 * 2 * 2);
        QVERIFY(bytes.contains("start_epoch_us=" + QByteArray::number(static_cast<qint64>(epochUs(start)))));
        QCOMPARE(bytes.mid(bytes.indexOf("ICRD") + 8, 10), QByteArray("2023-11-14"));
        for (qsizetype i = 0; i < 149 * 480; ++i) {
            QCOMPARE(sampleAt(bytes, i * 2), static_cast<qint16>(1 + i % 30000));
            QCOMPARE(sampleAt(bytes, i * 2 + 1), static_cast<qint16>(1 + i % 30000));
        }
    }

    void aKilledProgramLeavesAWholeFile()
    {
        QTemporaryDir dir;
        const QString path = dir.filePath("out.wav");
        FakeClock clock;
        Counting renderer(1);
        WavAudioSink sink(clock, path.toStdString());
        QVERIFY(sink.open({8000, 1}, renderer).ok());
        clock.advance(PacedRenderer::kFetchedAfter);
        const auto written = [&] {
            const QByteArray bytes = contents(path);
            const qsizetype data = bytes.indexOf("data");
            return data < 0 ? 0U : u32(bytes, data + 4);
        };
        for (int i = 0; i < 110; ++i) {
            clock.advance(milliseconds(10));
            QVERIFY(waitUntilHeard(renderer, static_cast<std::size_t>(i + 2)));
        }
        QTRY_VERIFY_WITH_TIMEOUT(written() >= 15000, 5000); // nearly a second, while it goes on
        const QByteArray bytes = contents(path);
        QVERIFY(bytes.size() >= bytes.indexOf("data") + 8 + static_cast<qsizetype>(written()));
    }

    void saysWhyAFileCannotBeWritten()
    {
        FakeClock clock;
        Counting renderer(2);
        WavAudioSink sink(clock, "/nonexistent/out.wav");
        const auto opened = sink.open({48000, 2}, renderer);
        QVERIFY(!opened.ok());
        QCOMPARE(opened.error().code(), ErrorCode::FileUnwritable);
        QVERIFY(QString::fromStdString(opened.error().message()).contains("No such file"));
    }

    void aFullDiskIsToldOnceAndPlayingGoesOn()
    {
        QTemporaryDir dir;
        const QString path = dir.filePath("out.wav");
        // A limit on the size of files stands for a disk that fills up while writing.
        rlimit before{};
        QCOMPARE(getrlimit(RLIMIT_FSIZE, &before), 0);
        const rlimit small{20'000, before.rlim_max};
        const auto oldHandler = std::signal(SIGXFSZ, SIG_IGN);
        QCOMPARE(setrlimit(RLIMIT_FSIZE, &small), 0);
        FakeClock clock;
        Counting renderer(2);
        WavAudioSink sink(clock, path.toStdString());
        const bool opened = sink.open({48000, 2}, renderer).ok();
        clock.advance(PacedRenderer::kFetchedAfter);
        std::optional<Error> told;
        std::size_t heard = 0;
        for (int i = 0; i < 3000 && !told; ++i) {
            clock.advance(milliseconds(10));
            waitUntilHeard(renderer, ++heard + 1);
            told = sink.poll(clock.now());
        }
        const bool again = sink.poll(clock.now()).has_value();
        clock.advance(milliseconds(10));
        const bool goesOn = waitUntilHeard(renderer, heard + 2);
        sink.close();
        setrlimit(RLIMIT_FSIZE, &before);
        (void)std::signal(SIGXFSZ, oldHandler);
        QVERIFY(opened && told && !again && goesOn);
        QCOMPARE(told->code(), ErrorCode::FileUnwritable);
    }

    void noRoomForTheHeader()
    {
        if (!QFile::exists("/dev/full"))
            QSKIP("no /dev/full here");
        FakeClock clock;
        auto writer = WavWriter::create("/dev/full", {48000, 2}, clock.wallNow());
        QVERIFY(!writer.ok());
        QCOMPARE(writer.error().code(), ErrorCode::FileUnwritable);
        QVERIFY(QString::fromStdString(writer.error().message()).contains("space"));
    }
};

QTEST_GUILESS_MAIN(PacedRendererTest)
#include "PacedRendererTest.moc"
