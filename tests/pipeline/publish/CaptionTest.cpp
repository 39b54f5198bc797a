// SPDX-License-Identifier: GPL-3.0-or-later
// Name, title and logo of a run without a window, as they lie in what is composed.
#include <array>
#include <fstream>

#include <QTest>

#include "core/av/TextPicture.h"
#include "core/publish/CaptionPainter.h"
#include "core/publish/Composer.h"
#include "tests/support/TempDir.h"

using namespace sluice;
using namespace sluice::test;

namespace {

constexpr VideoSize kCanvas{1280, 720};
constexpr std::uint8_t kGrey = 126; // luma
constexpr std::uint8_t kDark = 57; // … under the ground: 95 of 255 shine through black

VideoFrame grey()
{
    MutableFrame frame(PixelFormat::I420, kCanvas);
    for (std::size_t plane = 0; plane < 3; ++plane)
        for (int y = 0; y < planeRows(PixelFormat::I420, plane, kCanvas.height); ++y)
            std::fill_n(frame.plane(plane) + y * frame.stride(plane),
                planeBytesPerRow(PixelFormat::I420, plane, kCanvas.width),
                plane == 0 ? kGrey : std::uint8_t(128));
    return frame.finish();
}

// As the viewers get it.
class Shown {
public:
    explicit Shown(const Trimmings& what, const Layout& layout = {})
    {
        auto painted = paintTrimmings(what, layout, kCanvas, {});
        if (!painted) {
            problem = painted.error().message();
            return;
        }
        corner = painted->corner;
        size = painted->picture.size;
        if (!painted->picture)
            return;
        const Overlay overlay(painted->picture, corner.x, corner.y);
        Composer composer(kCanvas);
        frame = composer.compose(std::vector{Composer::Layer{grey()}}, &overlay).value();
    }
    int luma(int x, int y) const { return frame.planes[0][y * frame.strides[0] + x]; }
    int colour(std::size_t plane, int x, int y) const
    {
        return frame.planes[plane][y / 2 * frame.strides[plane] + x / 2];
    }
    // Pixels in a rectangle that are nearly white.
    int white(int left, int top, int right, int bottom) const
    {
        int count = 0;
        for (int y = top; y < bottom; ++y)
            for (int x = left; x < right; ++x)
                count += luma(x, y) > 215 ? 1 : 0;
        return count;
    }

    std::string problem;
    Place corner;
    VideoSize size;
    VideoFrame frame;
};

// Red, half of it transparent; 24-bit BMP knows no transparency, so a 32-bit one with masks.
void writeLogo(const std::string& path, int width, int height, std::array<std::uint8_t, 4> bgra)
{
    std::string bytes = "BM";
    const auto put = [&](std::uint32_t value, int count) {
        for (int i = 0; i < count; ++i)
            bytes += static_cast<char>(value >> (8 * i) & 0xFFU);
    };
    const std::uint32_t header = 14 + 108;
    put(header + static_cast<std::uint32_t>(width * height * 4), 4);
    put(0, 4);
    put(header, 4);
    put(108, 4);
    put(static_cast<std::uint32_t>(width), 4);
    put(static_cast<std::uint32_t>(height), 4);
    put(1, 2);
    put(32, 2);
    put(3, 4); // masks
    put(static_cast<std::uint32_t>(width * height * 4), 4);
    for (int i = 0; i < 4; ++i)
        put(0, 4);
    for (const std::uint32_t mask : {0x00FF0000U, 0x0000FF00U, 0x000000FFU, 0xFF000000U})
        put(mask, 4);
    bytes.resize(header, '\0');
    for (int i = 0; i < width * height; ++i)
        for (const std::uint8_t part : bgra)
            bytes += static_cast<char>(part);
    writeFile(path, bytes);
}

} // namespace

class CaptionTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase()
    {
        const auto drawn = drawTextLine("x", false, 19, 100);
        if (!drawn && drawn.error().code() == ErrorCode::BadArgument)
            QSKIP("the linked FFmpeg has no filter drawtext");
    }

    void aNameStandsInItsCorner()
    {
        const Shown one({.name = "Ada Lovelace"});
        QCOMPARE(one.problem, std::string());
        QCOMPARE(one.corner.x, 20);
        QVERIFY(one.size.width > 100 && one.size.width < 260);
        QCOMPARE(one.corner.y + one.size.height, 700);
        QCOMPARE(one.luma(10, 690), kGrey); // beside it nothing
        const int middle = one.corner.y + one.size.height / 2;
        QVERIFY(std::abs(one.luma(24, middle) - kDark) <= 3);
        QCOMPARE(one.luma(20, one.corner.y), kGrey); // its corners are round
        QVERIFY(one.white(34, one.corner.y, 20 + one.size.width - 14, 700) > 200);
        QCOMPARE(one.white(20, one.corner.y, 33, 700), 0);
        const Shown two({.name = "Ada Lovelace", .title = "On the Analytical Engine"});
        QVERIFY(two.size.height > one.size.height + 15 && two.size.width > one.size.width);
        const Shown right(
            {.name = "Ada Lovelace"}, {.kind = LayoutKind::Both, .corner = InsetCorner::BottomLeft});
        QCOMPARE(right.corner.x + right.size.width, 1260);
        const Shown none({.name = "  "});
        QVERIFY(!none.frame && none.problem.empty());
    }

    // Nothing in a text is taken for an order to the filter.
    void whatIsWrittenIsDrawn()
    {
        const auto width = [](const std::string& text) { return Shown({.name = text}).size.width; };
        QVERIFY(width("%{pts}:x='1'") > width("%{pts}"));
        QVERIFY(width("a\\nb") > width("ab"));
        QVERIFY(Shown({.name = "日本語"}).problem.empty());
        QVERIFY(Shown({.name = "\xff\xfe"}).problem.empty());
    }

    void aTextThatIsTooLongEndsWithAnEllipsis()
    {
        const auto longText = drawTextLine(std::string(500, 'm'), false, 19, 600);
        QVERIFY(longText.ok());
        QVERIFY(longText->width <= 600 && longText->width > 550);
        const Shown shown({.name = std::string(500, 'm')});
        QVERIFY(shown.size.width <= 1280 * 2 / 3 + 2);
    }

    void aLogoKeepsItsShapeAndItsTransparency()
    {
        TempDir dir;
        writeLogo(dir.file("logo.bmp"), 200, 100, {0, 0, 255, 128});
        const Shown shown({.logo = dir.file("logo.bmp"), .logoPercent = 10});
        QCOMPARE(shown.problem, std::string());
        QVERIFY(shown.size == (VideoSize{128, 64}));
        QVERIFY(shown.corner == (Place{1280 - 20 - 128, 20}));
        // Red is 63, 102 and 240; half of it over grey.
        QVERIFY(std::abs(shown.luma(1200, 50) - (kGrey + 63) / 2) <= 2);
        QVERIFY(std::abs(shown.colour(1, 1200, 50) - (128 + 102) / 2) <= 2);
        QVERIFY(std::abs(shown.colour(2, 1200, 50) - (128 + 240) / 2) <= 2);
        QCOMPARE(shown.luma(1100, 50), kGrey);
        // It stands above a name in the same corner.
        const Shown both(
            {.name = "Ada", .logo = dir.file("logo.bmp"), .logoCorner = InsetCorner::BottomLeft});
        QVERIFY(both.size.height > 100);
        QCOMPARE(both.corner.x, 20);
    }

    void aLogoThatIsNoneIsSaid()
    {
        TempDir dir;
        QVERIFY(Shown({.logo = dir.file("nowhere.png")}).problem.find("nowhere.png") != std::string::npos);
        writeFile(dir.file("logo.png"), "no picture");
        QVERIFY(Shown({.logo = dir.file("logo.png")}).problem.find("logo.png") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(CaptionTest)
#include "CaptionTest.moc"
