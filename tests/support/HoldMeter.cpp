// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/HoldMeter.h"

#include <algorithm>
#include <array>
#include <csetjmp>
#include <csignal>
#include <cstdlib>
#include <memory>

#include <cxxabi.h>
#include <execinfo.h>
#include <fcntl.h>
#include <unistd.h>

namespace sluice::test {

namespace {

constexpr int kMostFrames = 48;
constexpr std::size_t kShownFrames = 14;

// Written by the signal handler in the window's thread, read there after the hold.
struct Stack {
    std::array<void*, kMostFrames> frames{};
    std::atomic<int> count = 0;
};
Stack g_stack;

// Hand-written assembler, such as swscale's, says nothing of its frames: who follows them comes to addresses that are
// none, and reads there.
pthread_t g_looking{};
sigjmp_buf g_lost;

extern "C" void sluiceIsLost(int signal) noexcept
{
    if (pthread_equal(pthread_self(), g_looking) != 0)
        siglongjmp(g_lost, 1);
    std::signal(signal, SIG_DFL); // another thread's own fault: it happens again, and counts
}

extern "C" void sluiceLookAtStack(int /*signal*/) noexcept
{
    struct sigaction lost{};
    struct sigaction usual{};
    lost.sa_handler = sluiceIsLost;
    g_looking = pthread_self();
    sigaction(SIGSEGV, &lost, &usual);
    g_stack.count = sigsetjmp(g_lost, 1) == 0 ? backtrace(g_stack.frames.data(), kMostFrames) : 0;
    sigaction(SIGSEGV, &usual, nullptr);
}

// "program(_ZN6sluice3FooEv+0x12) [0x…]" → "sluice::Foo()"
std::string functionOf(const char* symbol)
{
    std::string text(symbol);
    const auto open = text.find('(');
    const auto plus = text.find('+', open == std::string::npos ? 0 : open);
    if (open == std::string::npos || plus == std::string::npos || plus == open + 1)
        return text;
    const std::string mangled = text.substr(open + 1, plus - open - 1);
    int status = 0;
    const std::unique_ptr<char, void (*)(void*)> plain(
        abi::__cxa_demangle(mangled.c_str(), nullptr, nullptr, &status), &std::free);
    return status == 0 ? std::string(plain.get()) : mangled;
}

std::vector<std::string> takeStack()
{
    const int count = g_stack.count.exchange(0);
    std::vector<std::string> where;
    if (count <= 0)
        return where;
    const std::unique_ptr<char*, void (*)(void*)> symbols(
        backtrace_symbols(g_stack.frames.data(), count), &std::free);
    constexpr int kHandlerFrames = 2;
    for (int i = kHandlerFrames; i < count && where.size() < kShownFrames; ++i)
        where.push_back(functionOf(symbols.get()[i]));
    return where;
}

TimePoint timePoint(std::chrono::steady_clock::time_point at)
{
    return TimePoint(std::chrono::duration_cast<Duration>(at.time_since_epoch()));
}

std::int64_t ticks(std::chrono::steady_clock::time_point at)
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(at.time_since_epoch()).count();
}

} // namespace

HoldMeter::HoldMeter() : m_window(pthread_self())
{
    std::array<void*, 1> warm{};
    (void)backtrace(warm.data(), 1); // loads its library now, not in the handler
    struct sigaction action{};
    action.sa_handler = sluiceLookAtStack;
    action.sa_flags = SA_RESTART;
    sigaction(SIGUSR2, &action, nullptr);
    m_schedstat = open("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC);
    restart();
    QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { beat(); });
    m_timer.setTimerType(Qt::PreciseTimer);
    m_timer.start(kBeat);
    m_watcher = std::thread([this] { watch(); });
}

HoldMeter::~HoldMeter()
{
    m_quit = true;
    m_watcher.join();
    if (m_schedstat >= 0)
        close(m_schedstat);
}

void HoldMeter::restart()
{
    m_longest = {};
    m_long.clear();
    m_last = Clock::now();
    m_waited = waitedForCore();
    m_beatAt = ticks(m_last);
    g_stack.count = 0;
}

HoldMeter::Hold HoldMeter::longest()
{
    beat();
    Hold longest = m_longest;
    for (Long& one : m_long) { // not before: a core may have told later than this thread went on
        one.hold.stood = m_standstills.within(one.from, one.to);
        Hold hold = one.hold;
        hold.own = std::min(hold.own, hold.wall - hold.stood);
        if (hold.own > longest.own)
            longest = std::move(hold);
    }
    return longest;
}

void HoldMeter::beat()
{
    const Clock::time_point now = Clock::now();
    const Milliseconds waited = waitedForCore();
    Hold hold;
    hold.wall = std::max(Milliseconds(0), Milliseconds(now - m_last) - Milliseconds(kBeat));
    hold.own = std::max(Milliseconds(0), hold.wall - (waited - m_waited));
    if (hold.own >= kLookAfter) {
        hold.where = takeStack();
        m_long.push_back({std::move(hold), timePoint(m_last + kBeat), timePoint(now)});
    } else if (hold.own > m_longest.own) {
        m_longest = std::move(hold);
    }
    g_stack.count = 0;
    m_last = Clock::now();
    m_waited = waitedForCore();
    m_beatAt = ticks(m_last);
}

// The kernel's second figure: nanoseconds on the run queue. 0 where there is none.
HoldMeter::Milliseconds HoldMeter::waitedForCore() const
{
    std::array<char, 128> text{};
    if (m_schedstat < 0 || pread(m_schedstat, text.data(), text.size() - 1, 0) <= 0)
        return {};
    char* rest = nullptr;
    std::strtoull(text.data(), &rest, 10);
    return std::chrono::nanoseconds(std::strtoull(rest, nullptr, 10));
}

void HoldMeter::watch()
{
    std::int64_t looked = 0;
    while (!m_quit) {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
        const std::int64_t since = m_beatAt;
        if (since == looked || ticks(Clock::now()) - since < std::chrono::nanoseconds(kLookAfter).count())
            continue;
        looked = since;
        pthread_kill(m_window, SIGUSR2);
    }
}

} // namespace sluice::test
