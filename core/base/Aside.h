// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "core/base/Sentence.h"
#include "core/base/StopToken.h"
#include "core/base/Time.h"

namespace sluice {

// What is said of a file that one waits for in vain: "The file … cannot be read: …".
inline constexpr std::string_view kDiskSilent = QT_TRANSLATE_NOOP("core", "its disk does not answer");

// Calls that nothing can interrupt, above all those to a disk that may be gone (a server of files that is switched off,
// a stick that was pulled), or to a graphics card's driver, made on a thread of their own, left behind when no answer
// comes. One call at a time; the thread begins with the first one. A call owns all that it touches, as it may come back
// when everybody else is gone. With Resolver the exception to "every thread is joined". Any thread may ask.
class Aside {
public:
    // Asked every 100 ms while there is no answer; true: give up.
    using Interrupted = std::function<bool()>;

    Aside();
    ~Aside(); // at once: a thread that hangs is left behind
    Aside(const Aside&) = delete;
    Aside& operator=(const Aside&) = delete;

    // What `call` returned (not void), or nothing: it did not within `patience`, which includes the wait for an earlier
    // call, or before the stop. Waits in real time.
    template <typename Call>
    std::optional<std::invoke_result_t<Call&>> ask(Call call, Duration patience, const StopToken& stop)
    {
        return askUntil(std::move(call), patience, stop, nullptr);
    }
    // The same; a call that is answered within 100 ms is not given up.
    template <typename Call>
    std::optional<std::invoke_result_t<Call&>> ask(
        Call call, Duration patience, const Interrupted& interrupted)
    {
        return askUntil(std::move(call), patience, StopToken(), interrupted);
    }
    // Without waiting for it: after what is under way, on the same thread. `call` leaves its answer where the caller
    // looks for it, and must not throw.
    void post(std::function<void()> call);
    // A call hangs that nobody waits for any more.
    bool stuck() const;

private:
    template <typename Call>
    std::optional<std::invoke_result_t<Call&>> askUntil(
        Call call, Duration patience, const StopToken& stop, const Interrupted& interrupted)
    {
        auto answer = std::make_shared<std::optional<std::invoke_result_t<Call&>>>();
        const bool came = run([answer, call = std::move(call)]() mutable { answer->emplace(call()); },
            patience, stop, interrupted);
        return came ? std::move(*answer) : std::nullopt;
    }
    bool run(
        std::function<void()> call, Duration patience, const StopToken& stop, const Interrupted& interrupted);

    struct Shared;
    static void begin(const std::shared_ptr<Shared>& shared, std::function<void()> call);
    static void work(const std::shared_ptr<Shared>& shared);
    const std::shared_ptr<Shared> m_shared;
};

// The one for a place, such as a folder: another place does not wait for what hangs at the last one. Asking the same
// again and again leaves one thread behind at most. Any thread may ask.
class AsideByPlace {
public:
    std::shared_ptr<Aside> of(const std::string& place);

private:
    std::mutex m_mutex;
    std::string m_place; // m_mutex, as is the next
    std::shared_ptr<Aside> m_aside = std::make_shared<Aside>();
};

} // namespace sluice
