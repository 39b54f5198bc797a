// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/playback/LatencyNews.h"

namespace sluice {

std::vector<LatencyNews::Kind> LatencyNews::look(const Inputs& in)
{
    std::vector<Kind> news;
    Kind speed = m_speed;
    if (in.rate >= 1 + kWorthTelling)
        speed = Kind::Faster;
    else if (in.rate <= 1 - kWorthTelling)
        speed = Kind::Slower;
    else if (in.rate == 1.0)
        speed = Kind::NormalSpeed;
    const bool stands = m_speedTold && in.now - m_speedAt < kSpeedStands;
    if (in.playing && speed != m_speed && !stands) {
        news.push_back(speed);
        m_speed = speed;
        m_speedAt = in.now;
        m_speedTold = true;
    }
    const bool back = in.raised == Duration::zero() && m_raised > Duration::zero();
    if (in.raised > m_raised) {
        // What melted unseen since the last word is no news: only a step up is.
        if (in.raised - m_raised >= kTargetStep / 2)
            news.push_back(Kind::TargetRaised);
        m_raised = in.raised;
    } else if (back || m_raised - in.raised >= kTargetStep) {
        news.push_back(Kind::TargetLowered);
        m_raised = in.raised;
    }
    return news;
}

} // namespace sluice
