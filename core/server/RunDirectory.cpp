// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/server/RunDirectory.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <vector>

#include "core/base/TextFile.h"
#include "core/server/NginxConfig.h"
#include "core/server/ProcessHandle.h"

namespace sluice {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kPrefix = "sluice-server-";
constexpr const char* kLockName = "owner.lock";
// The longest socket below it must fit into sockaddr_un (108 bytes).
constexpr std::size_t kLongestPath = 90;
// A directory without a lock may be just being made.
constexpr int kFreshSeconds = 60;
constexpr int kTerminateWaitMs = 1000;
constexpr int kKillWaitMs = 500;

std::vector<std::string> candidates(const std::string& parent)
{
    if (!parent.empty())
        return {parent};
    std::vector<std::string> found;
    if (const char* runtime = std::getenv("XDG_RUNTIME_DIR"))
        found.emplace_back(runtime);
    found.emplace_back("/dev/shm");
    found.emplace_back("/tmp");
    return found;
}

FileHandle lockIn(const std::string& directory, int extraFlags)
{
    FileHandle lock(
        ::open((directory + "/" + kLockName).c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | extraFlags, 0600));
    if (lock.valid() && ::flock(lock.get(), LOCK_EX | LOCK_NB) != 0)
        lock.reset();
    return lock;
}

int pidIn(const fs::path& file)
{
    std::ifstream in(file);
    int pid = 0;
    in >> pid;
    return in ? pid : 0;
}

// The group of a process, from /proc/PID/stat: "PID (NAME) STATE PARENT GROUP …"; the name may hold anything.
int groupOf(const fs::path& process)
{
    std::ifstream in(process / "stat");
    std::string text;
    std::getline(in, text);
    const std::size_t name = text.rfind(')');
    int parent = 0;
    int group = 0;
    if (name == std::string::npos || std::sscanf(text.c_str() + name + 1, " %*c %d %d", &parent, &group) != 2)
        return 0;
    return group;
}

bool belongsTo(const fs::path& process, const std::string& directory, int group)
{
    std::error_code problem;
    return fs::read_symlink(process / "cwd", problem) == directory && groupOf(process) == group;
}

void endProcess(int pid, const std::string& directory, int group)
{
    const FileHandle handle = openProcess(pid);
    // Looked at again through the handle's process: the number may have gone to somebody else.
    if (!handle.valid() || !belongsTo("/proc/" + std::to_string(pid), directory, group))
        return;
    pollfd ended{handle.get(), POLLIN, 0};
    signalProcess(handle, SIGTERM);
    if (::poll(&ended, 1, kTerminateWaitMs) > 0)
        return;
    signalProcess(handle, SIGKILL);
    ::poll(&ended, 1, kKillWaitMs);
}

void endOrphans(const std::string& directory, const Log& log)
{
    const int master = pidIn(directory + "/nginx.pid");
    if (master <= 1)
        return;
    std::vector<int> found;
    std::error_code problem;
    for (const auto& entry : fs::directory_iterator("/proc", problem)) {
        const std::string name = entry.path().filename();
        int pid = 0;
        const auto [rest, bad] = std::from_chars(name.data(), name.data() + name.size(), pid);
        if (bad == std::errc() && rest == name.data() + name.size()
            && belongsTo(entry.path(), directory, master))
            found.push_back(pid);
    }
    for (const int pid : found) {
        log.info("server", "ending process {} of an earlier run", pid);
        endProcess(pid, directory, master);
    }
}

void sweepOne(const std::string& directory, const Log& log)
{
    struct stat info{};
    if (::lstat(directory.c_str(), &info) != 0 || !S_ISDIR(info.st_mode) || info.st_uid != ::geteuid())
        return;
    struct stat lockInfo{};
    if (::lstat((directory + "/" + kLockName).c_str(), &lockInfo) != 0) {
        if (std::time(nullptr) - info.st_mtime < kFreshSeconds)
            return;
    }
    const FileHandle lock = lockIn(directory, O_CREAT);
    if (!lock.valid())
        return; // its owner lives
    endOrphans(directory, log);
    std::error_code problem;
    fs::remove_all(directory, problem);
    log.info("server", "removed what an earlier run left");
}

} // namespace

RunDirectory::RunDirectory(std::string parent, std::string path, FileHandle lock)
    : m_parent(std::move(parent))
    , m_path(std::move(path))
    , m_lock(std::move(lock))
{ }

RunDirectory::~RunDirectory()
{
    std::error_code problem;
    fs::remove_all(m_path, problem);
}

Result<std::unique_ptr<RunDirectory>> RunDirectory::create(const std::string& parent)
{
    std::string tried;
    std::string why;
    for (const std::string& candidate : candidates(parent)) {
        std::error_code problem;
        const fs::path real = fs::canonical(candidate, problem); // /proc shows it without links
        std::string path = (real / (std::string(kPrefix) + "XXXXXX")).string();
        tried = candidate;
        if (problem || path.size() > kLongestPath || !isPlainPath(path)) {
            why = problem ? problem.message() : "its name is too long or has unusual characters";
            continue;
        }
        if (!::mkdtemp(path.data())) { // makes it 0700
            why = errnoText(errno);
            continue;
        }
        FileHandle lock = lockIn(path, O_CREAT | O_EXCL);
        std::unique_ptr<RunDirectory> made(new RunDirectory(real.string(), path, std::move(lock)));
        for (const char* part : {"hls", "temp", "public", "public/hls", "public/status"})
            fs::create_directory(path + "/" + part, problem);
        if (made->m_lock.valid() && !problem)
            return made;
        why = "files cannot be made in it";
    }
    return Error(ErrorCode::FileUnwritable, {tried, why});
}

bool RunDirectory::write(const std::string& name, std::string_view text) const
{
    const std::string target = file(name);
    const std::string next = target + ".new";
    {
        std::ofstream out(next, std::ios::binary | std::ios::trunc);
        out << text;
        if (!out.flush())
            return false;
    }
    return std::rename(next.c_str(), target.c_str()) == 0;
}

void RunDirectory::sweep(const std::string& parent, const Log& log)
{
    std::vector<std::string> found;
    std::error_code problem;
    for (const auto& entry : fs::directory_iterator(parent, problem))
        if (entry.path().filename().string().starts_with(kPrefix))
            found.push_back(entry.path().string());
    for (const std::string& directory : found)
        sweepOne(directory, log);
}

} // namespace sluice
