// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <mutex>

#include "core/base/Result.h"

namespace sluice {

// The life of PortAudio in this process. Constructing it costs nothing; the library is initialised by the first
// use() and terminated when the last use is given back, so that a run without microphone and speaker never touches
// it, and a device that came meanwhile is seen when everything was closed in between. One object, made by the
// program and shared by every source and sink. Any thread.
class PortAudioLibrary : public std::enable_shared_from_this<PortAudioLibrary> {
    struct Private { };

public:
    explicit PortAudioLibrary(Private) { }
    static std::shared_ptr<PortAudioLibrary> create()
    {
        return std::make_shared<PortAudioLibrary>(Private());
    }
    PortAudioLibrary(const PortAudioLibrary&) = delete;
    PortAudioLibrary& operator=(const PortAudioLibrary&) = delete;

    // While one of these lives, PortAudio may be called.
    class Use {
    public:
        Use() = default;
        explicit Use(std::shared_ptr<PortAudioLibrary> library) : m_library(std::move(library)) { }
        ~Use() { release(); }
        Use(Use&& other) noexcept = default;
        Use& operator=(Use&& other) noexcept;
        explicit operator bool() const { return m_library != nullptr; }
        void release();

    private:
        std::shared_ptr<PortAudioLibrary> m_library;
    };

    // Errors: NoSoundSystem.
    Result<Use> use();

    // Opening, starting and closing streams is not thread-safe in PortAudio: hold this around it. The audio
    // callbacks run without it.
    std::unique_lock<std::mutex> lock() { return std::unique_lock(m_mutex); }

private:
    void giveBack();

    std::mutex m_mutex;
    int m_uses = 0; // m_mutex
};

} // namespace sluice
