// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "core/metrics/SessionSigns.h"

namespace sluice {

// What XML and HTML need escaped; control characters become blanks.
std::string escapedXml(std::string_view text);

double widthOf(std::string_view words); // of a text that the pen writes, about

// Writes the elements that the picture of a session is made of, as SVG text. Words are escaped here.
class SvgPen {
public:
    void write(double x, double y, std::string_view anchor, std::string_view words, std::string_view color);
    // `dashes`: as in SVG; empty: none.
    void rule(double x1, double y1, double x2, double y2, std::string_view color, double width,
        std::string_view dashes);
    void sign(double x, double y, SessionSign sign, std::string_view title, std::string_view color);
    void add(std::string_view element) { m_out += element; } // as it is

    const std::string& text() const { return m_out; }

private:
    std::string m_out;
};

} // namespace sluice
