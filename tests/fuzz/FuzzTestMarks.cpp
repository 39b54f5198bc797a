// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "core/capture/TestMarks.h"

using namespace sluice;

// Any picture of any size may come from a server; the reader of the test picture looks at all of them.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    constexpr std::size_t kHead = 4;
    if (size < kHead)
        return 0;
    const auto format = static_cast<PixelFormat>(data[0] % 4);
    const bool roomy = data[0] & 4;
    const VideoSize shape{2 * (data[1] % 128 + 1) + (roomy ? 512 : 0), 2 * (data[2] % 128 + 1)};
    MutableFrame canvas(format, shape);
    for (std::size_t plane = 0; plane < planeCount(format); ++plane) {
        const int width = planeBytesPerRow(format, plane, shape.width);
        for (int row = 0; row < planeRows(format, plane, shape.height); ++row)
            for (int x = 0; x < width; ++x)
                canvas.plane(plane)[row * canvas.stride(plane) + x]
                    = data[kHead - 1 + static_cast<std::size_t>(row * width + x) % (size - kHead + 1)];
    }
    if (data[0] & 8 && format == PixelFormat::I420)
        TestMarks::paint(canvas, {data[3], WallTime(seconds(data[1]))});
    static_cast<void>(TestMarks::read(canvas.finish()));
    return 0;
}
