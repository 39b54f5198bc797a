// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/av/Muxer.h"

#include <atomic>
#include <cerrno>
#include <cstring>

#include "core/av/AvDiagnosis.h"
#include "core/av/AvError.h"
#include "core/av/AvHandles.h"
#include "core/av/AvInterrupt.h"
#include "core/av/AvLog.h"
#include "core/av/AvPacketBorder.h"
#include "core/av/AvUrl.h"
#include "core/av/RecordingIo.h"
#include "core/base/OutputFile.h"
#include "core/base/Redact.h"
#include "core/base/TextFile.h"

namespace sluice {

namespace {

constexpr AVRational kMicroseconds{1, 1'000'000};

class LibavMuxer final : public Muxer {
public:
    LibavMuxer(const Options& options, Url url, Clock& clock, const Log& log)
        : m_options(options)
        , m_url(std::move(url))
        , m_interrupt(clock)
        , m_words(&log)
    {
        m_words.hide(secretsOf(m_url, true));
    }

    ~LibavMuxer() override
    {
        // A connection that is torn down says goodbye, and the peer may not take it: the interrupt callback ends that.
        constexpr Duration kCloseDeadline = milliseconds(200);
        m_interrupt.armFor(StopToken(), kCloseDeadline);
        const AvLogCapture::Scope scope(m_words);
        m_fileIo.detach(m_context.get());
        m_context.reset();
    }

    Result<void> connect(const AvAddress& address, TimePoint deadline, const StopToken& stop)
    {
        const AvLogCapture::Scope scope(m_words);
        m_words.clear();
        m_interrupt.arm(stop, deadline);
        AVFormatContext* raw = nullptr;
        const bool network = !m_url.isFile();
        if (const int code
            = avformat_alloc_output_context2(&raw, nullptr, network ? "flv" : nullptr, m_url.path.c_str());
            code < 0)
            return Error(ErrorCode::FileUnwritable,
                {m_url.path, QT_TRANSLATE_NOOP("core", "its ending names no format Sluice can write")});
        m_context.reset(raw);
        m_context->interrupt_callback = m_interrupt.callback();
        m_context->flags |= AVFMT_FLAG_FLUSH_PACKETS;
        if (auto added = addStreams(); !added)
            return added;
        AvOptions options = address.options;
        if (network)
            setNetworkOptions(options);
        AvOptions header;
        if (m_options.recording && !network) {
            if (auto opened = m_fileIo.open(m_url.path, *m_context, m_interrupt); !opened)
                return opened;
            setRecordingOptions(header);
        } else if (const int code = avio_open2(&m_context->pb, address.url.c_str(), AVIO_FLAG_WRITE,
                       &m_context->interrupt_callback, options.out());
            code < 0)
            return network ? failure(AvFailure::Phase::Publishing, code, m_options.openDeadline)
                           : Error(ErrorCode::FileUnwritable, {m_url.path, errnoText(AVUNERROR(code))});
        if (m_options.indexFirst)
            header.set("movflags", "faststart");
        header.set("flvflags", "no_duration_filesize");
        if (const int code = avformat_write_header(m_context.get(), header.out()); code < 0)
            return failure(AvFailure::Phase::Publishing, code, m_options.openDeadline);
        m_headerWritten = true;
        noteBytes();
        if (network) {
            makeRoomForTheWay();
            followChunkSize();
        }
        return {};
    }

    Result<void> write(const CodedPacket& packet, StopToken stop) override
    {
        const int index = packet.kind == StreamKind::Video ? m_videoIndex : m_audioIndex;
        if (index < 0)
            return {};
        const AvLogCapture::Scope scope(m_words);
        m_interrupt.armFor(std::move(stop), m_options.writeDeadline);
        AvPacketPtr out(av_packet_alloc());
        const AVRational base = m_context->streams[index]->time_base;
        if (auto made = toAvPacket(packet, base, index, *out); !made)
            return made;
        const int code = av_write_frame(m_context.get(), out.get());
        noteBytes();
        followChunkSize();
        if (code < 0)
            return failure(AvFailure::Phase::Writing, code, m_options.writeDeadline);
        return {};
    }

    Result<void> finish(Duration deadline, StopToken stop) override
    {
        const AvLogCapture::Scope scope(m_words);
        m_interrupt.armFor(std::move(stop), deadline);
        if (!m_headerWritten)
            return {};
        m_headerWritten = false;
        const int code = av_write_trailer(m_context.get());
        noteBytes();
        if (code < 0)
            return failure(AvFailure::Phase::Writing, code, deadline);
        return {};
    }

    std::optional<OnTheWay> onTheWay() const override { return onTheWayOf(m_socket); }

    std::int64_t bytesSent() const override { return m_bytes; }

    std::string path() const override { return m_fileIo.path().value_or(m_url.path); }

    void sync() override
    {
        m_interrupt.armFor(m_interrupt.stop(), OutputFile::kSyncPatience);
        m_fileIo.sync();
    }

    bool deleted() override
    {
        m_interrupt.armFor(m_interrupt.stop(), OutputFile::kSyncPatience);
        return m_fileIo.deleted();
    }

private:
    Result<void> addStreams()
    {
        if (m_options.video && !addStream(*m_options.video, m_videoIndex))
            return Error(ErrorCode::Internal, {"no stream could be made"});
        if (m_options.audio && !addStream(*m_options.audio, m_audioIndex))
            return Error(ErrorCode::Internal, {"no stream could be made"});
        return {};
    }

    bool addStream(const StreamInfo& info, int& index)
    {
        AVStream* stream = avformat_new_stream(m_context.get(), nullptr);
        const AVCodecDescriptor* descriptor = avcodec_descriptor_get_by_name(info.codec.c_str());
        if (!stream || !descriptor)
            return false;
        index = stream->index;
        AVCodecParameters& parameters = *stream->codecpar;
        parameters.codec_id = descriptor->id;
        parameters.bit_rate = info.bitrate;
        if (info.kind == StreamKind::Video) {
            parameters.codec_type = AVMEDIA_TYPE_VIDEO;
            parameters.width = info.size.width;
            parameters.height = info.size.height;
            stream->avg_frame_rate = {info.frameRate.numerator, info.frameRate.denominator};
        } else {
            parameters.codec_type = AVMEDIA_TYPE_AUDIO;
            parameters.sample_rate = info.audio.rate;
            av_channel_layout_default(&parameters.ch_layout, info.audio.channels);
        }
        stream->time_base = kMicroseconds;
        return setExtradata(parameters, info);
    }

    static bool setExtradata(AVCodecParameters& parameters, const StreamInfo& info)
    {
        if (!info.extradata || info.extradata->empty())
            return true;
        const std::size_t size = info.extradata->size();
        auto* bytes = static_cast<std::uint8_t*>(av_mallocz(size + AV_INPUT_BUFFER_PADDING_SIZE));
        if (!bytes)
            return false;
        std::memcpy(bytes, info.extradata->data(), size);
        parameters.extradata = bytes;
        parameters.extradata_size = static_cast<int>(size);
        return true;
    }

    void setNetworkOptions(AvOptions& options) const
    {
        // `timeout` would make RTMP listen; this one is in µs.
        // A last resort only: our own deadlines end a call sooner, and with the right words.
        options.set("rw_timeout", (m_options.openDeadline + m_options.writeDeadline).count());
        options.set("send_buffer_size", m_sendBuffer);
        options.set("tcp_nodelay", m_options.tcpNoDelay ? 1 : 0);
        options.set("rtmp_live", "live");
    }

    // How long the way is only a connection knows.
    void makeRoomForTheWay()
    {
        m_socket = socketWithSendBuffer(m_sendBuffer);
        const auto way = onTheWayOf(m_socket);
        const int wanted = way ? sendBufferFor(m_options.sendKbps, way->shortest) : 0;
        if (wanted > m_sendBuffer)
            growSendBuffer(m_socket, uncommonSendBuffer(wanted), m_sendBuffer);
    }

    // Some servers say it with their answer to connect, others once the stream is theirs. Over a long way it stays as it
    // is: TCP counts packets while it finds out what the way carries, and more of smaller ones take longer for it.
    void followChunkSize()
    {
        constexpr int kDefaultChunkSize = 128; // RTMP's
        constexpr Duration kShortWay = milliseconds(50); // there and back; our choice
        if (m_chunksFollowed || m_words.rtmpChunkSize() <= kDefaultChunkSize)
            return;
        m_chunksFollowed = true;
        if (const auto way = onTheWayOf(m_socket); way && way->shortest <= kShortWay)
            sendAtOnce(m_socket);
    }

    // Each piece can be read without what follows: Matroska by its clusters, MP4 by fragments.
    static void setRecordingOptions(AvOptions& header)
    {
        header.set("cluster_time_limit", toMs(kPiece));
        header.set("movflags", "frag_keyframe+empty_moov+delay_moov+default_base_moof");
        header.set("frag_duration", kPiece.count());
    }

    Error failure(AvFailure::Phase phase, int code, Duration deadline) const
    {
        if (m_url.isFile()) {
            if (m_fileIo.stuck())
                return Error(ErrorCode::FileUnwritable, {path(), std::string(kDiskSilent)});
            if (m_interrupt.fired() == AvInterrupt::Fired::Stop)
                return Error(ErrorCode::Cancelled);
            if (m_interrupt.fired() == AvInterrupt::Fired::Deadline)
                return Error(ErrorCode::FileUnwritable,
                    {path(), QT_TRANSLATE_NOOP("core", "nothing was taken for too long")});
            const int number = AVUNERROR(code);
            return Error(ErrorCode::FileUnwritable, {path(), errnoText(number)}, avErrorText(code));
        }
        return diagnose(avFailure(phase, code, m_context->pb, m_interrupt, m_words, m_url, deadline));
    }

    void noteBytes()
    {
        if (m_fileIo.opened())
            m_bytes = m_fileIo.bytes();
        else if (m_context->pb)
            m_bytes = m_context->pb->bytes_written;
    }

    const Options m_options;
    const Url m_url;
    AvInterrupt m_interrupt; // outlives m_context, which asks it until it is closed
    AvLogCapture m_words;
    RecordingIo m_fileIo;
    AvOutputPtr m_context;
    const int m_sendBuffer = uncommonSendBuffer(sendBufferFor(m_options.sendKbps, {}));
    int m_socket = -1; // FFmpeg's; as long as m_context
    bool m_chunksFollowed = m_options.tcpNoDelay;
    int m_videoIndex = -1;
    int m_audioIndex = -1;
    bool m_headerWritten = false;
    std::atomic<std::int64_t> m_bytes = 0;
};

Result<std::unique_ptr<Muxer>> openNetwork(const Muxer::Options& options, const Url& url, Resolver& resolver,
    Clock& clock, const Log& log, const StopToken& stop)
{
    const TimePoint end = clock.now() + options.openDeadline;
    auto addresses = avAddresses(url, resolver, options.openDeadline, stop);
    if (!addresses)
        return addresses.error();
    std::optional<Error> first;
    for (std::size_t i = 0; i < addresses->size(); ++i) {
        auto muxer = std::make_unique<LibavMuxer>(options, url, clock, log);
        const TimePoint deadline = attemptDeadline(clock.now(), end, i, addresses->size());
        auto connected = muxer->connect((*addresses)[i], deadline, stop);
        if (connected)
            return std::unique_ptr<Muxer>(std::move(muxer));
        if (connected.error().cancelled())
            return connected.error();
        if (!first)
            first = connected.error();
        const bool unreachable = first->code() == ErrorCode::ConnectionRefused
            || first->code() == ErrorCode::NetworkUnreachable
            || first->code() == ErrorCode::ConnectionTimedOut;
        if (!unreachable) // the server answered: its other addresses will say the same
            break;
    }
    return *first;
}

} // namespace

Result<std::unique_ptr<Muxer>> Muxer::open(
    const Options& options, Resolver& resolver, Clock& clock, const Log& log, StopToken stop)
{
    installAvLog();
    const std::optional<Url> url = Url::parse(options.url);
    if (!url)
        return Error(ErrorCode::BadUrl, {redactUrl(options.url, true)});
    if (url->isFile()) {
        auto muxer = std::make_unique<LibavMuxer>(options, *url, clock, log);
        auto connected = muxer->connect({url->path, {}}, clock.now() + options.openDeadline, stop);
        if (!connected)
            return connected.error();
        return std::unique_ptr<Muxer>(std::move(muxer));
    }
    if (url->scheme != "rtmp" && url->scheme != "rtmps")
        return Error(ErrorCode::UnsupportedProtocol, {url->scheme});
    if (!RtmpTarget::of(*url))
        return Error(ErrorCode::NoStreamKey, {redactUrl(options.url, true)});
    return openNetwork(options, *url, resolver, clock, log, stop);
}

} // namespace sluice
