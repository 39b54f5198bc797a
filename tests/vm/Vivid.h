// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "tests/support/Loopback.h"

namespace sluice::test {

// The one camera of the kernel's test driver, vivid, in a machine of machine.sh. As root. What it does to the camera
// is what the kernel does when a real one is pulled: its node and the links to it go, who has it open gets ENODEV.
class Vivid {
public:
    // "/dev/video0" at first; empty: it is not plugged in.
    static std::string node();
    // Its link in /dev/v4l/by-path, which is its name; whether or not it is there now.
    static std::string id();
    static bool linked(); // udev has made it, and it leads to node()

    static bool pull(); // false: the kernel does not let it go
    static bool plugIn(); // true once it is linked; false when that takes over 10 s
    // As long as somebody has it open, its number is taken, too: it comes back with another one.
    static UniqueFd open();
    static bool openedBy(int pid);

    // The same of any driver's device: "bind" or "unbind".
    static bool tell(const std::string& driver, const std::string& what, const std::string& device);

    // By v4l2-ctl: what somebody else has to say about it.
    static std::optional<long> control(const std::string& name);
    static bool setControl(const std::string& name, long value);
};

} // namespace sluice::test
