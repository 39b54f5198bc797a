// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/Result.h"
#include "core/base/Sentence.h"
#include "core/media/VideoFrame.h"

namespace sluice {

// A streaming service as resources/services/services.json describes it. 0 or empty: it names no limit.
struct Service {
    struct Server {
        std::string name;
        std::string url; // "rtmps://host:443/app", without a key
    };
    std::string id;
    std::string name;
    std::vector<std::string> hosts; // domains whose addresses belong to it
    std::vector<Server> servers;
    int maxVideoKbps = 0;
    int maxAudioKbps = 0;
    double maxKeyframeS = 0;
    int maxFps = 0;
    VideoSize maxSize;
    std::vector<std::string> codecs; // FFmpeg's names
    std::string testQuery; // appended to the key ("?…") for a test that no viewer sees
    std::string keyPage; // where people find their key
};

// What is going to be sent, as far as services set limits.
struct StreamFacts {
    int videoKbps = 0;
    int audioKbps = 0;
    double keyframeS = 0;
    double fps = 0;
    VideoSize size;
    std::string codec = "h264";
};

class ServiceCatalog {
public:
    // Strict: an unknown key, a wrong type, an address that is none, a second service of the same id are refused, with
    // what is wrong and where. Error: BadData.
    static Result<ServiceCatalog> parse(std::string_view json);
    // The one that comes with the program.
    static const ServiceCatalog& builtIn();

    const std::vector<Service>& services() const { return m_services; }
    const Service* find(std::string_view id) const; // nullptr: none
    const Service* ofUrl(std::string_view url) const; // whose host it is; nullptr: none

private:
    std::vector<Service> m_services;
};

// A sentence for each limit of `service` that `facts` break; each names the limit.
std::vector<Sentence> brokenLimits(const Service& service, const StreamFacts& facts);
// The address with the key so that no viewer sees what is sent; empty: the service has no such way.
std::string testUrl(const Service& service, const std::string& urlWithKey);

} // namespace sluice
