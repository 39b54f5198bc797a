// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/PaintedWindow.h"

#include <array>
#include <cstdlib>
#include <stdexcept>

#include <xcb/xcb.h>

#include "tests/support/WaitFor.h"

namespace sluice::test {

struct PaintedWindow::State {
    explicit State(Plan p) : plan(std::move(p)), connection(xcb_connect(plan.display.c_str(), nullptr)) { }
    ~State()
    {
        if (window != 0 && plan.framed)
            withdraw();
        xcb_disconnect(connection);
    }
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    void make();
    void paint();
    bool framesIt();
    void withdraw();
    bool framedNow() const;
    void sync()
    {
        std::free(xcb_get_input_focus_reply(connection, xcb_get_input_focus(connection), nullptr));
    }

    Plan plan;
    xcb_connection_t* connection;
    std::uint32_t window = 0;
    std::uint32_t pixmap = 0;
    std::uint32_t gc = 0;
    std::uint8_t depth = 24;
};

void PaintedWindow::State::make()
{
    const xcb_screen_t* screen = xcb_setup_roots_iterator(xcb_get_setup(connection)).data;
    depth = screen->root_depth;
    window = xcb_generate_id(connection);
    const std::array<std::uint32_t, 1> override{plan.framed ? 0U : 1U};
    xcb_create_window(connection, XCB_COPY_FROM_PARENT, window, screen->root,
        static_cast<std::int16_t>(plan.x), static_cast<std::int16_t>(plan.y),
        static_cast<std::uint16_t>(plan.width), static_cast<std::uint16_t>(plan.height), 0,
        XCB_WINDOW_CLASS_INPUT_OUTPUT, screen->root_visual, XCB_CW_OVERRIDE_REDIRECT, override.data());
    xcb_change_property(connection, XCB_PROP_MODE_REPLACE, window, XCB_ATOM_WM_NAME, XCB_ATOM_STRING, 8,
        static_cast<std::uint32_t>(plan.title.size()), plan.title.data());
    const std::string program = plan.program + '\0' + plan.program + '\0'; // instance and class
    xcb_change_property(connection, XCB_PROP_MODE_REPLACE, window, XCB_ATOM_WM_CLASS, XCB_ATOM_STRING, 8,
        static_cast<std::uint32_t>(program.size()), program.data());
    gc = xcb_generate_id(connection);
    xcb_create_gc(connection, gc, window, 0, nullptr);
    paint();
    xcb_map_window(connection, window);
    sync();
    if (plan.framed && !framesIt())
        throw std::runtime_error("nobody manages the windows of display " + plan.display);
}

// A window manager that is just starting may overlook the wish of a window to be shown: then it is told again.
bool PaintedWindow::State::framesIt()
{
    constexpr int kAttempts = 20;
    for (int i = 0; i < kAttempts; ++i) {
        if (waitFor([this] { return framedNow(); }, milliseconds(500)))
            return true;
        xcb_unmap_window(connection, window);
        xcb_map_window(connection, window);
        sync();
    }
    return false;
}

// As the window's background, so that the server itself paints what is uncovered.
void PaintedWindow::State::paint()
{
    const auto w = static_cast<std::uint16_t>(plan.width);
    const auto h = static_cast<std::uint16_t>(plan.height);
    const std::uint32_t fresh = xcb_generate_id(connection);
    xcb_create_pixmap(connection, depth, fresh, window, w, h);
    constexpr std::array<std::uint32_t, 4> kColours{0xFF0000, 0x00FF00, 0x0000FF, 0xFFFFFF};
    for (std::size_t i = 0; i < kColours.size(); ++i) {
        xcb_change_gc(connection, gc, XCB_GC_FOREGROUND, &kColours[i]);
        const xcb_rectangle_t part{static_cast<std::int16_t>(i % 2 ? w / 2 : 0),
            static_cast<std::int16_t>(i / 2 ? h / 2 : 0), static_cast<std::uint16_t>(w - w / 2),
            static_cast<std::uint16_t>(h - h / 2)};
        xcb_poly_fill_rectangle(connection, fresh, gc, 1, &part);
    }
    xcb_change_window_attributes(connection, window, XCB_CW_BACK_PIXMAP, &fresh);
    xcb_clear_area(connection, 0, window, 0, 0, 0, 0);
    if (pixmap != 0)
        xcb_free_pixmap(connection, pixmap);
    pixmap = fresh;
}

// Whether the window manager has put it into a frame of its own.
bool PaintedWindow::State::framedNow() const
{
    auto* tree = xcb_query_tree_reply(connection, xcb_query_tree(connection, window), nullptr);
    const bool framed = tree != nullptr && tree->parent != tree->root;
    std::free(tree);
    return framed;
}

// The server gives the numbers of a client that left to the next one: a window manager that still has to let go of the
// old window would put the new one of that number where the old one stood.
void PaintedWindow::State::withdraw()
{
    constexpr milliseconds kPatience{2000};
    xcb_unmap_window(connection, window);
    sync();
    (void)waitFor([this] { return xcb_connection_has_error(connection) != 0 || !framedNow(); }, kPatience);
}

PaintedWindow::PaintedWindow(Plan plan) : m_state(std::make_unique<State>(std::move(plan)))
{
    if (xcb_connection_has_error(m_state->connection) != 0)
        throw std::runtime_error("display " + m_state->plan.display + " takes no clients");
    m_state->make();
}

PaintedWindow::~PaintedWindow() = default;

std::uint32_t PaintedWindow::id() const
{
    return m_state->window;
}

void PaintedWindow::resize(int width, int height)
{
    m_state->plan.width = width;
    m_state->plan.height = height;
    const std::array<std::uint32_t, 2> size{
        static_cast<std::uint32_t>(width), static_cast<std::uint32_t>(height)};
    xcb_configure_window(m_state->connection, m_state->window,
        XCB_CONFIG_WINDOW_WIDTH | XCB_CONFIG_WINDOW_HEIGHT, size.data());
    m_state->paint();
    m_state->sync();
}

void PaintedWindow::hide()
{
    xcb_unmap_window(m_state->connection, m_state->window);
    m_state->sync();
}

void PaintedWindow::show()
{
    xcb_map_window(m_state->connection, m_state->window);
    m_state->sync();
}

} // namespace sluice::test
