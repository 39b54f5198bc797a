// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdio>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/base/Result.h"
#include "core/base/Time.h"
#include "core/media/AudioBlock.h"

namespace sluice {

// Writes 16-bit PCM into a RIFF/WAVE file. The wall time at which the first sample was heard stands in its LIST INFO
// chunk: ICRD the date, ICMT "start_epoch_us=…". One thread.
class WavWriter {
public:
    // Replaces the file. Errors: FileUnwritable.
    static Result<WavWriter> create(const std::string& path, AudioFormat format, WallTime start);

    // Errors: FileUnwritable, when the disk is full or the file has reached the 4 GiB that a WAV can have; nothing
    // is written any more then.
    Result<void> append(std::span<const float> interleaved);
    // Writes the sizes and hands everything to the system: a program that is killed now leaves a whole file.
    Result<void> commit();

    std::int64_t framesWritten() const { return m_bytes / (std::int64_t(2) * m_format.channels); }

private:
    struct Closer {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    WavWriter(std::string path, AudioFormat format, std::FILE* file);
    Error failure() const;
    Result<void> writeHeader(WallTime start);

    std::string m_path;
    AudioFormat m_format;
    std::unique_ptr<std::FILE, Closer> m_file;
    std::int64_t m_headerBytes = 0;
    std::int64_t m_bytes = 0; // of samples
    std::vector<std::uint8_t> m_buffer;
};

} // namespace sluice
