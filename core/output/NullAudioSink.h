// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "core/output/PacedRenderer.h"

namespace sluice {

// A loudspeaker that nobody hears, at the pace of a real one (PacedRenderer). Takes any format.
class NullAudioSink final : public AudioSink {
public:
    explicit NullAudioSink(Clock& clock) : m_clock(clock) { }

    Result<AudioFormat> open(AudioFormat wanted, AudioRenderer& renderer) override;
    void close() override { m_pace.reset(); }
    Duration latency() const override { return PacedRenderer::kLatency; }
    Duration makesUpFor() const override { return PacedRenderer::kPatience; }
    std::optional<Error> poll(TimePoint) override { return std::nullopt; }

private:
    Clock& m_clock;
    std::optional<PacedRenderer> m_pace;
};

} // namespace sluice
