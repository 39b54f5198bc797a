// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QIcon>

namespace sluice {

// Drawn from paths, so that they take the theme's colours and every resolution.
enum class Glyph {
    Play,
    Pause,
    Sound,
    Muted,
    FullScreen,
    LeaveFullScreen,
    Down,
    Stop,
    Dot,
    Microphone,
    Search,
    Table,
    Advice,
    Compare,
    Export,
    Restore
};

QIcon icon(Glyph glyph, const QColor& color);
QIcon applicationIcon();

} // namespace sluice
