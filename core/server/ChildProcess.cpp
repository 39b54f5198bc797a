// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/server/ChildProcess.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>

#include <fmt/format.h>

#include "core/base/TextFile.h"
#include "core/server/ProcessHandle.h"

namespace sluice {

namespace {

constexpr std::size_t kKeptLines = 20;
constexpr std::size_t kLongestLine = 2000;
constexpr int kExecFailed = 127; // as shells say it

// What the child does between fork and exec: only calls that are safe there, since other threads may hold locks.
[[noreturn]] void becomeProgram(
    char* const* argv, char* const* environment, const char* directory, int output, pid_t parent)
{
    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    // Our parent may have died before prctl: then nobody would ever tell us.
    if (::getppid() != parent)
        ::_exit(kExecFailed);
    for (int signal = 1; signal < NSIG; ++signal)
        ::signal(signal, SIG_DFL);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    const int nothing = ::open("/dev/null", O_RDONLY);
    ::dup2(nothing, STDIN_FILENO);
    ::dup2(output, STDOUT_FILENO);
    ::dup2(output, STDERR_FILENO);
    ::close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);
    if (::chdir(directory) == 0)
        ::execve(argv[0], argv, environment);
    ::_exit(kExecFailed);
}

} // namespace

ChildProcess::~ChildProcess()
{
    if (!running())
        return;
    ::kill(-m_pid, SIGKILL);
    ::waitpid(m_pid, nullptr, 0);
}

Result<void> ChildProcess::start(const std::vector<std::string>& argv, const std::string& directory)
{
    int pipeEnds[2];
    if (::pipe2(pipeEnds, O_CLOEXEC) != 0)
        return Error(ErrorCode::NginxFailed, {errnoText(errno)});
    m_output = FileHandle(pipeEnds[0]);
    const FileHandle writeEnd(pipeEnds[1]);
    ::fcntl(m_output.get(), F_SETFL, O_NONBLOCK);

    std::vector<char*> arguments;
    arguments.reserve(argv.size() + 1);
    for (const std::string& argument : argv)
        arguments.push_back(const_cast<char*>(argument.c_str()));
    arguments.push_back(nullptr);
    char path[] = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    const std::array<char*, 2> environment{path, nullptr};

    const pid_t parent = ::getpid();
    const pid_t child = ::fork();
    if (child < 0)
        return Error(ErrorCode::NginxFailed, {errnoText(errno)});
    if (child == 0)
        becomeProgram(arguments.data(), environment.data(), directory.c_str(), writeEnd.get(), parent);
    ::setpgid(child, child); // both sides do it, so that it is true for each from here on
    m_pid = child;
    m_pidFd = openProcess(child);
    m_partialLine.clear();
    m_lastLines.clear();
    if (!m_pidFd.valid()) {
        const std::string why = errnoText(errno);
        ::kill(-m_pid, SIGKILL);
        ::waitpid(m_pid, nullptr, 0);
        m_pid = -1;
        return Error(ErrorCode::NginxFailed, {why});
    }
    return {};
}

std::vector<std::string> ChildProcess::readOutput()
{
    std::vector<std::string> lines;
    std::array<char, 4096> chunk;
    ssize_t got = 0;
    while (m_output.valid() && (got = ::read(m_output.get(), chunk.data(), chunk.size())) > 0) {
        for (const char c : std::string_view(chunk.data(), static_cast<std::size_t>(got))) {
            if (c != '\n' && m_partialLine.size() < kLongestLine) {
                m_partialLine += c;
                continue;
            }
            m_lastLines.push_back(m_partialLine);
            if (m_lastLines.size() > kKeptLines)
                m_lastLines.pop_front();
            lines.push_back(std::exchange(m_partialLine, c == '\n' ? std::string() : std::string(1, c)));
        }
    }
    if (got == 0)
        m_output.reset(); // every writer has gone
    return lines;
}

std::string ChildProcess::lastWords() const
{
    std::string words;
    for (const std::string& line : m_lastLines)
        words += line + "\n";
    return words + m_partialLine;
}

bool ChildProcess::hasEnded() const
{
    pollfd ended{m_pidFd.get(), POLLIN, 0};
    return ::poll(&ended, 1, 0) > 0;
}

void ChildProcess::terminate() const
{
    if (running())
        ::kill(m_pid, SIGTERM); // not reaped yet, so the number is still its own
}

bool ChildProcess::waitEnded(const Clock& clock, TimePoint deadline) const
{
    while (!hasEnded()) {
        const auto left = toMs(deadline - clock.now());
        if (left <= 0)
            return false;
        pollfd ended{m_pidFd.get(), POLLIN, 0};
        ::poll(&ended, 1, static_cast<int>(left));
    }
    return true;
}

std::string ChildProcess::finish()
{
    if (!running())
        return {};
    // Before reaping: until then no other group can have this number.
    ::kill(-m_pid, SIGKILL);
    int status = 0;
    ::waitpid(m_pid, &status, 0);
    m_pid = -1;
    m_pidFd.reset();
    return WIFSIGNALED(status) ? fmt::format("signal {}", WTERMSIG(status))
                               : fmt::format("status {}", WEXITSTATUS(status));
}

} // namespace sluice
