// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/devices/SoundServer.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <utility>

#include <pulse/pulseaudio.h>

#include "core/devices/SoundCards.h"

namespace sluice {

namespace {

constexpr Duration kLook = milliseconds(50); // how soon the deadline is seen

struct Delete {
    void operator()(pa_mainloop* p) const noexcept { pa_mainloop_free(p); }
    void operator()(pa_context* p) const noexcept
    {
        pa_context_set_state_callback(p, nullptr, nullptr);
        pa_context_set_subscribe_callback(p, nullptr, nullptr);
        pa_context_disconnect(p);
        pa_context_unref(p);
    }
};
using Loop = std::unique_ptr<pa_mainloop, Delete>;
using Context = std::unique_ptr<pa_context, Delete>;

void letGo(pa_operation* operation)
{
    if (operation != nullptr)
        pa_operation_unref(operation);
}

bool run(pa_mainloop* loop, Duration longest)
{
    return pa_mainloop_prepare(loop, static_cast<int>(longest.count())) >= 0 && pa_mainloop_poll(loop) >= 0
        && pa_mainloop_dispatch(loop) >= 0;
}

Context connected(pa_mainloop* loop)
{
    Context context(pa_context_new(pa_mainloop_get_api(loop), "Sluice"));
    if (!context || pa_context_connect(context.get(), nullptr, PA_CONTEXT_NOAUTOSPAWN, nullptr) < 0)
        return nullptr;
    return context;
}

std::string words(const char* text)
{
    return text != nullptr ? text : "";
}

// What is asked of a server, and what it has answered.
struct Asked {
    SoundServerDevices devices;
    std::string speaker; // the standard ones, by name
    std::string microphone;
    int waiting = 0; // answers that are still to come

    void add(std::vector<Device>& to, std::string id, const char* label, DeviceKind kind) const
    {
        to.push_back({std::move(id), words(label), kind, false});
    }

    static void onServer(pa_context* /*context*/, const pa_server_info* info, void* self) noexcept
    {
        auto& asked = *static_cast<Asked*>(self);
        --asked.waiting;
        if (info == nullptr)
            return;
        asked.speaker = words(info->default_sink_name);
        asked.microphone = words(info->default_source_name);
    }
    static void onSink(pa_context* /*context*/, const pa_sink_info* sink, int last, void* self) noexcept
    {
        auto& asked = *static_cast<Asked*>(self);
        if (last != 0)
            --asked.waiting;
        else
            asked.add(asked.devices.speakers, std::string(kSoundServerPrefix) + sink->name, sink->description,
                DeviceKind::Speaker);
    }
    static void onSource(pa_context* /*context*/, const pa_source_info* source, int last, void* self) noexcept
    {
        auto& asked = *static_cast<Asked*>(self);
        if (last != 0)
            --asked.waiting;
        else if (source->monitor_of_sink != PA_INVALID_INDEX)
            asked.add(
                asked.devices.desktopSounds, source->name, source->description, DeviceKind::DesktopSound);
        else
            asked.add(asked.devices.microphones, std::string(kSoundServerPrefix) + source->name,
                source->description, DeviceKind::Microphone);
    }
};

} // namespace

std::optional<SoundServerDevices> soundServerDevices(Duration patience)
{
    if (!soundServerThere())
        return std::nullopt;
    const auto until = std::chrono::steady_clock::now() + patience;
    Asked asked;
    const Loop loop(pa_mainloop_new());
    if (!loop)
        return std::nullopt;
    const Context context = connected(loop.get()); // goes before the loop and what it answers to
    bool sent = false;
    while (context && std::chrono::steady_clock::now() < until && run(loop.get(), kLook)) {
        const pa_context_state_t state = pa_context_get_state(context.get());
        if (!PA_CONTEXT_IS_GOOD(state))
            return std::nullopt;
        if (state != PA_CONTEXT_READY)
            continue;
        if (!std::exchange(sent, true)) {
            asked.waiting = 3;
            letGo(pa_context_get_server_info(context.get(), Asked::onServer, &asked));
            letGo(pa_context_get_sink_info_list(context.get(), Asked::onSink, &asked));
            letGo(pa_context_get_source_info_list(context.get(), Asked::onSource, &asked));
        }
        if (asked.waiting <= 0) {
            // What is "default": the monitor of the standard speaker.
            for (Device& monitor : asked.devices.desktopSounds)
                monitor.isDefault = monitor.id == asked.speaker + ".monitor";
            return std::move(asked.devices);
        }
    }
    return std::nullopt;
}

// --- Watching

struct SoundServerWatch::Connection {
    explicit Connection(std::function<void()> c) : changed(std::move(c)), loop(pa_mainloop_new()) { }

    // Until stop(): connects, watches, and begins again when the server has gone.
    void watch()
    {
        while (!stopping) {
            bool served = false;
            if (Context context = soundServerThere() ? connected(loop.get()) : nullptr)
                served = follow(context.get());
            if (served && !stopping)
                changed(); // it has gone, and all that it had
            const auto next = std::chrono::steady_clock::now() + kLookAgain;
            for (auto now = next - kLookAgain; !stopping && now < next;
                now = std::chrono::steady_clock::now())
                if (!turn(std::chrono::duration_cast<Duration>(next - now)))
                    return;
        }
    }

    // As run(), until stop. A wake-up that comes before the loop is prepared is forgotten by it, so whether to stop is
    // asked in between.
    bool turn(Duration longest)
    {
        return pa_mainloop_prepare(loop.get(), static_cast<int>(longest.count())) >= 0 && !stopping
            && pa_mainloop_poll(loop.get()) >= 0 && pa_mainloop_dispatch(loop.get()) >= 0;
    }

    // True when it was ever connected; returns when it is not any more.
    bool follow(pa_context* context)
    {
        bool served = false;
        while (turn(kLookAgain)) {
            const pa_context_state_t state = pa_context_get_state(context);
            if (!PA_CONTEXT_IS_GOOD(state))
                return served;
            if (state != PA_CONTEXT_READY || std::exchange(served, true))
                continue;
            constexpr int kWhat
                = PA_SUBSCRIPTION_MASK_SINK | PA_SUBSCRIPTION_MASK_SOURCE | PA_SUBSCRIPTION_MASK_SERVER;
            pa_context_set_subscribe_callback(context, onEvent, this);
            letGo(
                pa_context_subscribe(context, static_cast<pa_subscription_mask_t>(kWhat), nullptr, nullptr));
            changed(); // the server has come
        }
        return served;
    }

    // A volume that is turned is no news here.
    static void onEvent(pa_context* /*context*/, pa_subscription_event_type_t event, std::uint32_t /*index*/,
        void* self) noexcept
    {
        const auto facility = event & PA_SUBSCRIPTION_EVENT_FACILITY_MASK;
        const auto what = event & PA_SUBSCRIPTION_EVENT_TYPE_MASK;
        if (facility == PA_SUBSCRIPTION_EVENT_SERVER || what != PA_SUBSCRIPTION_EVENT_CHANGE)
            static_cast<Connection*>(self)->changed();
    }

    const std::function<void()> changed;
    Loop loop;
    std::atomic<bool> stopping = false;
    std::thread thread;
};

SoundServerWatch::SoundServerWatch(std::function<void()> changed)
    : m_connection(std::make_unique<Connection>(std::move(changed)))
{
    if (m_connection->loop)
        m_connection->thread = std::thread([c = m_connection.get()] { c->watch(); });
}

SoundServerWatch::~SoundServerWatch()
{
    m_connection->stopping = true;
    if (!m_connection->thread.joinable())
        return;
    pa_mainloop_wakeup(m_connection->loop.get()); // may be called from any thread
    m_connection->thread.join();
}

} // namespace sluice
