// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/TestPicture.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstring>

#include <fmt/format.h>

#include "core/capture/SmallFont.h"
#include "core/capture/TestMarks.h"

namespace sluice {

namespace {

struct Colour {
    std::uint8_t y, u, v;
};

// 75 % bars in BT.709, limited range: white, yellow, cyan, green, magenta, red, blue.
constexpr std::array<Colour, 7> kBars{{
    {180, 128, 128},
    {168, 44, 136},
    {145, 147, 44},
    {133, 63, 52},
    {63, 193, 204},
    {51, 109, 212},
    {28, 212, 120},
}};
constexpr Colour kPanel{30, 138, 122}; // dark slate: the ground of the window's dark theme
constexpr std::uint8_t kText = 210;
constexpr std::uint8_t kBall = 235;
constexpr std::uint8_t kFlashWhite = 235;
constexpr int kFlashDenominator = 8; // the flash is the upper eighth of the picture
constexpr double kBarsEnd = 0.56; // shares of the height
constexpr double kRampEnd = 0.66;
constexpr int kRampBlack = 16, kRampWhite = 235;
constexpr double kFlashThreshold = 130.0; // between kPanel.y and kFlashWhite

int evenShare(int whole, double share)
{
    return static_cast<int>(std::lround(whole * share / 2)) * 2;
}

// All rows of a band alike: paint one, copy it.
void fillBand(MutableFrame& canvas, int top, int bottom, auto&& colourAt)
{
    for (std::size_t plane = 0; plane < 3; ++plane) {
        const int step = plane == 0 ? 1 : 2;
        std::uint8_t* first = canvas.plane(plane) + top / step * canvas.stride(plane);
        const int width = canvas.size().width / step;
        for (int x = 0; x < width; ++x) {
            const Colour c = colourAt(x * step);
            first[x] = plane == 0 ? c.y : plane == 1 ? c.u : c.v;
        }
        for (int y = top / step + 1; y < bottom / step; ++y)
            std::memcpy(
                canvas.plane(plane) + y * canvas.stride(plane), first, static_cast<std::size_t>(width));
    }
}

int flashRows(VideoSize size)
{
    return size.height / kFlashDenominator / 2 * 2;
}

std::string timeOfDay(WallTime t)
{
    const std::int64_t ms = std::max<std::int64_t>(0, epochUs(t)) / 1000 % 86'400'000;
    return fmt::format(
        "{:02}:{:02}:{:02}.{:03}", ms / 3'600'000, ms / 60'000 % 60, ms / 1000 % 60, ms % 1000);
}

} // namespace

TestPicture::TestPicture(VideoSize size, FrameRate rate) : m_size(size), m_rate(rate)
{
    MutableFrame canvas(PixelFormat::I420, size);
    paintBackground(canvas);
    m_background = canvas.finish();
}

void TestPicture::paintBackground(MutableFrame& canvas) const
{
    const int width = m_size.width;
    const int barsTop = flashRows(m_size);
    const int barsBottom = evenShare(m_size.height, kBarsEnd);
    const int rampBottom = evenShare(m_size.height, kRampEnd);
    fillBand(canvas, 0, barsTop, [](int) { return kPanel; });
    fillBand(canvas, barsTop, barsBottom, [&](int x) {
        return kBars[static_cast<std::size_t>(x) * kBars.size() / static_cast<std::size_t>(width)];
    });
    fillBand(canvas, barsBottom, rampBottom, [&](int x) {
        const int y = kRampBlack + (kRampWhite - kRampBlack) * x / std::max(1, width - 1);
        return Colour{static_cast<std::uint8_t>(y), 128, 128};
    });
    fillBand(canvas, rampBottom, m_size.height, [](int) { return kPanel; });

    // Neutral colour under the marks: only their brightness is painted later.
    const TestMarks::Place place(m_size, TestMarks::isRoomy(m_size));
    const int bottom = std::min(place.top(TestMarks::kRows + 1), m_size.height);
    for (std::size_t plane = 1; plane < 3; ++plane)
        for (int y = place.top(-1) / 2; y < (bottom + 1) / 2; ++y)
            std::memset(canvas.plane(plane) + y * canvas.stride(plane) + place.left(-1) / 2, 128,
                static_cast<std::size_t>((place.left(TestMarks::kColumns + 1) - place.left(-1)) / 2));
}

// Rolls along the grey ramp, from edge to edge in two seconds, and back.
void TestPicture::paintBall(MutableFrame& canvas, std::int64_t index) const
{
    const int top = evenShare(m_size.height, kBarsEnd);
    const double radius = (evenShare(m_size.height, kRampEnd) - top) / 2.0 - 1;
    const double way = m_size.width - 2 * radius;
    const double phase = toSeconds(m_rate.timeOf(index) % seconds(4)) / 2; // 0…2
    const double centreX = radius + way * (phase < 1 ? phase : 2 - phase);
    const double centreY = top + radius + 1;
    const int left = std::max(0, static_cast<int>(centreX - radius));
    const int right = std::min(m_size.width, static_cast<int>(centreX + radius) + 2);
    for (int y = top; y < top + static_cast<int>(2 * radius) + 2; ++y) {
        std::uint8_t* line = canvas.plane(0) + y * canvas.stride(0);
        for (int x = left; x < right; ++x) {
            const double distance = std::hypot(x + 0.5 - centreX, y + 0.5 - centreY);
            const double cover = std::clamp(radius - distance, 0.0, 1.0);
            // A dark rim, so that the ball is seen on the bright end of the ramp, too.
            const double luma = distance > radius * 0.72 ? kRampBlack : kBall;
            line[x] = static_cast<std::uint8_t>(std::lround(line[x] * (1 - cover) + luma * cover));
        }
    }
}

void TestPicture::paintText(MutableFrame& canvas, std::int64_t index, WallTime captured) const
{
    const std::string time = timeOfDay(captured);
    const int timeWidth = SmallFont::kAdvance * static_cast<int>(time.size()); // at one pixel per dot
    assert(timeWidth > 0);
    const std::string number = fmt::format("#{}", static_cast<std::uint32_t>(index));
    if (!TestMarks::isRoomy(m_size)) {
        // No room beside the marks: in the dark upper band.
        const int dot = std::clamp(flashRows(m_size) / 12, 1, m_size.width / 2 / timeWidth);
        const int top = (flashRows(m_size) - SmallFont::kHeight * dot) / 2;
        SmallFont::paint(canvas, time, dot * 4, top, dot, kText);
        return;
    }
    const int roomWidth = TestMarks::Place(m_size, true).left(-1);
    const int roomTop = evenShare(m_size.height, kRampEnd);
    const int dot = std::max(1,
        std::min(roomWidth * 9 / 10 / timeWidth, (m_size.height - roomTop) / (2 * SmallFont::kHeight + 6)));
    const int height = SmallFont::kHeight * dot;
    const int left = (roomWidth - SmallFont::widthOf(time, dot)) / 2;
    const int middle = (roomTop + m_size.height) / 2;
    SmallFont::paint(canvas, time, left, middle - height - dot * 2, dot, kText);
    SmallFont::paint(canvas, number, left, middle + dot * 2, dot, kText);
}

void TestPicture::paintInto(MutableFrame& canvas, std::int64_t index, WallTime captured) const
{
    for (std::size_t plane = 0; plane < 3; ++plane) // strides are alike: both are MutableFrames of one size
        std::memcpy(canvas.plane(plane), m_background.planes[plane],
            static_cast<std::size_t>(m_background.strides[plane])
                * static_cast<std::size_t>(planeRows(PixelFormat::I420, plane, m_size.height)));
    paintBall(canvas, index);
    if (flashes(m_rate, index)) {
        const int rows = flashRows(m_size);
        std::memset(canvas.plane(0), kFlashWhite, static_cast<std::size_t>(canvas.stride(0) * rows));
        for (std::size_t plane = 1; plane < 3; ++plane)
            std::memset(
                canvas.plane(plane), 128, static_cast<std::size_t>(canvas.stride(plane) * (rows / 2)));
        if (TestMarks::isRoomy(m_size))
            paintText(canvas, index, captured);
    } else {
        paintText(canvas, index, captured);
    }
    TestMarks::paint(canvas, {static_cast<std::uint32_t>(index), captured});

    VideoFrame& meta = canvas.meta();
    meta.range = ColorRange::Limited;
    meta.matrix = ColorMatrix::Bt709;
    meta.pts = mediaTime(m_rate.timeOf(index));
    meta.duration = m_rate.timeOf(index + 1) - m_rate.timeOf(index);
}

VideoFrame TestPicture::paint(std::int64_t index, WallTime captured) const
{
    MutableFrame canvas(PixelFormat::I420, m_size);
    paintInto(canvas, index, captured);
    return canvas.finish();
}

bool TestPicture::flashes(FrameRate rate, std::int64_t index)
{
    return rate.timeOf(index) % seconds(1) < kFlashDuration;
}

std::optional<TestPictureReading> readTestPicture(const VideoFrame& frame)
{
    const std::optional<FrameStamp> stamp = TestMarks::read(frame);
    if (!stamp)
        return std::nullopt;
    // The right half of the band: the time stands at the left in small pictures.
    const double luma = meanLuma(
        frame, frame.size.width * 3 / 4, 1, frame.size.width - 2, frame.size.height / kFlashDenominator - 2);
    return TestPictureReading{stamp->sequence, stamp->captured, luma > kFlashThreshold};
}

} // namespace sluice
