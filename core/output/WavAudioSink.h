// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "core/base/SpscRing.h"
#include "core/output/PacedRenderer.h"
#include "core/output/WavWriter.h"

namespace sluice {

// Plays into a WAV file at the pace of a loudspeaker (PacedRenderer): sample n of the file was heard at
// startedAt() + n/rate, silence included. The disk is written to on a thread of its own, at most kRing behind; a
// disk that is full or slower than that ends the recording, and poll() says so, while playing goes on.
class WavAudioSink final : public AudioSink, private Node {
public:
    static constexpr Duration kRing = seconds(5);
    static constexpr Duration kCommit = seconds(1); // a killed program loses no more than this

    WavAudioSink(Clock& clock, std::string path) : m_clock(clock), m_path(std::move(path)) { }
    ~WavAudioSink() override;

    Result<AudioFormat> open(AudioFormat wanted, AudioRenderer& renderer) override;
    void close() override;
    Duration latency() const override { return PacedRenderer::kLatency; }
    Duration makesUpFor() const override { return PacedRenderer::kPatience; }
    std::optional<Error> poll(TimePoint now) override;
    // When the first sample of the file was heard.
    WallTime startedAt() const { return m_startedAt; }

private:
    Step step(const StopToken& stop) override;
    void drain();
    void fail(const Error& error);
    bool failed() const;

    Clock& m_clock;
    const std::string m_path;
    WallTime m_startedAt;
    std::unique_ptr<SpscRing<float>> m_ring;
    std::unique_ptr<WavWriter> m_writer; // the disk thread's while it runs
    TimePoint m_committed; // the disk thread's
    std::vector<float> m_chunk; // the disk thread's
    mutable std::mutex m_mutex;
    std::optional<Error> m_failure; // m_mutex
    bool m_told = false; // m_mutex
    std::optional<Runner> m_disk;
    std::optional<PacedRenderer> m_pace;
};

} // namespace sluice
