// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace sluice::test {

// A window of four colours on a display: red, green, blue and white, in reading order. The colours stay when it is
// covered and uncovered. Every call returns when the server has done what it is told. One thread.
class PaintedWindow {
public:
    struct Plan {
        std::string display; // ":12"
        std::string title;
        int x = 0;
        int y = 0;
        int width = 640;
        int height = 360;
        bool framed = true; // false: the window manager leaves it alone, and does not list it
        std::string program = "painted";
    };
    // Throws std::runtime_error when the display takes no clients, or nobody frames the window within ten seconds.
    explicit PaintedWindow(Plan plan);
    ~PaintedWindow(); // the window goes, and the window manager has let go of it

    std::uint32_t id() const;
    void resize(int width, int height);
    void hide();
    void show();

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace sluice::test
