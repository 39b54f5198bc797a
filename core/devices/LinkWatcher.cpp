// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/devices/LinkWatcher.h"

#include <array>
#include <cerrno>
#include <set>

#include <QSocketNotifier>

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/socket.h>
#include <unistd.h>

namespace sluice {

namespace {

int listenToLinks()
{
    const int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
    if (fd < 0)
        return -1;
    sockaddr_nl address{};
    address.nl_family = AF_NETLINK;
    address.nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR;
    if (bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
        return fd;
    close(fd);
    return -1;
}

} // namespace

class LinkWatcher::Private {
public:
    ~Private()
    {
        notifier.reset();
        if (fd >= 0)
            close(fd);
    }

    // Messages about a link repeat often; only one that began to run is news, and each address is.
    bool hasNews(const nlmsghdr* message)
    {
        if (message->nlmsg_type == RTM_NEWADDR)
            return true;
        if (message->nlmsg_type != RTM_NEWLINK)
            return false;
        const auto* link = static_cast<const ifinfomsg*>(NLMSG_DATA(message));
        if (!(link->ifi_flags & IFF_RUNNING)) {
            running.erase(link->ifi_index);
            return false;
        }
        return running.insert(link->ifi_index).second;
    }

    bool readNews()
    {
        bool news = false;
        alignas(nlmsghdr) std::array<char, 16384> buffer{};
        for (;;) {
            const ssize_t got = recv(fd, buffer.data(), buffer.size(), 0);
            if (got < 0 && errno == ENOBUFS) { // messages were lost, and what they said is unknown
                running.clear();
                news = true;
                continue;
            }
            if (got <= 0)
                return news;
            auto left = static_cast<unsigned>(got);
            const auto* message = reinterpret_cast<const nlmsghdr*>(buffer.data());
            for (; NLMSG_OK(message, left); message = NLMSG_NEXT(message, left))
                news |= hasNews(message);
        }
    }

    int fd = -1;
    std::set<int> running; // links, by their index
    std::unique_ptr<QSocketNotifier> notifier;
};

LinkWatcher::LinkWatcher(QObject* parent) : QObject(parent), d(std::make_unique<Private>())
{
    d->fd = listenToLinks();
    if (d->fd < 0)
        return;
    d->notifier = std::make_unique<QSocketNotifier>(d->fd, QSocketNotifier::Read);
    connect(d->notifier.get(), &QSocketNotifier::activated, this, [this] {
        if (d->readNews())
            emit cameUp();
    });
}

LinkWatcher::~LinkWatcher() = default;

} // namespace sluice
