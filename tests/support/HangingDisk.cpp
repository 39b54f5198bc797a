// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/HangingDisk.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <map>
#include <sched.h>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <linux/fuse.h>
#include <poll.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/Loopback.h"
#include "tests/support/TempDir.h"

namespace sluice::test {

namespace {

constexpr std::uint32_t kMaxWrite = 128 * 1024;
constexpr std::uint64_t kSpaceBytes = std::uint64_t(1) << 30;
constexpr std::uint32_t kBlock = 4096;

// Nobody else is to see the disk: whoever lists what is mounted would hang, too.
bool leaveForOneself()
{
    return ::unshare(CLONE_NEWNS) == 0 && ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
}

template <typename T>
const T& as(const char* at)
{
    return *reinterpret_cast<const T*>(at);
}

template <typename T>
std::string bytesOf(const T& value)
{
    return {reinterpret_cast<const char*>(&value), sizeof(value)};
}

} // namespace

class HangingDisk::Private {
public:
    Private()
    {
        if (!mount())
            return;
        m_thread = std::thread([this] { serve(); });
        (void)::access(m_folder.file("nothing").c_str(), F_OK); // the kernel's own first question is over
    }

    ~Private()
    {
        if (!m_thread.joinable())
            return;
        m_quit = true;
        m_wake.wake();
        m_thread.join();
        m_fuse.reset(); // who waits is told that it is gone
        (void)::umount2(m_folder.path().c_str(), MNT_DETACH);
    }

    void setHangs(bool hangs)
    {
        m_hangs = hangs;
        m_wake.wake();
    }

    bool lostPatience() const { return m_lostPatience; }

    bool asked() const
    {
        pollfd question{m_fuse.get(), POLLIN, 0};
        return m_hangs && ::poll(&question, 1, 0) == 1;
    }

    std::string m_missing;
    const TempDir m_folder;

private:
    struct File {
        std::string name;
        std::string content;
    };

    bool mount()
    {
        if (!leaveForOneself()) {
            m_missing = "it needs root, or a user namespace of the program's own";
            return false;
        }
        m_fuse.reset(::open("/dev/fuse", O_RDWR | O_CLOEXEC | O_NONBLOCK));
        if (!m_fuse) {
            m_missing = fmt::format("/dev/fuse cannot be opened: {}", std::strerror(errno));
            return false;
        }
        const std::string options = fmt::format(
            "fd={},rootmode=40000,user_id={},group_id={}", m_fuse.get(), ::getuid(), ::getgid());
        if (::mount("hanging", m_folder.path().c_str(), "fuse.hanging", MS_NOSUID | MS_NODEV, options.c_str())
            == 0)
            return true;
        m_missing = fmt::format("no file system may be mounted: {}", std::strerror(errno));
        return false;
    }

    void serve()
    {
        constexpr int kLongestMs = static_cast<int>(kLongest / std::chrono::milliseconds(1));
        std::vector<char> question(kMaxWrite + 4096);
        while (!m_quit) {
            std::array<pollfd, 2> waits{{{m_wake.readEnd(), POLLIN, 0}, {m_fuse.get(), POLLIN, 0}}};
            const bool hangs = m_hangs && !m_lostPatience;
            const int woken = ::poll(waits.data(), hangs ? 1 : 2, hangs ? kLongestMs : -1);
            m_lostPatience = m_lostPatience || (hangs && woken == 0);
            if (waits[0].revents != 0)
                m_wake.drain();
            if ((m_hangs && !m_lostPatience) || m_quit)
                continue;
            const auto got = ::read(m_fuse.get(), question.data(), question.size());
            if (got >= static_cast<ssize_t>(sizeof(fuse_in_header)))
                take(question.data(), static_cast<std::size_t>(got));
        }
    }

    void take(const char* question, std::size_t size)
    {
        const auto& head = as<fuse_in_header>(question);
        const char* body = question + sizeof(fuse_in_header);
        if (head.opcode == FUSE_FORGET || head.opcode == FUSE_BATCH_FORGET || head.opcode == FUSE_INTERRUPT)
            return; // these want no answer
        std::string out;
        const int error = answerTo(head, body, size - sizeof(fuse_in_header), out);
        fuse_out_header answer{};
        answer.unique = head.unique;
        answer.error = -error;
        answer.len = static_cast<std::uint32_t>(sizeof(answer) + (error == 0 ? out.size() : 0));
        std::string all = bytesOf(answer);
        if (error == 0)
            all += out;
        (void)!::write(m_fuse.get(), all.data(), all.size());
    }

    int answerTo(const fuse_in_header& head, const char* body, std::size_t size, std::string& out)
    {
        switch (head.opcode) {
        case FUSE_INIT: {
            fuse_init_out init{};
            init.major = FUSE_KERNEL_VERSION;
            init.minor = FUSE_KERNEL_MINOR_VERSION;
            init.max_write = kMaxWrite;
            init.flags = as<fuse_init_in>(body).flags & FUSE_BIG_WRITES;
            out = bytesOf(init);
            return 0;
        }
        case FUSE_STATFS: {
            fuse_statfs_out space{};
            space.st.bsize = space.st.frsize = kBlock;
            space.st.blocks = space.st.bfree = space.st.bavail = kSpaceBytes / kBlock;
            space.st.namelen = 255;
            out = bytesOf(space);
            return 0;
        }
        case FUSE_LOOKUP:
            return entry(find(body), out);
        case FUSE_CREATE:
            return create(body + sizeof(fuse_create_in), out);
        case FUSE_UNLINK:
            m_files.erase(find(body));
            return 0;
        case FUSE_OPENDIR:
            out = opened();
            return 0;
        case FUSE_READDIR:
        case FUSE_RELEASE:
        case FUSE_RELEASEDIR:
        case FUSE_FLUSH:
        case FUSE_FSYNC:
        case FUSE_FSYNCDIR:
            return 0;
        default:
            return answerOfFile(head, body, size, out);
        }
    }

    int answerOfFile(const fuse_in_header& head, const char* body, std::size_t size, std::string& out)
    {
        if (head.opcode == FUSE_GETATTR) {
            out = attributes(head.nodeid);
            return 0;
        }
        const auto found = m_files.find(head.nodeid);
        if (found == m_files.end())
            return ENOSYS;
        std::string& content = found->second.content;
        switch (head.opcode) {
        case FUSE_OPEN:
            out = opened();
            return 0;
        case FUSE_SETATTR:
            if ((as<fuse_setattr_in>(body).valid & FATTR_SIZE) != 0)
                content.resize(as<fuse_setattr_in>(body).size);
            out = attributes(head.nodeid);
            return 0;
        case FUSE_READ: {
            const auto& in = as<fuse_read_in>(body);
            if (in.offset < content.size())
                out = content.substr(in.offset, in.size);
            return 0;
        }
        case FUSE_WRITE: {
            const auto& in = as<fuse_write_in>(body);
            if (size < sizeof(in) + in.size)
                return EIO;
            content.resize(std::max<std::size_t>(content.size(), in.offset + in.size));
            content.replace(in.offset, in.size, body + sizeof(in), in.size);
            fuse_write_out written{};
            written.size = in.size;
            out = bytesOf(written);
            return 0;
        }
        default:
            return ENOSYS;
        }
    }

    std::uint64_t find(const char* name) const
    {
        for (const auto& [node, file] : m_files)
            if (file.name == name)
                return node;
        return 0;
    }

    int create(const char* name, std::string& out)
    {
        if (find(name) == 0)
            m_files[++m_lastNode] = {name, {}};
        (void)entry(find(name), out);
        out += opened();
        return 0;
    }

    // Nothing is remembered by the kernel, so that each look is a question.
    static std::string opened()
    {
        fuse_open_out out{};
        out.open_flags = FOPEN_DIRECT_IO;
#ifdef FOPEN_NOFLUSH // a close waits for nobody: not even SIGKILL would end that wait
        out.open_flags |= FOPEN_NOFLUSH;
#endif
        return bytesOf(out);
    }

    int entry(std::uint64_t node, std::string& out) const
    {
        if (node == 0)
            return ENOENT;
        fuse_entry_out e{};
        e.nodeid = node;
        e.attr = attr(node);
        out = bytesOf(e);
        return 0;
    }

    std::string attributes(std::uint64_t node) const
    {
        fuse_attr_out out{};
        out.attr = attr(node);
        return bytesOf(out);
    }

    fuse_attr attr(std::uint64_t node) const
    {
        fuse_attr a{};
        a.ino = node;
        a.mode = node == FUSE_ROOT_ID ? S_IFDIR | 0700U : S_IFREG | 0600U;
        a.nlink = 1;
        a.uid = ::getuid();
        a.gid = ::getgid();
        a.blksize = kBlock;
        if (const auto file = m_files.find(node); file != m_files.end())
            a.size = file->second.content.size();
        return a;
    }

    WakePipe m_wake;
    UniqueFd m_fuse;
    std::atomic<bool> m_hangs = false;
    std::atomic<bool> m_lostPatience = false;
    std::atomic<bool> m_quit = false;
    // Of the thread
    std::map<std::uint64_t, File> m_files;
    std::uint64_t m_lastNode = FUSE_ROOT_ID;
    std::thread m_thread;
};

void HangingDisk::prepare()
{
    const auto uid = ::getuid();
    const auto gid = ::getgid();
    if (uid == 0 || ::unshare(CLONE_NEWUSER) != 0)
        return;
    writeFile("/proc/self/setgroups", "deny");
    writeFile("/proc/self/uid_map", fmt::format("0 {} 1", uid));
    writeFile("/proc/self/gid_map", fmt::format("0 {} 1", gid));
}

HangingDisk::HangingDisk() : d(std::make_unique<Private>()) { }
HangingDisk::~HangingDisk() = default;

const std::string& HangingDisk::missing() const
{
    return d->m_missing;
}

std::string HangingDisk::file(const std::string& name) const
{
    return d->m_folder.file(name);
}

void HangingDisk::hang()
{
    d->setHangs(true);
}

bool HangingDisk::asked() const
{
    return d->asked();
}

void HangingDisk::answer()
{
    d->setHangs(false);
}

bool HangingDisk::lostPatience() const
{
    return d->lostPatience();
}

} // namespace sluice::test
