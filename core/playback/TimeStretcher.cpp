// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/playback/TimeStretcher.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace sluice {

namespace {

// Below this energy (per frame, −80 dB) there is nothing to compare.
constexpr double kSilentEnergy = 1e-8;

double energyOf(const float* samples, std::int64_t count)
{
    double sum = 0;
    for (std::int64_t i = 0; i < count; ++i)
        sum += static_cast<double>(samples[i]) * static_cast<double>(samples[i]);
    return sum;
}

// In single precision and four sums at a time, which a compiler can vectorise: this is where the time goes.
float productOf(const float* a, const float* b, std::int64_t count)
{
    float sums[4] = {};
    std::int64_t i = 0;
    for (; i + 4 <= count; i += 4)
        for (std::int64_t k = 0; k < 4; ++k)
            sums[k] += a[i + k] * b[i + k];
    for (; i < count; ++i)
        sums[0] += a[i] * b[i];
    return sums[0] + sums[1] + sums[2] + sums[3];
}

} // namespace

MediaTime StretchedAudio::at(std::size_t frame) const
{
    MediaTime end = block.pts;
    for (const StretchedPiece& piece : pieces) {
        if (frame < piece.frames)
            return piece.begin
                + scaled(piece.media, static_cast<double>(frame) / static_cast<double>(piece.frames));
        frame -= piece.frames;
        end = piece.begin + piece.media;
    }
    return end;
}

TimeStretcher::TimeStretcher(AudioFormat format, Duration held)
    : m_format(format)
    , m_minLag(format.framesIn(kMinLag))
    , m_maxLag(format.framesIn(kMaxLag))
    , m_fade(format.framesIn(kFade))
    , m_held(format.framesIn(held))
    , m_debtLimit(static_cast<double>(format.framesIn(kDebtLimit)))
{ }

void TimeStretcher::setRate(double rate)
{
    m_rate = std::clamp(rate, kMinRate, kMaxRate);
}

StretchedAudio TimeStretcher::process(const AudioBlock& in)
{
    if (in.frames() == 0)
        return {};
    m_generation = in.generation;
    if (m_rate == 1.0 && m_position == end()) {
        reset();
        return {in, {{in.frames(), in.pts, in.duration()}}};
    }
    append(in);
    if (m_rate == 1.0)
        return giveAll();
    StretchedAudio out;
    std::vector<float> samples;
    samples.reserve(in.samples->size() * 2);
    run(out, samples);
    forgetPast();
    return finish(std::move(out), std::move(samples));
}

StretchedAudio TimeStretcher::flush()
{
    return giveAll();
}

void TimeStretcher::reset()
{
    m_debt = 0;
    m_samples.clear();
    m_anchors.clear();
    m_first = m_position = 0;
}

Duration TimeStretcher::heldBack() const
{
    return m_format.durationOf(end() - m_position);
}

StretchedAudio TimeStretcher::giveAll()
{
    StretchedAudio out;
    std::vector<float> samples;
    copy(end() - m_position, out, samples);
    reset();
    return finish(std::move(out), std::move(samples));
}

StretchedAudio TimeStretcher::settle()
{
    const std::int64_t left = end() - m_position;
    const auto owed = std::llround((static_cast<double>(left) - m_debt) / m_rate);
    const std::int64_t frames = std::clamp<std::int64_t>(owed, left / 2, left * 2);
    if (m_rate == 1.0 || frames == left || left < 2)
        return giveAll();
    std::vector<float> samples;
    samples.reserve(static_cast<std::size_t>(frames * m_format.channels));
    const double step
        = static_cast<double>(left - 1) / static_cast<double>(std::max<std::int64_t>(frames - 1, 1));
    for (std::int64_t i = 0; i < frames; ++i) {
        const double at = static_cast<double>(i) * step;
        const auto index = std::min(static_cast<std::int64_t>(at), left - 2);
        const auto share = static_cast<float>(at - static_cast<double>(index));
        const float* here = frame(m_position + index);
        for (int c = 0; c < m_format.channels; ++c)
            samples.push_back(here[c] + share * (here[c + m_format.channels] - here[c]));
    }
    StretchedAudio out;
    const MediaTime begin = mediaAt(m_position);
    out.pieces.push_back({static_cast<std::size_t>(frames), begin, mediaAfter(end()) - begin});
    const double stillOwed = m_debt + static_cast<double>(frames) * m_rate - static_cast<double>(left);
    reset();
    m_debt = stillOwed; // a part of a frame
    return finish(std::move(out), std::move(samples));
}

void TimeStretcher::append(const AudioBlock& in)
{
    m_anchors.push_back({end(), in.pts});
    m_samples.insert(m_samples.end(), in.samples->begin(), in.samples->end());
}

void TimeStretcher::run(StretchedAudio& out, std::vector<float>& samples)
{
    const std::int64_t heldBackFrom = end() - m_held;
    while (m_position < heldBackFrom) {
        const std::int64_t until = framesUntilSplice();
        if (until > 0)
            copy(std::min(until, heldBackFrom - m_position), out, samples);
        else if (!splice(out, samples))
            return;
    }
}

std::int64_t TimeStretcher::framesUntilSplice() const
{
    const double room = m_rate > 1 ? m_debtLimit - m_debt : m_debtLimit + m_debt;
    return room <= 0 ? 0 : static_cast<std::int64_t>(std::ceil(room / std::abs(m_rate - 1)));
}

// Pays the debt with one lag. False when more input must come first.
bool TimeStretcher::splice(StretchedAudio& out, std::vector<float>& samples)
{
    const bool ahead = m_debt > 0;
    const std::int64_t needed = m_fade + (ahead ? m_maxLag : 0);
    if (end() - m_position < needed)
        return false;
    const std::int64_t past = m_position - m_first;
    if (!ahead && past < m_maxLag) {
        // Just begun: nothing to repeat yet.
        copy(std::min(m_maxLag - past, end() - m_position), out, samples);
        return true;
    }
    const Match match = bestMatch(ahead);
    const std::int64_t to = m_position + (ahead ? match.lag : -match.lag);
    const MediaTime begin = mediaAt(m_position);
    crossFade(to, match.likeness, samples);
    out.pieces.push_back({static_cast<std::size_t>(m_fade), begin, mediaAfter(to + m_fade) - begin});
    m_debt += static_cast<double>(m_fade) * (m_rate - 1) - static_cast<double>(to - m_position);
    m_position = to + m_fade;
    return true;
}

// Gives out the next frames as they are; a piece for each block that they come from.
void TimeStretcher::copy(std::int64_t frames, StretchedAudio& out, std::vector<float>& samples)
{
    if (frames <= 0)
        return;
    const std::int64_t to = m_position + frames;
    samples.insert(samples.end(), frame(m_position), frame(m_position) + frames * m_format.channels);
    auto anchor = std::find_if(
        m_anchors.begin(), m_anchors.end(), [&](const Anchor& a) { return a.first > m_position; });
    for (std::int64_t at = m_position; at < to;) {
        const std::int64_t last = anchor == m_anchors.end() ? to : std::min(to, anchor++->first);
        out.pieces.push_back(
            {static_cast<std::size_t>(last - at), mediaAt(at), mediaAfter(last) - mediaAt(at)});
        at = last;
    }
    m_debt += static_cast<double>(frames) * (m_rate - 1);
    m_position = to;
}

// From the present position to `to`, raised cosine. Where the two resemble each other by `likeness` ρ their sum has
// the power a² + b² + 2ρab, which the gains make up for.
void TimeStretcher::crossFade(std::int64_t to, double likeness, std::vector<float>& samples) const
{
    const float* from = frame(m_position);
    const float* into = frame(to);
    for (std::int64_t i = 0; i < m_fade; ++i) {
        const double phase = (static_cast<double>(i) + 0.5) / static_cast<double>(m_fade);
        const double b = 0.5 - 0.5 * std::cos(std::numbers::pi * phase);
        const double a = 1 - b;
        const double gain = 1 / std::sqrt(a * a + b * b + 2 * likeness * a * b);
        for (int c = 0; c < m_format.channels; ++c, ++from, ++into)
            samples.push_back(
                static_cast<float>(gain * (a * static_cast<double>(*from) + b * static_cast<double>(*into))));
    }
}

// The lag at which the sound resembles itself most, after the present position or before it.
TimeStretcher::Match TimeStretcher::bestMatch(bool ahead) const
{
    const std::vector<float> here = guide(m_position, m_fade);
    const std::int64_t firstThere = m_position + (ahead ? m_minLag : -m_maxLag);
    const std::int64_t places = m_maxLag - m_minLag + 1;
    const std::vector<float> there = guide(firstThere, m_fade + places - 1);

    const double silent = kSilentEnergy * static_cast<double>(m_fade);
    const double energyHere = energyOf(here.data(), m_fade);
    double energyThere = energyOf(there.data(), m_fade);
    Match best{(m_minLag + m_maxLag) / 2, 0};
    for (std::int64_t i = 0; i < places; ++i) {
        if (energyHere > silent && energyThere > silent) {
            const double likeness = static_cast<double>(productOf(here.data(), there.data() + i, m_fade))
                / std::sqrt(energyHere * energyThere);
            if (likeness > best.likeness)
                best = {ahead ? m_minLag + i : m_maxLag - i, std::min(likeness, 1.0)};
        }
        if (i + 1 < places) {
            const double leaves = static_cast<double>(there[static_cast<std::size_t>(i)]);
            const double comes = static_cast<double>(there[static_cast<std::size_t>(i + m_fade)]);
            energyThere = std::max(energyThere - leaves * leaves + comes * comes, 0.0);
        }
    }
    return best;
}

// One channel to compare by. The weights differ, so that channels in opposite phase do not cancel out.
std::vector<float> TimeStretcher::guide(std::int64_t first, std::int64_t frames) const
{
    std::vector<float> mono(static_cast<std::size_t>(frames), 0.0F);
    const float* in = frame(first);
    for (float& out : mono) {
        float weight = 1.0F;
        for (int c = 0; c < m_format.channels; ++c, ++in, weight *= 0.8F)
            out += weight * *in;
    }
    return mono;
}

void TimeStretcher::forgetPast()
{
    const std::int64_t keepFrom = std::max(m_first, m_position - m_maxLag - m_fade);
    m_samples.erase(m_samples.begin(), m_samples.begin() + (keepFrom - m_first) * m_format.channels);
    m_first = keepFrom;
    while (m_anchors.size() > 1 && m_anchors[1].first <= m_first)
        m_anchors.pop_front();
}

StretchedAudio TimeStretcher::finish(StretchedAudio out, std::vector<float>&& samples) const
{
    out.block = AudioBlock::of(m_format, std::move(samples));
    out.block.generation = m_generation;
    if (!out.pieces.empty())
        out.block.pts = out.pieces.front().begin;
    return out;
}

const float* TimeStretcher::frame(std::int64_t index) const
{
    return m_samples.data() + (index - m_first) * m_format.channels;
}

const TimeStretcher::Anchor& TimeStretcher::anchorOf(std::int64_t index) const
{
    const auto after = std::find_if(
        m_anchors.begin() + 1, m_anchors.end(), [&](const Anchor& a) { return a.first > index; });
    return *(after - 1);
}

MediaTime TimeStretcher::mediaAt(std::int64_t index) const
{
    const Anchor& anchor = anchorOf(index);
    return anchor.pts + m_format.durationOf(index - anchor.first);
}

// Where frame `index` would begin if its predecessor's block went on.
MediaTime TimeStretcher::mediaAfter(std::int64_t index) const
{
    const Anchor& anchor = anchorOf(index - 1);
    return anchor.pts + m_format.durationOf(index - anchor.first);
}

} // namespace sluice
