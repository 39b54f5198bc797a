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

    // What the real ones take ahead of the clock: AudioOutput::kAhead, and four decoded pictures.
    static constexpr Duration kSoundAhead = milliseconds(200);
    static constexpr Duration kPicturesAhead = milliseconds(133);
    // A shorter hole in the sound is played as silence (AudioPlayer::kJump); a picture stays on show meanwhile.
    static constexpr Duration kSoundHole = seconds(2);

    explicit ModelOutput(const Device& device) : m_device(device) { }

    // Playing begins or goes on at `position`; what was taken is forgotten.
    void playFrom(MediaTime position);
    bool placed() const { return m_position.has_value(); }
    void setGate(bool open, TimePoint now);
    // Acts on what is taken from now on, as the real one does.
    void setRate(double rate);
    // Sound paces; without it pictures do.
    void setSoundPaces(bool paces) { m_soundPaces = paces; }

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
    // Media without a jump inside.
    struct Run {
        MediaTime begin;
        MediaTime end;
    };
    struct Track {
        std::deque<Run> runs;
        std::optional<MediaTime> lastDts;
        Duration step{}; // for packets without a duration
        bool jumped = false;

        void add(const CodedPacket& packet, Duration hole);
        Duration aheadOf(MediaTime position) const;
        void forget(MediaTime before);
    };

    void take(PlaybackBuffer& buffer);
    void playBlock();
    void move(Duration real);

    const Device m_device;
    Track m_sound;
    Track m_pictures;
    std::optional<MediaTime> m_position; // of what the device takes next
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
    double m_nextRate = 1.0; // from m_rateFrom on
    std::optional<MediaTime> m_rateFrom;
    Duration m_played{};
    bool m_gate = false;
    bool m_soundPaces = true;
};

} // namespace sluice
