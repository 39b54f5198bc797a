// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

#include <QColor>

namespace sluice {

// Every colour of the window by its purpose. Widgets, the palette and the stylesheet take theirs from here and from
// nowhere else, so that a theme is one column of the table in Tokens.cpp.
struct Tokens {
    // Surfaces, from the back to the front.
    QColor window; // behind everything
    QColor card; // cards, menu bar, status bar
    QColor line; // edges of cards, grid lines
    QColor edge; // edges of fields and buttons
    QColor field; // what can be typed into
    QColor button;
    QColor buttonHover;
    QColor trough; // empty part of sliders and progress bars
    QColor scrim; // laid over a picture, under text
    // Text.
    QColor strong; // the selected tab, titles
    QColor text;
    QColor dim; // labels
    QColor faint; // explanations, axes
    QColor link;
    QColor focus; // the frame of what has the keyboard
    // Fills, each with the colour of text on it.
    QColor accent; // marks and lines, no text on it
    QColor accentFill;
    QColor accentHover;
    QColor onAccent;
    QColor dangerFill;
    QColor dangerHover;
    QColor onDanger;
    QColor selection;
    QColor onSelection;
    // States.
    QColor good;
    QColor goodFill;
    QColor warn;
    QColor warnFill;
    QColor bad;
    QColor badFill;
    // Meters.
    QColor meterLow; // below −20 dBFS
    QColor meterMid; // from −20
    QColor meterHigh; // from −9
    // The buffer graph.
    QColor levelLine;
    QColor levelArea; // lies over the card and over stalls
    QColor arriving;
    QColor playing;
    QColor stall; // the mark in the legend
    QColor stallArea;
    QColor stallText;
    QColor markLow;
    QColor markStart;
    QColor markResume;
    QColor markTarget;
    // What lies on a picture is the same in both themes: the picture decides.
    QColor onPicture;
    QColor onPictureDim;

    bool dark = true;
};

struct TokenRow {
    const char* name; // as the stylesheet template writes it: {{name}}
    QColor Tokens::* member;
    const char* dark; // #rrggbb, or #aarrggbb
    const char* light;
};

std::span<const TokenRow> tokenTable();
Tokens makeTokens(bool dark);

// WCAG 2.1 contrast of two opaque colours, 1…21. Text needs 4.5.
double contrastRatio(const QColor& a, const QColor& b);
// `top` painted over `bottom`.
QColor blended(const QColor& top, const QColor& bottom);

} // namespace sluice
