// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/base/Log.h"
#include "core/base/Resolver.h"
#include "core/base/Runner.h"
#include "core/metrics/Events.h"
#include "core/metrics/LiveReport.h"
#include "core/publish/FileRecorder.h"
#include "core/publish/ReplayBuffer.h"

namespace sluice {

// Where files go and what they are called.
struct RecordingSettings {
    std::string folder; // made when it is missing
    std::string name = "sluice-{date}-{time}"; // {date} 2026-05-17, {time} 18-30-05, the local ones
    std::string format = "mkv"; // or "mp4", in fragments
    Duration replay = seconds(30); // what can be saved afterwards; zero: nothing
    std::int64_t reserveBytes = std::int64_t(500) << 20; // of the disk: a recording ends before it takes them
    bool operator==(const RecordingSettings&) const = default;
};

// The name, without folder and ending, that a pattern gives at a time; nothing in it leads to another folder.
std::string recordingName(const std::string& pattern, WallTime at);

// One file of a broadcast.
struct KeptFile {
    bool replay = false;
    TimePoint asked;
    FileRecorder::Status file;
};

// What of a broadcast is kept on this computer: the recording, and replays saved from the buffer. Each file is written
// by a thread of its own. Any thread, unless said otherwise; nothing waits but join().
class Recordings {
public:
    struct Services {
        Clock& clock;
        EventLog& events;
        std::function<Result<std::unique_ptr<Muxer>>(const Muxer::Options&, StopToken)> open;
        std::function<std::optional<std::int64_t>(const std::string& path)> freeBytes;
    };
    struct Status {
        bool wanted = false; // asked for: it runs, or will with the next broadcast
        bool recording = false; // a file is being written
        std::vector<KeptFile> files; // of the running or last broadcast, oldest first
        Duration replayHeld{}; // what saveReplay() would write now
        std::optional<Sentence> notice; // what is wrong with the recording that runs
    };
    static constexpr std::size_t kMaxFiles = 100; // of those that are over, the newest
    static constexpr std::size_t kMaxReplays = 3; // that are being written: each holds its span in memory

    // The program's own: libavformat and the file system. All that is given outlives them.
    static Services servicesFor(Clock& clock, Resolver& resolver, const Log& log, EventLog& events);

    Recordings(Services services, std::function<void()> changed);
    ~Recordings();
    Recordings(const Recordings&) = delete;
    Recordings& operator=(const Recordings&) = delete;

    void setSettings(const RecordingSettings& settings); // files that are being written stay as they are
    // `path`: a file of that name, or its number beside it; its ending is the format. Empty: by the settings. Before a
    // broadcast: from its first keyframe on; in one: from the last keyframe on.
    void start(const std::string& path = {});
    void stop();
    void saveReplay(); // not while kMaxReplays are still being written, which is told

    // Of a broadcast, by its control thread.
    void begin(const StreamInfo& video, const StreamInfo& audio);
    void push(const CodedPacket& packet); // any thread
    void look(); // tells what has become of the files
    void finish(); // there will be no more packets
    // After finish(). Files that are not whole by the deadline end where they are; one whose disk still takes something
    // may go on for as long as that, but no longer than `extra`.
    void join(TimePoint deadline, Duration extra = {});

    Status status() const;
    std::vector<LiveReport::Recording> report(TimePoint startedAt) const;

private:
    struct One {
        bool replay = false;
        TimePoint asked;
        std::unique_ptr<FileRecorder> recorder;
        std::unique_ptr<Runner> runner; // destroyed first: it steps the recorder
        FileRecorder::State told = FileRecorder::State::Waiting; // the control thread's, as the next two
        bool toldLow = false;
        bool toldSlow = false;
    };
    // `gone`: one that is over gave way; to be let go of without the lock, because it may wait for its disk.
    std::shared_ptr<One> makeLocked(
        bool replay, const std::string& path, std::vector<CodedPacket> begin, std::shared_ptr<One>& gone);
    std::string pathLocked(bool replay) const;
    bool tooManyReplaysLocked() const;
    void tell(One& one);
    void tellEnd(const One& one, const FileRecorder::Status& now);
    std::vector<std::shared_ptr<One>> all() const;

    const Services m_services;
    const std::function<void()> m_changed;
    mutable std::mutex m_mutex;
    RecordingSettings m_settings; // m_mutex, as everything below
    std::optional<StreamInfo> m_video; // nothing: no broadcast
    std::optional<StreamInfo> m_audio;
    ReplayBuffer m_replay;
    bool m_wanted = false;
    std::string m_wantedPath;
    std::shared_ptr<One> m_recording;
    std::vector<std::shared_ptr<One>> m_files;
};

} // namespace sluice
