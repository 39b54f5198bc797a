// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

#include "core/media/VideoFrame.h"

namespace sluice {

// The machine-readable part of the test picture: 4 rows of 28 black or white blocks hold the frame number, the
// capture time and a checksum; a chequered column at each side tells the reader what black and white became. A black
// margin lies around it all. The place is a share of the picture, so that scaling changes nothing; pictures that are
// not roomy have larger blocks, and the reader tries both.
struct TestMarks {
    static constexpr int kRows = 4;
    static constexpr int kDataColumns = 28;
    static constexpr int kColumns = kDataColumns + 2;
    // From here on small blocks are still at least 10×6 pixels, of which half a size leaves 5×3.
    static constexpr VideoSize kRoomy{640, 216};
    static constexpr bool isRoomy(VideoSize size)
    {
        return size.width >= kRoomy.width && size.height >= kRoomy.height;
    }

    // Where the marks are, in pixels of a picture of `size`; the corners of a block are rounded, not its width, so
    // that blocks lie edge to edge.
    class Place {
    public:
        Place(VideoSize size, bool roomy);
        int left(int column) const; // column −1 … kColumns: the margin is one block wide
        int top(int row) const; // row −1 … kRows
        bool readable() const; // a block is at least 2×2 pixels

    private:
        double m_x;
        double m_y;
        double m_blockWidth;
        double m_blockHeight;
    };

    // Paints the marks and their margin into the luma plane (I420); chroma under them must be neutral already.
    static void paint(MutableFrame& canvas, FrameStamp stamp);
    // Reads them from any layout. Nothing unless the checksum agrees.
    static std::optional<FrameStamp> read(const VideoFrame& frame);
};

// Mean brightness (0…255, limited range as it stands) of a rectangle, whatever the layout of the picture.
double meanLuma(const VideoFrame& frame, int left, int top, int right, int bottom);

} // namespace sluice
