// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/GraphReadout.h"

#include <QCoreApplication>

#include "ui/theme/Format.h"

namespace sluice::graphreadout {

namespace {

constexpr std::size_t kMostMarks = 4;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(sluice::GraphReadout)
};

QString number(float value, int digits)
{
    return format::number(static_cast<double>(value), digits);
}

QString seconds(float value, int digits = 2)
{
    return format::withUnit(number(value, digits), QStringLiteral("s"));
}

QString megabits(float value)
{
    return format::withUnit(number(value, 2), QStringLiteral("Mb/s"));
}

// The stall that a moment lies in, with its number, cause and length.
QString stall(const GraphHistory& history, Duration at)
{
    const std::size_t index = history.firstStallAfter(at - Duration(1));
    if (index == history.stalls().size() || history.stalls()[index].from > at)
        return {};
    const GraphStall& s = history.stalls()[index];
    return QStringLiteral("#%1 %2 %3").arg(s.number).arg(s.cause, format::seconds(s.to - s.from));
}

} // namespace

QString span(Duration span)
{
    const std::int64_t s = toMs(span) / 1000;
    if (s >= 3600)
        return format::withUnit(format::integer(s / 3600), QStringLiteral("h"));
    if (s >= 120)
        return format::withUnit(format::integer(s / 60), QStringLiteral("min"));
    return format::withUnit(format::integer(s), QStringLiteral("s"));
}

QString time(Duration at)
{
    return at < std::chrono::hours(1) ? format::eventTime(at) : format::clock(at);
}

QString state(WatchState state)
{
    switch (state) {
    case WatchState::Idle:
        return Words::tr("nothing is open");
    case WatchState::Opening:
        return Words::tr("opening");
    case WatchState::Priming:
        return Words::tr("filling the buffer");
    case WatchState::Playing:
        return Words::tr("playing");
    case WatchState::Rebuffering:
        return Words::tr("rebuffering");
    case WatchState::Seeking:
        return Words::tr("seeking");
    case WatchState::Paused:
        return Words::tr("paused");
    case WatchState::Reconnecting:
        return Words::tr("reconnecting");
    case WatchState::Draining:
        return Words::tr("playing what is left");
    case WatchState::Ended:
        return Words::tr("ended");
    case WatchState::Failed:
        break;
    }
    return Words::tr("failed");
}

Moment at(const GraphHistory& history, Duration at, Duration reach)
{
    const GraphSample& s = history.nearest(at);
    Moment moment;
    QStringList first{time(s.at), state(s.state)};
    if (const QString inside = stall(history, s.at); !inside.isEmpty())
        first += inside;
    moment.figures += first.join(QStringLiteral(" · "));
    moment.brief = first.size() > 2 ? QStringList{first[0], first[2]} : first; // in a stall the state is said
    QStringList rates{Words::tr("level %1").arg(seconds(s.level)),
        Words::tr("arriving %1").arg(megabits(s.arriving)), Words::tr("playing %1").arg(megabits(s.playing))};
    moment.figures += rates.join(QStringLiteral(" · "));
    moment.brief += rates;
    QStringList more{Words::tr("speed %1").arg(number(s.rate, 2) + QStringLiteral("×"))};
    if (s.latency >= 0)
        more += Words::tr("latency %1").arg(seconds(s.latency));
    if (s.offered >= 0)
        more += Words::tr("offered %1").arg(megabits(s.offered));
    moment.figures += more.join(QStringLiteral(" · "));
    if (s.offered >= 0)
        moment.brief += more.back();
    moment.brief += more.mid(0, s.offered >= 0 ? more.size() - 1 : more.size());
    const QStringList levels{Words::tr("low %1").arg(number(s.low, 2)),
        Words::tr("start %1").arg(number(s.start, 2)), Words::tr("resume %1").arg(number(s.resume, 2)),
        Words::tr("target %1").arg(seconds(s.target))};
    moment.figures += levels.join(QStringLiteral(" · "));
    const auto& marks = history.marks();
    for (std::size_t i = history.firstMarkAt(at - reach); i < marks.size() && marks[i].at <= at + reach;
        ++i) {
        if (moment.marks.size() < kMostMarks)
            moment.marks.push_back(i);
    }
    return moment;
}

QString sentence(const GraphHistory& history, const Moment& moment)
{
    QStringList parts = moment.figures;
    for (const std::size_t index : moment.marks)
        parts += history.marks()[index].text;
    return parts.join(QStringLiteral("; "));
}

} // namespace sluice::graphreadout
