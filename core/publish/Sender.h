// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/av/Muxer.h"
#include "core/base/Runner.h"
#include "core/base/TlsReason.h"
#include "core/publish/CarriedRate.h"
#include "core/publish/PacketQueue.h"
#include "core/publish/ReconnectSchedule.h"

namespace sluice {

enum class SenderState { Connecting, Live, Reconnecting, Ended, Failed };

struct Outage {
    TimePoint at; // when it was noticed
    Duration down{}; // until live again; of a running one: until now
    Error cause;
    bool over = false;
};

struct SenderStatus {
    SenderState state = SenderState::Connecting;
    std::optional<Error> error; // why it failed or reconnects
    struct CutOff {
        SenderState state;
        std::optional<Error> error;
    };
    std::optional<CutOff> cutOff; // Ended: it was connecting or reconnecting when the end came
    std::optional<TimePoint> retryAt;
    std::optional<TimePoint> liveSince; // the first keyframe was taken
    std::vector<Outage> outages; // the last kMaxOutages
    int reconnects = 0;
    std::int64_t bytes = 0;
    std::int64_t framesSent = 0;
};

// How the network took what was written since the last look.
struct SenderFlow {
    Duration blocked{}; // the longest write, also one that still waits
    std::int64_t standingBytes = 0; // what stands on the way; a keyframe that passes does not
    std::int64_t standingHere = 0; // of it, in this computer
    Duration way{}; // there and back, at least; zero: not known
    std::optional<double> carriedKbps; // what the network carries, while writes have to wait for it
};

// Sends what comes out of one queue to one destination: connects, sends from a keyframe on, and once it was live
// reconnects without end. A first connection that fails, fails for good, unless others are sent to beside. The sole
// owner of its Muxer, which is thrown away after any error. step() blocks, within the muxer's deadlines, on the
// runner's thread; everything else may be called from any thread.
class Sender final : public Node {
public:
    static constexpr std::size_t kMaxOutages = 1000;
    static constexpr Duration kFirstDeadline = seconds(8); // a `live` that was never live fails within 10 s
    static constexpr Duration kFirstPicture = milliseconds(9500); // since the first attempt: the same
    static constexpr Duration kRetryDeadline = seconds(3);
    // A service that takes the connection and ends it so soon never says that it was the key (Twitch, SRS).
    static constexpr Duration kKeyDoubt = seconds(3);
    static constexpr Duration kFinishDeadline = seconds(1);
    // How long a name that is still in use is asked for again, from the first time it was said on: servers keep a
    // silent publisher for a while.
    static constexpr Duration kNameInUsePatience = seconds(60);
    // FLV's time stamps end at 2^31 ms, 24.8 days: at a keyframe before that a new connection begins.
    static constexpr Duration kLongestRun = std::chrono::hours(24 * 24);

    using OpenMuxer
        = std::function<Result<std::unique_ptr<Muxer>>(const Muxer::Options& options, const StopToken& stop)>;

    struct Config {
        Muxer::Options muxer; // deadlines are set here
        std::string host; // for people
        bool builtInServer = false; // its key is ours: a quick close never means the key
        // Sent to beside others: a first connection that fails is tried again, too, while the others go on.
        bool besideOthers = false;
        std::uint64_t seed = 1; // of the reconnect jitter
        // Called before each attempt to reconnect, on the runner's thread, for at most a second: a server that still
        // holds our lost connection is to let go of it, or it refuses the new one because the name is in use.
        std::function<void()> dropStale;
        // Why the built-in server is not started again; nothing: it runs, or soon will.
        std::function<std::optional<Error>()> givenUp;
        // Why there is nothing to send: asked on the runner's thread when a first connection stands and no picture came
        // for kFirstPicture. Empty: it is waited for.
        std::function<Error()> noPicture;
        OpenMuxer open; // empty: Muxer::open
    };
    struct Services {
        Clock& clock;
        Resolver& resolver;
        const Log& log;
        TlsReason tlsReason;
    };

    Sender(
        Config config, std::shared_ptr<PacketQueue> queue, Services services, std::function<void()> changed);
    ~Sender() override;

    Step step(const StopToken& stop) override;

    // What ended a first connection that had taken the stream for `lasted`: when soon and without a word, it was
    // probably the key.
    static Error doubtingKey(const Error& error, Duration lasted, const std::string& host);

    SenderStatus status() const;
    SenderFlow takeFlow();
    // The runner must be woken too; beside others also after it has failed. An attempt to reconnect that is under way
    // is given up for a new one: it may hang in a network that is no more.
    void retryNow();
    void close(); // once its runner has ended, wherever it stood: nothing stays open, and it is over
    PacketQueue& queue() { return *m_queue; }

private:
    enum class Phase { Connect, Send, Wait, Done };
    Step connect(const StopToken& stop);
    Result<std::unique_ptr<Muxer>> open(const StopToken& stop);
    void begun(std::unique_ptr<Muxer> muxer);
    Step renew(const StopToken& stop);
    Step send(const StopToken& stop);
    bool nothingCame() const;
    Step waitForRetry();
    Step endWaiting();
    void noteOutage(TimePoint now, const Error& cause);
    Step lost(const Error& error);
    Step fail(Error error, bool over = false);
    Error explain(const Error& error) const;
    Error ofOwnServer(const Error& error) const;
    bool worthRetrying(const Error& error, TimePoint now);
    Result<void> write(const CodedPacket& packet, const StopToken& stop);
    void noteSent(const CodedPacket& packet);
    void setState(SenderState state, std::optional<Error> error, std::optional<TimePoint> retryAt);

    const Config m_config;
    const std::shared_ptr<PacketQueue> m_queue;
    Services m_services;
    const std::function<void()> m_changed;

    // Of the runner's thread
    Phase m_phase = Phase::Connect;
    std::unique_ptr<Muxer> m_muxer;
    std::optional<Duration> m_base; // DTS that becomes zero on this connection
    TimePoint m_connectedAt;
    std::optional<TimePoint> m_firstAt; // of the first attempt
    TimePoint m_downSince;
    TimePoint m_retryAt;
    std::optional<TimePoint> m_nameInUseSince; // said in every answer since then
    bool m_wasLive = false;
    bool m_lastedOnce = false;
    std::optional<Error> m_failed; // until somebody asks
    std::int64_t m_bytesBefore = 0; // of earlier connections
    ReconnectSchedule m_schedule;

    std::atomic<bool> m_retryNow = false;
    mutable std::mutex m_mutex;
    std::optional<StopSource> m_attempt; // m_mutex, as everything below; of one that may be given up
    SenderStatus m_status;
    CarriedRate m_carried;
    std::optional<TimePoint> m_writingSince;
    Duration m_blocked{};
    Duration m_way{};
};

} // namespace sluice
