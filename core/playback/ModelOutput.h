// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <optional>

#include "core/base/Time.h"
#include "core/playback/PlaybackBuffer.h"

namespace sluice {

// Decoders, sound device and screen as arithmetic: they take packets from a buffer as the real ones do, and say what
// media time it is and when they ran dry. What they leave out is what no setting changes: decoding takes no time, and
// a device plays what it is given. Pure; one owner.
class ModelOutput {
public:
    // What the real ones take ahead of the clock: AudioOutput::kAhead, and four decoded pictures.
    static constexpr Duration kSoundAhead = milliseconds(200);
    static constexpr Duration kPicturesAhead = milliseconds(133);
    // From the open gate to the device's next look, on average: half of the 10 ms of a usual period.
    static constexpr Duration kFirstBlock = milliseconds(5);
    // A shorter hole in the sound is played as silence (AudioPlayer::kJump); a picture stays on show meanwhile.
    static constexpr Duration kSoundHole = seconds(2);

    // Playing begins or goes on at `position`; what was taken is forgotten.
    void playFrom(MediaTime position);
    bool placed() const { return m_position.has_value(); }
    void setGate(bool open, TimePoint now);
    void setRate(double rate) { m_rate = rate; }
    // Sound paces; without it pictures do.
    void setSoundPaces(bool paces) { m_soundPaces = paces; }

    // Takes what there is room for, and moves the clock up to `now`.
    void advance(PlaybackBuffer& buffer, TimePoint now);

    std::optional<MediaTime> mediaTime() const { return m_position; }
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
    void move(Duration real);

    Track m_sound;
    Track m_pictures;
    std::optional<MediaTime> m_position;
    std::optional<TimePoint> m_drySince;
    std::optional<TimePoint> m_movedAt;
    TimePoint m_at; // the clock has been moved up to here
    double m_rate = 1.0;
    Duration m_played{};
    bool m_gate = false;
    bool m_soundPaces = true;
};

} // namespace sluice
