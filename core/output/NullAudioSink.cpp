// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/output/NullAudioSink.h"

namespace sluice {

Result<AudioFormat> NullAudioSink::open(AudioFormat wanted, AudioRenderer& renderer)
{
    m_pace.emplace(m_clock, wanted, renderer, [](std::span<const float>) { });
    m_pace->start();
    return wanted;
}

} // namespace sluice
