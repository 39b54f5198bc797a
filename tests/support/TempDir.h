// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace sluice::test {

// A new folder (mode 0700) below the system's temporary one or another, removed with all that is in it at the end. Unix socket
// paths may only be 107 bytes long: the name stays short.
class TempDir {
public:
    TempDir();
    explicit TempDir(const std::filesystem::path& below);
    ~TempDir();
    TempDir(const TempDir&) = delete;
    TempDir& operator=(const TempDir&) = delete;

    const std::filesystem::path& path() const { return m_path; }
    std::string file(std::string_view name) const { return (m_path / name).string(); }

private:
    std::filesystem::path m_path;
};

// Whole files, for tests only: errors end the test by an exception.
std::string readFile(const std::filesystem::path& path);
void writeFile(const std::filesystem::path& path, std::string_view text);

} // namespace sluice::test
