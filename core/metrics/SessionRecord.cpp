// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/SessionRecord.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <filesystem>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/TextFile.h"

namespace sluice {

namespace {

constexpr std::size_t kMaxReportBytes = std::size_t{16} * 1024 * 1024;
constexpr std::size_t kMaxTimelineBytes = std::size_t{256} * 1024 * 1024;
constexpr std::size_t kMaxRows = Timeline::kDefaultCapacity;
constexpr std::size_t kMaxEntries = 20'000; // stalls, events …
constexpr std::int64_t kMaxNumber = 1'000'000'000'000'000; // sums of two stay far within 64 bits

constexpr std::string_view kNoReport = QT_TRANSLATE_NOOP("core",
    "This file is no report of a watched session. Choose one that was exported, or written with --report.");
constexpr std::string_view kNoTimeline = QT_TRANSLATE_NOOP("core",
    "The timeline beside the report cannot be read. Export the session again, or take that file away.");

Error bad(std::string_view sentence)
{
    return Error(ErrorCode::BadArgument, {std::string(sentence)});
}

// --- The report

std::int64_t integer(const Json& in, const char* key)
{
    const auto found = in.find(key);
    if (found == in.end() || !found->is_number())
        return 0;
    const double value = found->get<double>();
    const auto most = static_cast<double>(kMaxNumber);
    return std::isfinite(value) ? static_cast<std::int64_t>(std::clamp(value, -most, most)) : 0;
}

std::string text(const Json& in, const char* key)
{
    const auto found = in.find(key);
    return found != in.end() && found->is_string() ? found->get<std::string>() : std::string();
}

const Json& part(const Json& in, const char* key)
{
    static const Json nothing = Json::object();
    const auto found = in.find(key);
    return found != in.end() && found->is_structured() ? *found : nothing;
}

template <typename Enum, std::size_t count>
Enum oneOf(std::string_view word, const std::array<Enum, count>& all)
{
    const auto* found = std::ranges::find_if(all, [word](Enum e) { return token(e) == word; });
    return found == all.end() ? all.front() : *found;
}

constexpr auto kStates
    = std::to_array<WatchState>({WatchState::Idle, WatchState::Opening, WatchState::Priming,
        WatchState::Playing, WatchState::Rebuffering, WatchState::Seeking, WatchState::Paused,
        WatchState::Reconnecting, WatchState::Draining, WatchState::Ended, WatchState::Failed});
constexpr auto kCauses
    = std::to_array<StallCause>({StallCause::Network, StallCause::Source, StallCause::Emulated});
constexpr auto kBases
    = std::to_array<LatencyBasis>({LatencyBasis::None, LatencyBasis::Estimated, LatencyBasis::Measured});

void readLists(const Json& json, WatchReport& report)
{
    for (const Json& one : part(json, "stalls")) {
        if (one.is_object() && report.stalls.size() < kMaxEntries)
            report.stalls.push_back({std::max<std::int64_t>(0, integer(one, "at_ms")),
                std::max<std::int64_t>(0, integer(one, "duration_ms")), oneOf(text(one, "cause"), kCauses)});
    }
    for (const Json& one : part(json, "reconnects")) {
        if (one.is_object() && report.reconnects.size() < kMaxEntries)
            report.reconnects.push_back({integer(one, "at_ms"), integer(one, "down_ms"), text(one, "cause")});
    }
    for (const Json& one : part(json, "events")) {
        if (one.is_object() && report.events.size() < kMaxEntries)
            report.events.push_back({integer(one, "at_ms"),
                eventKind(text(one, "kind")).value_or(EventKind::Warning), text(one, "text")});
    }
    const Json& settings = part(json, "settings");
    if (!settings.is_object())
        return;
    for (const auto& [key, value] : settings.items()) {
        if (report.settings.size() >= kMaxEntries)
            break;
        if (value.is_boolean())
            report.settings[key] = value.get<bool>();
        else if (value.is_number_integer())
            report.settings[key] = value.get<std::int64_t>();
        else if (value.is_number())
            report.settings[key] = value.get<double>();
        else if (value.is_string())
            report.settings[key] = value.get<std::string>();
    }
}

// --- The timeline

bool nextCell(std::string_view& line, std::string_view& cell)
{
    if (line.data() == nullptr)
        return false;
    const std::size_t comma = line.find(',');
    cell = line.substr(0, comma);
    line = comma == std::string_view::npos ? std::string_view() : line.substr(comma + 1);
    return true;
}

template <typename Number>
bool read(std::string_view cell, Number& out)
{
    const auto [end, problem] = std::from_chars(cell.data(), cell.data() + cell.size(), out);
    return problem == std::errc() && end == cell.data() + cell.size();
}

bool readRow(std::string_view line, TimelineSample& s)
{
    std::array<std::string_view, 12> c;
    for (std::string_view& cell : c)
        if (!nextCell(line, cell))
            return false;
    std::int64_t at = 0;
    if (!read(c[0], at) || at < 0 || at > kMaxNumber / 1000)
        return false;
    s.at = milliseconds(at);
    s.state = oneOf(c[1], kStates);
    if (!c[7].empty() && !read(c[7], s.latencyMs))
        return false;
    return read(c[2], s.levelMs) && read(c[3], s.levelBytes) && read(c[4], s.arriveKbps)
        && read(c[5], s.consumeKbps) && read(c[6], s.rate) && read(c[8], s.lowLevelMs)
        && read(c[9], s.startLevelMs) && read(c[10], s.resumeLevelMs) && read(c[11], s.targetLevelMs)
        && std::isfinite(s.arriveKbps) && std::isfinite(s.consumeKbps) && std::isfinite(s.rate);
}

} // namespace

Result<WatchReport> parseWatchReport(std::string_view input)
{
    const Json json = Json::parse(input, nullptr, false);
    if (!json.is_object() || text(json, "schema") != "sluice.watch/1")
        return bad(kNoReport);
    WatchReport r;
    r.startedAtEpochMs = integer(json, "started_at_epoch_ms");
    r.url = text(json, "url");
    r.state = oneOf(text(json, "state"), kStates);
    r.firstPictureMs = integer(json, "first_picture_ms");
    r.startupMs = integer(json, "startup_ms");
    r.watchedMs = integer(json, "watched_ms");
    r.framesDecoded = integer(json, "frames_decoded");
    r.framesShown = integer(json, "frames_shown");
    r.framesLate = integer(json, "frames_late");
    r.framesDropped = integer(json, "frames_dropped");
    r.glitches = integer(json, "glitches");
    const Json& level = part(json, "level_ms");
    r.level
        = {integer(level, "min"), integer(level, "mean"), integer(level, "max"), integer(level, "at_start")};
    const Json& latency = part(json, "latency_ms");
    r.latency = {integer(latency, "mean"), integer(latency, "p95"), oneOf(text(latency, "basis"), kBases)};
    const Json& offset = part(json, "av_offset_ms");
    r.avOffset = {integer(offset, "mean"), integer(offset, "p95")};
    r.bytes = integer(json, "bytes");
    r.arriveKbps = integer(json, "arrive_kbps");
    r.rateMs = integer(json, "rate_ms");
    r.discontinuities = integer(json, "discontinuities");
    r.trims = integer(json, "trims");
    readLists(json, r);
    const Json& error = part(json, "error");
    if (error.is_object() && !error.empty())
        r.error = ReportError{text(error, "category"), text(error, "message")};
    return r;
}

Result<std::vector<TimelineSample>> parseTimeline(std::string_view input, const StopToken& stop)
{
    std::vector<TimelineSample> samples;
    bool first = true;
    while (!input.empty()) {
        const std::size_t end = input.find('\n');
        std::string_view line = input.substr(0, end);
        input = end == std::string_view::npos ? std::string_view() : input.substr(end + 1);
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        if (first) {
            if (!line.starts_with(TimelineCsv::kHeader))
                return bad(kNoTimeline);
            first = false;
            continue;
        }
        TimelineSample sample;
        if (samples.size() % 4096 == 0 && stop.stop_requested())
            return Error(ErrorCode::Cancelled);
        if (line.empty())
            continue;
        const bool good = readRow(line, sample);
        if (!good && input.empty())
            break; // a program that was killed leaves half a row
        if (!good || samples.size() >= kMaxRows || (!samples.empty() && sample.at < samples.back().at))
            return bad(kNoTimeline);
        samples.push_back(sample);
    }
    if (first)
        return bad(kNoTimeline);
    return samples;
}

Result<SessionRecord> loadSession(const std::string& reportPath, const StopToken& stop)
{
    const auto report = readTextFile(reportPath, kMaxReportBytes, stop);
    if (!report)
        return report.error();
    auto parsed = parseWatchReport(*report);
    if (!parsed)
        return parsed.error();
    const std::filesystem::path path(reportPath);
    SessionRecord record{path.stem().string(), *std::move(parsed), {}};
    auto beside = path;
    const auto timeline = readTextFile(beside.replace_extension(".csv").string(), kMaxTimelineBytes, stop);
    if (!timeline) {
        if (timeline.error().code() == ErrorCode::FileNotFound)
            return record;
        return timeline.error();
    }
    auto samples = parseTimeline(*timeline, stop);
    if (!samples)
        return samples.error();
    record.samples = *std::move(samples);
    return record;
}

std::string timelineCsv(const SessionRecord& session)
{
    std::string out = std::string(TimelineCsv::kHeader) + "\n";
    auto event = session.report.events.begin();
    for (const TimelineSample& sample : session.samples) {
        std::string tokens;
        for (; event != session.report.events.end() && event->atMs <= toMs(sample.at); ++event)
            tokens += (tokens.empty() ? "" : " ") + std::string(token(event->kind));
        out += TimelineCsv::row(sample, tokens) + "\n";
    }
    return out;
}

std::string cmcdCsv(const SessionRecord& session)
{
    std::string out
        = "# CMCD (CTA-5004) names: bl buffer length ms, br bitrate that is played kb/s, mtp measured throughput "
          "kb/s, su startup or recovery, sta state, bs buffer starved since the row before, pr playback rate, ts ms "
          "since the epoch\n"
          "ts,sta,bl,br,mtp,su,bs,pr\n";
    bool stalledBefore = false;
    for (const TimelineSample& s : session.samples) {
        const char state = cmcdState(s.state, s.levelMs <= 0);
        const bool urgent = state == 's' || state == 'r' || state == 'k';
        const bool starved = state == 'r' && !stalledBefore;
        stalledBefore = state == 'r';
        out += fmt::format("{},{},{},{:.0f},{:.0f},{},{},{:.2f}\n",
            session.report.startedAtEpochMs + toMs(s.at), state, s.levelMs, s.consumeKbps, s.arriveKbps,
            urgent ? 1 : 0, starved ? 1 : 0, s.rate);
    }
    return out;
}

} // namespace sluice
