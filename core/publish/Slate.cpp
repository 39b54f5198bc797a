// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/publish/Slate.h"

#include <cmath>
#include <cstring>

namespace sluice {

namespace {

constexpr std::uint8_t kBackground = 30; // luma, limited range
constexpr std::uint8_t kLine = 110;

// The slate's drawing in a square of −1…1: a camera's body, its lens, and a stroke across.
bool onLine(double x, double y)
{
    constexpr double kWidth = 0.035;
    const auto near = [](double a, double b) { return std::abs(a - b) < kWidth; };
    const bool withinX = x > -0.62 - kWidth && x < 0.38 + kWidth;
    const bool withinY = y > -0.36 - kWidth && y < 0.36 + kWidth;
    const bool body
        = (withinX && withinY) && (near(x, -0.62) || near(x, 0.38) || near(y, -0.36) || near(y, 0.36));
    const bool finderSide = x > 0.38 && x < 0.72 && near(std::abs(y), 0.10 + (x - 0.38) * 0.5);
    const bool finderEnd = near(x, 0.70) && std::abs(y) < 0.27;
    const bool stroke = std::abs(x) < 0.8 && std::abs(x * 0.75 - y) < kWidth * 1.3;
    return body || finderSide || finderEnd || stroke;
}

} // namespace

VideoFrame makeSlate(VideoSize size)
{
    MutableFrame frame(PixelFormat::I420, size);
    const double unit = std::min(size.width, size.height) * 0.25;
    for (int row = 0; row < size.height; ++row) {
        std::uint8_t* line = frame.plane(0) + row * frame.stride(0);
        std::memset(line, kBackground, static_cast<std::size_t>(size.width));
        const double y = (row - size.height / 2.0) / unit;
        if (std::abs(y) > 1)
            continue;
        for (int column = 0; column < size.width; ++column)
            if (onLine((column - size.width / 2.0) / unit, y))
                line[column] = kLine;
    }
    for (const std::size_t plane : {std::size_t(1), std::size_t(2)})
        for (int row = 0; row < size.height / 2; ++row)
            std::memset(frame.plane(plane) + row * frame.stride(plane), 128,
                static_cast<std::size_t>(size.width / 2));
    return frame.finish();
}

} // namespace sluice
