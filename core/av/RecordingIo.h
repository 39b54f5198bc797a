// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "core/av/AvHandles.h"
#include "core/av/AvInterrupt.h"
#include "core/base/OutputFile.h"

namespace sluice {

// Lets libavformat write through an OutputFile. Stays inside core/av; one thread.
class RecordingIo {
public:
    RecordingIo() = default;
    ~RecordingIo() { close(); }
    RecordingIo(const RecordingIo&) = delete;
    RecordingIo& operator=(const RecordingIo&) = delete;

    // `context` writes into a new file from now on; `interrupt` ends a write that waits. Both outlive detach().
    Result<void> open(const std::string& path, AVFormatContext& context, AvInterrupt& interrupt);
    // Before the context is freed, or libavformat would take our writer for one of its own.
    void detach(AVFormatContext* context);

    std::optional<std::string> path() const; // nothing: not open
    void sync(); // until the interrupt ends it
    bool deleted() const { return m_file && m_file->deleted(interrupted()); } // see OutputFile
    bool stuck() const { return m_file && m_file->stuck(); } // its disk does not answer
    std::int64_t bytes() const { return m_bytes; } // how long the file is
    bool opened() const { return m_io != nullptr; }

private:
#if LIBAVFORMAT_VERSION_MAJOR < 61 // FFmpeg 7.0 promises not to write there
    using Bytes = std::uint8_t*;
#else
    using Bytes = const std::uint8_t*;
#endif
    static int write(void* self, Bytes data, int size) noexcept;
    static std::int64_t seek(void* self, std::int64_t offset, int whence) noexcept;
    void close();
    OutputFile::Interrupted interrupted() const;

    std::unique_ptr<OutputFile> m_file;
    AvInterrupt* m_interrupt = nullptr;
    AVIOContext* m_io = nullptr; // ours
    std::int64_t m_at = 0;
    std::int64_t m_bytes = 0;
};

} // namespace sluice
