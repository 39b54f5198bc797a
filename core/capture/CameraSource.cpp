// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/CameraSource.h"

#include <algorithm>
#include <utility>

#include "core/devices/CameraControls.h"
#include "core/devices/CameraFormats.h"

namespace sluice {

namespace {

bool isGone(const std::string& path)
{
    const auto opened = CameraControls::open(path);
    return !opened && opened.error().code() == ErrorCode::CameraNotFound;
}

} // namespace

CameraSource::CameraSource(std::string id, Clock& clock, const Log& log,
    std::shared_ptr<const CameraControlStore> controls, DeviceLister lister)
    : m_id(std::move(id))
    , m_clock(clock)
    , m_controls(std::move(controls))
    , m_lister(std::move(lister))
    , m_input(clock, log)
{ }

// What people know it by, in place of its path.
Error CameraSource::named(const Error& error) const
{
    std::vector<std::string> args = error.sentence().args();
    if (args.empty())
        return error;
    args.front() = m_title.empty() ? titleOf(m_current) : m_title;
    return Error(error.code(), std::move(args), error.detail());
}

// A node's path, or that of a link to its socket, says nothing to people; the list does, as long as it is there.
std::string CameraSource::titleOf(const std::string& id) const
{
    std::string title = cameraTitle(id);
    if (title != id && id.find("/v4l/by-path/") == std::string::npos)
        return title;
    for (const Device& camera : m_lister.cameras())
        if (camera.id == id || std::ranges::find(camera.also, id) != camera.also.end())
            return camera.label;
    return title;
}

Result<VideoSource::Opened> CameraSource::open(const VideoRequest& request, StopToken stop)
{
    std::string& id = m_current;
    id = m_id;
    if (id.empty() || id == "default") {
        const std::vector<Device> cameras = m_lister.cameras();
        if (cameras.empty())
            return Error(ErrorCode::NoCamera);
        id = cameras.front().id;
    }
    const std::optional<std::string> path = m_lister.cameraPath(id);
    if (!path)
        return Error(ErrorCode::CameraNotFound, {cameraTitle(id)});
    const auto mode = chooseMode(cameraModes(*path, request.size, request.rate), request.size, request.rate);
    auto opened = mode ? m_input.open(*path, mode->format, mode->size,
                             mode->rate.numerator > 0 ? mode->rate : request.rate, stop)
                       : m_input.open(*path, {}, request.size, request.rate, stop);
    m_title.clear();
    if (!opened) {
        // A camera that is gone, while its node is still there, is no camera to libavdevice.
        const bool gone = opened.error().code() == ErrorCode::NotACamera && isGone(*path);
        return named(gone ? Error(ErrorCode::CameraNotFound, {*path}) : opened.error());
    }
    m_title = titleOf(id);
    restoreControls(*path);
    m_patience.opened(m_clock.now());
    return Opened{opened->size, opened->rate, false};
}

// They are remembered by the name that the camera is listed under, whichever it was chosen by.
void CameraSource::restoreControls(const std::string& path) const
{
    if (!m_controls || m_controls->empty())
        return;
    CameraControlValues values = m_controls->of(m_current);
    for (const Device& camera : m_lister.cameras())
        if (std::ranges::find(camera.also, m_current) != camera.also.end())
            values.merge(m_controls->of(camera.id));
    if (values.empty())
        return;
    if (auto knobs = CameraControls::open(path))
        knobs->apply(values);
}

Result<std::optional<VideoFrame>> CameraSource::read(Duration patience, StopToken stop)
{
    auto frame = m_input.read(patience, stop);
    if (!frame)
        return named(frame.error());
    switch (m_patience.look(m_clock.now(), frame->has_value(), m_input.damaged())) {
    case CameraPatience::Verdict::Silent:
        return Error(
            ErrorCode::CameraFailed, {m_title, QT_TRANSLATE_NOOP("core", "it stopped sending pictures")});
    case CameraPatience::Verdict::OnlyDamaged:
        return Error(ErrorCode::CameraFailed,
            {m_title,
                QT_TRANSLATE_NOOP("core", "it sends damaged pictures only, perhaps because of its cable")});
    case CameraPatience::Verdict::GoesOn:
        break;
    }
    return frame;
}

void CameraSource::close()
{
    m_input.close();
}

} // namespace sluice
