// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#include "core/server/FileHandle.h"

namespace sluice {

// A handle that means this very process, even when its number is used again; readable when it has ended. By the
// system calls themselves: <sys/pidfd.h> of glibc 2.36 cannot be linked from C++.
inline FileHandle openProcess(pid_t pid)
{
    return FileHandle(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
}

inline bool signalProcess(const FileHandle& process, int signal)
{
    return ::syscall(SYS_pidfd_send_signal, process.get(), signal, nullptr, 0) == 0;
}

} // namespace sluice
