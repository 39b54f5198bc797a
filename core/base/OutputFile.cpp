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
#include <vector>

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

class OutputFile::Descriptor {
public:
    explicit Descriptor(int descriptor) : m_descriptor(descriptor) { }
    ~Descriptor() { ::close(m_descriptor); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int get() const { return m_descriptor; }

private:
    const int m_descriptor;
};

OutputFile::OutputFile(std::unique_ptr<Aside> aside, Taken taken)
    : m_aside(std::move(aside))
    , m_descriptor(std::move(taken.descriptor))
    , m_path(std::move(taken.path))
    , m_made(taken.made)
    , m_seekable(taken.seekable)
{ }

// Some file systems send what they hold when a file is closed.
OutputFile::~OutputFile()
{
    if (!m_seekable || stuck()) // it is closed when the call that hangs comes back
        return;
    (void)m_aside->ask(
        [descriptor = std::move(m_descriptor)]() mutable {
            descriptor.reset();
            return true;
        },
        kClosePatience, StopToken());
}

Result<std::unique_ptr<OutputFile>> OutputFile::create(
    const std::string& path, const Interrupted& interrupted)
{
    auto aside = std::make_unique<Aside>();
    auto taken = aside->ask([path] { return take(path); }, kPatience, interrupted);
    if (!taken)
        return Error(ErrorCode::FileUnwritable, {path, std::string(kDiskSilent)});
    if (!*taken)
        return taken->error();
    return std::unique_ptr<OutputFile>(new OutputFile(std::move(aside), std::move(**taken)));
}

Result<OutputFile::Taken> OutputFile::take(const std::string& path)
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
        if (descriptor >= 0) {
            struct stat facts{};
            const bool ordinary = ::fstat(descriptor, &facts) == 0 && S_ISREG(facts.st_mode);
            return Taken{std::make_shared<Descriptor>(descriptor), name, made, ordinary};
        }
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
    if (stuck())
        return -ECANCELED;
    const auto put = [](int descriptor, const std::uint8_t* from, std::size_t bytes) {
        const auto done = ::write(descriptor, from, bytes);
        return done > 0 ? static_cast<int>(done) : done == 0 ? -ENOSPC : -errno;
    };
    for (;;) {
        int done = -ECANCELED;
        if (!m_seekable) { // opened so that it never waits
            done = put(m_descriptor->get(), data, static_cast<std::size_t>(size));
        } else if (const auto answer
            = m_aside->ask(
                [put, descriptor = m_descriptor, bytes = std::vector<std::uint8_t>(data, data + size)] {
                    return put(descriptor->get(), bytes.data(), bytes.size());
                },
                kSyncPatience, interrupted)) {
            done = *answer;
        }
        if (done != -EAGAIN && done != -EINTR)
            return done;
        if (interrupted && interrupted())
            return -ECANCELED;
        pollfd room{m_descriptor->get(), POLLOUT, 0};
        (void)::poll(&room, 1, kAskEachMs);
    }
}

std::int64_t OutputFile::seek(std::int64_t offset, int whence, const Interrupted& interrupted)
{
    if (stuck())
        return -ECANCELED;
    const auto answer = m_aside->ask(
        [descriptor = m_descriptor, offset, whence] {
            const off_t at = ::lseek(descriptor->get(), static_cast<off_t>(offset), whence);
            return at < 0 ? std::int64_t(-errno) : std::int64_t(at);
        },
        kPatience, interrupted);
    return answer.value_or(-ECANCELED);
}

int OutputFile::sync(const Interrupted& interrupted)
{
    if (!m_seekable)
        return 0;
    if (stuck())
        return ECANCELED;
    const auto answer = m_aside->ask(
        [descriptor = m_descriptor] { return ::fdatasync(descriptor->get()) == 0 ? 0 : errno; },
        kSyncPatience, interrupted);
    return answer.value_or(ECANCELED);
}

bool OutputFile::deleted(const Interrupted& interrupted) const
{
    if (!m_seekable || stuck())
        return false;
    const auto answer = m_aside->ask(
        [descriptor = m_descriptor] {
            struct stat facts{};
            return ::fstat(descriptor->get(), &facts) == 0 && facts.st_nlink == 0;
        },
        kSyncPatience, interrupted);
    return answer.value_or(false);
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
