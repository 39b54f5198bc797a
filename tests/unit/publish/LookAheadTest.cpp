// SPDX-License-Identifier: GPL-3.0-or-later
// Encoders that look ahead: every picture leaves at its own time, whatever takes over from what, and until the end.
#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include <QObject>
#include <QTest>

#include "core/base/FakeClock.h"
#include "core/publish/PacketHub.h"
#include "core/publish/VideoNode.h"
#include "tests/support/WaitFor.h"

using namespace sluice;
using namespace sluice::test;

namespace {

constexpr VideoSize kCanvas{64, 36};
constexpr FrameRate kRate{30, 1};

VideoFrame grey()
{
    MutableFrame frame(PixelFormat::I420, kCanvas);
    for (std::size_t plane = 0; plane < 3; ++plane)
        for (int row = 0; row < planeRows(PixelFormat::I420, plane, kCanvas.height); ++row)
            std::memset(frame.plane(plane) + row * frame.stride(plane), 128,
                static_cast<std::size_t>(planeBytesPerRow(PixelFormat::I420, plane, kCanvas.width)));
    return frame.finish();
}

// What a test knows of one encoder.
struct Course {
    std::atomic<int> taken = 0;
    std::atomic<bool> mayDrain = true;
    std::atomic<bool> gone = false;
};

// Gives each picture when as many more are inside, and the rest when the test lets it.
class LookingAhead final : public VideoEncoder {
public:
    LookingAhead(std::size_t ahead, std::shared_ptr<Course> course)
        : m_ahead(ahead)
        , m_course(std::move(course))
    { }
    ~LookingAhead() override { m_course->gone = true; }
    const StreamInfo& info() const override { return m_info; }
    Result<void> encode(const VideoFrame& frame, bool keyframe, std::vector<CodedPacket>& out) override
    {
        CodedPacket packet;
        packet.pts = packet.dts = frame.pts;
        packet.keyframe = keyframe;
        m_inside.push_back(packet);
        if (m_inside.size() > m_ahead)
            give(out);
        ++m_course->taken;
        return {};
    }
    void drain(std::vector<CodedPacket>& out) override
    {
        while (!m_course->mayDrain)
            std::this_thread::yield();
        while (!m_inside.empty())
            give(out);
    }
    void setBitrate(int) override { }

private:
    void give(std::vector<CodedPacket>& out)
    {
        out.push_back(m_inside.front());
        m_inside.pop_front();
    }

    const std::size_t m_ahead;
    const std::shared_ptr<Course> m_course;
    std::deque<CodedPacket> m_inside;
    StreamInfo m_info;
};

// From the pictures and the sound to a network that takes everything at once.
class Stream {
public:
    explicit Stream(int ahead) : m_ahead(static_cast<std::size_t>(ahead))
    {
        m_hub.addQueue(m_queue);
        m_queue->restartAtKeyframe();
        VideoNode::Live live;
        live.encoder = make();
        live.rate = kRate;
        live.epoch = m_begin;
        live.packet = [this](const CodedPacket& packet) { m_hub.push(packet, m_clock.now()); };
        live.taken = [this] { m_hub.expectVideo(m_clock.now()); };
        live.anew = [this](int) { return Result<std::unique_ptr<VideoEncoder>>(make()); };
        m_node.setRunning(true);
        m_node.goLive(std::move(live));
    }

    void run(Duration how)
    {
        for (const TimePoint until = m_clock.now() + how; m_clock.now() < until;)
            picture();
    }

    // Another encoder takes over; the one before gives what it holds after `drain` of this stream's time.
    bool renew(int kbps, Duration drain)
    {
        course(m_encodes)->mayDrain = false;
        m_node.setBitrate(kbps);
        const auto taken = [&] {
            picture();
            const std::lock_guard lock(m_mutex);
            return m_courses.size() == m_encodes + 2 && m_courses.back()->taken > 0;
        };
        if (!waitFor(taken, seconds(5), milliseconds(1)))
            return false;
        const TimePoint since = m_clock.now();
        m_drains.push_back({m_encodes++, since + drain});
        return true;
    }

    void end()
    {
        for (const Drain& drain : m_drains)
            course(drain.course)->mayDrain = true;
        m_hub.ends();
        m_node.endLive();
        m_hub.finish();
        send();
    }

    // Empty: every picture left at its own time, and the sound in between.
    QString whatIsWrong() const
    {
        std::int64_t next = 0;
        int moved = 0;
        for (const CodedPacket& packet : m_sent)
            if (packet.kind == StreamKind::Video)
                moved += packet.dts == MediaTime(kRate.timeOf(next++)) && packet.pts == packet.dts ? 0 : 1;
        const auto sounds = std::ranges::count(m_sent, StreamKind::Audio, &CodedPacket::kind);
        const bool ordered = std::ranges::is_sorted(m_sent, {}, &CodedPacket::dts);
        if (next == m_pictures && moved == 0 && sounds == m_sounds && ordered && m_queue->droppedVideo() == 0)
            return {};
        return QString("%1 of %2 pictures, %3 moved, %4 dropped, %5 of %6 sounds, %7")
            .arg(next)
            .arg(m_pictures)
            .arg(moved)
            .arg(m_queue->droppedVideo())
            .arg(sounds)
            .arg(m_sounds)
            .arg(ordered ? "in order" : "in disorder");
    }

    // By how much what leaves is behind the pictures.
    Duration behind() const
    {
        const auto last = std::find_if(m_sent.rbegin(), m_sent.rend(),
            [](const CodedPacket& packet) { return packet.kind == StreamKind::Video; });
        return last == m_sent.rend() ? m_clock.now() - m_begin
                                     : m_clock.now() - m_begin - last->dts.time_since_epoch();
    }

private:
    struct Drain {
        std::size_t course;
        TimePoint at;
    };

    std::unique_ptr<VideoEncoder> make()
    {
        const std::lock_guard lock(m_mutex);
        m_courses.push_back(std::make_shared<Course>());
        return std::make_unique<LookingAhead>(m_ahead, m_courses.back());
    }

    std::shared_ptr<Course> course(std::size_t which)
    {
        const std::lock_guard lock(m_mutex);
        return m_courses.at(which);
    }

    void picture()
    {
        m_clock.advance(m_begin + kRate.timeOf(m_pictures) - m_clock.now());
        drainWhatIsDue();
        for (; soundAt(m_sounds) <= kRate.timeOf(m_pictures); ++m_sounds) {
            CodedPacket sound;
            sound.kind = StreamKind::Audio;
            sound.pts = sound.dts = MediaTime(soundAt(m_sounds));
            sound.keyframe = true;
            m_hub.push(sound, m_begin + soundAt(m_sounds));
        }
        VideoFrame frame = m_grey;
        frame.captured = m_clock.now();
        ++m_pictures;
        (void)m_camera.pushDropOldest(std::move(frame));
        while (m_camera.size() > 0)
            (void)m_node.step({});
        send();
    }

    static Duration soundAt(std::int64_t sound)
    {
        return fromSeconds(static_cast<double>(sound) * 1024 / 48000);
    }

    // One after the other, as they are on the thread beside; what an encoder gave is there once it is gone.
    void drainWhatIsDue()
    {
        for (; !m_drains.empty() && m_drains.front().at <= m_clock.now(); m_drains.pop_front()) {
            const auto due = course(m_drains.front().course);
            due->mayDrain = true;
            if (!waitFor([&] { return due->gone.load(); }, seconds(5), milliseconds(1)))
                qFatal("the retired encoder was not closed");
        }
    }

    void send()
    {
        while (auto packet = m_queue->pop({}, Duration::zero()))
            m_sent.push_back(*packet);
    }

    const std::size_t m_ahead;
    const VideoFrame m_grey = grey();
    FakeClock m_clock;
    const TimePoint m_begin = m_clock.now();
    std::mutex m_mutex;
    std::vector<std::shared_ptr<Course>> m_courses; // m_mutex; of the encoders, in order
    std::size_t m_encodes = 0; // which of them encodes
    std::deque<Drain> m_drains;
    std::int64_t m_pictures = 0;
    std::int64_t m_sounds = 0;
    std::vector<CodedPacket> m_sent;
    std::shared_ptr<PacketQueue> m_queue = std::make_shared<PacketQueue>([] { });
    PacketHub m_hub{true, true};
    BoundedQueue<VideoFrame> m_camera{3};
    BoundedQueue<VideoFrame> m_screen{3};
    VideoNode m_node{m_clock, {m_camera, m_screen}, kCanvas, kRate, [] { }};
};

void courses()
{
    QTest::addColumn<int>("ahead");
    QTest::addColumn<int>("drainMs");
    for (const auto& [ahead, ms] :
        {std::array{70, 1061}, std::array{70, 30}, std::array{57, 100}, std::array{30, 100},
            std::array{11, 600}, std::array{11, 2900}, std::array{1, 50}, std::array{0, 0}})
        QTest::addRow("%d ahead, %d ms to drain", ahead, ms) << ahead << ms;
}

} // namespace

class LookAheadTest : public QObject {
    Q_OBJECT
private slots:
    void anotherTakesOver_data() { courses(); }
    void anotherTakesOver()
    {
        QFETCH(int, ahead);
        QFETCH(int, drainMs);
        Stream stream(ahead);
        stream.run(seconds(4));
        const Duration before = stream.behind();
        QVERIFY(stream.renew(1000, milliseconds(drainMs)));
        stream.run(seconds(9));
        QCOMPARE(toMs(stream.behind()), toMs(before)); // what it had to wait for was made up for
        stream.end();
        QVERIFY2(stream.whatIsWrong().isEmpty(), qPrintable(stream.whatIsWrong()));
    }

    void aSecondTakesOverBeforeTheFirstHasLeft_data() { courses(); }
    void aSecondTakesOverBeforeTheFirstHasLeft()
    {
        QFETCH(int, ahead);
        QFETCH(int, drainMs);
        Stream stream(ahead);
        stream.run(seconds(4));
        const Duration before = stream.behind();
        QVERIFY(stream.renew(1500, milliseconds(drainMs)));
        stream.run(EncoderRenewal::kLowerEach);
        QVERIFY(stream.renew(1000, milliseconds(drainMs)));
        stream.run(seconds(9));
        QCOMPARE(toMs(stream.behind()), toMs(before));
        stream.end();
        QVERIFY2(stream.whatIsWrong().isEmpty(), qPrintable(stream.whatIsWrong()));
    }

    void theStreamEndsMeanwhile_data() { courses(); }
    void theStreamEndsMeanwhile()
    {
        QFETCH(int, ahead);
        QFETCH(int, drainMs);
        for (const int ms : {100, 1200, 2400}) {
            Stream stream(ahead);
            stream.run(seconds(3));
            QVERIFY(stream.renew(1000, milliseconds(drainMs)));
            stream.run(milliseconds(ms));
            stream.end();
            QVERIFY2(stream.whatIsWrong().isEmpty(), qPrintable(stream.whatIsWrong()));
        }
    }
};

QTEST_GUILESS_MAIN(LookAheadTest)
#include "LookAheadTest.moc"
