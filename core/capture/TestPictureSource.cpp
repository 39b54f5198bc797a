// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/TestPictureSource.h"

#include <algorithm>

namespace sluice {

namespace {

constexpr FrameRate kUsualRate{30, 1};

int evenAtLeast(int value, int least)
{
    return std::max((value + 1) / 2 * 2, least);
}

} // namespace

Result<VideoSource::Opened> TestPictureSource::open(const VideoRequest& request, StopToken stop)
{
    if (stop.stop_requested())
        return Error(ErrorCode::Cancelled);
    m_rate = request.rate.numerator > 0 && request.rate.denominator > 0 ? request.rate : kUsualRate;
    const VideoSize size{evenAtLeast(request.size.width, kSmallestTestPicture.width),
        evenAtLeast(request.size.height, kSmallestTestPicture.height)};
    m_picture = std::make_unique<TestPicture>(size, m_rate);
    m_size = size;
    m_counter.emplace(
        m_clock, m_epoch, [rate = m_rate](std::int64_t k) { return rate.timeOf(k); },
        [rate = m_rate](Duration since) {
            auto k = static_cast<std::int64_t>(toSeconds(since) * rate.value());
            while (rate.timeOf(k) < since)
                ++k;
            return k;
        });
    return Opened{size, m_rate, true};
}

Result<std::optional<VideoFrame>> TestPictureSource::read(Duration patience, StopToken stop)
{
    if (stop.stop_requested())
        return Error(ErrorCode::Cancelled);
    if (!m_counter)
        return Error(ErrorCode::Internal, {"the test picture is not open"});
    const std::optional<std::int64_t> index = m_counter->next(patience, stop);
    if (!index)
        return std::optional<VideoFrame>();
    const TimePoint captured = m_epoch + m_rate.timeOf(*index);
    MutableFrame canvas(m_pool, PixelFormat::I420, m_size);
    m_picture->paintInto(canvas, *index, m_clock.wallAt(captured));
    VideoFrame frame = canvas.finish();
    frame.captured = captured;
    return std::optional(std::move(frame));
}

void TestPictureSource::close()
{
    m_counter.reset();
    m_picture.reset();
}

} // namespace sluice
