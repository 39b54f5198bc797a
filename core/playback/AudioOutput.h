// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <optional>
#include <span>

#include "core/base/SpscRing.h"
#include "core/base/Time.h"
#include "core/media/AudioBlock.h"
#include "core/output/AudioSink.h"
#include "core/playback/TimeStretcher.h"

namespace sluice {

// The last hop of sound, and the master clock of playing. The decoding side writes samples with the media time of
// each; the sink's own thread takes them, says when they are heard, and thereby what media time it is.
//
//   gate closed   silence comes out, nothing is taken, the clock stands
//   gate open     the clock runs by the device's time; where no sound is left it stands ("dry") …
//   freewheel     … unless sound is not what paces: a picture without sound, or whose sound went silent. Then the
//                 clock runs on over silence. Sound that comes back joins where its media time says.
//
// Dry: a block that the device asked for before the sound arrived cannot be filled. Sound that had arrived by then and
// was only decoded too late is played as soon as it is there. Sound that arrived afterwards is not: the data had run
// out, and silence comes out (holdsBack()) until whoever decides about the gate opens it anew or calls goOn(). What counts is when packets arrived and when blocks were asked for, never which thread was faster.
//
// Threads: write(), writable() and restart() belong to the decoding thread; render() to the sink; everything else
// may be called from any thread. render() takes no lock and allocates nothing: what it publishes goes through a
// sequence lock, what it is told through atomics.
class AudioOutput final : public AudioRenderer {
public:
    // What the decoding side keeps ready. It is part of the level, and the time until a new speed is heard.
    static constexpr Duration kAhead = milliseconds(200);
    // Sound that comes back less than this late is joined as it is, without cutting its beginning off; half of what
    // lip sync allows.
    static constexpr Duration kJoinTolerance = milliseconds(20);
    static constexpr Duration kVolumeRamp = milliseconds(20);

    explicit AudioOutput(AudioFormat format);

    // --- the decoding thread
    // Frames that may be written now without going beyond kAhead.
    std::size_t writable() const;
    // Sound whose pieces say what media time each sample is, and when the last packet of it arrived. More than
    // writable() may be cut off.
    void write(const StretchedAudio& audio, TimePoint arrived = TimePoint::min());
    // What was written and not heard yet is thrown away; the clock goes to `position` and stands until something is
    // heard there (or runs from there when freewheeling).
    void restart(MediaTime position);

    // --- any thread
    // Open: for blocks that are asked for after `from`. Opening forgets that the sound ran out.
    void setGate(bool open, TimePoint from = TimePoint::min());
    bool gate() const { return m_gate.load(); }
    void setFreewheel(bool on) { m_freewheel.store(on); }
    void setRate(double rate) { m_rate.store(rate); } // of the clock while freewheeling
    void setVolume(float volume) { m_volume.store(volume); } // linear, 0…1
    void skip(Duration ahead); // the clock jumps ahead, sound in between is left out

    // Media time that is heard at `now`; nothing before the first restart(). Never runs backwards but by restart().
    std::optional<MediaTime> mediaTime(TimePoint now) const;
    // When the sound ran out (the instant it was no longer heard); nothing while there is some, or while the gate is
    // closed or freewheeling.
    std::optional<TimePoint> drySince() const;
    // While it is dry: when the device asked for the block that could not be filled.
    std::optional<TimePoint> dryAskedAt() const;
    bool holdsBack() const { return m_holdsBack.load(); } // sound in hand waits, because it came too late
    // While there is sound in hand: when the first of it arrived.
    std::optional<TimePoint> soundArrived() const;
    void goOn() { m_goOn.store(true); } // sound that came too late is played after all
    // When the clock last moved.
    std::optional<TimePoint> movedAt() const;
    Duration buffered() const; // written and not yet taken by the device
    std::uint64_t callbacks() const { return m_callbacks.load(); }
    // The last block that was asked for; nothing before the first.
    struct Block {
        TimePoint heardAt;
        Duration length{};
    };
    std::optional<Block> lastBlock() const;
    AudioFormat format() const { return m_format; }

    void render(std::span<float> out, TimePoint heardAt, TimePoint askedAt) noexcept override;

private:
    // From this frame of the ring on, media time runs from `begin` with `perFrame` µs a frame.
    struct Mark {
        std::uint64_t frame = 0;
        std::uint64_t frames = 0;
        std::int64_t begin = 0; // µs
        double perFrame = 0;
        std::int64_t arrived = 0; // µs
    };
    struct Published {
        std::int64_t media = 0; // µs, of the first frame of the block
        std::int64_t heardAt = 0; // µs
        std::int64_t span = 0; // real µs for which the clock runs on from heardAt
        double rate = 1;
    };

    std::int64_t takeRestart() noexcept; // to where, or kNone
    void renderSound(std::span<float> out, TimePoint heardAt) noexcept;
    bool opened() noexcept;
    bool cameTooLate() noexcept;
    void forgetDry() noexcept;
    void noteDry(std::size_t wanted, std::size_t played, TimePoint heardAt) noexcept;
    void restarted(std::int64_t at) noexcept;
    std::size_t play(std::span<float> out) noexcept;
    std::size_t takeFrames(std::span<float> out) noexcept;
    bool nextMark() noexcept;
    void discard(std::uint64_t frames) noexcept;
    double markTime() const noexcept; // of the next frame
    void applyVolume(std::span<float> out) noexcept;
    void publish(std::int64_t media, TimePoint heardAt, std::size_t frames, double rate) noexcept;
    Published read() const;
    double framesToUs(std::size_t frames) const { return static_cast<double>(frames) * m_usPerFrame; }

    static constexpr std::int64_t kNone = INT64_MIN;
    static constexpr std::int64_t kNever = INT64_MAX;

    const AudioFormat m_format;
    const std::size_t m_channels;
    const double m_usPerFrame;
    SpscRing<float> m_samples;
    SpscRing<Mark> m_marks{1024}; // a mark per block at least 1 ms long: more than the samples can fill

    // Of the decoding thread
    std::uint64_t m_written = 0;

    std::atomic<bool> m_gate = false;
    std::atomic<std::int64_t> m_gateFrom = kNone;
    std::atomic<std::uint64_t> m_opened = 0; // how often
    std::atomic<bool> m_goOn = false;
    std::atomic<bool> m_freewheel = false;
    std::atomic<double> m_rate = 1.0;
    std::atomic<float> m_volume = 1.0F;
    std::atomic<std::int64_t> m_skipUs = 0;
    std::atomic<std::uint64_t> m_discardTo = 0; // frames before this are old
    std::atomic<std::int64_t> m_restartAt = kNone;
    std::atomic<std::uint64_t> m_restarts = 0;

    // Of the sink's thread
    std::uint64_t m_taken = 0;
    Mark m_mark;
    std::uint64_t m_markEnd = 0;
    bool m_haveMark = false;
    std::uint64_t m_restartsSeen = 0;
    std::uint64_t m_openedSeen = 0;
    std::int64_t m_askedAt = 0; // of the block in hand
    std::int64_t m_lateAfter = kNever; // what arrived later than this waits
    double m_position = 0; // µs of media at the next frame to render
    bool m_positioned = false;
    bool m_standing = false; // told while the gate is closed
    bool m_joined = false; // the sound in hand follows the clock
    float m_gain = 1.0F;

    std::atomic<std::uint32_t> m_sequence = 0;
    std::atomic<std::int64_t> m_pubMedia = kNone;
    std::atomic<std::int64_t> m_pubHeardAt = 0;
    std::atomic<std::int64_t> m_pubSpan = 0;
    std::atomic<double> m_pubRate = 1.0;
    std::atomic<std::int64_t> m_drySince = kNone;
    std::atomic<std::int64_t> m_dryAsked = kNone;
    std::atomic<bool> m_holdsBack = false;
    std::atomic<std::int64_t> m_firstArrived = kNone; // of the sound in the ring since it was empty
    std::atomic<std::int64_t> m_movedAt = kNone;
    std::atomic<std::int64_t> m_blockAt = kNone;
    std::atomic<std::int64_t> m_blockUs = 0;
    std::atomic<std::uint64_t> m_callbacks = 0;
};

} // namespace sluice
