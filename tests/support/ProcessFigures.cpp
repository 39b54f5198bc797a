// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ProcessFigures.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <unistd.h>

#include <fmt/format.h>

namespace sluice::test {

namespace {

namespace fs = std::filesystem;

// The kB behind `name` in a file of "Name:  123 kB" lines.
std::int64_t kilobytes(const std::string& file, std::string_view name)
{
    std::ifstream lines(file);
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with(name) && line.size() > name.size() && line[name.size()] == ':')
            return std::stoll(line.substr(name.size() + 1));
    return 0;
}

int entries(const std::string& folder)
{
    std::error_code gone;
    fs::directory_iterator each(folder, gone);
    return gone ? 0 : static_cast<int>(std::distance(begin(each), fs::directory_iterator()));
}

double processorSeconds(pid_t process)
{
    std::ifstream file(fmt::format("/proc/{}/stat", process));
    std::string all;
    std::getline(file, all);
    const auto name = all.rfind(')'); // a name may hold blanks and brackets
    if (name == std::string::npos)
        return 0;
    std::istringstream fields(all.substr(name + 1));
    constexpr int kBeforeUserTime = 11; // state … cmajflt
    std::string skipped;
    for (int i = 0; i < kBeforeUserTime; ++i)
        fields >> skipped;
    double user = 0, system = 0;
    fields >> user >> system;
    return (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

// The inodes of the sockets that a process has open.
std::set<std::string> socketsOf(pid_t process)
{
    std::set<std::string> inodes;
    std::error_code gone;
    constexpr std::string_view kSocket = "socket:[";
    for (const auto& entry : fs::directory_iterator(fmt::format("/proc/{}/fd", process), gone)) {
        const std::string target = fs::read_symlink(entry.path(), gone).string();
        if (!gone && target.starts_with(kSocket))
            inodes.insert(target.substr(kSocket.size(), target.size() - kSocket.size() - 1));
    }
    return inodes;
}

std::int64_t unsentBytes(pid_t process)
{
    const auto sockets = socketsOf(process);
    std::ifstream lines(fmt::format("/proc/{}/net/tcp", process));
    std::int64_t sum = 0;
    std::string line, number, local, remote, state, queues, timer, retransmits, user, timeout, inode;
    std::getline(lines, line); // the heading
    while (std::getline(lines, line)) {
        std::istringstream fields(line);
        constexpr std::string_view kListens = "0A"; // its queue counts connections
        if (fields >> number >> local >> remote >> state >> queues >> timer >> retransmits >> user >> timeout
                >> inode
            && state != kListens && sockets.contains(inode))
            sum += std::stoll(queues.substr(0, queues.find(':')), nullptr, 16);
    }
    return sum;
}

} // namespace

ProcessFigures figuresOf(pid_t process)
{
    const std::string folder = fmt::format("/proc/{}/", process);
    return {kilobytes(folder + "smaps_rollup", "Anonymous"), kilobytes(folder + "smaps_rollup", "Pss"),
        entries(folder + "task"), entries(folder + "fd"), processorSeconds(process), unsentBytes(process)};
}

std::vector<pid_t> descendantsOf(pid_t process)
{
    std::vector<pid_t> all;
    std::error_code gone;
    for (const auto& thread : fs::directory_iterator(fmt::format("/proc/{}/task", process), gone)) {
        std::ifstream children(thread.path() / "children");
        for (pid_t child = 0; children >> child;) {
            all.push_back(child);
            std::ranges::copy(descendantsOf(child), std::back_inserter(all));
        }
    }
    return all;
}

} // namespace sluice::test
