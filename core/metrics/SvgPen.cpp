// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/SvgPen.h"

#include <algorithm>

#include <fmt/format.h>

namespace sluice {

// XML 1.0 knows no control characters but three.
std::string escapedXml(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '"')
            out += "&quot;";
        else if (static_cast<unsigned char>(c) >= ' ')
            out += c;
        else
            out += ' ';
    }
    return out;
}

double widthOf(std::string_view words)
{
    const auto letters = std::ranges::count_if(
        words, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; });
    return 6.2 * static_cast<double>(letters);
}

void SvgPen::write(
    double x, double y, std::string_view anchor, std::string_view words, std::string_view color)
{
    m_out += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\" style=\"fill:{}\">{}</text>\n",
        x, y, anchor, color, escapedXml(words));
}

void SvgPen::rule(
    double x1, double y1, double x2, double y2, std::string_view color, double width, std::string_view dashes)
{
    m_out += fmt::format("<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" "
                         "style=\"stroke:{};stroke-width:{}{}{}\"/>\n",
        x1, y1, x2, y2, color, width, dashes.empty() ? "" : ";stroke-dasharray:", dashes);
}

void SvgPen::sign(double x, double y, SessionSign sign, std::string_view title, std::string_view color)
{
    const SignShape& shape = shapeOf(sign);
    m_out += fmt::format("<g transform=\"translate({:.1f} {:.1f})\">{}<path d=\"{}\" "
                         "style=\"fill:{};stroke:{};stroke-width:1.4\"/></g>\n",
        x, y, title.empty() ? std::string() : fmt::format("<title>{}</title>", escapedXml(title)), shape.path,
        shape.filled ? color : "none", color);
}

} // namespace sluice
