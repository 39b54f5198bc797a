// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/RtmpSession.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>
#include <poll.h>
#include <sys/socket.h>
#include <utility>

#include "core/base/Clock.h"

namespace sluice::test {

namespace {

using std::chrono::milliseconds;
using Step = RtmpScript::Step;

constexpr std::size_t kHandshakeSize = 1536;
constexpr std::size_t kMaxOutgoing = std::size_t(1)
    << 20; // a player that reads too slowly holds up its stream
constexpr std::uint8_t kControlChunks = 2;
constexpr std::uint8_t kCommandChunks = 3;
constexpr std::uint8_t kMediaChunks = 6;
constexpr std::uint16_t kStreamBegin = 0;
constexpr std::uint16_t kStreamEof = 1;
constexpr std::uint16_t kPingRequest = 6;
constexpr std::uint16_t kPingResponse = 7;
constexpr std::uint32_t kWindow = 5'000'000;

TimePoint now()
{
    return SystemClock().now();
}

bool isGood(const std::string& code)
{
    return code == "NetConnection.Connect.Success" || code == "NetStream.Publish.Start"
        || code == "NetStream.Play.Start";
}

} // namespace

FakeRtmpServer::Session::Session(UniqueFd socket, RtmpScript script, int number,
    std::atomic<std::size_t>& kept, const std::atomic<double>& readRate)
    : m_socket(std::move(socket))
    , m_script(std::move(script))
    , m_kept(kept)
    , m_readRate(readRate)
    , m_play(readFlv(m_script.playFlv))
{
    m_record.number = number;
    m_record.accepted = now();
    m_thread = std::thread([this] { run(); });
}

FakeRtmpServer::Session::~Session()
{
    end(false);
    m_thread.join();
}

RtmpConnection FakeRtmpServer::Session::record() const
{
    const std::lock_guard lock(m_mutex);
    return m_record;
}

void FakeRtmpServer::Session::end(bool byReset)
{
    int none = 0;
    m_endAsked.compare_exchange_strong(none, byReset ? 2 : 1);
    m_quit.wake();
}

void FakeRtmpServer::Session::ping(std::uint32_t value)
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_record.started)
            return;
        m_pings.push_back(value);
    }
    m_quit.wake();
}

void FakeRtmpServer::Session::sendPings()
{
    std::vector<std::uint32_t> due;
    {
        const std::lock_guard lock(m_mutex);
        due.swap(m_pings);
    }
    for (const std::uint32_t value : due)
        sendUserControl(kPingRequest, value);
}

void FakeRtmpServer::Session::run()
{
    if (reach(Step::Accept) == Verdict::GoOn && handshake()) {
        bool goOn = true;
        while (goOn) {
            while (goOn && !m_silent) {
                const std::optional<RtmpPacket> packet = m_reader.next();
                if (!packet)
                    break;
                goOn = handle(*packet) == Verdict::GoOn;
            }
            goOn = goOn && !m_reader.broken() && waitReadable();
        }
        flush();
    }
    if (m_reset || m_endAsked == 2)
        resetAndClose(m_socket);
    m_socket.reset();
    const std::lock_guard lock(m_mutex);
    m_record.ended = now();
}

FakeRtmpServer::Session::Verdict FakeRtmpServer::Session::reach(Step step)
{
    if (m_script.resetAt == step) {
        m_reset = true;
        return Verdict::Stop;
    }
    m_silent = m_silent || m_script.silentAt == step;
    return Verdict::GoOn;
}

// The plain handshake: version 3, no digests. False when the connection ends before it is through.
bool FakeRtmpServer::Session::handshake()
{
    const auto waitBytes = [&](std::size_t count) {
        while (m_incoming.size() < count) {
            if (!waitReadable())
                return false;
        }
        return true;
    };
    if (!waitBytes(1 + kHandshakeSize))
        return false;
    if (reach(Step::Handshake) == Verdict::Stop)
        return false;
    if (m_silent) {
        while (waitReadable()) { }
        return false;
    }
    m_outgoing.push_back(3);
    m_outgoing.resize(1 + kHandshakeSize, 0); // time and version 0: asks for no digest
    m_outgoing.insert(m_outgoing.end(), m_incoming.begin() + 1, m_incoming.end()); // S2 is an echo of C1
    m_outgoing.resize(1 + 2 * kHandshakeSize);
    if (!waitBytes(1 + 2 * kHandshakeSize))
        return false;
    m_reader.push(std::span(m_incoming).subspan(1 + 2 * kHandshakeSize));
    m_incoming.clear();
    const std::lock_guard lock(m_mutex);
    m_record.handshakeDone = now();
    return true;
}

FakeRtmpServer::Session::Verdict FakeRtmpServer::Session::handle(const RtmpPacket& packet)
{
    switch (packet.type) {
    case rtmp::kAudio:
    case rtmp::kVideo:
    case rtmp::kData:
        remember(packet);
        return Verdict::GoOn;
    case rtmp::kCommand:
        return handleCommand(packet);
    case rtmp::kUserControl:
        handleUserControl(packet);
        return Verdict::GoOn;
    default:
        return Verdict::GoOn;
    }
}

void FakeRtmpServer::Session::handleUserControl(const RtmpPacket& packet)
{
    if (packet.payload.size() < 6)
        return;
    if (packet.payload[1] == kPingRequest) {
        std::vector<std::uint8_t> answer = packet.payload;
        answer[1] = kPingResponse;
        sendPacket(rtmp::kUserControl, 0, std::move(answer), kControlChunks);
    } else if (packet.payload[1] == kPingResponse) {
        std::uint32_t value = 0;
        for (std::size_t i = 2; i < 6; ++i)
            value = value << 8U | packet.payload[i];
        const std::lock_guard lock(m_mutex);
        m_record.pongs.push_back({now(), value});
    }
}

FakeRtmpServer::Session::Verdict FakeRtmpServer::Session::handleCommand(const RtmpPacket& packet)
{
    const auto values = amf0::decodeAll(packet.payload);
    if (!values || values->size() < 2)
        return Verdict::GoOn;
    const std::string name = (*values)[0].text();
    const double transaction = (*values)[1].number();
    const auto argument = [&](std::size_t i) { return i < values->size() ? (*values)[i] : amf0::Value(); };

    if (name == "connect")
        return answerConnect(transaction, argument(2));
    if (name == "createStream") {
        if (reach(Step::CreateStream) == Verdict::Stop)
            return Verdict::Stop;
        if (!m_silent)
            sendCommand(0, {"_result", transaction, nullptr, 1});
        return Verdict::GoOn;
    }
    if (name == "publish" || name == "play")
        return answerStart(name == "publish", argument(3).text(), packet.streamId);
    if (name == "FCUnpublish" || name == "deleteStream" || name == "closeStream") {
        const std::lock_guard lock(m_mutex);
        m_record.unpublished = true;
    } else if (transaction != 0 && (name == "_checkbw" || name == "getStreamLength")) {
        sendCommand(0, {"_result", transaction, nullptr, 0});
    }
    return Verdict::GoOn;
}

FakeRtmpServer::Session::Verdict FakeRtmpServer::Session::answerConnect(
    double transaction, const amf0::Value& properties)
{
    {
        const std::lock_guard lock(m_mutex);
        m_record.app = properties.field("app").text();
        m_record.tcUrl = properties.field("tcUrl").text();
    }
    if (reach(Step::Connect) == Verdict::Stop)
        return Verdict::Stop;
    if (m_silent)
        return Verdict::GoOn;
    const bool good = isGood(m_script.connectCode);
    if (good) {
        sendNumber(rtmp::kWindowSize, kWindow);
        sendPacket(rtmp::kPeerBandwidth, 0, {0, 0x4c, 0x4b, 0x40, 2}, kControlChunks); // kWindow, dynamic
        if (!m_script.chunkSizeLate)
            announceChunkSize();
    }
    // With an error the properties are null, as real servers send it: clients look for the description in the first
    // object that they meet.
    const amf0::Value about
        = good ? amf0::Value(amf0::Object{{"fmsVer", "FMS/3,0,1,123"}, {"capabilities", 31}}) : amf0::Value();
    sendCommand(0,
        {good ? "_result" : "_error", transaction, about,
            amf0::Object{{"level", good ? "status" : "error"}, {"code", m_script.connectCode},
                {"description", m_script.description}, {"objectEncoding", 0}}});
    return good || !m_script.closeAfterError ? Verdict::GoOn : Verdict::Stop;
}

FakeRtmpServer::Session::Verdict FakeRtmpServer::Session::answerStart(
    bool publish, const std::string& name, std::uint32_t streamId)
{
    {
        const std::lock_guard lock(m_mutex);
        m_record.streamName = name;
    }
    if (reach(publish ? Step::Publish : Step::Play) == Verdict::Stop)
        return Verdict::Stop;
    if (m_silent)
        return Verdict::GoOn;
    const std::string& code = publish ? m_script.publishCode : m_script.playCode;
    if (!isGood(code)) {
        sendStatus(code, streamId);
        return m_script.closeAfterError ? Verdict::Stop : Verdict::GoOn;
    }
    sendUserControl(kStreamBegin, streamId);
    sendStatus(code, streamId);
    if (m_script.chunkSizeLate)
        announceChunkSize();
    m_started = Steady::now();
    m_isStarted = true;
    m_playing = !publish;
    m_playStream = streamId;
    const std::lock_guard lock(m_mutex);
    (publish ? m_record.publishing : m_record.playing) = true;
    m_record.started = now();
    return Verdict::GoOn;
}

void FakeRtmpServer::Session::announceChunkSize()
{
    if (m_script.chunkSize == 0)
        return;
    sendNumber(rtmp::kSetChunkSize, m_script.chunkSize);
    m_outChunk = m_script.chunkSize;
}

void FakeRtmpServer::Session::remember(const RtmpPacket& packet)
{
    RecordedMessage message = recordedNow(packet);
    if (m_kept.fetch_add(message.size) + message.size <= kMaxKept)
        message.payload = std::make_shared<const std::vector<std::uint8_t>>(packet.payload);
    const std::lock_guard lock(m_mutex);
    m_record.messages.push_back(std::move(message));
}

// Queues the tags that are due. After the last one, what the script says.
FakeRtmpServer::Session::Verdict FakeRtmpServer::Session::playNext()
{
    while (m_playNext < m_play.size() && m_outgoing.size() < kMaxOutgoing) {
        const FlvTag& tag = m_play[m_playNext];
        if (m_script.playPaced && Steady::now() < m_started + milliseconds(tag.timestampMs))
            return Verdict::GoOn;
        sendPacket(tag.type, m_playStream, tag.body, kMediaChunks, tag.timestampMs);
        ++m_playNext;
    }
    if (m_playNext < m_play.size() || m_playFinished)
        return Verdict::GoOn;
    m_playFinished = true;
    return finishPlay();
}

FakeRtmpServer::Session::Verdict FakeRtmpServer::Session::finishPlay()
{
    if (m_script.afterPlay == RtmpScript::AfterPlay::Unpublish) {
        sendUserControl(kStreamEof, m_playStream);
        sendStatus("NetStream.Play.UnpublishNotify", m_playStream);
    }
    return m_script.afterPlay == RtmpScript::AfterPlay::Close ? Verdict::Stop : Verdict::GoOn;
}

void FakeRtmpServer::Session::sendPacket(std::uint8_t type, std::uint32_t streamId,
    std::vector<std::uint8_t> payload, std::uint8_t chunkStream, std::uint32_t timestampMs)
{
    writeRtmpChunks({type, streamId, timestampMs, std::move(payload)}, chunkStream, m_outChunk, m_outgoing);
}

void FakeRtmpServer::Session::sendCommand(std::uint32_t streamId, const amf0::Array& values)
{
    sendPacket(rtmp::kCommand, streamId, amf0::encodeAll(values), kCommandChunks);
}

void FakeRtmpServer::Session::sendNumber(std::uint8_t type, std::uint32_t value)
{
    std::vector<std::uint8_t> payload;
    for (int shift = 24; shift >= 0; shift -= 8)
        payload.push_back(static_cast<std::uint8_t>(value >> shift));
    sendPacket(type, 0, std::move(payload), kControlChunks);
}

void FakeRtmpServer::Session::sendUserControl(std::uint16_t event, std::uint32_t value)
{
    std::vector<std::uint8_t> payload{
        static_cast<std::uint8_t>(event >> 8U), static_cast<std::uint8_t>(event)};
    for (int shift = 24; shift >= 0; shift -= 8)
        payload.push_back(static_cast<std::uint8_t>(value >> shift));
    sendPacket(rtmp::kUserControl, 0, std::move(payload), kControlChunks);
}

void FakeRtmpServer::Session::sendStatus(const std::string& code, std::uint32_t streamId)
{
    const bool good = isGood(code) || code.ends_with("Notify");
    sendCommand(streamId,
        {"onStatus", 0, nullptr,
            amf0::Object{{"level", good ? "status" : "error"}, {"code", code},
                {"description", m_script.description}}});
}

bool FakeRtmpServer::Session::flush()
{
    while (!m_outgoing.empty()) {
        const ssize_t n = send(m_socket.get(), m_outgoing.data(), m_outgoing.size(), MSG_NOSIGNAL);
        if (n < 0)
            return errno == EAGAIN || errno == EINTR;
        m_outgoing.erase(m_outgoing.begin(), m_outgoing.begin() + n);
    }
    return true;
}

std::size_t FakeRtmpServer::Session::mayRead()
{
    constexpr double kBucketSeconds = 0.02;
    const double rate = m_readRate;
    const auto now = Steady::now();
    const double passed = std::chrono::duration<double>(now - std::exchange(m_filled, now)).count();
    if (rate < 0) {
        m_tokens = 0;
        return std::numeric_limits<std::size_t>::max();
    }
    m_tokens = std::min(std::max(0.0, m_tokens) + passed * rate, std::max(1.0, rate * kBucketSeconds));
    return static_cast<std::size_t>(m_tokens);
}

bool FakeRtmpServer::Session::receiveSome()
{
    std::array<std::uint8_t, 65536> bytes{};
    const std::size_t most = std::min(bytes.size(), mayRead());
    if (most == 0)
        return true;
    const ssize_t n = recv(m_socket.get(), bytes.data(), most, 0);
    m_tokens -= static_cast<double>(std::max<ssize_t>(n, 0));
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return true;
    const std::lock_guard lock(m_mutex);
    if (n <= 0) {
        m_record.endedByClient = true;
        return false;
    }
    m_record.bytesRead += static_cast<std::uint64_t>(n);
    const auto got = std::span(bytes).first(static_cast<std::size_t>(n));
    if (m_silent)
        return true; // nobody will look at it
    if (m_record.handshakeDone)
        m_reader.push(got);
    else
        m_incoming.insert(m_incoming.end(), got.begin(), got.end());
    return true;
}

// -1: nothing is to be done before a socket says so.
int FakeRtmpServer::Session::millisecondsUntilNextWork() const
{
    std::optional<Steady::time_point> next;
    if (m_isStarted && m_script.endAfterStart)
        next = m_started + *m_script.endAfterStart;
    if (m_playing && !m_playFinished && m_outgoing.size() < kMaxOutgoing) {
        const std::uint32_t stamp = m_playNext < m_play.size() ? m_play[m_playNext].timestampMs : 0;
        const auto due = m_script.playPaced ? m_started + milliseconds(stamp) : m_started;
        next = next ? std::min(*next, due) : due;
    }
    if (!next)
        return -1;
    return static_cast<int>(
        std::max<std::int64_t>(0, std::chrono::ceil<milliseconds>(*next - Steady::now()).count()));
}

bool FakeRtmpServer::Session::waitReadable()
{
    if (m_endAsked != 0)
        return false;
    if (m_isStarted && m_script.endAfterStart && Steady::now() >= m_started + *m_script.endAfterStart) {
        m_reset = m_script.endByReset;
        return false;
    }
    if (m_playing && playNext() == Verdict::Stop)
        return false;
    sendPings();
    if (!flush())
        return false;
    std::array<pollfd, 2> entries{pollfd{m_socket.get(), POLLIN, 0}, pollfd{m_quit.readEnd(), POLLIN, 0}};
    if (!m_outgoing.empty())
        entries[0].events = POLLIN | POLLOUT;
    if (m_readRate
        >= 0) { // nothing is read in between; what came is looked at when the piece of time is over
        constexpr int kPieceMs = 10;
        entries[0].fd = -1;
        if (poll(entries.data(), entries.size(), kPieceMs) > 0)
            m_quit.drain();
        return m_endAsked == 0 && receiveSome();
    }
    if (poll(entries.data(), entries.size(), millisecondsUntilNextWork()) > 0 && entries[1].revents != 0)
        m_quit.drain();
    return (entries[0].revents & (POLLIN | POLLERR | POLLHUP)) == 0 || receiveSome();
}

} // namespace sluice::test
