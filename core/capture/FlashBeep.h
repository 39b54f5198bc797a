// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/base/Sentence.h"
#include "core/media/AudioBlock.h"
#include "core/media/VideoFrame.h"

namespace sluice {

// How far apart a camera's picture and a microphone's sound are, from flashes and beeps that happened together. Takes
// what was captured, with the times that the devices give it; judges it all at the end, so that what is dark and what
// is quiet is known. One thread at a time.
class FlashBeepMeter {
public:
    // A flash belongs to a beep that is not farther away than this: more than can be set right (500 ms), less than half
    // of what lies between two flashes.
    static constexpr Duration kFarthest = milliseconds(550);
    static constexpr Duration kApart
        = milliseconds(1500); // from flash to flash, as whoever makes them should do
    static constexpr Duration kLasts = milliseconds(100); // a flash and a beep
    static constexpr std::size_t kFewest = 4; // pairs

    enum class Problem {
        None,
        NoPicture, // nothing was captured
        NoSound,
        NoFlash, // nothing in the picture becomes bright and dark again, often enough
        NoBeep,
        Apart, // flashes and beeps, but not together
        Unsteady, // the distances differ so much that their middle means little
    };
    struct Answer {
        Problem problem = Problem::None;
        Duration
            offset{}; // flash − beep: how much later the sound has to be. The first picture that shows a flash
        // counts.
        Duration uncertainty{}; // of the offset, two standard errors
        int flashes = 0;
        int beeps = 0;
        int pairs = 0; // that were used
    };

    void add(const VideoFrame& frame); // `captured` counts
    void add(const AudioBlock& block); // as above
    Answer judge() const;

private:
    // The picture in tiles, because the flash may be a small part of it.
    static constexpr int kColumns = 8, kRows = 6;
    static constexpr auto kTiles = static_cast<std::size_t>(kColumns) * kRows;
    struct Look {
        TimePoint at;
        std::array<float, kTiles> luma;
    };
    struct Hear {
        TimePoint at;
        float level; // of the beep's frequency
    };
    float loudness(AudioFormat format) const;
    std::vector<TimePoint> flashes() const;
    std::vector<TimePoint> beeps() const;

    std::vector<Look> m_looks;
    std::vector<Hear> m_hears;
    std::vector<float> m_pending; // samples that are still to be judged
};

// For people; empty for None.
Sentence sentenceOf(FlashBeepMeter::Problem problem);

} // namespace sluice
