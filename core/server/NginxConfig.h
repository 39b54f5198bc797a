// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "core/base/Result.h"
#include "core/base/Time.h"

namespace sluice {

// Everything that differs from one run of nginx to the next.
struct NginxParameters {
    std::string modulePath; // absolute
    std::string runDirectory; // absolute
    std::string webRoot; // absolute
    bool asRoot = false; // workers then keep the master's user, so that they can read the private directory
    bool shared = false;
    int rtmpPort = 0;
    int httpPort = 0;
    std::string streamName;
    Duration hlsFragment = seconds(1);
};

// The text of nginx.conf from a template with words like %RUN%. Every value is checked first, so that none can end
// its place in the file: paths are absolute, without quotes, backslash, $, %, or control characters; names as isStreamName
// says; ports 1…65535; fragments 0.5…10 s. A word the template has and this function doesn't know is an error too.
Result<std::string> fillNginxConfig(std::string_view configTemplate, const NginxParameters& parameters);

// The templates of this build.
std::string_view nginxConfigTemplate();
std::string_view securityHeadersConfig();

// A path that can stand between double quotes in the file.
bool isPlainPath(std::string_view path);

} // namespace sluice
