// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/Clock.h"
#include "core/base/Result.h"
#include "core/server/FileHandle.h"

namespace sluice {

// A program in a process group of its own whose leader gets SIGTERM when the *thread* that started it ends (this is
// how Linux defines PDEATHSIG), however it ends: so start() belongs to a thread that outlives the program. One thread.
class ChildProcess {
public:
    ChildProcess() = default;
    ~ChildProcess(); // kills the group
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    // Runs argv[0] (a path) in `directory`, with nothing of our environment but PATH and no descriptor of ours; its
    // stdout and stderr are read by readOutput().
    Result<void> start(const std::vector<std::string>& argv, const std::string& directory);

    bool running() const { return m_pid > 0; }
    pid_t pid() const { return m_pid; }
    // Readable when the leader has ended; when there is output. To poll on.
    int endedFd() const { return m_pidFd.get(); }
    int outputFd() const { return m_output.get(); }

    // Takes what is there without waiting; whole lines come back, the last ones are kept for lastWords().
    std::vector<std::string> readOutput();
    std::string lastWords() const;

    bool hasEnded() const;
    void terminate() const; // SIGTERM to the leader: nginx's master ends its workers
    // Waits for the leader's end, at most until the deadline.
    bool waitEnded(const Clock& clock, TimePoint deadline) const;
    // Kills what is left of the group, reaps the leader and returns how it ended, such as "status 1" or "signal 9".
    // Workers that outlived their leader are gone a moment later: whoever needs their ports looks at these.
    std::string finish();

private:
    pid_t m_pid = -1;
    FileHandle m_pidFd;
    FileHandle m_output;
    std::string m_partialLine;
    std::deque<std::string> m_lastLines; // bounded by kKeptLines
};

} // namespace sluice
