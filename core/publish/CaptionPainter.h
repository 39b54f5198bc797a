// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/base/Result.h"
#include "core/base/StopToken.h"
#include "core/media/CaptionMeasures.h"

namespace sluice {

// What is to lie over the picture; empty texts: none of it.
struct Trimmings {
    std::string name;
    std::string title; // below the name
    std::string logo; // a picture file
    InsetCorner logoCorner = InsetCorner::TopRight; // the wanted one
    int logoPercent = 12; // of the canvas' width
    bool none() const { return name.empty() && title.empty() && logo.empty(); }
};

// As Overlay takes it: BGRA, its colours multiplied by alpha; empty where there is nothing to show.
struct TrimmingsPicture {
    VideoFrame picture;
    Place corner; // on the canvas
};

// Name, title and logo as the window draws them, without Qt's help: for a run without a window. To be called once for
// each change, not for each picture: it takes tenths of a second, and for the logo's file as long as the disk needs
// (see Aside). Errors: FileNotFound, FileUnreadable, NotMedia, Cancelled; BadArgument where the linked FFmpeg draws no
// text.
Result<TrimmingsPicture> paintTrimmings(
    const Trimmings& what, const Layout& layout, VideoSize canvas, const StopToken& stop);

} // namespace sluice
