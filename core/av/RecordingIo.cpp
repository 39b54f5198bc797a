// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/av/RecordingIo.h"

#include <algorithm>

namespace sluice {

namespace {
constexpr int kBuffer = 64 * 1024; // one write for a picture of ordinary size
}

Result<void> RecordingIo::open(const std::string& path, AVFormatContext& context, AvInterrupt& interrupt)
{
    m_interrupt = &interrupt;
    auto file = OutputFile::create(path, interrupted());
    if (!file)
        return file.error();
    m_file = std::move(*file);
    auto* buffer = static_cast<unsigned char*>(av_malloc(kBuffer));
    m_io = buffer ? avio_alloc_context(buffer, kBuffer, 1, this, nullptr, &RecordingIo::write,
                        m_file->seekable() ? &RecordingIo::seek : nullptr)
                  : nullptr;
    if (!m_io) {
        av_free(buffer);
        return Error(ErrorCode::Internal, {"no memory for a file"});
    }
    context.pb = m_io;
    context.flags |= AVFMT_FLAG_CUSTOM_IO;
    return {};
}

void RecordingIo::detach(AVFormatContext* context)
{
    if (!m_io)
        return;
    if (context)
        context->pb = nullptr;
    close();
}

void RecordingIo::close()
{
    if (!m_io)
        return;
    av_freep(static_cast<void*>(&m_io->buffer));
    avio_context_free(&m_io);
    m_file.reset();
}

std::optional<std::string> RecordingIo::path() const
{
    return m_file ? std::optional(m_file->path()) : std::nullopt;
}

void RecordingIo::sync()
{
    if (m_file)
        (void)m_file->sync(interrupted());
}

OutputFile::Interrupted RecordingIo::interrupted() const
{
    return [interrupt = m_interrupt] { return interrupt->over(); };
}

int RecordingIo::write(void* self, Bytes data, int size) noexcept
{
    auto& io = *static_cast<RecordingIo*>(self);
    for (int done = 0; done < size;) {
        const int taken = io.m_file->write(data + done, size - done, io.interrupted());
        if (taken < 0)
            return taken; // libav's codes are negative errno values as well
        done += taken;
        io.m_at += taken;
        io.m_bytes = std::max(io.m_bytes, io.m_at);
    }
    return size;
}

std::int64_t RecordingIo::seek(void* self, std::int64_t offset, int whence) noexcept
{
    if ((whence & AVSEEK_SIZE) != 0)
        return AVERROR(ENOSYS);
    auto& io = *static_cast<RecordingIo*>(self);
    const std::int64_t at = io.m_file->seek(offset, whence & ~AVSEEK_FORCE, io.interrupted());
    if (at >= 0)
        io.m_at = at;
    return at;
}

} // namespace sluice
