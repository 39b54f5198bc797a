// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <thread>
#include <vector>

#include "tests/support/Loopback.h"

namespace sluice::test {

// A program that a test starts, watches and ends.
//
// It leads a process group of its own, so that its children end with it, and gets SIGTERM when the test dies (on
// Linux: when the *thread* that started it ends; start it from one that lives as long). Its output is read all the
// time by a thread of this object and kept up to kMaxCaptured bytes a stream; more is read and dropped, so that the
// program never blocks on it. The destructor ends what still runs: SIGTERM, two seconds later SIGKILL.
//
// One thread uses an object at a time.
class ChildProcess {
public:
    static constexpr std::size_t kMaxCaptured = std::size_t(16) << 20;

    struct Plan {
        std::string program; // looked up in PATH when it has no slash
        std::vector<std::string> arguments;
        std::map<std::string, std::string> environment; // added to ours; an empty value removes the variable
        std::string workingDirectory; // empty: ours
        std::string standardInput; // written at once and closed; at most 64 KiB
        bool holdInput = false; // not closed before this object goes: for programs that end with their input
    };

    struct Exit {
        int code = -1; // exit status; -1 when a signal ended it
        int signal = 0; // the signal that ended it, or 0
        bool operator==(const Exit&) const = default;
    };

    // Throws std::system_error when the program cannot be started.
    explicit ChildProcess(Plan plan);
    ~ChildProcess();
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    pid_t pid() const { return m_pid; }
    bool isRunning();

    // Waits for the end, at most `deadline`. Nothing when it still runs then. After an end, output is complete.
    std::optional<Exit> waitExit(std::chrono::milliseconds deadline);
    // To the program alone, by its id; no word when it has ended already.
    void signal(int number);
    // To its whole process group.
    void signalGroup(int number);
    // SIGTERM to the group, SIGKILL after `grace`, then the exit.
    Exit stop(std::chrono::milliseconds grace = std::chrono::milliseconds(2000));

    std::string standardOutput() const;
    std::string standardError() const;
    // True as soon as standard output (or error) has `text`; false when the deadline passes or the program ends
    // without having said it.
    bool waitOutput(std::string_view text, std::chrono::milliseconds deadline);
    bool waitError(std::string_view text, std::chrono::milliseconds deadline);

private:
    bool waitText(const std::string& stream, std::string_view text, std::chrono::milliseconds deadline);
    void readAll(int out, int err);

    pid_t m_pid = -1;
    std::optional<Exit> m_exit;
    UniqueFd m_in; // only when held
    UniqueFd m_out;
    UniqueFd m_err;
    WakePipe m_quit;

    mutable std::mutex m_mutex; // guards the two below
    std::string m_standardOutput;
    std::string m_standardError;

    std::thread m_reader;
};

// Whether `program` is on the PATH and may be run.
bool hasProgram(std::string_view program);

// Whether a process of that id runs; a zombie, which nobody has waited for yet, does not. Reads /proc.
bool isProcessAlive(pid_t pid);

} // namespace sluice::test
