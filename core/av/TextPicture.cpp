// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/av/TextPicture.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

extern "C" {
#include <libavfilter/avfilter.h>
#include <libavfilter/buffersink.h>
#include <libavutil/opt.h>
}

#include "core/av/AvError.h"
#include "core/av/AvHandles.h"
#include "core/av/AvLog.h"
#include "core/base/TextFile.h"
#include "core/media/VideoFrame.h"

namespace sluice {

namespace {

constexpr std::uint32_t kLatinEnd = 0x250; // every font has what comes before

struct GraphDelete {
    void operator()(AVFilterGraph* p) const noexcept { avfilter_graph_free(&p); }
};
using GraphPtr = std::unique_ptr<AVFilterGraph, GraphDelete>;

// Of a line, in pixels: above and below what its letters stand on.
struct Heights {
    int above = 0;
    int below = 0;
};

// A number of `bytes` bytes in a font's file, the highest first.
std::uint32_t numberAt(const std::string& font, std::size_t at, std::size_t bytes)
{
    std::uint32_t number = 0;
    for (std::size_t i = at; i < at + bytes; ++i)
        number = number << 8 | (i < font.size() ? static_cast<unsigned char>(font[i]) : 0U);
    return number;
}

// As the font says it [OpenType: head.unitsPerEm, hhea.ascender and descender], which drawtext tells nobody before
// FFmpeg 6.1. Where it cannot be read: those of DejaVu Sans.
Heights heightsOf(const std::string& file, int letters)
{
    constexpr std::size_t kLargestFont = std::size_t(64) << 20; // bytes
    constexpr double kAbove = 0.928;
    constexpr double kBelow = 0.236;
    const auto read = readTextFile(file, kLargestFont, StopToken());
    const std::string font = read ? *read : std::string();
    const std::size_t begin = font.starts_with("ttcf") ? numberAt(font, 12, 4) : 0;
    double unit = 0, above = 0, below = 0;
    for (std::size_t i = 0; i < numberAt(font, begin + 4, 2); ++i) {
        const std::size_t entry = begin + 12 + 16 * i;
        const std::size_t table = numberAt(font, entry + 8, 4);
        if (font.compare(std::min(entry, font.size()), 4, "head") == 0)
            unit = numberAt(font, table + 18, 2);
        if (font.compare(std::min(entry, font.size()), 4, "hhea") == 0) {
            above = static_cast<std::int16_t>(numberAt(font, table + 4, 2));
            below = -static_cast<std::int16_t>(numberAt(font, table + 6, 2));
        }
    }
    const bool known = unit > 0 && above > 0 && above < 2 * unit && below >= 0 && below < unit;
    const auto scaled = [letters](double share) { return static_cast<int>(std::lround(share * letters)); };
    return known ? Heights{scaled(above / unit), scaled(below / unit)}
                 : Heights{scaled(kAbove), scaled(kBelow)};
}

Error failed(int code)
{
    return Error(ErrorCode::BadArgument,
        {"A name or a title cannot be drawn (" + avErrorText(code)
            + "). Install a font, such as Debian's fonts-dejavu-core."});
}

// The bytes of the first letter of `text`, at least one of them, and which letter it is.
std::pair<std::size_t, std::uint32_t> firstLetter(std::string_view text)
{
    const auto lead = static_cast<unsigned char>(text.front());
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    std::uint32_t letter = length == 1 ? lead : lead & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < std::min(length, text.size()); ++i)
        letter = letter << 6 | (static_cast<unsigned char>(text[i]) & 0x3FU);
    return {std::min(length, text.size()), letter};
}

// A pattern of fontconfig's, which is what drawtext takes a missing file for. A font that has the letters goes
// before one of the right name.
std::string fontFor(std::string_view text, bool bold)
{
    std::string font = bold ? "Sans:bold" : "Sans";
    std::string letters;
    while (!text.empty()) {
        const auto [bytes, letter] = firstLetter(text);
        if (letter >= kLatinEnd && letter != 0x2026)
            letters += fmt::format("{}{:x}", letters.empty() ? ":charset=" : " ", letter);
        text.remove_prefix(bytes);
    }
    return font + letters;
}

std::string shortened(const std::string& text, std::size_t letters)
{
    std::string_view rest = text;
    for (std::size_t i = 0; i < letters && !rest.empty(); ++i)
        rest.remove_prefix(firstLetter(rest).first);
    std::string kept = text.substr(0, text.size() - rest.size());
    while (!kept.empty() && kept.back() == ' ')
        kept.pop_back();
    return kept + "…";
}

std::size_t lettersIn(std::string_view text)
{
    std::size_t count = 0;
    for (; !text.empty(); ++count)
        text.remove_prefix(firstLetter(text).first);
    return count;
}

// Rows of a drawing, and the one that letters stand on: room for whatever a font has above and below.
constexpr int rowsFor(int letters)
{
    return 3 * letters + (letters & 1);
}
constexpr int standOn(int letters)
{
    return 2 * letters;
}

// One picture of drawtext's: white on black, in RGB so that white is 255.
class Drawing {
public:
    Result<void> draw(const std::string& text, bool bold, int letters, VideoSize size)
    {
        m_graph.reset(avfilter_graph_alloc());
        m_graph->nb_threads = 1;
        const std::string canvas = fmt::format("c=black:s={}x{}:r=1:d=1", size.width, size.height);
        AVFilterContext* black = nullptr;
        AVFilterContext* sink = nullptr;
        AVFilterGraph* graph = m_graph.get();
        int code = avfilter_graph_create_filter(
            &black, avfilter_get_by_name("color"), "black", canvas.c_str(), nullptr, graph);
        AVFilterContext* rgb = nullptr;
        if (code >= 0)
            code = avfilter_graph_create_filter(
                &rgb, avfilter_get_by_name("format"), "rgb", "pix_fmts=rgb24", nullptr, graph);
        AVFilterContext* words
            = avfilter_graph_alloc_filter(graph, avfilter_get_by_name("drawtext"), "words");
        if (code >= 0)
            code = words ? prepare(*words, text, bold, letters) : AVERROR_FILTER_NOT_FOUND;
        if (code >= 0)
            code = avfilter_graph_create_filter(
                &sink, avfilter_get_by_name("buffersink"), "out", nullptr, nullptr, graph);
        if (code >= 0)
            code = avfilter_link(black, 0, rgb, 0);
        if (code >= 0)
            code = avfilter_link(rgb, 0, words, 0);
        if (code >= 0)
            code = avfilter_link(words, 0, sink, 0);
        if (code >= 0)
            code = avfilter_graph_config(graph, nullptr);
        m_frame.reset(av_frame_alloc());
        if (code >= 0)
            code = av_buffersink_get_frame(sink, m_frame.get());
        return code < 0 ? Result<void>(failed(code)) : Result<void>();
    }

    std::uint8_t at(int x, int y) const { return m_frame->data[0][y * m_frame->linesize[0] + x * 3]; }

private:
    // Set one by one, so that nothing in a text has to be escaped.
    static int prepare(AVFilterContext& words, const std::string& text, bool bold, int letters)
    {
        const int line = standOn(letters);
        const auto set = [&](const char* name, const std::string& value) {
            return av_opt_set(&words, name, value.c_str(), AV_OPT_SEARCH_CHILDREN);
        };
        int code = set("text", text);
        for (const auto& [name, value] : {std::pair("expansion", std::string("none")),
                 std::pair("fontfile", fontFor(text, bold)), std::pair("fontsize", std::to_string(letters)),
                 std::pair("fontcolor", std::string("white")), std::pair("x", std::string("0"))})
            if (code >= 0)
                code = set(name, value);
        // Later versions measure from elsewhere, unless told.
        const bool byLine = code >= 0 && set("y_align", "baseline") >= 0;
        if (code >= 0)
            code = set("y", byLine ? std::to_string(line) : fmt::format("{}-ascent", line));
        return code < 0 ? code : avfilter_init_dict(&words, nullptr);
    }

    GraphPtr m_graph;
    AvFramePtr m_frame;
};

Result<TextPicture> drawn(const std::string& text, bool bold, int letters, int most, AvLogCapture& words)
{
    Drawing drawing;
    const VideoSize size{(most + 1) & ~1, rowsFor(letters)};
    if (auto done = drawing.draw(text, bold, letters, size); !done)
        return done.error();
    const Heights heights = heightsOf(words.font(), letters);
    TextPicture picture;
    picture.stride = size.width;
    picture.height = heights.above + heights.below;
    int first = size.width;
    int last = 0;
    for (int y = standOn(letters) - heights.above; y < standOn(letters) + heights.below; ++y)
        for (int x = 0; x < size.width; ++x) {
            picture.cover.push_back(drawing.at(x, y));
            if (picture.cover.back() != 0) {
                first = std::min(first, x);
                last = std::max(last, x + 1);
            }
        }
    picture.width = std::min(size.width, last + std::min(first, 2));
    return picture;
}

} // namespace

Result<TextPicture> drawTextLine(const std::string& text, bool bold, int letters, int widest)
{
    if (!avfilter_get_by_name("drawtext"))
        return Error(ErrorCode::BadArgument,
            {"The FFmpeg that Sluice uses draws no text (it lacks the filter drawtext), so a name or a title cannot be "
             "shown without a window. Leave out broadcast.caption_name and broadcast.caption_title."});
    AvLogCapture words;
    const AvLogCapture::Scope scope(words);
    const int room = widest + 2 * letters; // what reaches beyond is too wide
    auto whole = drawn(text, bold, letters, room, words);
    if (!whole || whole->width <= widest)
        return whole;
    std::size_t fits = 0;
    std::size_t tooMany = lettersIn(text);
    Result<TextPicture> best = drawn("…", bold, letters, room, words);
    while (tooMany - fits > 1) {
        const std::size_t half = (fits + tooMany) / 2;
        auto attempt = drawn(shortened(text, half), bold, letters, room, words);
        if (!attempt)
            return attempt;
        (attempt->width <= widest ? fits : tooMany) = half;
        if (fits == half)
            best = std::move(attempt);
    }
    return best;
}

} // namespace sluice
