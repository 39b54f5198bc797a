// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/server/ServerClient.h"

#include <charconv>

#include "core/server/LocalSocket.h"

namespace sluice {

namespace {

constexpr auto kAnswerTime = milliseconds(500);
constexpr auto kControlTime = seconds(1);
constexpr std::size_t kMaxAnswer = 1U << 20U; // the statistics of 500 clients are a fifth of that

} // namespace

ServerClient::ServerClient(
    const Clock& clock, std::string adminSocket, std::string streamName, StopToken stop)
    : m_clock(clock)
    , m_adminSocket(std::move(adminSocket))
    , m_streamName(std::move(streamName))
    , m_stop(std::move(stop))
{ }

std::optional<std::string> ServerClient::ask(const std::string& path, Duration atMost) const
{
    LocalSocket socket(m_clock, m_clock.now() + atMost, m_stop);
    if (!socket.connectUnix(m_adminSocket))
        return std::nullopt;
    return httpGet(socket, path, kMaxAnswer);
}

bool ServerClient::answers(int rtmpPort, int httpPort) const
{
    if (!statistics())
        return false;
    const TimePoint deadline = m_clock.now() + kAnswerTime;
    LocalSocket rtmp(m_clock, deadline, m_stop);
    LocalSocket http(m_clock, deadline, m_stop);
    return rtmp.connectTcp(rtmpPort) && rtmpHandshake(rtmp) && http.connectTcp(httpPort)
        && httpGet(http, "/status/" + m_streamName + ".json", kMaxAnswer);
}

std::optional<StatReport> ServerClient::statistics() const
{
    const auto text = ask("/stat", kAnswerTime);
    return text ? parseStatReport(*text, m_streamName) : std::nullopt;
}

std::optional<int> ServerClient::dropPublisher() const
{
    const auto answer = ask("/control/drop/publisher?app=live&name=" + m_streamName, kControlTime);
    if (!answer)
        return std::nullopt;
    int dropped = 0;
    std::from_chars(answer->data(), answer->data() + answer->size(), dropped);
    return dropped;
}

} // namespace sluice
