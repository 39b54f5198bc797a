// SPDX-License-Identifier: GPL-3.0-or-later
// Devices whose quartz is off, for an hour: what is heard is judged by what the encoder is given, not by what the
// program says of itself.
#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <vector>

#include <QTest>

#include "tests/unit/publish/AudioBench.h"

using namespace sluice;
using namespace sluice::test;

namespace {

constexpr std::size_t kChannels = 2;
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::chrono::seconds kLength = std::chrono::minutes(5); // they take ten times as long
#else
constexpr std::chrono::seconds kLength = std::chrono::hours(1);
#endif

// What an encoder was given: how much, and where in it the clicks begin.
struct Heard {
    std::int64_t frames = 0;
    bool oneRun = true; // every block begins where the one before ended
    std::array<std::vector<std::int64_t>, kChannels> clicks; // frames from the beginning
};

class Ear final : public AudioEncoder {
public:
    explicit Ear(std::shared_ptr<Heard> heard) : m_heard(std::move(heard)) { }
    const StreamInfo& info() const override { return m_info; }
    Result<void> encode(const AudioBlock& block, std::vector<CodedPacket>& /*out*/) override
    {
        const MediaTime end(AudioNode::kFormat.durationOf(m_heard->frames));
        m_heard->oneRun = m_heard->oneRun && block.pts == end;
        const auto samples = block.data();
        for (std::size_t i = 0; i < samples.size(); ++i)
            listen(i % kChannels, m_heard->frames + static_cast<std::int64_t>(i / kChannels), samples[i]);
        m_heard->frames += static_cast<std::int64_t>(block.frames());
        return {};
    }
    void drain(std::vector<CodedPacket>& /*out*/) override { }

private:
    // Half of a click's height, which the resampler keeps; the rest of the same one does not count.
    void listen(std::size_t channel, std::int64_t at, float sample)
    {
        constexpr float kLoud = 0.25F;
        constexpr std::int64_t kOneClick = 480;
        if (sample < kLoud)
            return;
        auto& last = m_last.at(channel);
        if (last < 0 || at - last > kOneClick)
            m_heard->clicks.at(channel).push_back(at);
        last = at;
    }

    const std::shared_ptr<Heard> m_heard;
    std::array<std::int64_t, kChannels> m_last{-1, -1};
    StreamInfo m_info;
};

Duration away(std::int64_t frame, TimePoint epoch, TimePoint heard)
{
    return std::chrono::abs(epoch + AudioNode::kFormat.durationOf(frame) - heard);
}

} // namespace

class AudioDriftTest : public QObject {
    Q_OBJECT
private slots:
    // Two devices, one 200 ppm fast and one as slow: in an hour they would be 1.4 s apart. Every click stands where it
    // was heard by true time, once, and between two of them there is a second of sound, as exactly as the correction
    // allows: no block is missing, comes twice or is filled in.
    void everySecondStandsWhereItWasHeard()
    {
        constexpr std::array<double, kChannels> kPpm{200, -200};
        AudioBench bench;
        for (std::size_t i = 0; i < kChannels; ++i) {
            bench.knobs[i]->ppm = kPpm.at(i);
            bench.knobs[i]->level = 0.5;
            bench.knobs[i]->clickChannel = i;
            bench.choose(i);
        }
        bench.run(milliseconds(500)); // so that the broadcast begins between two clicks
        const auto heard = std::make_shared<Heard>();
        const TimePoint epoch = bench.clock.now();
        bench.node.goLive({std::make_unique<Ear>(heard), epoch, [](const CodedPacket&) { }});
        bench.run(kLength);

        QVERIFY(heard->oneRun);
        const std::int64_t due = AudioNode::kFormat.framesIn(kLength);
        QVERIFY2(
            heard->frames <= due && due - heard->frames <= AudioNode::kFormat.framesIn(milliseconds(100)),
            qPrintable(QString::number(due - heard->frames)));
        for (std::size_t i = 0; i < kChannels; ++i) {
            std::vector<TimePoint> truth = bench.knobs[i]->clicks;
            std::erase_if(truth, [&](TimePoint at) { return at < epoch; });
            judge(heard->clicks.at(i), truth, epoch);
        }
    }

private:
    static void judge(
        const std::vector<std::int64_t>& clicks, const std::vector<TimePoint>& truth, TimePoint epoch)
    {
        QVERIFY2(clicks.size() == truth.size() || clicks.size() + 1 == truth.size(), // one is on its way
            qPrintable(QString("%1 of %2 clicks").arg(clicks.size()).arg(truth.size())));
        QVERIFY(static_cast<double>(clicks.size()) >= toSeconds(kLength) - 2);
        Duration worst{};
        double farthest = 0; // from a second, in ppm
        for (std::size_t k = 0; k < clicks.size(); ++k) {
            worst = std::max(worst, away(clicks[k], epoch, truth[k]));
            const double step = k > 0 ? static_cast<double>(clicks[k] - clicks[k - 1]) : 48000.0;
            farthest = std::max(farthest, std::abs(step / 48000.0 - 1) * 1e6);
        }
        qInfo("%zu clicks, the worst %.2f ms from where it was heard, seconds up to %.0f ppm off",
            clicks.size(), toMsReal(worst), farthest);
        QVERIFY2(worst <= milliseconds(10), qPrintable(QString::number(toMsReal(worst))));
        QVERIFY(worst > Duration::zero()); // it was measured
        // The stamps are right from the first one on: there is nothing to settle. A beginning is found to one frame.
        constexpr double kOneFrame = 1e6 / 48000;
        QVERIFY(farthest <= AudioTimeline::kMaxPpm + 200 + kOneFrame);
    }
};

QTEST_GUILESS_MAIN(AudioDriftTest)
#include "AudioDriftTest.moc"
