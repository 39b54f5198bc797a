// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/FakeRtmpServer.h"

#include <algorithm>
#include <array>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <utility>

#include "tests/support/RtmpSession.h"
#include "tests/support/WaitFor.h"

namespace sluice::test {

namespace {

// Players' metadata carries no "@setDataFrame" in front; files neither.
std::vector<std::uint8_t> withoutSetDataFrame(const std::vector<std::uint8_t>& body)
{
    const auto prefix = amf0::encodeAll({"@setDataFrame"});
    const bool has = body.size() >= prefix.size() && std::equal(prefix.begin(), prefix.end(), body.begin());
    return {body.begin() + (has ? static_cast<std::ptrdiff_t>(prefix.size()) : 0), body.end()};
}

} // namespace

FakeRtmpServer::FakeRtmpServer(RtmpScript script, int receiveBuffer)
    : m_listener(listenLoopback(0, 64, receiveBuffer))
    , m_port(portOf(m_listener))
    , m_scripts{std::move(script)}
{
    constexpr int kEthernetSegment = 1448;
    if (receiveBuffer > 0)
        setsockopt(m_listener.get(), IPPROTO_TCP, TCP_MAXSEG, &kEthernetSegment, sizeof kEthernetSegment);
    m_thread = std::thread([this] { run(); });
}

FakeRtmpServer::FakeRtmpServer(UniqueFd listener, std::string host)
    : m_listener(std::move(listener))
    , m_port(portOf(m_listener))
    , m_host(std::move(host))
    , m_scripts(1)
{
    m_thread = std::thread([this] { run(); });
}

FakeRtmpServer::~FakeRtmpServer()
{
    m_quit.wake();
    m_thread.join();
    const std::lock_guard lock(m_mutex);
    m_sessions.clear();
}

std::string FakeRtmpServer::url(const std::string& appAndName) const
{
    return "rtmp://" + m_host + ":" + std::to_string(m_port) + "/" + appAndName;
}

void FakeRtmpServer::setScript(RtmpScript script)
{
    setScripts({std::move(script)});
}

void FakeRtmpServer::setScripts(std::vector<RtmpScript> scripts)
{
    const std::lock_guard lock(m_mutex);
    m_scripts = std::move(scripts);
    if (m_scripts.empty())
        m_scripts.emplace_back();
}

void FakeRtmpServer::run()
{
    std::array<pollfd, 2> entries{pollfd{m_listener.get(), POLLIN, 0}, pollfd{m_quit.readEnd(), POLLIN, 0}};
    while (true) {
        poll(entries.data(), entries.size(), -1);
        if (entries[1].revents != 0)
            return;
        UniqueFd client(accept4(m_listener.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
        if (!client)
            continue;
        const std::lock_guard lock(m_mutex);
        if (m_sessions.size() >= kMaxConnections) {
            resetAndClose(client);
            continue;
        }
        m_sessions.emplace_back(
            std::move(client), m_scripts.front(), static_cast<int>(m_sessions.size()), m_kept, m_readRate);
        if (m_scripts.size() > 1)
            m_scripts.erase(m_scripts.begin());
    }
}

void FakeRtmpServer::end(bool byReset)
{
    const std::lock_guard lock(m_mutex);
    for (Session& session : m_sessions)
        session.end(byReset);
}

void FakeRtmpServer::setReadRate(std::optional<double> bytesPerSecond)
{
    m_readRate = bytesPerSecond.value_or(-1);
    const std::lock_guard lock(m_mutex);
    for (Session& session : m_sessions)
        session.wake();
}

void FakeRtmpServer::ping(std::uint32_t value)
{
    const std::lock_guard lock(m_mutex);
    for (Session& session : m_sessions)
        session.ping(value);
}

std::vector<RtmpConnection> FakeRtmpServer::connections() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<RtmpConnection> records;
    for (const Session& session : m_sessions)
        records.push_back(session.record());
    return records;
}

std::vector<RecordedMessage> FakeRtmpServer::messages(int number) const
{
    std::vector<RecordedMessage> all;
    for (const RtmpConnection& connection : connections()) {
        if (number < 0 || connection.number == number)
            all.insert(all.end(), connection.messages.begin(), connection.messages.end());
    }
    return all;
}

bool FakeRtmpServer::waitConnections(std::size_t count, milliseconds deadline) const
{
    return waitFor([&] { return connections().size() >= count; }, deadline);
}

bool FakeRtmpServer::waitPublishing(milliseconds deadline) const
{
    const auto isPublishing = [&] {
        const auto all = connections();
        return std::ranges::any_of(all, [](const RtmpConnection& c) { return c.publishing; });
    };
    return waitFor(isPublishing, deadline);
}

bool FakeRtmpServer::waitMessages(std::size_t count, milliseconds deadline) const
{
    return waitFor([&] { return messages().size() >= count; }, deadline, milliseconds(10));
}

std::vector<std::uint8_t> FakeRtmpServer::recordingAsFlv(int number) const
{
    std::vector<FlvTag> tags;
    for (const RecordedMessage& message : messages(number)) {
        if (!message.payload)
            continue;
        const bool isData = message.type == rtmp::kData;
        tags.push_back({message.type, message.timestampMs,
            isData ? withoutSetDataFrame(*message.payload) : *message.payload});
    }
    return writeFlv(tags);
}

} // namespace sluice::test
