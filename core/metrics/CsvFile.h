// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "core/base/Result.h"

namespace sluice {

// A file of lines that grows while something runs, in RFC 4180's quoting, with plain newlines. One thread; a call takes
// as long as the disk needs.
class CsvFile {
public:
    // Writes the header's line. FileUnwritable. An existing file is replaced.
    static Result<CsvFile> create(const std::string& path, std::string_view header);

    // A line without its newline. FileUnwritable (disk full …): nothing more is written after that. What a killed
    // program loses is a second of rows at most.
    Result<void> write(std::string_view line);
    // Flushes and closes. FileUnwritable.
    Result<void> close();

    // A cell: quoted when it holds a comma, a quote or a line break.
    static std::string quoted(std::string_view text);

private:
    struct Closer {
        void operator()(std::FILE* file) const noexcept { (void)std::fclose(file); }
    };
    CsvFile(std::string path, std::FILE* file) : m_path(std::move(path)), m_file(file) { }
    Result<void> failure(int error);

    std::string m_path;
    std::unique_ptr<std::FILE, Closer> m_file;
    int m_unflushed = 0; // rows
};

} // namespace sluice
