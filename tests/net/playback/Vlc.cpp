// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/net/playback/Vlc.h"

#include <unistd.h>

namespace sluice::test {

ChildProcess::Plan notAsRoot(ChildProcess::Plan plan, const std::string& folder)
{
    constexpr uid_t kNobody = 65534;
    if (geteuid() != 0 || chown(folder.c_str(), kNobody, kNobody) != 0)
        return plan;
    plan.arguments.insert(
        plan.arguments.begin(), {"--reuid=65534", "--regid=65534", "--clear-groups", plan.program});
    plan.program = "setpriv";
    return plan;
}

ChildProcess::Plan vlcServing(const std::string& folder, const std::string& clip, const std::string& sout)
{
    return notAsRoot({"vlc", {"-I", "dummy", "--no-dbus", "-q", "--repeat", clip, "--sout", sout},
                         {{"HOME", folder}}, {}, {}},
        folder);
}

} // namespace sluice::test
