// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/av/AvSource.h"

#include <algorithm>
#include <limits>

#include "core/av/AvPacketBorder.h"
#include "core/av/PacketTimes.h"
#include "core/av/PageLink.h"
#include "core/av/SourceFacts.h"
#include "core/av/StreamDescription.h"
#include "core/av/StreamTitle.h"
#include "core/base/Redact.h"

namespace sluice {

namespace {
// A damaged stretch of a file may be skipped; a stream that is nothing but damage ends.
constexpr int kMaxDamagedInRow = 64;
} // namespace

AvSource::AvSource(
    const Options& options, const InputPlan& plan, Resolver& resolver, Clock& clock, const Log& log)
    : m_options(options)
    , m_plan(plan)
    , m_clock(clock)
    , m_log(&log)
    , m_interrupt(clock)
    , m_io({plan.url, options.caFile, options.loaded}, resolver, clock, m_interrupt, m_log)
    , m_packet(av_packet_alloc())
    , m_times(plan.url.isFile() ? TimestampNormalizer::Jumps::Keep : TimestampNormalizer::Jumps::Rebase)
{
    m_log.hide(secretsOf(plan.url, false));
    m_lastByte = clock.now().time_since_epoch().count();
}

AvSource::~AvSource()
{
    // Closing says goodbye to some servers and asks the interrupt callback meanwhile.
    constexpr Duration kGoodbye = milliseconds(200); // our choice: a stop is to take 0.3 s at most
    const AvLogCapture::Scope scope(m_log);
    m_interrupt.unwatch();
    m_interrupt.armFor({}, kGoodbye);
    m_context.reset();
}

void AvSource::arm(StopToken stop, TimePoint deadline)
{
    m_io.setStop(stop);
    m_interrupt.arm(std::move(stop), deadline);
}

Error AvSource::failure(AvFailure::Phase phase, int code, Duration waited)
{
    if (m_interrupt.stopRequested())
        return Error(ErrorCode::Cancelled);
    if (const auto& refusal = m_io.refusal())
        return *refusal;
    if (m_interrupt.playlistTooLong())
        return Error(ErrorCode::NotMedia, {redactUrl(m_options.url)});
    const AVIOContext* io = m_context ? m_context->pb : nullptr;
    return diagnose(avFailure(phase, code, io, m_interrupt, m_log, m_plan.url, waited));
}

// --- opening ---------------------------------------------------------------------------------------------------

Result<void> AvSource::open(TimePoint deadline, const StopToken& stop)
{
    const AvLogCapture::Scope scope(m_log);
    if (!m_packet)
        return Error(ErrorCode::Internal, {"out of memory"});
    arm(stop, deadline);
    if (auto opened = openInput(deadline); !opened)
        return opened;
    m_info.container = containerOf(*m_context);
    if (beginsBehindUs(*m_context))
        return Error(ErrorCode::NeedsRanges, {redactUrl(m_options.url)});
    // FLV's headers say everything: probing would only cost the time that it takes.
    m_headersFirst = m_info.container == "flv" || m_info.container == "live_flv";
    auto found = m_headersFirst ? readHeaders() : probe();
    if (!found)
        return found;
    selectStreams();
    if (!m_info.video && !m_info.audio)
        return m_io.refusal().value_or(Error(ErrorCode::NoMedia, {redactUrl(m_options.url)}));
    describeSource(deadline, stop);
    lookAtTitle();
    m_streamsSettled = true;
    m_io.setPatient(m_info.container == "hls");
    return {};
}

Result<void> AvSource::openInput(TimePoint deadline)
{
    const Duration patience = deadline - m_clock.now();
    AVFormatContext* context = avformat_alloc_context();
    if (!context)
        return Error(ErrorCode::Internal, {"out of memory"});
    m_io.attach(*context);
    m_interrupt.boundPlaylist(context);
    const AVInputFormat* format
        = m_plan.forcedFormat.empty() ? nullptr : av_find_input_format(m_plan.forcedFormat.c_str());
    AvOptions options = inputOptions(m_plan, m_options.readDeadline);
    std::string url = m_plan.url.toString();
    if (m_plan.dialsItself) {
        auto target = m_io.dial(m_plan.url, patience);
        if (!target) {
            m_interrupt.unwatch();
            avformat_free_context(context);
            return target.error();
        }
        url = target->url;
        av_dict_copy(options.out(), target->options.dict(), 0);
    } else if (m_plan.url.scheme == "icy") {
        url.replace(0, 3, "http");
    }
    int code = m_plan.url.isFile() ? m_fileIo.open(m_plan.url.path, *context, m_interrupt) : 0;
    if (code < 0)
        avformat_free_context(context);
    else
        code = avformat_open_input(&context, url.c_str(), format, options.out()); // frees it on failure
    if (code < 0) {
        m_interrupt.unwatch();
        return failure(AvFailure::Phase::Opening, code, patience);
    }
    m_context.reset(context);
    m_interrupt.watch(m_context->pb, Duration::zero(), &m_lastByte); // the deadline of opening stands
    countBytes(0);
    return {};
}

Result<void> AvSource::readHeaders()
{
    // Counted from the first packet on, and only looked at between packets: a read that is interrupted inside one
    // could not be continued.
    std::optional<TimePoint> enough;
    while (!headersComplete(*m_context) && !(enough && m_clock.now() >= *enough)) {
        auto outcome = readPacket();
        if (!outcome)
            return outcome.error();
        if (*outcome == Outcome::End) {
            m_ended = true;
            break;
        }
        if (*outcome == Outcome::Packet && !enough)
            enough = m_clock.now() + m_options.headerPatience;
    }
    return {};
}

Result<void> AvSource::probe()
{
    const int code = avformat_find_stream_info(m_context.get(), nullptr);
    if (m_interrupt.stopRequested())
        return Error(ErrorCode::Cancelled);
    const bool fired = m_interrupt.fired() == AvInterrupt::Fired::Deadline;
    if (code < 0 || (fired && m_context->nb_streams == 0))
        return failure(AvFailure::Phase::Opening, code, m_options.openDeadline);
    if (!fired && isMereGuess(*m_context))
        return Error(ErrorCode::NotMedia, {redactUrl(m_options.url)});
    return {};
}

void AvSource::selectStreams()
{
    AVFormatContext* context = m_context.get();
    int video = av_find_best_stream(context, AVMEDIA_TYPE_VIDEO, -1, -1, nullptr, 0);
    if (video >= 0 && !isPicture(*context->streams[video]))
        video = -1;
    const int audio = av_find_best_stream(context, AVMEDIA_TYPE_AUDIO, -1, video, nullptr, 0);
    for (const int index : {video, audio})
        if (index >= 0)
            adopt(index);
    // What nobody asked for need not be loaded. FLV may still bring the kind that is missing.
    for (unsigned i = 0; i < context->nb_streams; ++i)
        if (static_cast<int>(i) != m_selected[0] && static_cast<int>(i) != m_selected[1])
            context->streams[i]->discard = AVDISCARD_ALL;
    std::erase_if(m_pending, [&](const CodedPacket& packet) { return selected(packet.kind) < 0; });
}

bool AvSource::adopt(int index)
{
    AVStream& stream = *m_context->streams[index];
    const AVMediaType type = stream.codecpar->codec_type;
    if (type != AVMEDIA_TYPE_AUDIO && !isPicture(stream))
        return false;
    const StreamKind kind = type == AVMEDIA_TYPE_AUDIO ? StreamKind::Audio : StreamKind::Video;
    int& mine = selected(kind);
    if (mine >= 0 || (m_headersFirst && !hasCodecHeaders(stream)))
        return false;
    mine = index;
    (kind == StreamKind::Audio ? m_info.audio : m_info.video) = describeStream(stream);
    return true;
}

void AvSource::describeSource(TimePoint deadline, const StopToken& stop)
{
    m_info.live = isEndless(*m_context, m_plan);
    if (m_context->duration > 0 && !m_info.live)
        m_info.duration = Duration(m_context->duration);
    if (m_info.container == "hls") {
        arm(stop, std::min(deadline, m_clock.now() + seconds(2))); // nice to know, not worth more
        if (const auto target = targetDurationOf(*m_context, m_plan.url.toString(), m_options.readDeadline))
            m_info.targetDuration = *target;
    }
    const bool byBytes = m_context->pb && (m_context->pb->seekable & AVIO_SEEKABLE_NORMAL);
    const bool byServer = m_plan.pushed || m_info.container == "hls";
    m_info.seekable = !m_info.live && m_info.duration > Duration::zero() && (byBytes || byServer);
    if (!m_info.live)
        m_times.setJumps(TimestampNormalizer::Jumps::Keep);
}

std::string AvSource::declaredStream(TimePoint deadline, const StopToken& stop)
{
    constexpr std::size_t kMaxBytes = 65'536; // our choice: the head is the beginning
    const auto isWeb = [](const Url& url) { return url.scheme == "http" || url.scheme == "https"; };
    if (!isWeb(m_plan.url))
        return {};
    const AvLogCapture::Scope scope(m_log);
    arm(stop, deadline);
    const AvInputPtr input(avformat_alloc_context());
    if (!input)
        return {};
    input->url = av_strdup(""); // libavformat compares it with what is opened
    if (!input->url)
        return {};
    m_io.attach(*input);
    const std::string page = fetchText(*input, m_plan.url.toString(), m_options.readDeadline, kMaxBytes);
    const std::string link = sluice::declaredStream(page);
    const auto stream = link.empty() ? std::nullopt : Url::parse(absoluteUrl(m_io.reached(), link));
    return stream && isWeb(*stream) ? stream->toString() : std::string();
}

// --- reading ---------------------------------------------------------------------------------------------------

Duration AvSource::readPatience() const
{
    if (m_info.container != "hls")
        return m_options.readDeadline;
    // Live HLS is silent until the next segment is due. And giving up makes libavformat hand out the packet that it
    // has in hand, which would look like data: whoever counts the silence is to be first.
    constexpr Duration kMargin = seconds(2);
    return m_options.readDeadline + kMargin
        + (m_info.live ? segmentDueAfter(m_info.targetDuration) : Duration::zero());
}

void AvSource::countBytes(std::int64_t packetBytes)
{
    // HLS reads through contexts of its own, RTSP through none.
    const bool throughIo = m_context->pb && m_info.container != "hls";
    const std::int64_t before = m_bytes.load();
    const std::int64_t now = throughIo ? m_context->pb->bytes_read : before + packetBytes;
    if (now == before)
        return;
    m_bytes = now;
    m_lastByte = m_clock.now().time_since_epoch().count();
}

void AvSource::announce(CodedPacket& coded, StreamKind kind, bool late)
{
    std::optional<StreamInfo>& info = kind == StreamKind::Audio ? m_info.audio : m_info.video;
    if (!info) // still opening: it is described when the headers are there
        return;
    if (late) {
        coded.newExtradata
            = info->extradata ? info->extradata : std::make_shared<const std::vector<std::uint8_t>>();
    } else if (coded.newExtradata) {
        info->extradata = coded.newExtradata;
        coded.discontinuity = true;
    }
}

std::optional<CodedPacket> AvSource::convert(AVPacket& packet)
{
    countBytes(packet.size);
    const AVStream& stream = *m_context->streams[packet.stream_index];
    const bool late = m_streamsSettled && adopt(packet.stream_index);
    const bool audio = stream.codecpar->codec_type == AVMEDIA_TYPE_AUDIO;
    const StreamKind kind = audio ? StreamKind::Audio : StreamKind::Video;
    const bool mine = m_streamsSettled ? selected(kind) == packet.stream_index : audio || isPicture(stream);
    if (!mine)
        return std::nullopt;
    const std::optional<StreamInfo>& known = audio ? m_info.audio : m_info.video;

    const auto stamps
        = stampsOf(stream, known ? *known : describeStream(*m_context->streams[packet.stream_index]), packet);
    const auto times = m_times.next(static_cast<std::size_t>(packet.stream_index), stamps);

    CodedPacket coded = toCodedPacket(packet, stream.time_base, kind);
    coded.pts = times.pts;
    coded.dts = times.dts;
    coded.duration = times.duration;
    coded.discontinuity = times.discontinuity;
    m_end = std::max(m_end.value_or(coded.pts), coded.pts + coded.duration);
    announce(coded, kind, late);
    return coded;
}

void AvSource::lookAtTitle()
{
    if (auto title = newTitle(*m_context, selected(StreamKind::Audio)))
        m_info.nowPlaying = std::move(*title);
}

// RTSP: a server that dies looks to libavformat like one that has come to the end.
bool AvSource::cutShort() const
{
    constexpr Duration kNearTheEnd = seconds(2); // our choice: streams of one file differ in length
    return m_plan.dialsItself && m_streamsSettled
        && (m_info.live || !m_end || m_end->time_since_epoch() < m_info.duration - kNearTheEnd);
}

Result<AvSource::Outcome> AvSource::readPacket()
{
    const int code = av_read_frame(m_context.get(), m_packet.get());
    lookAtTitle();
    if (code >= 0) {
        m_damagedInRow = 0;
        // What was read of a packet when the connection broke is no packet: a new connection brings it whole.
        if ((m_packet->flags & AV_PKT_FLAG_CORRUPT) != 0 && m_context->pb && m_context->pb->error < 0) {
            av_packet_unref(m_packet.get());
            return failure(AvFailure::Phase::Reading, m_context->pb->error, readPatience());
        }
        auto coded = convert(*m_packet);
        av_packet_unref(m_packet.get());
        if (!coded)
            return Outcome::Again;
        m_pending.push_back(std::move(*coded));
        return Outcome::Packet;
    }
    if (m_interrupt.stopRequested())
        return Error(ErrorCode::Cancelled);
    const bool fired = m_interrupt.fired() != AvInterrupt::Fired::No;
    const bool broken = m_context->pb && m_context->pb->error < 0 && m_context->pb->error != AVERROR_EOF;
    if (code == AVERROR_EOF && !fired && !broken && !m_io.refusal() && cutShort())
        return Error(ErrorCode::ConnectionLost, {m_plan.url.host});
    if (code == AVERROR_EOF && !fired && !broken && !m_io.refusal())
        return Outcome::End;
    if (code == AVERROR_INVALIDDATA && !fired && !broken && ++m_damagedInRow < kMaxDamagedInRow)
        return Outcome::Again;
    if (code == AVERROR(EAGAIN) && !fired) {
        constexpr Duration kPause = milliseconds(5); // our choice: nothing to wait on is exposed
        m_clock.sleepFor(kPause, m_interrupt.stop());
        return Outcome::Again;
    }
    return failure(AvFailure::Phase::Reading, code, readPatience());
}

Result<bool> AvSource::beginAgain()
{
    if (!m_options.loop || !m_plan.url.isFile())
        return false;
    const std::int64_t start = m_context->start_time == AV_NOPTS_VALUE ? 0 : m_context->start_time;
    const int code
        = avformat_seek_file(m_context.get(), -1, std::numeric_limits<std::int64_t>::min(), start, start, 0);
    if (code < 0)
        return failure(AvFailure::Phase::Reading, code, readPatience());
    m_times.loop(Duration(start));
    return true;
}

Result<std::optional<CodedPacket>> AvSource::read(StopToken stop)
{
    const AvLogCapture::Scope scope(m_log);
    bool begun = false;
    arm(stop, m_clock.now() + readPatience());
    m_interrupt.watch(m_context->pb, readPatience(), &m_lastByte);
    while (m_pending.empty()) {
        if (m_ended)
            return std::optional<CodedPacket>();
        auto outcome = readPacket();
        if (!outcome)
            return outcome.error();
        if (*outcome == Outcome::Again) {
            if (stop.stop_requested())
                return Error(ErrorCode::Cancelled);
            if (m_clock.now() >= m_interrupt.deadline())
                return Error(
                    ErrorCode::ServerSilent, {m_plan.url.host, std::to_string(readPatience() / seconds(1))});
            continue;
        }
        if (*outcome != Outcome::End)
            continue;
        auto again = begun ? Result<bool>(false) : beginAgain();
        if (!again)
            return again.error();
        begun = true; // a file without a single packet ends, instead of turning for ever
        m_ended = !*again;
    }
    CodedPacket packet = std::move(m_pending.front());
    m_pending.pop_front();
    return std::optional<CodedPacket>(std::move(packet));
}

Result<void> AvSource::seek(MediaTime to, StopToken stop)
{
    const AvLogCapture::Scope scope(m_log);
    if (!m_info.seekable)
        return Error(ErrorCode::Internal, {"seeking in a stream that has no past"});
    arm(std::move(stop), m_clock.now() + readPatience());
    m_interrupt.watch(m_context->pb, readPatience(), &m_lastByte);
    const std::int64_t target = to.time_since_epoch().count();
    const int code = avformat_seek_file(
        m_context.get(), -1, std::numeric_limits<std::int64_t>::min(), target, target, 0);
    if (code < 0)
        return failure(AvFailure::Phase::Reading, code, readPatience());
    m_pending.clear();
    m_end.reset();
    m_times.restart();
    m_ended = false;
    return {};
}

} // namespace sluice
