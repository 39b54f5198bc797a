// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/SessionSigns.h"

#include <algorithm>
#include <array>
#include <tuple>

namespace sluice {

namespace {

// In the order of the enum.
constexpr std::array<SignShape, kSessionSigns> kShapes{
    SignShape{"M-4-4 4 4M-4 4 4-4", false, QT_TRANSLATE_NOOP("core", "glitch of the decoder")},
    {"M-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0", false,
        QT_TRANSLATE_NOOP("core", "glitch of the sound device")},
    {"M-4-4 0 0-4 4M0-4 4 0 0 4", false, QT_TRANSLATE_NOOP("core", "other speed")},
    {"M-4-4 2 0-4 4ZM4-4V4", true, QT_TRANSLATE_NOOP("core", "skipped to be live")},
    {"M-4 3H0V-3H4", false, QT_TRANSLATE_NOOP("core", "discontinuity")},
    {"M-4-2H4M-4 2H4", false, QT_TRANSLATE_NOOP("core", "reconnect")},
    {"M0-4 4 0 0 4-4 0Z", true, QT_TRANSLATE_NOOP("core", "other setting")},
    {"M-4-4H4V4H-4Z", true, QT_TRANSLATE_NOOP("core", "link cut")},
    {"M0-4 4 4H-4Z", false, QT_TRANSLATE_NOOP("core", "other link")},
    {"M0 4 4-4H-4Z", true, QT_TRANSLATE_NOOP("core", "connection reset")},
    {"M-1.5 0a1.5 1.5 0 1 0 3 0a1.5 1.5 0 1 0-3 0", true, QT_TRANSLATE_NOOP("core", "other event")},
};

bool byDevice(const ReportEvent& event)
{
    const auto& args = event.sentence.args();
    return args.empty() ? event.text.ends_with("device") : args.front() == "device";
}

std::optional<SessionSign> signOf(const ReportEvent& event)
{
    switch (event.kind) {
    case EventKind::Glitch:
        return byDevice(event) ? SessionSign::GlitchDevice : SessionSign::GlitchDecoder;
    case EventKind::Trim:
    case EventKind::WentLive:
        return SessionSign::Trim;
    case EventKind::Discontinuity:
        return SessionSign::Discontinuity;
    case EventKind::Reconnecting:
    case EventKind::Reconnected:
        return SessionSign::Reconnect;
    case EventKind::SettingsChanged:
    case EventKind::TargetRaised:
    case EventKind::TargetLowered:
        return SessionSign::Setting;
    case EventKind::LinkCut:
        return SessionSign::LinkCut;
    case EventKind::LinkChanged:
    case EventKind::LinkBack:
        return SessionSign::LinkChange;
    case EventKind::LinkReset:
    case EventKind::LinkEnded:
        return SessionSign::LinkReset;
    case EventKind::RebufferStart:
    case EventKind::RebufferEnd:
    case EventKind::RateChanged: // see addSpeeds(): the samples know the moment
        return std::nullopt;
    default:
        return SessionSign::Step;
    }
}

// Where playing begins to run faster or slower, and where it is as usual again.
void addSpeeds(std::vector<SessionMark>& marks, const SessionRecord& session, const ReportWords& words)
{
    constexpr float kSame = 0.002F;
    const auto kind = [](float rate) { return rate > 1 + kSame ? 1 : rate < 1 - kSame ? -1 : 0; };
    int before = 0;
    for (const TimelineSample& s : session.samples) {
        if (kind(s.rate) == before)
            continue;
        before = kind(s.rate);
        const Sentence speed(QT_TRANSLATE_NOOP("core", "Speed %1×"), {words.number(s.rate, 2)});
        marks.push_back({toSeconds(s.at), SessionSign::Speed, words.of(speed)});
    }
}

} // namespace

const SignShape& shapeOf(SessionSign sign)
{
    return kShapes[static_cast<std::size_t>(sign)];
}

std::vector<SessionMark> marksOf(const SessionRecord& session, const ReportWords& words)
{
    std::vector<SessionMark> marks;
    for (const ReportEvent& event : session.report.events) {
        if (const auto sign = signOf(event))
            marks.push_back({static_cast<double>(event.atMs) / 1000, *sign,
                event.sentence.empty() ? event.text : words.of(event.sentence)});
    }
    addSpeeds(marks, session, words);
    std::ranges::sort(
        marks, {}, [](const SessionMark& mark) { return std::tie(mark.at, mark.sign, mark.text); });
    return marks;
}

} // namespace sluice
