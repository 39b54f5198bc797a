// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/NetworkSpace.h"

#include <cerrno>
#include <exception>
#include <stdexcept>
#include <system_error>
#include <thread>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/support/ChildProcess.h"

namespace sluice::test {

namespace {

// Namespaces belong to threads: what is done in one is done by a thread that ends with it.
void onItsOwnThread(const std::function<void()>& what)
{
    std::exception_ptr trouble;
    std::thread([&] {
        try {
            what();
        } catch (...) {
            trouble = std::current_exception();
        }
    }).join();
    if (trouble)
        std::rethrow_exception(trouble);
}

} // namespace

void throwErrno(const char* what)
{
    throw std::system_error(errno, std::generic_category(), what);
}

NetworkSpace::NetworkSpace()
{
    onItsOwnThread([&] {
        if (unshare(CLONE_NEWNET) != 0)
            throwErrno("unshare");
        m_space = UniqueFd(open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC));
        if (!m_space)
            throwErrno("/proc/thread-self/ns/net");
    });
}

void NetworkSpace::run(const std::function<void()>& what) const
{
    onItsOwnThread([&] {
        enter();
        what();
    });
}

void NetworkSpace::tell(const std::string& commands) const
{
    constexpr std::chrono::seconds kPatience{5};
    run([&] {
        ChildProcess shell({"/bin/sh", {"-ec", commands}, {}, {}, {}});
        const auto exit = shell.waitExit(kPatience);
        if (!exit || exit->code != 0)
            throw std::runtime_error(shell.standardError());
    });
}

void NetworkSpace::enter() const
{
    if (setns(m_space.get(), CLONE_NEWNET) != 0)
        throwErrno("setns");
}

UniqueFd NetworkSpace::listen(const std::string& address) const
{
    UniqueFd listener;
    run([&] {
        listener = UniqueFd(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
        sockaddr_in at{};
        at.sin_family = AF_INET;
        inet_pton(AF_INET, address.c_str(), &at.sin_addr);
        if (!listener || bind(listener.get(), reinterpret_cast<const sockaddr*>(&at), sizeof at) != 0
            || ::listen(listener.get(), 8) != 0)
            throwErrno("listen");
    });
    return listener;
}

std::string NetworkSpace::path() const
{
    return "/proc/" + std::to_string(getpid()) + "/fd/" + std::to_string(m_space.get());
}

} // namespace sluice::test
