// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <optional>

#include "core/base/Time.h"
#include "core/playback/PlaybackBuffer.h"

namespace sluice {

// Decoders, sound device and screen as arithmetic: they take packets from a buffer as the real ones do, and say what
// media time it is and when they ran dry. The device takes a block each period, and what is not there then comes too
// late; it is heard so much later. What they leave out is what no setting changes: decoding takes no time, and a
// device plays what it is given. Pure; one owner.
class ModelOutput {
public:
    struct Device {
        Duration period = milliseconds(10); // the usual one
        Duration phase = milliseconds(5); // blocks are taken at phase + n · period; unknown: in the middle
        Duration latency{};
    };

    // Sound is counted in frames of what the device plays (the rate that every sink is asked for), as the real one does:
    // whether a packet fills a block exactly or is a microsecond short of it decides about a stall.
    static constexpr double kFramesPerUs = 0.048;

    // What the real ones take ahead of the clock: AudioOutput::kAhead, in which the block that is asked for but not
    // fetched yet still is (PacedRenderer), and four decoded pictures.
    static constexpr Duration kSoundAhead = milliseconds(190);
    static constexpr Duration kPicturesAhead = milliseconds(133);
    // A shorter hole in sound alone, and any beside pictures, is played as silence (AudioPlayer::kJump), and the shortest
    // ones are the rounding of time stamps (AudioPlayer::kTolerance): there the clock leaps. A picture stays on show
    // until the next one.
    static constexpr Duration kSoundHole = PlaybackBuffer::kJump;
    static constexpr Duration kSoundRounding = milliseconds(20);
    static constexpr Duration kJoinTolerance = milliseconds(20); // AudioOutput's

    // `pictures`: there are some beside the sound.
    ModelOutput(const Device& device, bool pictures) : m_device(device), m_pictured(pictures) { }

    // Playing begins or goes on at `position`; what was taken is forgotten.
    void playFrom(MediaTime position);
    bool placed() const { return m_position.has_value(); }
    // Open: for blocks that are asked for after `from`.
    void setGate(bool open, TimePoint from);
    // Acts on what is taken from now on, as the real one does; on pictures alone at once.
    void setRate(double rate) { m_rate = rate; }
    // Sound paces; without it pictures do.
    void setSoundPaces(bool paces);
    // Sound ran dry: what comes from now on is not played until the gate is opened anew (see AudioOutput), or this.
    bool ranOut() const { return m_ranOut; }
    void goOn() { m_ranOut = false; }

    // Takes what there is room for, and plays the blocks up to `now`. To be called at nextBlock() at the latest.
    void advance(PlaybackBuffer& buffer, TimePoint now);
    // When the device takes its next block, while the gate is open.
    std::optional<TimePoint> nextBlock() const;

    // What is heard; nothing before it was placed.
    std::optional<MediaTime> mediaTime(TimePoint now) const;
    // In the device's time, as BufferController has it.
    std::optional<TimePoint> drySince() const { return m_drySince; }
    std::optional<TimePoint> movedAt() const { return m_movedAt; }
    bool soundLeft() const { return !m_sound.runs.empty(); }
    bool nothingLeft() const { return m_sound.runs.empty() && m_pictures.runs.empty(); }
    Duration played() const { return m_played; } // media

private:
    // A packet, and the silence behind it.
    struct Run {
        MediaTime begin;
        MediaTime end;
        double rate = 1; // at which it was stretched, where it is sound
        double frames() const;
    };
    struct Track {
        std::deque<Run> runs;
        std::optional<MediaTime>
            expected; // where the first run should begin: sound that begins later has silence before it
        std::optional<MediaTime> lastDts;
        Duration step{}; // for packets without a duration
        bool jumped = false;

        void add(const CodedPacket& packet, Duration hole, Duration rounding, double rate);
        Duration aheadOf(MediaTime position) const;
        void forget(MediaTime before);
    };

    void take(PlaybackBuffer& buffer);
    void playBlock();
    bool join(Track& pacer);

    const Device m_device;
    const bool m_pictured;
    Track m_sound;
    Track m_pictures;
    std::optional<MediaTime> m_position; // of what the device takes next
    double m_taken = 0; // frames of the run in hand
    bool m_joined = false; // a run is in hand
    std::optional<TimePoint> m_drySince;
    std::optional<TimePoint> m_movedAt;
    TimePoint m_block; // when the next one is taken
    struct Heard { // since `at` (minus what is still under way), for so long
        MediaTime from;
        TimePoint at;
        Duration span{};
        double rate = 1;
    };
    std::optional<Heard> m_heard; // the last block
    double m_rate = 1.0;
    Duration m_played{};
    bool m_gate = false;
    bool m_ranOut = false;
    bool m_soundPaces = true;
};

} // namespace sluice
