// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "core/av/Encoder.h"
#include "core/base/Aside.h"

namespace sluice {

// Another bitrate for an encoder that reads it only when it is opened: a second one is opened with it, on a thread
// beside, and takes over at a keyframe; what the first still holds comes out on that thread, too, and goes first. The
// thread that encodes waits for neither, so that no picture is lost. Where encoders look ahead, the first still holds as
// many pictures as the second takes in before it gives one: they leave at the pace at which pictures come, and the
// stream goes on without a gap, and without a second or two of it at once. Opening costs a tenth of a second of a
// processor, and each change a keyframe, an encoder that has yet to learn what the pictures are like, and twice the
// memory for a moment: hence the distances. One thread.
class EncoderRenewal {
public:
    // On the thread beside; owns all that it touches.
    using Open = std::function<Result<std::unique_ptr<VideoEncoder>>(int kbps)>;

    // Less is urgent: what is too much already piles up. But BitrateController's first figure is its roughest, and the
    // next comes half a second later, and what was changed shows in a second or two: not sooner again.
    static constexpr Duration kLowerEach = seconds(2);
    // More is not, and waits for the next keyframe of the stream: two of BitrateController's steps (kRaiseEach) at
    // once, where an encoder that follows takes each.
    static constexpr Duration kRaiseEach = seconds(8);
    // How long what comes after is held back for what the first one still holds, which is a second of pictures or two
    // where one looks far ahead; only a driver that hangs takes longer. At the end of a stream nobody waits so long,
    // but for SVT-AV1's 70 pictures of 720p, which take one second.
    static constexpr Duration kDrainPatience = seconds(3);
    static constexpr Duration kEndPatience = seconds(2);
    // An encoder that is still being opened then hangs in its driver. Each time leaves a thread behind: after so many
    // times the bitrate stays what it is.
    static constexpr Duration kOpenPatience = seconds(10);
    static constexpr int kMostHangs = 2;

    // `open` empty: the encoder follows, and nothing is ever done here. `kbps`: what the one that runs was opened with.
    EncoderRenewal(Open open, int kbps);

    bool needed() const { return static_cast<bool>(m_open); }
    // Another encoder altogether has taken over from `failed`, which is closed on the thread beside: its driver may hang.
    // What those before it still give comes nevertheless.
    void restart(Open open, int kbps, std::unique_ptr<VideoEncoder> failed);
    void want(int kbps) { m_wanted = kbps; }

    struct Next {
        std::unique_ptr<VideoEncoder> encoder;
        int kbps = 0;
    };
    // Before each picture; `keyframe`: it is one anyway. What is to encode from this one on, which then must be a
    // keyframe; nothing: all stays as it is.
    std::optional<Next> next(TimePoint now, bool keyframe);
    // Why there was no other; once, until one opens again.
    std::optional<Error> takeError();

    using Finish = std::function<void(std::vector<CodedPacket>&)>;
    // The one that encoded until now: it is drained, `finish` (on the thread beside) completes what comes, and it is
    // closed.
    void retire(std::unique_ptr<VideoEncoder> old, Finish finish, TimePoint now);
    // After each picture, with what the one that encodes now gave for it. What is to leave now, in order: what the
    // retired ones gave goes first, at the pace of the pictures, and at twice that to make up for the time it took.
    void order(std::vector<CodedPacket>& packets, TimePoint now);
    // The same when nothing comes any more: all of it. Waits for the retired ones, in real time, at most kEndPatience.
    void finish(std::vector<CodedPacket>& packets);

private:
    using Opened = Result<std::unique_ptr<VideoEncoder>>;
    // What is left by the thread beside.
    struct Opening {
        std::mutex mutex;
        std::optional<Opened> result; // mutex
    };
    struct Drained {
        std::mutex mutex;
        std::optional<std::vector<CodedPacket>> packets; // mutex
    };
    struct Retiring {
        std::shared_ptr<Drained> drained;
        TimePoint since;
        std::vector<CodedPacket> after; // of the one that took over
    };
    void begin(TimePoint now);
    bool due(TimePoint now) const;
    void collect(TimePoint now);
    void giveUpOpening(TimePoint now);
    Error noAnswer() const;
    void discard();
    void queue(std::vector<CodedPacket>& packets);
    void collectDrained(const std::function<bool(const Retiring&)>& givenUp);

    Open m_open;
    int m_runs; // kb/s of the one that encodes
    int m_wanted;
    int m_asked = 0; // of the one that is being opened, or is ready
    std::optional<TimePoint> m_changedAt;
    std::optional<TimePoint> m_failedAt;
    std::shared_ptr<Opening> m_opening;
    TimePoint m_openingSince;
    int m_hangs = 0;
    std::unique_ptr<VideoEncoder> m_ready;
    std::optional<Error> m_error;
    bool m_told = false; // that none opens
    std::deque<Retiring> m_retiring; // those that have not given everything yet, in order
    std::deque<CodedPacket> m_leaving; // what leaves before anything of theirs
    int m_behind = 0; // pictures that came since the first of them retired, less what has left
    // One that hangs while it opens is not to hold up what another still gives, nor the other way round.
    std::unique_ptr<Aside> m_opens = std::make_unique<Aside>();
    std::unique_ptr<Aside> m_drains = std::make_unique<Aside>();
};

} // namespace sluice
