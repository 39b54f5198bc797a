// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/ScreenSource.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include "core/media/ScreenRegion.h"

namespace sluice {

namespace {

constexpr int kSmallest = 16; // pixels; what is smaller is no picture

XDisplay::Area common(const XDisplay::Area& a, const XDisplay::Area& b)
{
    const int x = std::max(a.x, b.x);
    const int y = std::max(a.y, b.y);
    return {x, y,
        {std::min(a.x + a.size.width, b.x + b.size.width) - x,
            std::min(a.y + a.size.height, b.y + b.size.height) - y}};
}

std::optional<std::uint32_t> windowNumber(std::string_view text)
{
    if (!text.starts_with("0x"))
        return std::nullopt;
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(text.data() + 2, text.data() + text.size(), number, 16);
    return error == std::errc() && end == text.data() + text.size() && number != 0 ? std::optional(number)
                                                                                   : std::nullopt;
}

} // namespace

std::optional<WindowMemory::Known> WindowMemory::find(const std::string& spec) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_known.find(spec);
    return found == m_known.end() ? std::nullopt : std::optional(found->second);
}

void WindowMemory::keep(const std::string& spec, Known known)
{
    const std::lock_guard lock(m_mutex);
    m_known[spec] = std::move(known);
}

ScreenSource::ScreenSource(
    std::string spec, std::shared_ptr<WindowMemory> memory, Clock& clock, const Log& log)
    : m_spec(std::move(spec))
    , m_memory(std::move(memory))
    , m_clock(clock)
    , m_input(clock, log)
{ }

Result<VideoSource::Opened> ScreenSource::open(const VideoRequest& request, StopToken stop)
{
    close();
    if (stop.stop_requested())
        return Error(ErrorCode::Cancelled);
    m_request = request;
    if (m_request.rate.numerator <= 0)
        m_request.rate = {30, 1};
    auto display = XDisplay::open();
    if (!display)
        return display.error();
    m_display = std::move(*display);
    if (auto chosen = choose(); !chosen)
        return chosen.error();
    if (auto followed = follow(); !followed)
        return followed.error();
    m_start = {};
    m_next = 0;
    m_last = MediaTime(microseconds(-1));
    return Opened{fitted(m_area.size), m_request.rate, false};
}

// What the text means on this display.
Result<void> ScreenSource::choose()
{
    m_window = 0;
    m_part.reset();
    m_monitor.clear();
    const std::size_t colon = m_spec.find(':');
    const std::string kind = m_spec.substr(0, colon);
    const std::string name = colon == std::string::npos ? std::string() : m_spec.substr(colon + 1);
    if (kind == "window")
        return chooseWindow(name);
    if (kind == "monitor") {
        m_monitor = name;
    } else if (kind == "region") {
        const auto region = ScreenRegion::parse(name);
        if (!region)
            return Error(ErrorCode::ScreenNotFound, {m_spec});
        m_part = XDisplay::Area{region->x, region->y, region->size};
    } else if (kind != "screen" && kind != "default" && !kind.empty()) {
        return Error(ErrorCode::ScreenNotFound, {m_spec});
    }
    return {};
}

Result<void> ScreenSource::chooseWindow(const std::string& name)
{
    const auto known = m_memory->find(m_spec);
    const auto number = windowNumber(name);
    const std::uint32_t wanted = known ? known->id : number.value_or(0);
    const std::vector<XDisplay::Window> windows = m_display->windows();
    const XDisplay::Window* found = nullptr;
    // The numbers of a program that ended go to the next one that comes.
    const auto anothers
        = [&known](const XDisplay::Window& w) { return known && w.program != known->program; };
    bool reused = false;
    for (const XDisplay::Window& window : windows) {
        if (window.id != wanted)
            continue;
        reused = anothers(window);
        found = reused ? nullptr : &window;
    }
    for (const XDisplay::Window& window : windows) {
        if (found)
            break;
        const bool named = !number && window.title.find(name) != std::string::npos;
        const bool returned = known && window.title == known->title && window.program == known->program
            && !known->strangers.contains(window.id);
        if (named || returned)
            found = &window;
    }
    if (found) {
        m_window = found->id;
        m_memory->keep(m_spec, {found->id, found->title, found->program, {}});
        return {};
    }
    // Small helper windows have no title, and can be named by their number all the same.
    if (wanted != 0 && !reused && m_display->window(wanted)) {
        m_window = wanted;
        return {};
    }
    return known ? Error(ErrorCode::WindowGone, {known->title}) : Error(ErrorCode::ScreenNotFound, {m_spec});
}

// Where that lies now.
Result<XDisplay::Area> ScreenSource::look()
{
    const auto whole = m_display->whole();
    if (!whole)
        return Error(ErrorCode::NoScreen);
    XDisplay::Area area = m_part.value_or(*whole);
    if (m_window != 0) {
        const auto window = m_display->window(m_window);
        if (!window)
            return gone();
        area = *window;
    }
    if (!m_monitor.empty()) {
        const auto monitors = m_display->monitors();
        const auto found = std::find_if(monitors.begin(), monitors.end(),
            [this](const XDisplay::Monitor& monitor) { return monitor.name == m_monitor; });
        if (found == monitors.end())
            return Error(ErrorCode::ScreenNotFound, {m_spec});
        area = found->area;
    }
    area = common(area, *whole);
    if (area.size.width < kSmallest || area.size.height < kSmallest)
        return Error(
            ErrorCode::ScreenFailed, {m_spec, QT_TRANSLATE_NOOP("core", "it lies outside of the screen")});
    return area;
}

// The windows that are there while this one is not are somebody else's.
Error ScreenSource::gone()
{
    auto known = m_memory->find(m_spec);
    if (!known)
        return Error(ErrorCode::WindowGone, {m_spec});
    for (const XDisplay::Window& window : m_display->windows())
        known->strangers.insert(window.id);
    m_memory->keep(m_spec, *known);
    return Error(ErrorCode::WindowGone, {known->title});
}

// Captures what the window or screen has become since.
Result<void> ScreenSource::follow()
{
    const auto area = look();
    if (!area)
        return area.error();
    m_lookAt = m_clock.now() + kLookAgain;
    m_area = *area;
    ScreenInput::Area input{m_display->name(), m_window, m_area.x, m_area.y, m_area.size};
    if (m_window != 0) {
        const auto window = m_display->window(m_window);
        if (!window)
            return gone();
        input.x = m_area.x - window->x;
        input.y = m_area.y - window->y;
    }
    if (!m_guard)
        m_guard = std::make_unique<ScreenGuard>();
    m_input.close(); // it is not among the connections that were there before
    const ScreenGuard::Call call(*m_guard, true);
    return m_input.open(input);
}

Result<VideoFrame> ScreenSource::grab()
{
    if (m_clock.now() >= m_lookAt) {
        m_lookAt = m_clock.now() + kLookAgain;
        const auto area = look();
        if (!area)
            return area.error();
        // A window that is only moved within the screen keeps its picture.
        const bool moved = m_window == 0 && *area != m_area;
        if (moved || area->size != m_area.size)
            if (auto followed = follow(); !followed)
                return followed.error();
    }
    const auto take = [this] {
        const ScreenGuard::Call call(*m_guard, false);
        return m_input.grab();
    };
    auto frame = take();
    if (frame)
        return frame;
    if (m_guard->cut())
        return Error(
            ErrorCode::ScreenFailed, {m_spec, QT_TRANSLATE_NOOP("core", "the display does not answer")});
    if (auto followed = follow(); !followed)
        return followed.error();
    return take();
}

VideoSize ScreenSource::fitted(VideoSize size) const
{
    const VideoSize even{size.width & ~1, size.height & ~1};
    if (m_request.size.width <= 0 || m_request.size.height <= 0)
        return even;
    const double scale = std::min(static_cast<double>(m_request.size.width) / even.width,
        static_cast<double>(m_request.size.height) / even.height);
    if (scale >= 1)
        return even;
    const auto scaled
        = [scale](int length) { return std::max(2, static_cast<int>(std::lround(length * scale / 2)) * 2); };
    return {scaled(even.width), scaled(even.height)};
}

Result<std::optional<VideoFrame>> ScreenSource::read(Duration patience, StopToken stop)
{
    using Answer = std::optional<VideoFrame>;
    if (!m_display)
        return Error(ErrorCode::NoScreen);
    const TimePoint until = m_clock.now() + patience;
    if (m_start == TimePoint())
        m_start = m_clock.now();
    const TimePoint due = m_start + m_request.rate.timeOf(m_next);
    if (!m_clock.sleepUntil(std::min(due, until), stop))
        return Error(ErrorCode::Cancelled);
    if (due > until)
        return Answer();
    auto seen = grab();
    if (!seen)
        return seen.error();
    // Pictures that could not be taken in time are left out: what is shown is always now. One that was taken a little
    // late bears the time it was due at all the same, so that no place in the broadcast is asked for twice or left
    // empty because this thread was woken late.
    const Duration late = seen->captured - due;
    const std::int64_t current
        = static_cast<std::int64_t>(toSeconds(seen->captured - m_start) * m_request.rate.value());
    const std::int64_t index
        = late < kCatchUp * m_request.rate.frameDuration() ? m_next : std::max(m_next, current);
    m_next = index + 1;

    auto frame = m_scaler.convert(*seen, PixelFormat::I420, fitted(seen->size));
    if (!frame)
        return frame.error();
    frame->aspect = 1.0;
    frame->captured = m_start + m_request.rate.timeOf(index);
    frame->pts = std::max(mediaTime(frame->captured - m_start), m_last + microseconds(1));
    m_last = frame->pts;
    return Answer(std::move(*frame));
}

void ScreenSource::close()
{
    m_input.close();
    m_guard.reset();
    m_display.reset();
}

} // namespace sluice
