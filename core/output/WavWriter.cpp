// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/output/WavWriter.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <ctime>
#include <string_view>

#include <fmt/format.h>

#include "core/base/TextFile.h"

namespace sluice {

namespace {

constexpr std::int64_t kMostDataBytes = 0xffff'ff00LL - 1024; // 32-bit sizes, less the header
constexpr long kRiffSizeAt = 4;

void put(std::vector<std::uint8_t>& out, std::string_view text)
{
    out.insert(out.end(), text.begin(), text.end());
}

// Little-endian, as all of RIFF.
void put(std::vector<std::uint8_t>& out, std::uint32_t value, int bytes)
{
    for (int i = 0; i < bytes; ++i, value >>= 8)
        out.push_back(static_cast<std::uint8_t>(value & 0xff));
}

void putInfo(std::vector<std::uint8_t>& out, std::string_view id, std::string text)
{
    text.push_back('\0');
    put(out, id);
    put(out, static_cast<std::uint32_t>(text.size()), 4);
    put(out, text);
    if (text.size() % 2 != 0)
        out.push_back(0);
}

std::string dateOf(WallTime t)
{
    const auto second = static_cast<std::time_t>(epochUs(t) / 1'000'000);
    std::tm utc{};
    gmtime_r(&second, &utc);
    return fmt::format("{:04}-{:02}-{:02}", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday);
}

} // namespace

WavWriter::WavWriter(std::string path, AudioFormat format, std::FILE* file)
    : m_path(std::move(path))
    , m_format(format)
    , m_file(file)
{ }

Error WavWriter::failure() const
{
    return Error(ErrorCode::FileUnwritable, {m_path, errnoText(errno)});
}

Result<WavWriter> WavWriter::create(const std::string& path, AudioFormat format, WallTime start)
{
    std::FILE* file = std::fopen(path.c_str(), "wbe");
    WavWriter writer(path, format, file);
    if (file == nullptr)
        return writer.failure();
    if (auto written = writer.writeHeader(start); !written)
        return written.error();
    return writer;
}

Result<void> WavWriter::writeHeader(WallTime start)
{
    std::vector<std::uint8_t> info;
    put(info, "INFO");
    putInfo(info, "ICRD", dateOf(start));
    putInfo(info, "ICMT", fmt::format("start_epoch_us={}", epochUs(start)));

    const auto channels = static_cast<std::uint32_t>(m_format.channels);
    const auto rate = static_cast<std::uint32_t>(m_format.rate);
    std::vector<std::uint8_t> header;
    put(header, "RIFF");
    put(header, 0, 4); // commit() fills it in
    put(header, "WAVEfmt ");
    put(header, 16, 4);
    put(header, 1, 2); // PCM
    put(header, channels, 2);
    put(header, rate, 4);
    put(header, rate * channels * 2, 4);
    put(header, channels * 2, 2);
    put(header, 16, 2);
    put(header, "LIST");
    put(header, static_cast<std::uint32_t>(info.size()), 4);
    header.insert(header.end(), info.begin(), info.end());
    put(header, "data");
    put(header, 0, 4);
    m_headerBytes = static_cast<std::int64_t>(header.size());
    if (std::fwrite(header.data(), 1, header.size(), m_file.get()) != header.size())
        return failure();
    return commit();
}

Result<void> WavWriter::append(std::span<const float> interleaved)
{
    if (m_bytes + static_cast<std::int64_t>(interleaved.size()) * 2 > kMostDataBytes)
        return Error(ErrorCode::FileUnwritable,
            {m_path, QT_TRANSLATE_NOOP("core", "it has reached 4 GiB, the most a WAV file can hold")});
    m_buffer.clear();
    for (const float sample : interleaved) {
        const auto value = static_cast<int>(std::lround(std::clamp(sample, -1.0F, 1.0F) * 32767.0F));
        put(m_buffer, static_cast<std::uint32_t>(value), 2);
    }
    if (std::fwrite(m_buffer.data(), 1, m_buffer.size(), m_file.get()) != m_buffer.size())
        return failure();
    m_bytes += static_cast<std::int64_t>(m_buffer.size());
    return {};
}

Result<void> WavWriter::commit()
{
    const auto writeSize = [this](long at, std::int64_t size) {
        std::vector<std::uint8_t> bytes;
        put(bytes, static_cast<std::uint32_t>(size), 4);
        return std::fseek(m_file.get(), at, SEEK_SET) == 0
            && std::fwrite(bytes.data(), 1, bytes.size(), m_file.get()) == bytes.size();
    };
    const bool written = writeSize(kRiffSizeAt, m_headerBytes - 8 + m_bytes)
        && writeSize(static_cast<long>(m_headerBytes) - 4, m_bytes)
        && std::fseek(m_file.get(), 0, SEEK_END) == 0 && std::fflush(m_file.get()) == 0;
    if (!written)
        return failure();
    return {};
}

} // namespace sluice
