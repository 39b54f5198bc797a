// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/Interruption.h"

#include <array>
#include <csignal>

#include <QSocketNotifier>

#include <sys/socket.h>
#include <unistd.h>

namespace sluice {

namespace {

// A signal handler has nothing but globals to reach; it only writes one byte.
std::array<int, 2> s_pair{-1, -1};

extern "C" void onSignal(int) noexcept
{
    const char byte = 1;
    const ssize_t ignored = write(s_pair[0], &byte, 1);
    (void)ignored;
}

constexpr std::array kSignals{SIGINT, SIGTERM, SIGHUP};

sigset_t ours()
{
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : kSignals)
        sigaddset(&set, signal);
    return set;
}

bool ignored(int signal)
{
    struct sigaction now = {};
    return sigaction(signal, nullptr, &now) == 0 && now.sa_handler == SIG_IGN;
}

} // namespace

void Interruption::hold()
{
    const sigset_t set = ours();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

Interruption::Interruption(QObject* parent) : QObject(parent)
{
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, s_pair.data()) != 0)
        return;
    m_notifier = new QSocketNotifier(s_pair[1], QSocketNotifier::Read, this);
    connect(m_notifier, &QSocketNotifier::activated, this, [this] {
        char byte = 0;
        while (read(s_pair[1], &byte, 1) > 0) { }
        emit happened();
    });
    struct sigaction action = {};
    action.sa_handler = onSignal;
    action.sa_flags = SA_RESTART;
    for (const int signal : kSignals)
        if (signal != SIGHUP || !ignored(signal))
            sigaction(signal, &action, nullptr);
    const sigset_t set = ours();
    pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
    std::signal(SIGPIPE, SIG_IGN); // NOLINT(cert-err33-c): a peer that goes away is an error code, not an end
    std::signal(SIGXFSZ, SIG_IGN); // NOLINT(cert-err33-c): so is a file that may not grow any more
}

Interruption::~Interruption()
{
    for (const int signal : kSignals)
        if (!ignored(signal))
            std::signal(signal, SIG_DFL); // NOLINT(cert-err33-c)
    for (int& end : s_pair) {
        if (end >= 0)
            close(end);
        end = -1;
    }
}

} // namespace sluice
