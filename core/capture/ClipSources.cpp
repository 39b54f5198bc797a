// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/ClipSources.h"

namespace sluice {

Result<VideoSource::Opened> ClipVideoSource::open(const VideoRequest&, StopToken stop)
{
    close();
    auto info = m_reader->open(ClipReader::View::Picture, stop);
    if (!info)
        return info.error();
    m_open = true;
    const StreamInfo picture = info->video.value_or(StreamInfo());
    return Opened{picture.size, picture.frameRate, true};
}

Result<std::optional<VideoFrame>> ClipVideoSource::read(Duration patience, StopToken stop)
{
    return m_reader->nextFrame(patience, stop);
}

void ClipVideoSource::close()
{
    if (m_open)
        m_reader->close(ClipReader::View::Picture);
    m_open = false;
}

Result<AudioFormat> ClipAudioSource::open(AudioFormat, StopToken stop)
{
    close();
    auto info = m_reader->open(ClipReader::View::Sound, stop);
    if (!info)
        return info.error();
    m_open = true;
    m_format = info->audio.value_or(StreamInfo()).audio;
    if (m_format.rate <= 0 || m_format.channels <= 0) {
        close();
        return Error(ErrorCode::NotMedia, {m_reader->path()});
    }
    return m_format;
}

Result<std::optional<AudioBlock>> ClipAudioSource::read(Duration patience, StopToken stop)
{
    auto block = m_reader->nextBlock(patience, stop);
    const bool changed = block && block->value_or(AudioBlock{m_format}).format != m_format;
    if (changed)
        return Error(ErrorCode::MicrophoneFailed,
            {m_reader->path(), QT_TRANSLATE_NOOP("core", "the file changes its sound format on the way")});
    return block;
}

void ClipAudioSource::close()
{
    if (m_open)
        m_reader->close(ClipReader::View::Sound);
    m_open = false;
}

} // namespace sluice
