// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>

#include "core/base/Time.h"

namespace sluice::test {

// A disk that stops answering when it is told to, as one behind a network that is gone: a file system of the kernel's
// (FUSE), served by a thread in here, which keeps one folder of files in memory. Who asks it while it hangs waits in a
// system call, for kLongest at most; the destructor takes the disk away, and who still waits gets an error.
class HangingDisk {
public:
    // What is wrong holds the test itself, which could tell nobody: then the disk answers after all, for good.
    static constexpr Duration kLongest = seconds(15);

    // First thing in main(), as it takes a program that has no threads yet: who is not root becomes one in a user
    // namespace of its own, where this kind of file system may be mounted.
    static void prepare();

    HangingDisk();
    ~HangingDisk();
    HangingDisk(const HangingDisk&) = delete;
    HangingDisk& operator=(const HangingDisk&) = delete;

    // Empty: it is there. Otherwise why this machine cannot have one (/dev/fuse, or the right to mount it, is missing).
    const std::string& missing() const;
    std::string file(const std::string& name) const; // a path on it; folders in it there are none
    void hang(); // from the next question on
    bool asked() const; // and somebody waits for the answer
    void answer(); // and what has been asked meanwhile
    bool lostPatience() const; // nobody told it to answer within kLongest: the test has failed

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace sluice::test
