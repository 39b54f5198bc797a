// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "core/av/CameraInput.h"
#include "core/base/Clock.h"
#include "core/base/Log.h"
#include "core/capture/CameraPatience.h"
#include "core/capture/VideoSource.h"
#include "core/devices/DeviceLister.h"
#include "core/media/CameraControl.h"

namespace sluice {

// What was set on which camera; whoever opens one sets it again. Any thread.
class CameraControlStore {
public:
    void keep(CameraControlMemory memory)
    {
        const std::lock_guard lock(m_mutex);
        m_memory = std::move(memory);
    }
    bool empty() const
    {
        const std::lock_guard lock(m_mutex);
        return m_memory.empty();
    }
    CameraControlValues of(const std::string& camera) const
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_memory.find(camera);
        return found == m_memory.end() ? CameraControlValues() : found->second;
    }

private:
    mutable std::mutex m_mutex;
    CameraControlMemory m_memory; // m_mutex
};

// A camera by its id: "default" or empty (the first there is, looked up at each open), an id as DeviceLister gives it,
// or a path. Of what the camera offers it asks for what is nearest to the request (CameraFormats.h), and sets what
// `controls` remembers of it. A camera that says nothing any more, or nothing that can be decoded, is given up
// (CameraPatience.h).
class CameraSource final : public VideoSource {
public:
    CameraSource(std::string id, Clock& clock, const Log& log,
        std::shared_ptr<const CameraControlStore> controls = nullptr, DeviceLister lister = DeviceLister());

    Result<Opened> open(const VideoRequest& request, StopToken stop) override;
    Result<std::optional<VideoFrame>> read(Duration patience, StopToken stop) override;
    void close() override;
    // Pictures that came damaged and were skipped, since open().
    std::int64_t damaged() const { return m_input.damaged(); }

private:
    const std::string m_id;
    std::string m_current; // the id of the one that is, or was last, opened
    std::string m_title; // … what people know it by; empty: it could not be opened
    Error named(const Error& error) const;
    std::string titleOf(const std::string& id) const;
    void restoreControls(const std::string& path) const;

    Clock& m_clock;
    const std::shared_ptr<const CameraControlStore> m_controls;
    const DeviceLister m_lister;
    CameraInput m_input;
    CameraPatience m_patience;
};

} // namespace sluice
