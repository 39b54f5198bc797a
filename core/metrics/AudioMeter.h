// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <span>
#include <vector>

#include "core/base/Time.h"
#include "core/media/AudioBlock.h"

namespace sluice {

// What a level meter shows. Decibels relative to full scale, kFloorDb … 0 (a peak above full scale may pass 0).
struct AudioLevels {
    struct Channel {
        double peakDb = 0.0; // rises at once, falls slowly
        double holdDb = 0.0; // the highest peak of the last 20 s
        double rmsDb = 0.0; // over 300 ms
        bool clipped = false; // within the last second
    };
    std::vector<Channel> channels;
    bool silent = false; // every channel under −60 dBFS for 10 s
};

// A quasi-peak programme meter: IEC 60268-10 type I falls 20 dB in 1.7 s; attack is instant as in digital meters.
// Time is counted in samples, so that a block may come in any size. process() belongs to one thread, which is not a
// sound device's callback (it locks and may allocate); levels() may be called by any.
class AudioMeter {
public:
    static constexpr double kFloorDb = -60.0;
    static constexpr double kYellowDb = -20.0;
    static constexpr double kRedDb = -9.0;
    static constexpr double kDecayDbPerSecond = 20.0 / 1.7;
    static constexpr Duration kHold = seconds(20);
    static constexpr Duration kRmsWindow = milliseconds(300);
    static constexpr Duration kClipLamp = seconds(1);
    static constexpr Duration kSilentAfter = seconds(10);
    static constexpr double kClipLevel = 32767.0 / 32768.0; // full scale of a 16-bit device

    // Interleaved samples; a change of format starts the meter anew. Samples that are not finite count as 0. `gain`
    // (linear): the sound is measured as if it had been applied.
    void process(std::span<const float> samples, AudioFormat format, float gain = 1);
    void process(const AudioBlock& block, float gain = 1) { process(block.data(), block.format, gain); }
    AudioLevels levels() const;
    void reset();

private:
    static constexpr std::size_t kRmsSlots = 30; // of 10 ms
    struct Channel {
        double peakDb = -200.0;
        double holdDb = -200.0;
        std::int64_t holdLeft = 0; // frames
        std::int64_t clipLeft = 0; // frames
        double slotPeak = 0.0; // of the slot being filled
        double slotSquares = 0.0;
        std::vector<double> squares; // of the last kRmsSlots whole slots
    };

    void start(AudioFormat format); // m_mutex held, as below
    void endSlot();
    void endSlot(Channel& channel);

    mutable std::mutex m_mutex;
    AudioFormat m_format{0, 0}; // m_mutex, as all below
    std::vector<Channel> m_channels;
    std::int64_t m_slotFrames = 0; // length of a slot
    std::int64_t m_inSlot = 0; // frames in the slot being filled
    std::size_t m_nextSquare = 0;
    std::size_t m_squaresFilled = 0;
    std::int64_t m_quietFrames = 0;
};

} // namespace sluice
