// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <QObject>

#include "core/av/Encoder.h"
#include "core/base/Error.h"
#include "core/media/CameraControl.h"
#include "core/media/Layout.h"
#include "core/media/VideoFrame.h"
#include "core/metrics/AudioMeter.h"
#include "core/metrics/Events.h"
#include "core/metrics/LiveReport.h"
#include "core/publish/Recordings.h"
#include "core/session/RecordingShelf.h"
#include "core/session/WatchSession.h"

namespace sluice {

class ConfidenceMonitor;

enum class BroadcastState { Idle, Connecting, Live, Reconnecting, Stopping, Failed };

// Where it goes besides.
struct BroadcastDestination {
    std::string url; // rtmp(s)://… with the key inside
    std::string shownUrl; // what people and reports may see
    bool builtInServer = false;
};

// How one of several destinations fares.
struct DestinationStatus {
    std::string shownUrl; // redacted
    BroadcastState state = BroadcastState::Idle;
    std::optional<Error> error;
    std::optional<TimePoint> retryAt;
    Duration sendQueue{};
    std::int64_t dropped = 0; // frames
    int reconnects = 0;
    double sentKbps = 0;
};

// What is sent and where.
struct BroadcastRequest {
    std::string url; // rtmp(s)://… with the key inside
    std::string shownUrl; // what people and reports may see
    bool builtInServer = false;
    std::vector<BroadcastDestination>
        more; // sent to as well, each by its own sender; see BitrateController.h
    std::string recordFile; // empty: none, unless startRecording() was called
    Duration hlsFragment = seconds(1); // of the built-in server, see ServerConfig
    NamedValues settingsForReport;
};

// What is captured and how it is encoded; can be set while idle, devices also while live.
struct BroadcastSources {
    std::string camera = "test"; // test | file:PATH | device id | default
    std::string microphone = "tone"; // tone | file:PATH | none | device id | default
    // What the computer plays: as above; a device is one of the sound server's sources.
    std::string desktop = "none";
    std::string screen = "default"; // see DeviceSpec::screen()
    bool operator==(const BroadcastSources&) const = default;
};
// How the sound is mixed; can be set at any time, and acts at once.
struct BroadcastSound {
    double microphoneGainDb = 0;
    double desktopGainDb = 0;
    bool noiseSuppression = false; // of the microphone
    bool limiter = false;
    Duration offset{}; // added to the sound's time stamps; −500…500 ms
};
struct BroadcastEncoding {
    VideoEncoderConfig video;
    AudioEncoderConfig audio;
    bool adaptive = true; // the video bitrate follows what the network carries
};

struct BroadcastStatus {
    BroadcastState state = BroadcastState::Idle;
    std::optional<Error> error; // why it failed, or why it reconnects
    std::optional<Error> encoderError; // and none took its place: the sound goes on alone
    std::optional<Error> cameraError; // the slate is shown meanwhile, or the screen alone
    std::optional<Error> screenError; // the slate is shown meanwhile
    std::optional<Error> slateError; // of its file; our own drawing is shown
    bool slateReady = true; // its file is known by now, be it to be of no use
    std::optional<Error> logoError; // the picture is shown without it
    std::optional<Error> microphoneError; // silence is sent meanwhile
    std::optional<Error> desktopError; // as above
    bool soundReady = true; // each of them gives sound, or is known to give none
    std::optional<TimePoint> retryAt; // Reconnecting
    bool cameraRunning = false; // or whatever else the layout mainly shows
    Layout layout; // as it was set
    LayoutKind shown = LayoutKind::Camera; // differs from it while a source starts
    std::optional<Placement> inset; // where the camera stands on the screen
    bool muted = false; // the microphone
    bool desktopMuted = false;
    bool microphoneSilent = false; // for 10 s, though it is there, wanted and not muted
    Duration live{}; // since the first packet was accepted; goes on while paused
    bool wasLive = false; // the running or last broadcast, at one destination at least
    bool paused = false; // slate and silence are sent
    Recordings::Status recordings;
    std::vector<KeptRecording> kept; // what this and earlier broadcasts of this run left, newest first
    // A finished recording that is made an ordinary MP4.
    struct Conversion {
        bool running = false;
        double progress = 0; // 0…1
        std::string from;
        std::string made; // what it became; empty: nothing yet
        std::optional<Error> error; // of the last
    };
    Conversion conversion;
    std::optional<Duration> glassToGlass; // measured by monitor() over RTMP while it plays
    // How much later it is in a browser, about: not measured, see browserDelay(). Known together with the former.
    std::optional<Duration> browserDelay;
    VideoSize size;
    double fps = 0;
    double captureFps = 0;
    double sentKbps = 0; // to each destination, on the average of those that are live
    int targetKbps = 0; // as chosen, picture and sound
    int adaptedKbps = 0; // the same as the network allows now; less than chosen: it was lowered
    std::optional<double>
        carriedKbps; // what the slowest way carried when it was last congested; nothing: it keeps up
    std::optional<Sentence> networkNotice; // what the network makes us do, in words
    bool overloaded = false; // pictures were left out a moment ago: this computer did not keep up
    Duration sendQueue{};
    std::int64_t droppedCapture = 0;
    std::int64_t droppedEncode = 0;
    std::int64_t droppedNetwork = 0;
    std::int64_t frames = 0; // encoded
    double encoderLoad = 0; // share of a frame's time that encoding takes, 0…1 and above
    int reconnects = 0;
    AudioLevels meter; // after mute and mix: what viewers hear
    AudioLevels microphoneMeter; // with its gain, muted or not
    AudioLevels desktopMeter; // as above; no channels without desktop sound
    std::vector<DestinationStatus> destinations; // of the running or last broadcast; the main one first
    std::string destination; // redacted; where it goes, or last went
    bool builtInServer = false; // … which is the built-in one
    BroadcastSources sources; // as they were set
    BroadcastSound sound; // as above
};

// The broadcast pipeline as the window and the command line see it. Lives in the thread that made it; no call
// blocks. Sources run from preview() on; going live adds encoding and sending.
class BroadcastSession : public QObject {
    Q_OBJECT
public:
    explicit BroadcastSession(SessionServices services, QObject* parent = nullptr);
    ~BroadcastSession() override; // stops and joins, bounded to 3 s

    void setSources(const BroadcastSources& sources); // acts at once, live too
    void setLayout(const Layout& layout); // acts at once, live too
    void setSlate(const std::string& path); // a picture or video file; empty: our own drawing
    // Over every layout but the slate: BGRA, its colours multiplied by alpha, with its corner at (x, y) of a canvas of
    // the encoding's size. Empty: nothing.
    void setOverlay(const VideoFrame& picture, int x, int y);
    // Why the logo is not in it; nothing: it is, or none is wanted. Told as an event, and again in each broadcast.
    void setLogoError(const std::optional<Error>& error);
    void setEncoding(const BroadcastEncoding& encoding); // next time live
    void setMuted(bool muted); // the microphone
    void setDesktopMuted(bool muted);
    void setSound(const BroadcastSound& sound);
    void setCameraControls(const CameraControlMemory& memory); // for each camera that is opened from now on
    // The built-in server as a sender knows it. Called on the sender's thread. To be set before going live.
    struct OwnServer {
        // Lets go of a lost connection of ours, before it is connected to again; may block for a second.
        std::function<void()> dropStale;
        // Why it is not started again; nothing: it runs, or soon will.
        std::function<std::optional<Error>()> givenUp;
    };
    void setOwnServer(OwnServer server);
    void startPreview();
    void stopPreview();

    void goLive(const BroadcastRequest& request);
    void end(); // or cancels connecting
    void setPaused(bool paused); // slate and silence on the same connections; nothing unless live
    void setRecording(const RecordingSettings& settings); // for files that begin from now on
    // Beside the stream, from the same packets: now, or from the beginning of the next broadcast.
    void startRecording();
    void stopRecording();
    // An MP4 beside it with its index at the beginning; the original goes once that is whole. One at a time.
    void convert(const std::string& path);
    void forgetHalves(const std::string& folder); // of conversions that a crash ended; see Remux.h
    void cancelConversion();
    void takeOff(const std::string& path); // from what is kept; the file stays
    void saveReplay(); // the last seconds, into a file of their own; an event tells where
    ConfidenceMonitor& monitor(); // made when it is first asked for
    void retryNow(); // those that wait for their time
    void retryNow(std::size_t destination); // as in the status; also one that failed, while another goes on
    void viewerJoined(); // its first picture must not wait for the GOP

    const SessionServices& services() const; // for sessions that work beside it
    BroadcastStatus status() const;
    VideoFrame latestFrame() const; // what viewers get, before encoding
    EventLog::Slice eventsSince(std::uint64_t position) const;
    LiveReport report() const;
    bool live() const; // Connecting, Live, Reconnecting

signals:
    void changed();
    void frameChanged();
    void finished(); // Idle or Failed after having been live or connecting

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace sluice
