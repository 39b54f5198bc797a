// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/av/AvHandles.h"
#include "core/av/AvInterrupt.h"
#include "core/base/Aside.h"

namespace sluice {

// Lets libavformat read a file, a pipe or a device that may never answer: libavformat's own way ends for no
// interrupt. Stays inside core/av; one thread.
class FileIo {
public:
    FileIo() = default;
    ~FileIo();
    FileIo(const FileIo&) = delete;
    FileIo& operator=(const FileIo&) = delete;

    // `context` reads the file from now on; `interrupt` ends what waits. Neither may be used after this is gone, which
    // is not freed with the context. Less than zero: libav's code for what failed.
    int open(const std::string& path, AVFormatContext& context, AvInterrupt& interrupt);

private:
    class File;
    static int read(void* self, std::uint8_t* to, int size) noexcept;
    static std::int64_t seek(void* self, std::int64_t offset, int whence) noexcept;
    template <typename Call>
    std::int64_t ask(Call call);

    Aside m_disk;
    std::shared_ptr<File> m_file; // shared with a call that was given up
    AvInterrupt* m_interrupt = nullptr;
    AVIOContext* m_io = nullptr;
};

} // namespace sluice
