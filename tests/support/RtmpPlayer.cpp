// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/RtmpPlayer.h"

#include <array>
#include <cerrno>
#include <poll.h>
#include <sys/socket.h>
#include <system_error>
#include <utility>

#include "core/base/Clock.h"

namespace sluice::test {

namespace {

constexpr std::size_t kHandshakeSize = 1536;
constexpr std::uint8_t kCommandChunks = 3;
constexpr std::size_t kChunkSize = 128; // the protocol's default: no command is worth more
constexpr int kAnswerMs = 2000;

bool isConnected(const UniqueFd& socket)
{
    pollfd entry{socket.get(), POLLOUT, 0};
    int error = 0;
    socklen_t size = sizeof error;
    return poll(&entry, 1, kAnswerMs) > 0
        && getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == 0;
}

} // namespace

RtmpPlayer::RtmpPlayer(std::uint16_t port, std::string app, std::string name)
    : m_port(port)
    , m_app(std::move(app))
    , m_name(std::move(name))
    , m_thread([this] { run(); })
{ }

RtmpPlayer::~RtmpPlayer()
{
    m_quit = true;
    m_quitPipe.wake();
    m_thread.join();
}

std::optional<TimePoint> RtmpPlayer::accepted() const
{
    const std::lock_guard lock(m_mutex);
    return m_accepted;
}

std::vector<RecordedMessage> RtmpPlayer::messages() const
{
    const std::lock_guard lock(m_mutex);
    return m_messages;
}

void RtmpPlayer::run()
{
    constexpr int kPauseMs = 5;
    while (!m_quit) {
        try {
            m_socket = connectLoopback(m_port);
            if (isConnected(m_socket))
                playOnce();
        } catch (const std::system_error&) { // nobody listens
            m_socket.reset();
        }
        pollfd entry{m_quitPipe.readEnd(), POLLIN, 0};
        poll(&entry, 1, kPauseMs);
    }
}

void RtmpPlayer::playOnce()
{
    {
        const std::lock_guard lock(m_mutex);
        m_accepted = m_accepted.value_or(SystemClock().now());
    }
    std::vector<std::uint8_t> incoming;
    if (!shakeHands(incoming))
        return;
    const std::string tcUrl = "rtmp://127.0.0.1:" + std::to_string(m_port) + "/" + m_app;
    RtmpChunkReader reader;
    bool goOn = sendCommand(0, {"connect", 1, amf0::Object{{"app", m_app}, {"tcUrl", tcUrl}}});
    while (goOn && !m_quit) {
        reader.push(incoming);
        incoming.clear();
        while (goOn) {
            const auto packet = reader.next();
            if (!packet)
                break;
            goOn = handle(*packet);
        }
        goOn = goOn && !reader.broken() && waitReadable(-1) && receiveSome(incoming);
    }
}

// The plain one, without digests. What comes after it stays in `incoming`.
bool RtmpPlayer::shakeHands(std::vector<std::uint8_t>& incoming)
{
    std::vector<std::uint8_t> hello(1 + kHandshakeSize, 0);
    hello[0] = 3;
    if (!sendAll(hello))
        return false;
    while (incoming.size() < 1 + 2 * kHandshakeSize)
        if (!waitReadable(kAnswerMs) || !receiveSome(incoming))
            return false;
    const auto first = incoming.begin() + 1;
    const bool sent = sendAll({first, first + kHandshakeSize});
    incoming.erase(incoming.begin(), first + 2 * kHandshakeSize);
    return sent;
}

bool RtmpPlayer::handle(const RtmpPacket& packet)
{
    if (packet.type == rtmp::kCommand)
        return handleCommand(packet);
    if (packet.type == rtmp::kAudio || packet.type == rtmp::kVideo || packet.type == rtmp::kData) {
        const RecordedMessage message = recordedNow(packet);
        const std::lock_guard lock(m_mutex);
        m_messages.push_back(message);
    }
    return true;
}

bool RtmpPlayer::handleCommand(const RtmpPacket& packet)
{
    const auto values = amf0::decodeAll(packet.payload);
    if (!values || values->size() < 2)
        return false;
    const std::string name = (*values)[0].text();
    const double transaction = (*values)[1].number();
    const amf0::Value last = values->back();
    if (name == "_result" && transaction == 1)
        return sendCommand(0, {"createStream", 2, nullptr});
    if (name == "_result" && transaction == 2)
        return sendCommand(static_cast<std::uint32_t>(last.number()), {"play", 3, nullptr, m_name});
    return name != "_error" && last.field("level").text() != "error";
}

bool RtmpPlayer::sendCommand(std::uint32_t streamId, const amf0::Array& values)
{
    std::vector<std::uint8_t> bytes;
    writeRtmpChunks(
        {rtmp::kCommand, streamId, 0, amf0::encodeAll(values)}, kCommandChunks, kChunkSize, bytes);
    return sendAll(bytes);
}

// So little that the system takes it at once.
bool RtmpPlayer::sendAll(const std::vector<std::uint8_t>& bytes)
{
    return send(m_socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL)
        == static_cast<ssize_t>(bytes.size());
}

// False when it is time to go.
bool RtmpPlayer::waitReadable(int patienceMs) const
{
    std::array<pollfd, 2> entries{pollfd{m_socket.get(), POLLIN, 0}, pollfd{m_quitPipe.readEnd(), POLLIN, 0}};
    return poll(entries.data(), entries.size(), patienceMs) > 0 && entries[1].revents == 0;
}

bool RtmpPlayer::receiveSome(std::vector<std::uint8_t>& into)
{
    std::array<std::uint8_t, 65536> bytes{};
    const ssize_t n = recv(m_socket.get(), bytes.data(), bytes.size(), 0);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return true;
    if (n > 0)
        into.insert(into.end(), bytes.begin(), bytes.begin() + n);
    return n > 0;
}

} // namespace sluice::test
