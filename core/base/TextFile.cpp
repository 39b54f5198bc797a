// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/TextFile.h"

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <optional>
#include <system_error>

#include <fmt/format.h>

#include "core/base/Sentence.h"

namespace sluice {

namespace {

struct Closer {
    void operator()(std::FILE* file) const noexcept { (void)std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, Closer>;

// A name for what the program already prints into: /dev/stdout, where that leads to a file.
bool isPrintedTo(const std::string& path)
{
    std::error_code unknown;
    if (!std::filesystem::is_regular_file(path, unknown))
        return false;
    const auto same = [&](const char* open) { return std::filesystem::equivalent(path, open, unknown); };
    return same("/dev/fd/1") || same("/dev/fd/2");
}

// 0, or the errno value of what failed.
int writeTo(const std::string& path, const char* mode, std::string_view text)
{
    errno = 0;
    File file(std::fopen(path.c_str(), mode));
    if (!file)
        return errno != 0 ? errno : EIO;
    if (std::fwrite(text.data(), 1, text.size(), file.get()) != text.size())
        return errno != 0 ? errno : EIO;
    // The last bytes leave only now; a full disk shows here.
    if (std::fclose(file.release()) != 0)
        return errno != 0 ? errno : EIO;
    return 0;
}

bool replaceable(const std::string& path)
{
    std::error_code ignored;
    const auto type = std::filesystem::symlink_status(path, ignored).type();
    return type == std::filesystem::file_type::regular || type == std::filesystem::file_type::not_found;
}

} // namespace

// The C library's words, always in English: whoever shows them translates them. These are the ones that people meet.
std::string errnoText(int error)
{
    [[maybe_unused]] static constexpr std::array kForTranslators{
        QT_TRANSLATE_NOOP("core", "No such file or directory"), QT_TRANSLATE_NOOP("core", "Not a directory"),
        QT_TRANSLATE_NOOP("core", "Is a directory"), QT_TRANSLATE_NOOP("core", "Permission denied"),
        QT_TRANSLATE_NOOP("core", "No space left on device"),
        QT_TRANSLATE_NOOP("core", "Disk quota exceeded"), QT_TRANSLATE_NOOP("core", "Read-only file system"),
        QT_TRANSLATE_NOOP("core", "File exists"), QT_TRANSLATE_NOOP("core", "File name too long"),
        QT_TRANSLATE_NOOP("core", "Input/output error"),
        QT_TRANSLATE_NOOP("core", "Device or resource busy")};
    const char* words = ::strerrordesc_np(error);
    return words != nullptr ? words : "error " + std::to_string(error);
}

namespace {

// `interrupted` is asked between two parts.
template <typename Interrupted>
Result<std::string> readParts(const std::string& path, std::size_t maxBytes, const Interrupted& interrupted)
{
    errno = 0;
    const File file(std::fopen(path.c_str(), "rb"));
    if (!file)
        return errno == ENOENT ? Error(ErrorCode::FileNotFound, {path})
                               : Error(ErrorCode::FileUnreadable, {path, errnoText(errno)});
    std::string text;
    std::array<char, 65536> part;
    while (std::feof(file.get()) == 0) {
        if (const std::optional<Error> why = interrupted())
            return *why;
        errno = 0;
        const std::size_t got = std::fread(part.data(), 1, part.size(), file.get());
        if (std::ferror(file.get()) != 0)
            return Error(ErrorCode::FileUnreadable, {path, errnoText(errno != 0 ? errno : EIO)});
        text.append(part.data(), got);
        if (text.size() > maxBytes)
            return Error(ErrorCode::FileUnreadable,
                {path, fmt::format("it is larger than {} MB", maxBytes / 1'000'000)});
    }
    return text;
}

} // namespace

Result<std::string> readTextFile(const std::string& path, std::size_t maxBytes)
{
    return readParts(path, maxBytes, [] { return std::optional<Error>(); });
}

Result<std::string> readTextFile(
    const std::string& path, std::size_t maxBytes, const StopToken& stop, Duration most)
{
    std::error_code failed;
    const auto type = std::filesystem::status(path, failed).type();
    if (type == std::filesystem::file_type::not_found)
        return Error(ErrorCode::FileNotFound, {path});
    if (type != std::filesystem::file_type::regular)
        return Error(
            ErrorCode::FileUnreadable, {path, QT_TRANSLATE_NOOP("core", "it is not an ordinary file")});
    const auto until = std::chrono::steady_clock::now() + most;
    return readParts(path, maxBytes, [&]() -> std::optional<Error> {
        if (stop.stop_requested())
            return Error(ErrorCode::Cancelled);
        if (std::chrono::steady_clock::now() > until)
            return Error(
                ErrorCode::FileUnreadable, {path, QT_TRANSLATE_NOOP("core", "reading it takes too long")});
        return std::nullopt;
    });
}

Result<void> writeTextFile(const std::string& path, std::string_view text)
{
    if (replaceable(path)) {
        const std::string part = path + ".part";
        (void)std::remove(part.c_str()); // left behind by a crash
        if (writeTo(part, "wbx", text) == 0 && std::rename(part.c_str(), path.c_str()) == 0)
            return {};
        (void)std::remove(part.c_str());
    }
    if (const int error = writeTo(path, isPrintedTo(path) ? "ab" : "wb", text); error != 0)
        return Error(ErrorCode::FileUnwritable, {path, errnoText(error)});
    return {};
}

} // namespace sluice
