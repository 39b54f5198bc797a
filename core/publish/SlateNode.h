// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/av/Decoder.h"
#include "core/av/Demuxer.h"
#include "core/base/Aside.h"
#include "core/base/Clock.h"
#include "core/base/Log.h"
#include "core/base/Resolver.h"
#include "core/base/Runner.h"
#include "core/publish/Composer.h"
#include "core/publish/SlateReel.h"

namespace sluice {

// Makes the slate's pictures of a file, fitted to the canvas: a picture file once; a video in a loop whose last picture
// is followed by its first one in the next slot. A video is decoded only as far ahead as the reel has room, so one that is
// not shown costs a handful of pictures and no processor. Its sound is not looked at.
// A file that cannot be shown leaves the reel empty and a sentence in error(). step() belongs to the runner's thread, the
// rest to any.
class SlateNode final : public Node {
public:
    // What a video's pictures may have: more takes a whole core to decode [4K, with room for cinema's width].
    static constexpr VideoSize kLargest{4096, 2304};
    static constexpr Duration kRetry = seconds(5); // a file that is not there may come, as may its disk
    static constexpr Duration kDiskPatience = seconds(3); // for looking at a file, and for reading a picture

    struct Services {
        Clock& clock;
        Resolver& resolver;
        const Log& log;
    };
    // `changed` (of error()) is called on the runner's thread.
    SlateNode(Services services, SlateReel& reel, std::function<void()> changed);

    // Wake the runner afterwards.
    void setFile(const std::string& path); // empty: none
    void setCanvas(VideoSize canvas, FrameRate rate);
    std::optional<Error> error() const; // SlateFailed; Internal where a picture does not convert
    bool settled() const; // the file's first picture is ready, or why there is none is known

    Step step(const StopToken& stop) override;

private:
    struct Orders {
        std::string path;
        VideoSize canvas;
        FrameRate rate;
        bool operator==(const Orders&) const = default;
    };
    bool takeOrders();
    void startOver();
    Result<void> open(const StopToken& stop);
    Result<void> openPicture(const StopToken& stop);
    Result<void> openClip(const StopToken& stop);
    Result<void> readOn(const StopToken& stop);
    Result<void> place(const VideoFrame& frame);
    Result<void> nextLap(const StopToken& stop);
    Result<VideoFrame> fitted(const VideoFrame& frame);
    Error refused(std::string_view why) const;
    Error refused(const Error& cause) const;
    Error silent(const StopToken& stop) const; // the disk did not answer
    Step fail(const Error& error, const StopToken& stop);
    void tell(std::optional<Error> error);

    const Services m_services;
    SlateReel& m_reel;
    const std::function<void()> m_changed;

    // Of the runner's thread
    Orders m_orders;
    AsideByPlace m_disks;
    std::optional<Composer> m_composer;
    bool m_still = false; // all there is has been made
    std::optional<TimePoint> m_retryAt;
    bool m_failed = false;
    std::unique_ptr<Demuxer> m_demuxer;
    std::unique_ptr<VideoDecoder> m_decoder;
    std::vector<VideoFrame> m_decoded;
    std::deque<VideoFrame> m_pending; // decoded, not yet fitted
    bool m_atEnd = false; // of the file; what is pending is the last of it
    unsigned m_run = 0;
    // The lap: where it begins in the run, where the next one does, the time stamp of its first picture.
    Duration m_lapBegin{};
    Duration m_lapEnd{};
    std::optional<MediaTime> m_lapFirst;
    int m_lapPictures = 0;
    Duration m_lastAt{};
    std::optional<Duration> m_lastPushed;

    mutable std::mutex m_mutex;
    Orders m_wanted; // m_mutex, as everything below
    bool m_again = false; // the file was set, be it the same one
    bool m_settled = true;
    std::optional<Error> m_error;
};

} // namespace sluice
