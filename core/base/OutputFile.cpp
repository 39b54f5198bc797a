// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/OutputFile.h"

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <poll.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

#include "core/base/TextFile.h"

namespace sluice {

namespace {

namespace fs = std::filesystem;

constexpr int kMaxNames = 10'000;
constexpr mode_t kMode = 0666; // less the umask
constexpr int kFlags = O_WRONLY | O_CLOEXEC | O_NONBLOCK;

fs::path numbered(const fs::path& path, int number)
{
    if (number <= 1)
        return path;
    fs::path next = path;
    next.replace_filename(path.stem().string() + "-" + std::to_string(number) + path.extension().string());
    return next;
}

// False: whoever has that file open as an output writes into it, or it came to hold something or lost its name before
// it was locked. A file system without locks, pipes and devices are taken as they are.
bool isFree(int descriptor)
{
    struct stat facts{};
    if (::fstat(descriptor, &facts) != 0 || !S_ISREG(facts.st_mode))
        return true;
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
        return false;
    return ::fstat(descriptor, &facts) != 0 || (facts.st_size == 0 && facts.st_nlink > 0);
}

// Nothing that could be lost is opened as it is. -1 and errno EEXIST: it is to be left alone.
int openFree(const std::string& path, int flags)
{
    const int descriptor = ::open(path.c_str(), kFlags | flags, kMode);
    if (descriptor < 0 || isFree(descriptor))
        return descriptor;
    ::close(descriptor);
    errno = EEXIST;
    return -1;
}

} // namespace

OutputFile::OutputFile(int descriptor, std::string path, bool made)
    : m_descriptor(descriptor)
    , m_path(std::move(path))
    , m_made(made)
{
    struct stat facts{};
    m_seekable = ::fstat(descriptor, &facts) == 0 && S_ISREG(facts.st_mode);
}

OutputFile::~OutputFile()
{
    ::close(m_descriptor);
}

Result<std::unique_ptr<OutputFile>> OutputFile::create(const std::string& path)
{
    std::error_code ignored; // what follows says it better
    if (const fs::path folder = fs::path(path).parent_path(); !folder.empty())
        fs::create_directories(folder, ignored);
    for (int number = 1; number <= kMaxNames; ++number) {
        const std::string name = numbered(path, number).string();
        int descriptor = openFree(name, O_CREAT | O_EXCL);
        const bool made = descriptor >= 0;
        if (!made && errno == EEXIST)
            descriptor = openFree(name, 0);
        if (descriptor >= 0)
            return std::unique_ptr<OutputFile>(new OutputFile(descriptor, name, made));
        const int why = errno;
        if (why == ENXIO)
            return Error(
                ErrorCode::FileUnwritable, {path, QT_TRANSLATE_NOOP("core", "nobody reads from that pipe")});
        if (why != EEXIST && why != EACCES)
            return Error(ErrorCode::FileUnwritable, {path, errnoText(why)});
        if (why == EACCES && !fs::exists(name, ignored))
            return Error(ErrorCode::FileUnwritable, {path, errnoText(why)});
    }
    return Error(ErrorCode::FileUnwritable, {path, errnoText(EEXIST)});
}

std::string OutputFile::freeName(const std::string& path)
{
    std::error_code unknown;
    for (int number = 1; number <= kMaxNames; ++number) {
        const std::string name = numbered(path, number).string();
        const bool holds = fs::is_regular_file(name, unknown) && fs::file_size(name, unknown) > 0;
        if (!holds && !inUse(name))
            return name;
    }
    return path;
}

bool OutputFile::inUse(const std::string& path)
{
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0)
        return false;
    const bool used = ::flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    ::close(descriptor);
    return used;
}

int OutputFile::write(const std::uint8_t* data, int size, const Interrupted& interrupted)
{
    constexpr int kAskEachMs = 100;
    for (;;) {
        const auto done = ::write(m_descriptor, data, static_cast<std::size_t>(size));
        if (done > 0)
            return static_cast<int>(done);
        const int why = done == 0 ? ENOSPC : errno;
        if (why != EAGAIN && why != EINTR)
            return -why;
        if (interrupted())
            return -ECANCELED;
        pollfd room{m_descriptor, POLLOUT, 0};
        (void)::poll(&room, 1, kAskEachMs);
    }
}

std::int64_t OutputFile::seek(std::int64_t offset, int whence)
{
    const off_t at = ::lseek(m_descriptor, static_cast<off_t>(offset), whence);
    return at < 0 ? -errno : at;
}

bool OutputFile::sync()
{
    return !m_seekable || ::fdatasync(m_descriptor) == 0;
}

bool OutputFile::syncName(const std::string& path)
{
    const auto parent = std::filesystem::absolute(path).parent_path();
    const int folder = ::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        return false;
    const bool synced = ::fsync(folder) == 0;
    ::close(folder);
    return synced;
}

} // namespace sluice
