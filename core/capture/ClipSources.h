// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/capture/AudioSource.h"
#include "core/capture/ClipReader.h"
#include "core/capture/VideoSource.h"

namespace sluice {

// The picture of a file as a camera. Frames keep the file's size and rate.
class ClipVideoSource final : public VideoSource {
public:
    explicit ClipVideoSource(std::shared_ptr<ClipReader> reader) : m_reader(std::move(reader)) { }
    ~ClipVideoSource() override { close(); }

    Result<Opened> open(const VideoRequest& request, StopToken stop) override;
    Result<std::optional<VideoFrame>> read(Duration patience, StopToken stop) override;
    void close() override;

private:
    const std::shared_ptr<ClipReader> m_reader;
    bool m_open = false;
};

// The sound of a file as a microphone. Blocks keep the file's rate and channels, 5.1 as well.
class ClipAudioSource final : public AudioSource {
public:
    explicit ClipAudioSource(std::shared_ptr<ClipReader> reader) : m_reader(std::move(reader)) { }
    ~ClipAudioSource() override { close(); }

    Result<AudioFormat> open(AudioFormat wanted, StopToken stop) override;
    Result<std::optional<AudioBlock>> read(Duration patience, StopToken stop) override;
    void close() override;

private:
    const std::shared_ptr<ClipReader> m_reader;
    AudioFormat m_format;
    bool m_open = false;
};

} // namespace sluice
