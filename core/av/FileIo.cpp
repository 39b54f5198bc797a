// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/av/FileIo.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <vector>

namespace sluice {

namespace {
constexpr int kBuffer = 64 * 1024; // few enough calls for a copy at a disk's full speed
}

// libavformat's own, each call of which may hang.
class FileIo::File {
public:
    explicit File(AVIOContext* io) : m_io(io) { }
    ~File() { avio_closep(&m_io); }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    AVIOContext& io() { return *m_io; }

private:
    AVIOContext* m_io;
};

FileIo::~FileIo()
{
    if (m_io) {
        av_freep(static_cast<void*>(&m_io->buffer));
        avio_context_free(&m_io);
    }
    auto close = [file = std::move(m_file)]() mutable {
        file.reset();
        return true;
    };
    if (!m_disk.stuck()) // otherwise the call that hangs closes it
        (void)m_disk.ask(std::move(close), milliseconds(200), StopToken());
}

// What came of it, or AVERROR_EXIT.
template <typename Call>
std::int64_t FileIo::ask(Call call)
{
    constexpr Duration kMost = seconds(3600); // the interrupt has a deadline of its own
    return m_disk.ask(std::move(call), kMost, [this] { return m_interrupt->over(); })
        .value_or(std::int64_t(AVERROR_EXIT));
}

int FileIo::open(const std::string& path, AVFormatContext& context, AvInterrupt& interrupt)
{
    m_interrupt = &interrupt;
    const auto opened = std::make_shared<std::shared_ptr<File>>();
    const std::int64_t code = ask([opened, path] {
        AVIOContext* io = nullptr;
        const int failed = avio_open(&io, ("file:" + path).c_str(), AVIO_FLAG_READ | AVIO_FLAG_DIRECT);
        if (failed >= 0)
            *opened = std::make_shared<File>(io);
        return std::int64_t(failed);
    });
    if (code < 0)
        return static_cast<int>(code);
    m_file = *opened;
    const bool seekable = (m_file->io().seekable & AVIO_SEEKABLE_NORMAL) != 0;
    auto* buffer = static_cast<unsigned char*>(av_malloc(kBuffer));
    m_io = buffer ? avio_alloc_context(
                        buffer, kBuffer, 0, this, &FileIo::read, nullptr, seekable ? &FileIo::seek : nullptr)
                  : nullptr;
    if (!m_io) {
        av_free(buffer);
        return AVERROR(ENOMEM);
    }
    context.pb = m_io;
    return 0;
}

int FileIo::read(void* self, std::uint8_t* to, int size) noexcept
{
    auto& io = *static_cast<FileIo*>(self);
    const auto bytes = std::make_shared<std::vector<std::uint8_t>>(static_cast<std::size_t>(size));
    const std::int64_t got = io.ask([bytes, file = io.m_file] {
        return std::int64_t(avio_read_partial(&file->io(), bytes->data(), static_cast<int>(bytes->size())));
    });
    if (got > 0)
        std::memcpy(to, bytes->data(), static_cast<std::size_t>(got));
    return got == 0 ? AVERROR_EOF : static_cast<int>(got);
}

std::int64_t FileIo::seek(void* self, std::int64_t offset, int whence) noexcept
{
    auto& io = *static_cast<FileIo*>(self);
    return io.ask([file = io.m_file, offset, whence] {
        return (whence & AVSEEK_SIZE) != 0 ? avio_size(&file->io()) : avio_seek(&file->io(), offset, whence);
    });
}

} // namespace sluice
