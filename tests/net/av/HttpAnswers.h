// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/Loopback.h"

namespace sluice::test {

// An HTTP server on a free loopback port that gives each path one fixed answer and closes; 404 for others. One
// connection after the other, on one thread, which the destructor joins.
class HttpAnswers {
public:
    HttpAnswers();
    ~HttpAnswers();
    HttpAnswers(const HttpAnswers&) = delete;
    HttpAnswers& operator=(const HttpAnswers&) = delete;

    std::uint16_t port() const { return m_port; }
    std::string url(const std::string& path, const std::string& host = "127.0.0.1") const;

    // The body of a good answer.
    void set(const std::string& path, const std::string& body,
        const std::string& type = "application/octet-stream");
    // Everything from "HTTP/1.1" on.
    void setRaw(const std::string& path, std::string answer);

    // Request lines and headers so far.
    std::vector<std::string> requests() const;

private:
    void run();
    void serve(const UniqueFd& client);

    UniqueFd m_listener;
    std::uint16_t m_port;
    WakePipe m_quit;
    mutable std::mutex m_mutex;
    std::map<std::string, std::string> m_answers; // m_mutex
    std::vector<std::string> m_requests; // m_mutex
    std::thread m_thread;
};

} // namespace sluice::test
