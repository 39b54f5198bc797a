// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/DesktopSoundSource.h"

#include <algorithm>
#include <cstring>
#include <functional>
#include <utility>

#include <pulse/pulseaudio.h>

#include "core/devices/DeviceClockMap.h"

namespace sluice {

namespace {

constexpr Duration kFragment = milliseconds(20); // our choice: what the server sends at once
constexpr Duration kLook = milliseconds(20); // how soon a stop is seen

struct Delete {
    void operator()(pa_mainloop* p) const noexcept { pa_mainloop_free(p); }
    void operator()(pa_context* p) const noexcept
    {
        pa_context_disconnect(p);
        pa_context_unref(p);
    }
    void operator()(pa_stream* p) const noexcept
    {
        pa_stream_disconnect(p);
        pa_stream_unref(p);
    }
};

// Its answer comes to a callback, or does not matter.
void letGo(pa_operation* operation)
{
    if (operation != nullptr)
        pa_operation_unref(operation);
}

bool isDefault(const std::string& device)
{
    return device.empty() || device == "default";
}

} // namespace

// Everything happens in run(), which is called by open() and read(): the callbacks are on the reader's thread.
struct DesktopSoundSource::Connection {
    Connection(std::string name, std::string known, Role r, Clock& c)
        : device(std::move(name))
        , role(r)
        , clock(c)
        , title(std::move(known))
    { }
    ~Connection()
    {
        if (stream)
            pa_stream_set_read_callback(stream.get(), nullptr, nullptr);
        if (context)
            pa_context_set_subscribe_callback(context.get(), nullptr, nullptr);
    }

    // Lets the library work for at most `longest`. False when it cannot any more.
    bool run(Duration longest)
    {
        return pa_mainloop_prepare(loop.get(), static_cast<int>(longest.count())) >= 0
            && pa_mainloop_poll(loop.get()) >= 0 && pa_mainloop_dispatch(loop.get()) >= 0;
    }
    Result<void> runUntil(const std::function<bool()>& done, TimePoint deadline, const StopToken& stop)
    {
        while (!done()) {
            if (stop.stop_requested())
                return Error(ErrorCode::Cancelled);
            const TimePoint now = clock.now();
            if (now >= deadline || !run(std::min(deadline - now, kLook)))
                return failed(QT_TRANSLATE_NOOP("core", "the sound server does not answer"));
        }
        return {};
    }
    Error failed(std::string why) const
    {
        return Error(role == Role::Microphone ? ErrorCode::MicrophoneFailed : ErrorCode::DesktopSoundFailed,
            {named(), std::move(why)});
    }
    Error absent() const
    {
        if (role == Role::Microphone && isDefault(device))
            return Error(ErrorCode::NoMicrophone);
        return Error(
            role == Role::Microphone ? ErrorCode::MicrophoneNotFound : ErrorCode::DesktopSoundNotFound,
            {named()});
    }
    std::string named() const { return title.empty() ? device : title; }
    Error noServer() const { return role == Role::Microphone ? absent() : Error(ErrorCode::NoSoundServer); }
    const char* standard() const
    {
        return role == Role::Microphone ? "@DEFAULT_SOURCE@" : "@DEFAULT_MONITOR@";
    }
    // Why nothing comes any more: a device that is pulled takes its stream along, and leaves the server.
    Error lost() const
    {
        const bool served = pa_context_get_state(context.get()) == PA_CONTEXT_READY;
        return failed(served ? QT_TRANSLATE_NOOP("core", "it stopped sending")
                             : QT_TRANSLATE_NOOP("core", "the sound server went away"));
    }
    Error failedNow() const { return failed(pa_strerror(pa_context_errno(context.get()))); }

    Result<void> connect(TimePoint deadline, const StopToken& stop)
    {
        loop.reset(pa_mainloop_new());
        context.reset(pa_context_new(pa_mainloop_get_api(loop.get()), "Sluice"));
        if (pa_context_connect(context.get(), nullptr, PA_CONTEXT_NOAUTOSPAWN, nullptr) < 0)
            return noServer();
        const auto settled = [this] {
            const pa_context_state_t state = pa_context_get_state(context.get());
            return state == PA_CONTEXT_READY || !PA_CONTEXT_IS_GOOD(state);
        };
        if (auto waited = runUntil(settled, deadline, stop); !waited)
            return waited;
        if (pa_context_get_state(context.get()) != PA_CONTEXT_READY)
            return noServer();
        if (isDefault(device)) { // another device may become the standard one
            pa_context_set_subscribe_callback(context.get(), onServerChanged, this);
            letGo(pa_context_subscribe(context.get(), PA_SUBSCRIPTION_MASK_SERVER, nullptr, nullptr));
            letGo(pa_context_get_server_info(context.get(), onServerInfo, this));
        }
        return {};
    }

    Result<void> record(TimePoint deadline, const StopToken& stop)
    {
        const pa_sample_spec spec{PA_SAMPLE_FLOAT32NE, static_cast<std::uint32_t>(format.rate),
            static_cast<std::uint8_t>(format.channels)};
        if (stream)
            pa_stream_set_read_callback(stream.get(), nullptr, nullptr);
        stream.reset(pa_stream_new(context.get(), "Sluice", &spec, nullptr));
        if (!stream)
            return failedNow();
        // Of the stream before nothing holds: neither its clock, nor that its samples were followed by these.
        times.emplace(format.rate, DeviceClockMap::Direction::Capture, kFragment);
        came = clock.now() + kOpening; // some are slow to begin, over the air above all
        pa_stream_set_read_callback(stream.get(), onData, this);
        pa_buffer_attr sizes{};
        sizes.maxlength = static_cast<std::uint32_t>(-1);
        sizes.fragsize
            = static_cast<std::uint32_t>(pa_usec_to_bytes(static_cast<pa_usec_t>(kFragment.count()), &spec));
        const std::string name = isDefault(device) ? standard() : device;
        const auto flags = static_cast<pa_stream_flags_t>(PA_STREAM_AUTO_TIMING_UPDATE
            | PA_STREAM_INTERPOLATE_TIMING | PA_STREAM_ADJUST_LATENCY | PA_STREAM_DONT_MOVE);
        // Answered before the stream is there.
        letGo(pa_context_get_source_info_by_name(context.get(), name.c_str(), onSourceInfo, this));
        if (pa_stream_connect_record(stream.get(), name.c_str(), &sizes, flags) < 0)
            return failedNow();
        const auto settled = [this] { return pa_stream_get_state(stream.get()) != PA_STREAM_CREATING; };
        if (auto waited = runUntil(settled, deadline, stop); !waited)
            return waited;
        if (pa_stream_get_state(stream.get()) == PA_STREAM_READY)
            return {};
        return pa_context_errno(context.get()) == PA_ERR_NOENTITY ? absent() : failedNow();
    }

    bool good() const
    {
        return PA_CONTEXT_IS_GOOD(pa_context_get_state(context.get()))
            && PA_STREAM_IS_GOOD(pa_stream_get_state(stream.get()));
    }

    // Takes what has come. A hole in it (the reader was late) only moves the time on.
    void takeFragments()
    {
        const void* data = nullptr;
        std::size_t bytes = 0;
        while (pa_stream_peek(stream.get(), &data, &bytes) >= 0 && bytes > 0) {
            const std::size_t frameBytes = sizeof(float) * static_cast<std::size_t>(format.channels);
            const auto frames = static_cast<std::int64_t>(bytes / frameBytes);
            if (data == nullptr && !samples.empty())
                return; // first what stands before it
            if (samples.empty())
                stamp(frames, data == nullptr);
            if (data != nullptr) {
                const std::size_t had = samples.size();
                samples.resize(had + bytes / sizeof(float));
                came = clock.now();
                std::memcpy(samples.data() + had, data, bytes);
            }
            index += frames;
            pa_stream_drop(stream.get());
        }
    }

    // When the fragment's first frame was heard. Of a monitor that may lie ahead: it is read before it is played.
    void stamp(std::int64_t frames, bool lost)
    {
        CallbackTime time;
        time.now = clock.now();
        pa_usec_t latency = 0;
        int negative = 0;
        if (pa_stream_get_latency(stream.get(), &latency, &negative) >= 0) {
            time.streamTime = toSeconds(time.now.time_since_epoch());
            time.edgeTime = time.streamTime - (negative != 0 ? 0 : static_cast<double>(latency) * 1e-6);
        }
        captured = times->map(index, frames, time, lost);
        first = index;
    }

    static void onData(pa_stream* /*stream*/, std::size_t /*bytes*/, void* self) noexcept
    {
        static_cast<Connection*>(self)->takeFragments();
    }
    static void onServerChanged(pa_context* context, pa_subscription_event_type_t /*type*/,
        std::uint32_t /*index*/, void* self) noexcept
    {
        letGo(pa_context_get_server_info(context, onServerInfo, self));
    }
    static void onSourceInfo(
        pa_context* /*context*/, const pa_source_info* info, int last, void* self) noexcept
    {
        if (last != 0 || info == nullptr || info->description == nullptr)
            return;
        try {
            static_cast<Connection*>(self)->title = info->description;
        } catch (...) { // NOLINT(bugprone-empty-catch): out of memory; its name is said instead
        }
    }
    static void onServerInfo(pa_context* /*context*/, const pa_server_info* info, void* self) noexcept
    {
        auto& c = *static_cast<Connection*>(self);
        if (info == nullptr)
            return;
        const char* name = c.role == Role::Microphone ? info->default_source_name : info->default_sink_name;
        const std::string now = name != nullptr ? name : "";
        if (now.empty() || now == c.followed)
            return;
        c.moved = !c.followed.empty();
        c.followed = now;
    }

    const std::string device;
    const Role role;
    Clock& clock;
    std::string title; // what the server calls it to people, as far as is known
    AudioFormat format;
    std::unique_ptr<pa_mainloop, Delete> loop; // goes last
    std::unique_ptr<pa_context, Delete> context;
    std::unique_ptr<pa_stream, Delete> stream;
    std::optional<DeviceClockMap> times;
    std::string followed; // the standard device, as far as it is known
    bool moved = false; // another is the standard one now
    std::int64_t index = 0; // frames since the beginning, lost ones included
    std::vector<float> samples; // come, and not given out yet
    std::int64_t first = 0; // index of the first of them
    TimePoint captured; // … and when it was heard
    TimePoint came; // when the last ones did, or when the first should have
};

DesktopSoundSource::DesktopSoundSource(std::string device, Clock& clock, Role role)
    : m_device(std::move(device))
    , m_role(role)
    , m_clock(clock)
{ }

DesktopSoundSource::~DesktopSoundSource() = default;

Result<AudioFormat> DesktopSoundSource::open(AudioFormat wanted, StopToken stop)
{
    close();
    auto connection = std::make_unique<Connection>(m_device, m_title, m_role, m_clock);
    connection->format = wanted; // the server converts
    const TimePoint deadline = m_clock.now() + kOpening;
    if (auto connected = connection->connect(deadline, stop); !connected)
        return connected.error();
    if (auto recording = connection->record(deadline, stop); !recording)
        return recording.error();
    m_connection = std::move(connection);
    m_title = m_connection->title;
    return wanted;
}

Result<std::optional<AudioBlock>> DesktopSoundSource::read(Duration patience, StopToken stop)
{
    if (!m_connection)
        return Error(ErrorCode::Internal, {"the desktop sound is not open"});
    Connection& c = *m_connection;
    const TimePoint deadline = m_clock.now() + patience;
    while (c.samples.empty()) {
        if (stop.stop_requested())
            return Error(ErrorCode::Cancelled);
        // A microphone that is there always sends; a computer that plays nothing is silent.
        if (!c.good() || (m_role == Role::Microphone && m_clock.now() - c.came > kSilentServer))
            return c.lost();
        if (std::exchange(c.moved, false))
            if (auto again = c.record(m_clock.now() + kOpening, stop); !again)
                return again.error();
        const TimePoint now = m_clock.now();
        if (now >= deadline)
            return std::optional<AudioBlock>();
        if (!c.run(std::min(deadline - now, kLook)))
            return c.failedNow();
    }
    AudioBlock block = AudioBlock::of(c.format, std::exchange(c.samples, {}));
    block.pts = mediaTime(c.format.durationOf(c.first));
    block.captured = c.captured;
    return std::optional(std::move(block));
}

void DesktopSoundSource::close()
{
    m_connection.reset();
}

} // namespace sluice
