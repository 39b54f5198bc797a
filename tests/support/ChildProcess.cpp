// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ChildProcess.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

#include "tests/support/WaitFor.h"

namespace sluice::test {

namespace {

struct Pipe {
    UniqueFd read;
    UniqueFd write;
};

Pipe makePipe()
{
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0)
        throw std::system_error(errno, std::generic_category(), "pipe2");
    return {UniqueFd(ends[0]), UniqueFd(ends[1])};
}

std::vector<std::string> mergedEnvironment(const std::map<std::string, std::string>& changes)
{
    std::vector<std::string> merged;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string_view text = *entry;
        if (!changes.contains(std::string(text.substr(0, text.find('=')))))
            merged.emplace_back(text);
    }
    for (const auto& [name, value] : changes) {
        if (!value.empty())
            merged.emplace_back(name).append("=").append(value);
    }
    return merged;
}

std::vector<char*> pointersTo(std::vector<std::string>& strings)
{
    std::vector<char*> pointers;
    pointers.reserve(strings.size() + 1);
    for (std::string& s : strings)
        pointers.push_back(s.data());
    pointers.push_back(nullptr);
    return pointers;
}

std::string findProgram(std::string_view program)
{
    if (program.find('/') != std::string_view::npos)
        return access(std::string(program).c_str(), X_OK) == 0 ? std::string(program) : std::string();
    const char* path = std::getenv("PATH");
    std::string_view folders = path != nullptr ? path : "/usr/bin:/bin";
    while (!folders.empty()) {
        const std::size_t colon = std::min(folders.find(':'), folders.size());
        std::string candidate = std::string(folders.substr(0, colon)) + "/" + std::string(program);
        if (access(candidate.c_str(), X_OK) == 0)
            return candidate;
        folders.remove_prefix(std::min(colon + 1, folders.size()));
    }
    return {};
}

struct Launch {
    const char* program;
    char* const* arguments;
    char* const* environment;
    const char* workingDirectory; // null: ours
    int in, out, err, report;
};

// What runs between fork and exec: only calls that POSIX allows there. Tells errno through `report` when it fails.
[[noreturn]] void becomeProgram(const Launch& launch)
{
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    const bool ready = dup2(launch.in, STDIN_FILENO) >= 0 && dup2(launch.out, STDOUT_FILENO) >= 0
        && dup2(launch.err, STDERR_FILENO) >= 0
        && (launch.workingDirectory == nullptr || chdir(launch.workingDirectory) == 0);
    if (ready)
        execve(launch.program, launch.arguments, launch.environment);
    const int error = errno;
    [[maybe_unused]] const auto n = write(launch.report, &error, sizeof error);
    _exit(127);
}

} // namespace

ChildProcess::ChildProcess(Plan plan)
{
    const std::string program = findProgram(plan.program);
    if (program.empty())
        throw std::system_error(ENOENT, std::generic_category(), plan.program);
    std::vector<std::string> argumentTexts{plan.program};
    argumentTexts.insert(argumentTexts.end(), plan.arguments.begin(), plan.arguments.end());
    std::vector<std::string> environmentTexts = mergedEnvironment(plan.environment);
    const std::vector<char*> arguments = pointersTo(argumentTexts);
    const std::vector<char*> environment = pointersTo(environmentTexts);

    Pipe in = makePipe();
    Pipe out = makePipe();
    Pipe err = makePipe();
    Pipe report = makePipe();
    if (!plan.standardInput.empty()
        && write(in.write.get(), plan.standardInput.data(), plan.standardInput.size())
            != static_cast<ssize_t>(plan.standardInput.size()))
        throw std::system_error(errno, std::generic_category(), "standard input of " + plan.program);

    const Launch launch{program.c_str(), arguments.data(), environment.data(),
        plan.workingDirectory.empty() ? nullptr : plan.workingDirectory.c_str(), in.read.get(),
        out.write.get(), err.write.get(), report.write.get()};
    m_pid = fork();
    if (m_pid < 0)
        throw std::system_error(errno, std::generic_category(), "fork");
    if (m_pid == 0)
        becomeProgram(launch);

    report.write.reset();
    int error = 0;
    if (read(report.read.get(), &error, sizeof error) == sizeof error) {
        waitpid(m_pid, nullptr, 0);
        throw std::system_error(error, std::generic_category(), plan.program);
    }
    if (plan.holdInput)
        m_in = std::move(in.write);
    m_out = std::move(out.read);
    m_err = std::move(err.read);
    m_reader = std::thread([this] { readAll(m_out.get(), m_err.get()); });
}

ChildProcess::~ChildProcess()
{
    stop();
    m_quit.wake();
    if (m_reader.joinable())
        m_reader.join();
}

void ChildProcess::readAll(int out, int err)
{
    std::array<pollfd, 3> entries{
        pollfd{out, POLLIN, 0}, pollfd{err, POLLIN, 0}, pollfd{m_quit.readEnd(), POLLIN, 0}};
    const std::array<std::string*, 2> texts{&m_standardOutput, &m_standardError};
    std::vector<char> bytes(std::size_t(64) << 10);
    // A negative descriptor is one that poll() skips: a stream that has ended.
    while (entries[0].fd >= 0 || entries[1].fd >= 0) {
        if (poll(entries.data(), entries.size(), -1) < 0 && errno != EINTR)
            return;
        bool gotSomething = false;
        for (std::size_t i = 0; i < texts.size(); ++i) {
            if (entries[i].fd < 0 || entries[i].revents == 0)
                continue;
            const ssize_t n = read(entries[i].fd, bytes.data(), bytes.size());
            if (n <= 0) {
                entries[i].fd = -1;
                continue;
            }
            gotSomething = true;
            const std::lock_guard lock(m_mutex);
            const std::size_t room = kMaxCaptured - std::min(kMaxCaptured, texts[i]->size());
            texts[i]->append(bytes.data(), std::min(room, static_cast<std::size_t>(n)));
        }
        // A grandchild may hold the pipes open longer than the program lives: told to quit, read what is there, go.
        if (!gotSomething && entries[2].revents != 0)
            return;
    }
}

bool ChildProcess::isRunning()
{
    return !waitExit(milliseconds(0)).has_value();
}

std::optional<ChildProcess::Exit> ChildProcess::waitExit(milliseconds deadline)
{
    if (m_exit)
        return m_exit;
    int status = 0;
    if (!waitFor([&] { return waitpid(m_pid, &status, WNOHANG) == m_pid; }, deadline))
        return std::nullopt;
    m_exit = WIFEXITED(status) ? Exit{WEXITSTATUS(status), 0} : Exit{-1, WTERMSIG(status)};
    m_quit.wake();
    m_reader.join();
    return m_exit;
}

void ChildProcess::signal(int number)
{
    if (!m_exit)
        kill(m_pid, number);
}

void ChildProcess::signalGroup(int number)
{
    if (!m_exit)
        kill(-m_pid, number);
}

ChildProcess::Exit ChildProcess::stop(milliseconds grace)
{
    if (m_exit)
        return *m_exit;
    signalGroup(SIGTERM);
    if (auto exit = waitExit(grace)) {
        kill(-m_pid, SIGKILL); // what the program has left behind in its group
        return *exit;
    }
    signalGroup(SIGKILL);
    return waitExit(milliseconds(5000)).value_or(Exit{});
}

std::string ChildProcess::standardOutput() const
{
    const std::lock_guard lock(m_mutex);
    return m_standardOutput;
}

std::string ChildProcess::standardError() const
{
    const std::lock_guard lock(m_mutex);
    return m_standardError;
}

bool ChildProcess::waitOutput(std::string_view text, milliseconds deadline)
{
    return waitText(m_standardOutput, text, deadline);
}

bool ChildProcess::waitError(std::string_view text, milliseconds deadline)
{
    return waitText(m_standardError, text, deadline);
}

bool ChildProcess::waitText(const std::string& stream, std::string_view text, milliseconds deadline)
{
    const auto isThere = [&] {
        const std::lock_guard lock(m_mutex);
        return stream.find(text) != std::string::npos;
    };
    return waitFor([&] { return isThere() || !isRunning(); }, deadline) && isThere();
}

bool hasProgram(std::string_view program)
{
    return !findProgram(program).empty();
}

bool isProcessAlive(pid_t pid)
{
    std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
    std::string stat;
    if (!std::getline(file, stat))
        return false;
    const std::size_t name = stat.rfind(')'); // the name may hold anything, the state follows it
    return name != std::string::npos && stat.compare(name, 3, ") Z") != 0;
}

} // namespace sluice::test
