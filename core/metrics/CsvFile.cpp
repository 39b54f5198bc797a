// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/CsvFile.h"

#include <cerrno>

#include "core/base/TextFile.h"

namespace sluice {

namespace {

constexpr int kRowsBetweenFlushes = 10; // a second: what a killed program loses at most

} // namespace

Result<CsvFile> CsvFile::create(const std::string& path, std::string_view header)
{
    errno = 0;
    std::FILE* file = std::fopen(path.c_str(), "wb");
    if (file == nullptr)
        return Error(ErrorCode::FileUnwritable, {path, errnoText(errno)});
    CsvFile csv(path, file);
    if (std::fputs((std::string(header) + "\n").c_str(), file) < 0 || std::fflush(file) != 0)
        return csv.failure(errno).error();
    return csv;
}

Result<void> CsvFile::failure(int error)
{
    m_file.reset();
    return Error(ErrorCode::FileUnwritable, {m_path, errnoText(error != 0 ? error : EIO)});
}

std::string CsvFile::quoted(std::string_view text)
{
    if (text.find_first_of(",\"\r\n") == std::string_view::npos)
        return std::string(text);
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"')
            out += '"';
        out += c;
    }
    return out + '"';
}

Result<void> CsvFile::write(std::string_view line)
{
    if (!m_file)
        return {}; // failed before, and said so then
    errno = 0;
    const std::string whole = std::string(line) + "\n";
    if (std::fwrite(whole.data(), 1, whole.size(), m_file.get()) != whole.size())
        return failure(errno);
    if (++m_unflushed >= kRowsBetweenFlushes) {
        m_unflushed = 0;
        if (std::fflush(m_file.get()) != 0)
            return failure(errno);
    }
    return {};
}

Result<void> CsvFile::close()
{
    if (!m_file)
        return {};
    errno = 0;
    if (std::fclose(m_file.release()) != 0)
        return failure(errno);
    return {};
}

} // namespace sluice
