// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/publish/Recordings.h"

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include "core/base/Aside.h"

namespace sluice {

namespace {

constexpr Duration kDiskPatience = milliseconds(500); // for a figure that is nice to know

std::optional<std::int64_t> freeBesides(const std::string& path)
{
    std::error_code unknown;
    if (!std::filesystem::is_regular_file(path, unknown))
        return std::nullopt;
    const auto space = std::filesystem::space(path, unknown);
    return unknown ? std::nullopt : std::optional(static_cast<std::int64_t>(space.available));
}

std::string replaced(std::string text, std::string_view what, const std::string& with)
{
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
        text.replace(at, what.size(), with);
    return text;
}

std::string clock(Duration time)
{
    const auto s = time / seconds(1);
    return s < 3600 ? fmt::format("{}:{:02}", s / 60, s % 60)
                    : fmt::format("{}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60);
}

std::string_view stateWord(FileRecorder::State state)
{
    switch (state) {
    case FileRecorder::State::Waiting:
    case FileRecorder::State::Writing:
        return "recording";
    case FileRecorder::State::Ended:
        return "ended";
    case FileRecorder::State::Failed:
        break;
    }
    return "failed";
}

std::string minutesLeft(Duration roomFor)
{
    return std::to_string(std::max<std::int64_t>(1, roomFor / seconds(60)));
}

} // namespace

std::string recordingName(const std::string& pattern, WallTime at)
{
    const auto since = static_cast<std::time_t>(epochUs(at) / 1'000'000);
    std::tm local{};
    localtime_r(&since, &local);
    const auto part = [&](int year, int month, int day, char between) {
        return fmt::format("{:02}{}{:02}{}{:02}", year, between, month, between, day);
    };
    std::string name
        = replaced(pattern, "{date}", part(local.tm_year + 1900, local.tm_mon + 1, local.tm_mday, '-'));
    name = replaced(name, "{time}", part(local.tm_hour, local.tm_min, local.tm_sec, '-'));
    std::ranges::replace_if(
        name, [](char c) { return c == '/' || c == '\\' || static_cast<unsigned char>(c) < 0x20; }, '-');
    while (name.starts_with('.')) // neither hidden nor the folder above
        name.erase(0, 1);
    return name.empty() ? "sluice" : name.substr(0, 200); // a file's name has at most 255 bytes
}

Recordings::Services Recordings::servicesFor(
    Clock& clock, Resolver& resolver, const Log& log, EventLog& events)
{
    return {clock, events,
        [&clock, &resolver, &log](const Muxer::Options& options, StopToken stop) {
            return Muxer::open(options, resolver, clock, log, std::move(stop));
        },
        [disks = std::make_shared<AsideByPlace>()](const std::string& path) {
            const auto disk = disks->of(std::filesystem::path(path).parent_path().string());
            return disk->ask([path] { return freeBesides(path); }, kDiskPatience, StopToken())
                .value_or(std::nullopt);
        }};
}

Recordings::Recordings(Services services, std::function<void()> changed)
    : m_services(std::move(services))
    , m_changed(std::move(changed))
{ }

Recordings::~Recordings()
{
    finish();
    join(m_services.clock.now());
}

void Recordings::setSettings(const RecordingSettings& settings)
{
    const std::lock_guard lock(m_mutex);
    m_settings = settings;
    m_replay.setSpan(settings.replay);
}

std::string Recordings::pathLocked(bool replay) const
{
    const std::string name
        = recordingName(m_settings.name, m_services.clock.wallNow()) + (replay ? "-replay" : "");
    return (std::filesystem::path(m_settings.folder) / (name + "." + m_settings.format)).string();
}

std::shared_ptr<Recordings::One> Recordings::makeLocked(
    bool replay, const std::string& path, std::vector<CodedPacket> begin, std::shared_ptr<One>& gone)
{
    FileRecorder::Config config;
    config.path = path.empty() ? pathLocked(replay) : path;
    config.video = *m_video;
    config.audio = *m_audio;
    config.reserveBytes = m_settings.reserveBytes;
    auto one = std::make_shared<One>();
    one->replay = replay;
    one->asked = m_services.clock.now();
    one->recorder = std::make_unique<FileRecorder>(std::move(config),
        FileRecorder::Services{m_services.clock, m_services.open, m_services.freeBytes}, std::move(begin),
        m_changed);
    one->runner = std::make_unique<Runner>(*one->recorder, m_services.clock, replay ? "replay" : "recorder");
    const auto over = [](const auto& file) { return file->recorder->status().over(); };
    if (m_files.size() >= kMaxFiles)
        if (const auto old = std::ranges::find_if(m_files, over); old != m_files.end()) {
            gone = std::move(*old);
            m_files.erase(old);
        }
    m_files.push_back(one);
    one->runner->start();
    return one;
}

void Recordings::start(const std::string& path)
{
    std::shared_ptr<One> gone;
    {
        const std::lock_guard lock(m_mutex);
        if (m_recording && !m_recording->recorder->status().over())
            return;
        m_wanted = true;
        m_wantedPath = path;
        if (m_video)
            m_recording = makeLocked(false, path, m_replay.group(), gone);
    }
    m_changed();
}

void Recordings::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_wanted = false;
        if (m_recording)
            m_recording->recorder->finish();
        m_recording.reset();
    }
    m_changed();
}

bool Recordings::tooManyReplaysLocked() const
{
    const auto underWay = [](const auto& one) { return one->replay && !one->recorder->status().over(); };
    return static_cast<std::size_t>(std::ranges::count_if(m_files, underWay)) >= kMaxReplays;
}

void Recordings::saveReplay()
{
    std::optional<Sentence> whyNot;
    std::shared_ptr<One> gone;
    {
        const std::lock_guard lock(m_mutex);
        auto packets
            = m_video && m_settings.replay > Duration::zero() ? m_replay.all() : std::vector<CodedPacket>();
        if (packets.empty())
            whyNot = Sentence(QT_TRANSLATE_NOOP("core", "There is nothing to save yet"));
        else if (tooManyReplaysLocked())
            whyNot = Sentence(QT_TRANSLATE_NOOP(
                "core", "Earlier replays are still being written. Save this one when they are done."));
        else
            makeLocked(true, {}, std::move(packets), gone)->recorder->finish();
    }
    if (whyNot)
        m_services.events.add(EventKind::Warning, m_services.clock.now(), *whyNot);
    m_changed();
}

void Recordings::begin(const StreamInfo& video, const StreamInfo& audio)
{
    std::vector<std::shared_ptr<One>> gone;
    std::shared_ptr<One> none;
    const std::lock_guard lock(m_mutex);
    gone.swap(m_files);
    m_replay.clear();
    m_video = video;
    m_audio = audio;
    if (m_wanted)
        m_recording = makeLocked(false, m_wantedPath, {}, none);
}

void Recordings::push(const CodedPacket& packet)
{
    const std::lock_guard lock(m_mutex);
    m_replay.push(packet);
    if (m_recording)
        m_recording->recorder->push(packet);
}

void Recordings::finish()
{
    const std::lock_guard lock(m_mutex);
    for (const auto& one : m_files)
        one->recorder->finish();
    if (m_video)
        m_wanted = false; // it was for this broadcast
    m_wantedPath.clear();
    m_recording.reset();
    m_video.reset();
    m_audio.reset();
    m_replay.clear();
}

void Recordings::join(TimePoint deadline, Duration extra)
{
    constexpr Duration kStuck
        = seconds(1); // our choice: a disk that takes nothing for so long is not waited for
    const auto files = all();
    const auto over = [](const auto& one) { return one->recorder->status().over(); };
    const auto written = [&files] {
        std::int64_t bytes = 0;
        for (const auto& one : files)
            bytes += one->recorder->status().bytes;
        return bytes;
    };
    const TimePoint most = deadline + extra;
    std::int64_t before = written();
    while (!std::ranges::all_of(files, over) && m_services.clock.now() < deadline) {
        m_services.clock.sleepFor(milliseconds(10), StopToken());
        if (const std::int64_t now = written(); std::exchange(before, now) != now)
            deadline = std::clamp(m_services.clock.now() + kStuck, deadline, most);
    }
    for (const auto& one : files)
        one->runner->requestStop();
    for (const auto& one : files) {
        one->runner->join();
        one->recorder->close();
    }
    look();
}

std::vector<std::shared_ptr<Recordings::One>> Recordings::all() const
{
    const std::lock_guard lock(m_mutex);
    return m_files;
}

void Recordings::look()
{
    for (const auto& one : all())
        tell(*one);
}

void Recordings::tell(One& one)
{
    using State = FileRecorder::State;
    const FileRecorder::Status now = one.recorder->status();
    const TimePoint at = m_services.clock.now();
    if (now.dropped > 0 && !now.over() && !std::exchange(one.toldSlow, true))
        m_services.events.add(EventKind::Warning, at,
            Sentence(QT_TRANSLATE_NOOP("core",
                "The disk is too slow for the recording, which lacks pictures now. The stream goes on untouched.")));
    if (now.roomFor && !now.over() && !std::exchange(one.toldLow, true))
        m_services.events.add(EventKind::Warning, at,
            Sentence(QT_TRANSLATE_NOOP("core", "The disk is filling up: room for about %1 min of recording"),
                {minutesLeft(*now.roomFor)}));
    if (one.told == now.state)
        return;
    const State before = std::exchange(one.told, now.state);
    if (before == State::Waiting
        && (now.state == State::Writing || (now.state == State::Ended && now.bytes > 0)) && !one.replay)
        m_services.events.add(EventKind::RecordingStarted, at,
            Sentence(QT_TRANSLATE_NOOP("core", "Recording to “%1”"), {now.path}));
    if (now.over() && (now.error || now.bytes > 0)) // not when the broadcast ended before its first keyframe
        tellEnd(one, now);
}

void Recordings::tellEnd(const One& one, const FileRecorder::Status& now)
{
    const TimePoint at = m_services.clock.now();
    if (now.error)
        m_services.events.add(EventKind::RecordingFailed, at, now.error->sentence());
    else if (now.failure() && !now.diskFull)
        m_services.events.add(EventKind::RecordingFailed, at, now.failure()->sentence());
    else if (one.replay && now.diskFull)
        m_services.events.add(EventKind::ReplaySaved, at,
            Sentence(QT_TRANSLATE_NOOP("core",
                         "The disk is nearly full, so the replay was cut short after %1 s and kept in “%2”."),
                {std::to_string(now.length / seconds(1)), now.path}));
    else if (one.replay)
        m_services.events.add(EventKind::ReplaySaved, at,
            Sentence(QT_TRANSLATE_NOOP("core", "The last %1 s are in “%2”"),
                {std::to_string(now.length / seconds(1)), now.path}));
    else if (now.diskFull)
        m_services.events.add(EventKind::RecordingStopped, at,
            Sentence(
                QT_TRANSLATE_NOOP("core",
                    "The disk is nearly full, so the recording was ended after %1 and kept in “%2”. The stream "
                    "goes on."),
                {clock(now.length), now.path}));
    else
        m_services.events.add(EventKind::RecordingStopped, at,
            Sentence(QT_TRANSLATE_NOOP("core", "Recorded %1 in “%2”"), {clock(now.length), now.path}));
}

Recordings::Status Recordings::status() const
{
    const std::lock_guard lock(m_mutex);
    Status status;
    status.wanted = m_wanted;
    for (const auto& one : m_files)
        status.files.push_back({one->replay, one->asked, one->recorder->status()});
    if (m_video && m_settings.replay > Duration::zero())
        status.replayHeld = m_replay.held();
    if (!m_recording)
        return status;
    const FileRecorder::Status now = m_recording->recorder->status();
    status.recording = !now.over();
    status.wanted = status.wanted && !now.over();
    if (now.error)
        status.notice = now.error->sentence();
    else if (now.diskFull)
        status.notice = Sentence(
            QT_TRANSLATE_NOOP("core", "The disk is nearly full. The recording was ended and kept."));
    else if (now.roomFor)
        status.notice = Sentence(
            QT_TRANSLATE_NOOP("core", "The disk is filling up: room for about %1 min of recording"),
            {minutesLeft(*now.roomFor)});
    else if (now.dropped > 0)
        status.notice = Sentence(
            QT_TRANSLATE_NOOP("core", "The disk is too slow. Pictures left out of the recording: %1"),
            {std::to_string(now.dropped)});
    return status;
}

std::vector<LiveReport::Recording> Recordings::report(TimePoint startedAt) const
{
    std::vector<LiveReport::Recording> out;
    for (const auto& one : all()) {
        const FileRecorder::Status now = one->recorder->status();
        LiveReport::Recording r;
        r.kind = one->replay ? "replay" : "recording";
        r.path = now.path;
        r.state = stateWord(now.state);
        r.atMs = std::max<std::int64_t>(0, toMs(one->asked - startedAt));
        r.durationMs = toMs(now.length);
        r.bytes = now.bytes;
        r.droppedDisk = now.dropped;
        r.error = ReportError::of(now.failure());
        out.push_back(std::move(r));
    }
    return out;
}

} // namespace sluice
