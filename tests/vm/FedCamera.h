// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/Loopback.h"

namespace sluice::test {

// A V4L2 camera of the driver v4l2loopback, in a machine of machine.sh, that sends what it is fed: Motion JPEG, as most
// webcams do and as vivid does not, and damaged as a bad cable makes it. While nobody feeds it, it is no camera.
class FedCamera {
public:
    enum class Damage : std::uint8_t {
        None,
        CutOff, // the second half is missing
        Empty,
        Noise, // the length is right, nothing else
        Restarts, // marks that restart decoding where none belong
    };

    static std::string node(); // "/dev/video0"; empty: the driver is not there
    static std::string id(); // as Sluice calls it

    // JPEG pictures, fed in a circle, 30 a second.
    explicit FedCamera(std::vector<std::vector<std::uint8_t>> pictures);
    ~FedCamera() { pull(); }
    FedCamera(const FedCamera&) = delete;
    FedCamera& operator=(const FedCamera&) = delete;

    bool plugIn(int width, int height); // begins to feed it; false: the driver does not take it
    void pull(); // nobody feeds it any more
    void damage(Damage how, int pictures); // the next ones
    int damagedLeft() const { return m_left; }

private:
    void feed(const std::stop_token& stop);
    std::vector<std::uint8_t> spoilt(const std::vector<std::uint8_t>& picture, Damage how) const;

    const std::vector<std::vector<std::uint8_t>> m_pictures;
    UniqueFd m_device;
    std::atomic<Damage> m_damage = Damage::None;
    std::atomic<int> m_left = 0;
    std::jthread m_thread; // the last: it ends first
};

} // namespace sluice::test
