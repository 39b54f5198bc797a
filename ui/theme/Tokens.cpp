// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/Tokens.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace sluice {

namespace {

// clang-format off
constexpr auto kTable = std::to_array<TokenRow>({
    // name            member                      dark         light
    { "window",        &Tokens::window,            "#0f1115",   "#e4e5e9" },
    { "card",          &Tokens::card,              "#171a20",   "#dbdde3" },
    { "line",          &Tokens::line,              "#262b34",   "#c9ced6" },
    { "edge",          &Tokens::edge,              "#323a47",   "#b0b8c4" },
    { "field",         &Tokens::field,             "#0f1115",   "#eeeff2" },
    { "button",        &Tokens::button,            "#232934",   "#cad0da" },
    { "buttonHover",   &Tokens::buttonHover,       "#2c3441",   "#bcc4d0" },
    { "trough",        &Tokens::trough,            "#2b303a",   "#c5c9d2" },
    { "scrim",         &Tokens::scrim,             "#b40a0b0e", "#b40a0b0e" },
    { "strong",        &Tokens::strong,            "#ffffff",   "#0a0a0a" },
    { "text",          &Tokens::text,              "#e6e8ec",   "#1e2023" },
    { "dim",           &Tokens::dim,               "#aab1bd",   "#4d535e" },
    { "faint",         &Tokens::faint,             "#868e9b",   "#575e6a" },
    { "link",          &Tokens::link,              "#9ad8ce",   "#0b5f52" },
    { "focus",         &Tokens::focus,             "#6ea8fe",   "#2a5ca6" },
    { "accent",        &Tokens::accent,            "#2a9d8f",   "#299386" },
    { "accentFill",    &Tokens::accentFill,        "#1f7f74",   "#299386" },
    { "accentHover",   &Tokens::accentHover,       "#1b7167",   "#33a294" },
    { "onAccent",      &Tokens::onAccent,          "#ffffff",   "#0a0a0a" },
    { "dangerFill",    &Tokens::dangerFill,        "#d13b41",   "#f57479" },
    { "dangerHover",   &Tokens::dangerHover,       "#c02f35",   "#f88a8e" },
    { "onDanger",      &Tokens::onDanger,          "#ffffff",   "#0a0a0a" },
    { "selection",     &Tokens::selection,         "#1f7f74",   "#9ed2cb" },
    { "onSelection",   &Tokens::onSelection,       "#ffffff",   "#0a0a0a" },
    { "good",          &Tokens::good,              "#5ad1a8",   "#0a5a3a" },
    { "goodFill",      &Tokens::goodFill,          "#1f3d35",   "#bfdcd2" },
    { "warn",          &Tokens::warn,              "#f2c14e",   "#6c3f0a" },
    { "warnFill",      &Tokens::warnFill,          "#3d3418",   "#ecd9b4" },
    { "bad",           &Tokens::bad,               "#ff8b8f",   "#96282d" },
    { "badFill",       &Tokens::badFill,           "#43242a",   "#ebcdd1" },
    { "meterLow",      &Tokens::meterLow,          "#2a9d8f",   "#299386" },
    { "meterMid",      &Tokens::meterMid,          "#f2c14e",   "#c98a12" },
    { "meterHigh",     &Tokens::meterHigh,         "#e5484d",   "#d4393f" },
    { "levelLine",     &Tokens::levelLine,         "#2a9d8f",   "#299386" },
    { "levelArea",     &Tokens::levelArea,         "#5c2a9d8f", "#48299386" },
    { "arriving",      &Tokens::arriving,          "#6ea8fe",   "#2b5ea8" },
    { "playing",       &Tokens::playing,           "#f2c14e",   "#6c3f0a" },
    { "stall",         &Tokens::stall,             "#e5484d",   "#f57479" },
    { "stallArea",     &Tokens::stallArea,         "#43242a",   "#e8ccd1" },
    { "stallText",     &Tokens::stallText,         "#ff8b8f",   "#96282d" },
    { "markLow",       &Tokens::markLow,           "#e58a48",   "#8a4310" },
    { "markStart",     &Tokens::markStart,         "#5ad1a8",   "#0a5a3a" },
    { "markResume",    &Tokens::markResume,        "#f2c14e",   "#6c3f0a" },
    { "markTarget",    &Tokens::markTarget,        "#b48efe",   "#5b3fa8" },
    { "onPicture",     &Tokens::onPicture,         "#ffffff",   "#ffffff" },
    { "onPictureDim",  &Tokens::onPictureDim,      "#d3d6db",   "#d3d6db" },
});
// clang-format on

double linear(double channel)
{
    return channel <= 0.03928 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor& c)
{
    return 0.2126 * linear(c.redF()) + 0.7152 * linear(c.greenF()) + 0.0722 * linear(c.blueF());
}

} // namespace

std::span<const TokenRow> tokenTable()
{
    return kTable;
}

Tokens makeTokens(bool dark)
{
    Tokens tokens;
    for (const TokenRow& row : kTable)
        tokens.*row.member = QColor(QString::fromLatin1(dark ? row.dark : row.light));
    tokens.dark = dark;
    return tokens;
}

double contrastRatio(const QColor& a, const QColor& b)
{
    const double first = luminance(a);
    const double second = luminance(b);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

QColor blended(const QColor& top, const QColor& bottom)
{
    const float share = top.alphaF();
    const auto mix = [share](float over, float under) { return over * share + under * (1.0F - share); };
    return QColor::fromRgbF(
        mix(top.redF(), bottom.redF()), mix(top.greenF(), bottom.greenF()), mix(top.blueF(), bottom.blueF()));
}

} // namespace sluice
