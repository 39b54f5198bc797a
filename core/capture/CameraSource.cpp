// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/CameraSource.h"

#include <utility>

#include "core/devices/DeviceLister.h"

namespace sluice {

CameraSource::CameraSource(std::string id, Clock& clock, const Log& log)
    : m_id(std::move(id))
    , m_clock(clock)
    , m_input(clock, log)
{ }

Result<VideoSource::Opened> CameraSource::open(const VideoRequest& request, StopToken stop)
{
    std::string path = m_id;
    if (path.empty() || path == "default") {
        const std::vector<Device> cameras = DeviceLister().cameras();
        if (cameras.empty())
            return Error(ErrorCode::NoCamera);
        path = cameras.front().id;
    }
    auto opened = m_input.open(path, request.size, request.rate, stop);
    if (!opened)
        return opened.error();
    m_giveUpAt = m_clock.now() + kFirstFrame;
    return Opened{opened->size, opened->rate, false};
}

Result<std::optional<VideoFrame>> CameraSource::read(Duration patience, StopToken stop)
{
    auto frame = m_input.read(patience, stop);
    if (!frame)
        return frame;
    const TimePoint now = m_clock.now();
    if (*frame)
        m_giveUpAt = now + kSilence;
    else if (now > m_giveUpAt)
        return Error(
            ErrorCode::CameraFailed, {m_id, QT_TRANSLATE_NOOP("core", "it stopped sending pictures")});
    return frame;
}

void CameraSource::close()
{
    m_input.close();
}

} // namespace sluice
