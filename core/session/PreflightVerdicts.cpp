// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/PreflightVerdicts.h"

#include <cmath>

#include <fmt/format.h>

namespace sluice::preflight {

namespace {

CheckVerdict bad(const Error& error)
{
    return {CheckState::Bad, error.sentence()};
}

std::string rounded(double value)
{
    return std::to_string(std::lround(value));
}

} // namespace

CheckVerdict picture(const std::optional<Error>& error, double fps, double wantedFps)
{
    constexpr double kFewer = 0.8; // of what was asked for: a dark room, a busy computer
    if (error)
        return bad(*error);
    if (fps < 0.5)
        return {CheckState::Bad,
            Sentence(QT_TRANSLATE_NOOP("core",
                "It gave no picture in 5 s. Unplug it and plug it in again, or choose another one."))};
    if (fps < kFewer * wantedFps)
        return {CheckState::Warning,
            Sentence(
                QT_TRANSLATE_NOOP("core",
                    "It gives %1 pictures a second instead of %2. More light, or a smaller picture, may help."),
                {rounded(fps), rounded(wantedFps)})};
    return {CheckState::Good, Sentence(QT_TRANSLATE_NOOP("core", "%1 pictures a second"), {rounded(fps)})};
}

CheckVerdict testPicture()
{
    return {CheckState::Warning,
        Sentence(QT_TRANSLATE_NOOP(
            "core", "The test picture is sent. Choose a camera if viewers are to see one."))};
}

CheckVerdict testTone()
{
    return {CheckState::Warning,
        Sentence(QT_TRANSLATE_NOOP(
            "core", "The test tone is sent. Choose a microphone if viewers are to hear one."))};
}

CheckVerdict sound(
    const std::optional<Error>& error, double peakDb, bool muted, bool wanted, bool desktopHeard)
{
    constexpr double kSilent = -60; // as everywhere else
    constexpr double kLow = -40; // speech is some 20 dB louder
    constexpr double kClips = -0.5;
    if (!wanted && desktopHeard)
        return {CheckState::Warning,
            Sentence(QT_TRANSLATE_NOOP("core", "None is chosen: viewers hear the desktop sound alone."))};
    if (!wanted)
        return {CheckState::Warning,
            Sentence(QT_TRANSLATE_NOOP("core", "None is chosen: viewers hear nothing."))};
    if (error)
        return bad(*error);
    if (muted && desktopHeard)
        return {CheckState::Warning,
            Sentence(QT_TRANSLATE_NOOP("core", "It is muted: viewers hear the desktop sound alone."))};
    if (muted)
        return {
            CheckState::Warning, Sentence(QT_TRANSLATE_NOOP("core", "It is muted: viewers hear nothing."))};
    const std::string level
        = fmt::format("{}{}", std::lround(peakDb) < 0 ? "−" : "", std::abs(std::lround(peakDb)));
    if (peakDb <= kSilent)
        return {CheckState::Bad,
            Sentence(QT_TRANSLATE_NOOP(
                "core", "It is silent. Speak while it is checked, and see that it is not switched off."))};
    if (peakDb < kLow)
        return {CheckState::Warning,
            Sentence(QT_TRANSLATE_NOOP("core", "It is quiet (%1 dB at most). Raise its gain in the mixer."),
                {level})};
    if (peakDb > kClips)
        return {CheckState::Warning,
            Sentence(QT_TRANSLATE_NOOP("core", "It is too loud and clips. Lower its gain in the mixer."))};
    return {CheckState::Good, Sentence(QT_TRANSLATE_NOOP("core", "It is heard, %1 dB at most"), {level})};
}

CheckVerdict encoder(const std::optional<Error>& error, double timesReal, const std::string& name,
    const std::optional<Error>& whyNotChosen)
{
    constexpr double kReserve = 1.5; // other programs want some, too
    if (error)
        return bad(*error);
    const std::string times = fmt::format("{:.1f}", timesReal);
    if (timesReal < 1)
        return {CheckState::Bad,
            Sentence(
                QT_TRANSLATE_NOOP("core",
                    "%1 is too slow on this computer, %2 times as fast as is needed. Choose a smaller picture, "
                    "fewer pictures a second or less effort in the settings."),
                {name, times})};
    if (whyNotChosen)
        return {CheckState::Warning,
            Sentence(
                QT_TRANSLATE_NOOP("core",
                    "The encoder of the settings cannot be used. x264 takes its place, and encodes %1 times as fast "
                    "as is needed. Choose another one in Settings, Encoding."),
                {times})};
    if (timesReal < kReserve)
        return {CheckState::Warning,
            Sentence(
                QT_TRANSLATE_NOOP("core",
                    "This computer just keeps up: with %1 it encodes %2 times as fast as is needed. Close other "
                    "programs, or choose less effort."),
                {name, times})};
    return {CheckState::Good,
        Sentence(QT_TRANSLATE_NOOP("core", "With %1 this computer encodes %2 times as fast as is needed"),
            {name, times})};
}

CheckVerdict disk(std::int64_t freeBytes, int kbps)
{
    constexpr double kHour = 3600;
    if (freeBytes < 0)
        return {CheckState::Skipped,
            Sentence(QT_TRANSLATE_NOOP("core", "It does not say how much room it has."))};
    const double hours = static_cast<double>(freeBytes) * 8 / 1000 / std::max(1, kbps) / kHour;
    if (hours < 1)
        return {CheckState::Warning,
            Sentence(QT_TRANSLATE_NOOP("core",
                         "There is room for %1 minutes of recording. Free some space before you record."),
                {rounded(std::floor(hours * 60))})};
    return {CheckState::Good,
        Sentence(QT_TRANSLATE_NOOP("core", "Room for %1 hours of recording"), {rounded(std::floor(hours))})};
}

CheckVerdict diskUnwritable(const Error& error, bool wanted)
{
    return {wanted ? CheckState::Bad : CheckState::Warning, error.sentence()};
}

CheckVerdict diskSilent()
{
    return {CheckState::Bad,
        Sentence(QT_TRANSLATE_NOOP("core",
            "The disk does not answer. Choose another folder for recordings, or go live without one."))};
}

CheckVerdict uplink(const std::optional<Error>& error, double carriedKbps, int neededKbps, std::size_t count)
{
    // The test sends a third more than is needed; its own measuring is good to a few percent.
    constexpr double kWithReserve = 4.0 / 3.0 * 0.95;
    if (error)
        return bad(*error);
    const std::vector<std::string> args{
        rounded(carriedKbps), std::to_string(neededKbps), std::to_string(count)};
    if (carriedKbps < 0.98 * neededKbps)
        return {CheckState::Bad,
            count > 1
                ? Sentence(
                      QT_TRANSLATE_NOOP("core",
                          "The server and the key are right, but with %3 destinations at once the uplink carries %1 kb/s "
                          "to this one; %2 are needed. Lower the bitrate, or leave one out."),
                      args)
                : Sentence(
                      QT_TRANSLATE_NOOP("core",
                          "The server and the key are right, but the uplink carries %1 kb/s; %2 are needed. Lower the "
                          "bitrate."),
                      args)};
    if (carriedKbps < kWithReserve * neededKbps)
        return {CheckState::Warning,
            Sentence(
                QT_TRANSLATE_NOOP("core",
                    "The uplink carries %1 kb/s, hardly more than the %2 that are needed. A third more would be safe."),
                args)};
    return {CheckState::Good,
        Sentence(
            QT_TRANSLATE_NOOP("core",
                "The server and the key are right, and the uplink carries the %2 kb/s with room to spare"),
            args)};
}

} // namespace sluice::preflight
