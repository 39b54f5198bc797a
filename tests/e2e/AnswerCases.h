// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/FakeRtmpServer.h"

namespace sluice::test {

inline const std::string kKey = "live_4711_Zq8sluiceSecretKey";

// A server, and what is expected of the program that is sent there.
struct Case {
    std::string name;
    std::string url; // without the key
    std::string category;
    std::string sentence;
    std::shared_ptr<void> server; // lives as long as the case
    std::map<std::string, std::string> environment;
    std::function<std::string()> afterwards; // what is wrong, empty: nothing
    int forSeconds = 4; // how long it stays live
    // Ten seconds from the first attempt on are promised; before it the sources open, on a machine that is busy.
    double within = 12;
    bool watch = false; // a viewer instead
};

struct Outcome {
    int status = -1;
    std::string said;
    std::string reported, category;
    std::string everything; // that was written or printed
    double seconds = 0;
};

template <typename Server>
std::string at(const std::string& scheme, const Server& server, const std::string& host = "127.0.0.1")
{
    return scheme + "://" + host + ":" + std::to_string(server.port()) + "/live";
}

// Runs the program once for each case. They begin side by side, a few at a time: most of it is waiting.
class Cases {
public:
    void add(Case one);
    // An RTMP server that follows a script.
    void script(const std::string& name, const std::string& category, const std::string& sentence,
        const std::function<void(RtmpScript&)>& write);
    void run();

    const std::vector<Case>& all() const { return m_all; }
    const Outcome& outcome(std::size_t i) const { return m_outcomes[i]; }

private:
    std::vector<Case> m_all;
    std::vector<Outcome> m_outcomes;
};

} // namespace sluice::test
