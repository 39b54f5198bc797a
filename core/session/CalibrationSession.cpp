// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/CalibrationSession.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <mutex>
#include <numbers>
#include <thread>

#include <QTimer>

#include "core/capture/FlashBeep.h"
#include "core/capture/SourceFactory.h"
#include "core/capture/TestTone.h"
#include "core/output/SinkFactory.h"
#include "core/session/Background.h"

namespace sluice {

namespace {

constexpr int kTickMs = 5; // a flash is as exact as this and the screen allow
constexpr Duration kBefore = milliseconds(800); // the eye of the camera gets used to the dark
constexpr int kFlashes = 6;
constexpr Duration kWhole = kBefore + kFlashes * FlashBeepMeter::kApart;
constexpr Duration kOpening
    = seconds(8); // until both give something; a preview lets go of its camera in less than 1
constexpr Duration kAgain = milliseconds(200);
constexpr Duration kPatience = milliseconds(20); // so soon a source sees that it has to end

// A beep with each flash, by the time at which it leaves the speaker.
class Beeper final : public AudioRenderer {
public:
    void begin(TimePoint first) { m_first = first.time_since_epoch().count(); }
    void setFormat(AudioFormat format) { m_format = format; } // any thread
    void render(std::span<float> out, TimePoint heardAt, TimePoint /*askedAt*/) noexcept override
    {
        const AudioFormat format = m_format;
        const std::int64_t first = m_first;
        const auto channels = static_cast<std::size_t>(format.channels);
        for (std::size_t i = 0; i + channels <= out.size(); i += channels) {
            float value = 0;
            const std::int64_t since = heardAt.time_since_epoch().count() - first
                + format.durationOf(static_cast<std::int64_t>(i / channels)).count();
            const std::int64_t within = since % FlashBeepMeter::kApart.count();
            if (first != 0 && since >= 0 && since / FlashBeepMeter::kApart.count() < kFlashes
                && within < FlashBeepMeter::kLasts.count())
                value = static_cast<float>(
                    0.5 * std::sin(2 * std::numbers::pi * kBeepHz * static_cast<double>(within) * 1e-6));
            std::fill_n(&out[i], channels, value);
        }
    }

private:
    std::atomic<AudioFormat> m_format{AudioFormat{48000, 2}};
    std::atomic<std::int64_t> m_first = 0;
};

// What one measurement reads and plays with, on a thread for each device: a camera, a microphone and a speaker may take
// long to open and to close.
class Devices {
public:
    Devices(const SessionServices& s, const std::string& camera, const std::string& microphone,
        const std::string& speaker)
        : services(s)
        , factory(s.clock, s.resolver, s.log, s.sound)
    {
        mouth = std::thread([this, speaker] { speak(speaker); });
        eyes = std::thread([this, camera] {
            read([&] { return factory.camera(camera); },
                [&](VideoSource& source) { return source.open({{1280, 720}, {30, 1}}, stop.get_token()); },
                seen);
        });
        ears = std::thread([this, microphone] {
            read([&] { return factory.microphone(microphone); },
                [&](AudioSource& source) { return source.open({48000, 2}, stop.get_token()); }, heard);
        });
    }
    ~Devices() // waits for the devices
    {
        stop.request_stop();
        for (std::thread* thread : {&eyes, &ears, &mouth})
            if (thread->joinable())
                thread->join();
    }
    Devices(const Devices&) = delete;
    Devices& operator=(const Devices&) = delete;

    void askToStop() { stop.request_stop(); }
    bool sees() const { return seen; }
    bool hears() const { return heard; }
    bool mayBeep() const { return spoken; } // or cannot
    void begin(TimePoint first)
    {
        beeper.begin(first);
        const std::lock_guard lock(mutex);
        measuring = true;
    }
    FlashBeepMeter taken() // nothing is added afterwards
    {
        const std::lock_guard lock(mutex);
        measuring = false;
        return std::move(meter);
    }
    std::optional<Error> failureNow()
    {
        const std::lock_guard lock(mutex);
        return failure;
    }

private:
    // Reads one source until it is stopped. What cannot be opened is tried again: it may be on its way from others.
    template <typename Make, typename Open>
    void read(const Make& make, const Open& open, std::atomic<bool>& gives)
    {
        const TimePoint until = services.clock.now() + kOpening;
        while (!stop.stop_requested()) {
            auto source = make();
            std::optional<Error> wrong;
            if (!source) {
                wrong = source.error();
            } else if (auto opened = open(**source); !opened) {
                wrong = opened.error();
            } else {
                while (!wrong && !stop.stop_requested()) {
                    auto piece = (*source)->read(kPatience, stop.get_token());
                    if (!piece)
                        wrong = piece.error();
                    if (!piece || !*piece)
                        continue;
                    gives = true;
                    const std::lock_guard lock(mutex);
                    if (measuring)
                        meter.add(**piece);
                }
                (*source)->close();
            }
            if (!wrong || wrong->cancelled())
                return;
            if (gives || services.clock.now() > until) {
                const std::lock_guard lock(mutex);
                if (!failure)
                    failure = wrong;
                return;
            }
            services.clock.sleepFor(kAgain, stop.get_token());
        }
    }

    // Plays the beeps until it is stopped. Without a speaker the measuring goes on: something else may beep.
    void speak(const std::string& speaker)
    {
        constexpr AudioFormat kWanted{48000, 2};
        beeper.setFormat(kWanted);
        auto sink = SinkFactory(services.clock, services.sound).audio(speaker);
        bool plays = false;
        if (sink) {
            const auto opened = (*sink)->open(kWanted, beeper);
            plays = opened.ok();
            if (plays && *opened != kWanted)
                beeper.setFormat(*opened); // nothing beeps yet
        }
        spoken = true;
        while (plays && !stop.stop_requested())
            services.clock.sleepFor(seconds(1), stop.get_token());
        if (plays)
            (*sink)->close();
    }

    const SessionServices services;
    StopSource stop;
    SourceFactory factory;
    Beeper beeper;
    std::atomic<bool> seen = false; // the camera gives pictures
    std::atomic<bool> heard = false; // the microphone gives sound
    std::atomic<bool> spoken = false; // the speaker is open, or will not be
    std::mutex mutex;
    FlashBeepMeter meter; // mutex, as the two below
    bool measuring = false;
    std::optional<Error> failure;
    std::thread mouth, eyes, ears;
};

} // namespace

class CalibrationSession::Private {
public:
    Private(CalibrationSession* session, SessionServices s)
        : q(session)
        , services(std::move(s))
        , release(session, [this](bool) { released(); })
    {
        tick.setTimerType(Qt::PreciseTimer);
        tick.setInterval(kTickMs);
        connect(&tick, &QTimer::timeout, q, [this] { look(); });
    }

    struct Plan {
        std::string camera, microphone, speaker;
    };

    void start(Plan plan)
    {
        letGo();
        status = {CalibrationStatus::State::Opening, 0, {}, {}, 0, {}};
        if (release.working()) {
            next = std::move(plan);
            expectDevices(); // those before have as long to be let go of
        } else {
            open(plan);
        }
    }

    void open(const Plan& plan)
    {
        devices = std::make_shared<Devices>(services, plan.camera, plan.microphone, plan.speaker);
        expectDevices();
    }

    void expectDevices()
    {
        openedBy = services.clock.now() + kOpening + seconds(1);
        tick.start();
    }

    void released()
    {
        if (const auto plan = std::exchange(next, std::nullopt))
            open(*plan);
        else
            emit q->changed();
    }

    void look()
    {
        const TimePoint now = services.clock.now();
        if (const auto wrong = devices ? devices->failureNow() : std::nullopt)
            return fail(wrong->sentence());
        if (status.state == CalibrationStatus::State::Opening) {
            const bool late = now > openedBy;
            const bool sees = devices && devices->sees();
            const bool hears = devices && devices->hears();
            if (sees && hears && (devices->mayBeep() || late)) // a speaker that hangs is none
                begin(now);
            else if (late)
                fail(
                    sentenceOf(sees ? FlashBeepMeter::Problem::NoSound : FlashBeepMeter::Problem::NoPicture));
            return;
        }
        const Duration since = now - first;
        const bool on = since >= Duration::zero() && since % FlashBeepMeter::kApart < FlashBeepMeter::kLasts
            && since / FlashBeepMeter::kApart < kFlashes;
        if (on != lit)
            emit q->flash(lit = on);
        const double progress = std::clamp(toSeconds(since + kBefore) / toSeconds(kWhole), 0.0, 1.0);
        const bool step = std::floor(progress * 50) > std::floor(status.progress * 50);
        status.progress = progress;
        if (since + kBefore >= kWhole)
            judge();
        else if (step)
            emit q->changed();
    }

    void begin(TimePoint now)
    {
        first = now + kBefore;
        devices->begin(first);
        status.state = CalibrationStatus::State::Measuring;
        emit q->changed();
    }

    void judge()
    {
        const FlashBeepMeter::Answer answer = devices->taken().judge();
        letGo();
        if (answer.problem != FlashBeepMeter::Problem::None)
            return fail(sentenceOf(answer.problem));
        status.state = CalibrationStatus::State::Done;
        status.offset = answer.offset;
        status.uncertainty = answer.uncertainty;
        status.pairs = answer.pairs;
        emit q->changed();
    }

    void fail(Sentence why)
    {
        letGo();
        status.state = CalibrationStatus::State::Failed;
        status.problem = std::move(why);
        emit q->changed();
    }

    // The devices are let go of elsewhere: released() tells when. There is one set of them at most, because the next
    // one is opened only then.
    void letGo()
    {
        tick.stop();
        next.reset();
        if (devices) {
            devices->askToStop();
            release.start([gone = std::exchange(devices, nullptr)](const StopToken&) mutable {
                gone.reset(); // waits for the devices
                return true;
            });
        }
        if (std::exchange(lit, false))
            emit q->flash(false);
    }

    bool holdsDevices() const { return devices || release.working(); }

    CalibrationSession* const q;
    const SessionServices services;
    CalibrationStatus status;
    QTimer tick;
    std::shared_ptr<Devices> devices;
    std::optional<Plan> next; // as soon as the last ones were let go of
    TimePoint openedBy;
    TimePoint first; // flash
    bool lit = false;
    Background<bool> release; // last: joined first
};

CalibrationSession::CalibrationSession(SessionServices services, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, std::move(services)))
{ }

CalibrationSession::~CalibrationSession() = default;

void CalibrationSession::start(
    const std::string& camera, const std::string& microphone, const std::string& speaker)
{
    d->start({camera, microphone, speaker});
    emit changed();
}

void CalibrationSession::cancel()
{
    d->letGo();
    d->status = {};
    emit changed();
}

bool CalibrationSession::holdsDevices() const
{
    return d->holdsDevices();
}

CalibrationStatus CalibrationSession::status() const
{
    return d->status;
}

} // namespace sluice
