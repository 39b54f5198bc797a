// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/devices/XDisplay.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <utility>

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <xcb/randr.h>
#include <xcb/xcb.h>
#include <xcb/xcbext.h>

namespace sluice {

namespace {

constexpr int kSliceMs = 20;
constexpr std::uint32_t kLongestText = 256; // words of four bytes; longer titles are cut
constexpr std::uint32_t kMostWindows = 1024;

struct Free {
    void operator()(void* p) const noexcept { std::free(p); }
};
template <typename Reply>
using Owned = std::unique_ptr<Reply, Free>;

class Socket {
public:
    explicit Socket(int fd) : m_fd(fd) { }
    ~Socket()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;
    int fd() const { return m_fd; }

private:
    int m_fd;
};

bool connects(int fd, const sockaddr* address, socklen_t length)
{
    if (fd < 0)
        return false;
    if (::connect(fd, address, length) == 0)
        return true;
    if (errno != EINPROGRESS)
        return false;
    pollfd waiting{fd, POLLOUT, 0};
    int failed = 0;
    socklen_t size = sizeof(failed);
    return ::poll(&waiting, 1, XDisplay::kPatienceMs) == 1
        && ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &failed, &size) == 0 && failed == 0;
}

bool connectLocal(int fd, const std::string& path, bool abstract)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() + 2 > sizeof(address.sun_path))
        return false;
    path.copy(address.sun_path + (abstract ? 1 : 0), path.size());
    const auto length
        = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size() + (abstract ? 1 : 0));
    return connects(fd, reinterpret_cast<const sockaddr*>(&address), length);
}

bool connectNear(int fd, int number)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(6000 + number));
    return connects(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address));
}

// libxcb waits for the server's first words for as long as it takes. So it is only let near a server that says
// something when it is spoken to, even if that is "no".
bool speaks(int fd)
{
    constexpr std::array<char, 12> kHello{'l', 0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0}; // X11, no authorisation
    if (::send(fd, kHello.data(), kHello.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(kHello.size()))
        return false;
    pollfd waiting{fd, POLLIN, 0};
    return ::poll(&waiting, 1, XDisplay::kPatienceMs) == 1;
}

bool answers(const std::string& name)
{
    char* hostText = nullptr;
    int number = 0;
    int screen = 0;
    if (xcb_parse_display(name.c_str(), &hostText, &number, &screen) == 0)
        return false;
    const Owned<char> owner(hostText);
    const std::string_view host = hostText;
    if (host == "localhost" || host == "127.0.0.1") {
        const Socket s(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
        return connectNear(s.fd(), number) && speaks(s.fd());
    }
    if (!host.empty() && host != "unix")
        return true; // another computer: its name would have to be looked up
    const std::string path = "/tmp/.X11-unix/X" + std::to_string(number);
    for (const bool abstract : {false, true}) {
        const Socket s(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
        if (connectLocal(s.fd(), path, abstract))
            return speaks(s.fd());
    }
    return false;
}

std::string environment(const char* name)
{
    const char* value = std::getenv(name);
    return value ? value : "";
}

std::string textOf(const xcb_get_property_reply_t& property)
{
    const auto* bytes = static_cast<const char*>(xcb_get_property_value(&property));
    const int length = xcb_get_property_value_length(&property);
    return {bytes, static_cast<std::size_t>(std::max(0, length))};
}

// The old title property is Latin-1.
std::string fromLatin1(const std::string& text)
{
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80) {
            out += c;
        } else {
            out += static_cast<char>(0xC0 | (byte >> 6));
            out += static_cast<char>(0x80 | (byte & 0x3F));
        }
    }
    return out;
}

} // namespace

struct XDisplay::State {
    State(std::string n, xcb_connection_t* c) : name(std::move(n)), connection(c) { }
    ~State() { xcb_disconnect(connection); }
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    // The reply of a request, or nothing: an error, or no answer in time.
    template <typename Reply, typename Cookie>
    Owned<Reply> reply(Cookie cookie)
    {
        if (xcb_flush(connection) <= 0)
            return nullptr;
        for (int waited = 0; waited <= kPatienceMs; waited += kSliceMs) {
            void* got = nullptr;
            xcb_generic_error_t* error = nullptr;
            if (xcb_poll_for_reply(connection, cookie.sequence, &got, &error) != 0) {
                std::free(error);
                return Owned<Reply>(static_cast<Reply*>(got));
            }
            pollfd waiting{xcb_get_file_descriptor(connection), POLLIN, 0};
            (void)::poll(&waiting, 1, kSliceMs);
        }
        xcb_discard_reply(connection, cookie.sequence);
        return nullptr;
    }

    xcb_atom_t atom(std::string_view text)
    {
        const auto got = reply<xcb_intern_atom_reply_t>(
            xcb_intern_atom(connection, 1, static_cast<std::uint16_t>(text.size()), text.data()));
        return got ? got->atom : static_cast<xcb_atom_t>(XCB_ATOM_NONE);
    }

    Owned<xcb_get_property_reply_t> property(
        std::uint32_t window, xcb_atom_t what, std::uint32_t words = kLongestText)
    {
        if (what == XCB_ATOM_NONE)
            return nullptr;
        auto got = reply<xcb_get_property_reply_t>(
            xcb_get_property(connection, 0, window, what, XCB_GET_PROPERTY_TYPE_ANY, 0, words));
        return got && got->type != XCB_ATOM_NONE ? std::move(got) : nullptr;
    }

    std::vector<std::uint32_t> listedWindows();
    std::vector<std::uint32_t> topWindows();
    Window describe(std::uint32_t id);

    std::string name;
    xcb_connection_t* connection;
    std::uint32_t root = 0;
    xcb_atom_t titleAtom = XCB_ATOM_NONE;
    xcb_atom_t pidAtom = XCB_ATOM_NONE;
};

XDisplay::XDisplay(std::unique_ptr<State> state) : m_state(std::move(state)) { }
XDisplay::~XDisplay() = default;
XDisplay::XDisplay(XDisplay&&) noexcept = default;
XDisplay& XDisplay::operator=(XDisplay&&) noexcept = default;

Result<XDisplay> XDisplay::open()
{
    const std::string name = environment("DISPLAY");
    // A Wayland session has an X server for old programs, which sees nothing of the screen.
    if (!environment("WAYLAND_DISPLAY").empty()
        || (name.empty() && environment("XDG_SESSION_TYPE") == "wayland"))
        return Error(ErrorCode::ScreenOnWayland);
    if (name.empty())
        return Error(ErrorCode::NoScreen);
    return open(name);
}

Result<XDisplay> XDisplay::open(const std::string& name)
{
    if (!answers(name))
        return Error(ErrorCode::NoScreen, {}, "no answer from display " + name);
    int number = 0;
    auto state = std::make_unique<State>(name, xcb_connect(name.c_str(), &number));
    if (xcb_connection_has_error(state->connection) != 0)
        return Error(ErrorCode::NoScreen, {}, "refused by display " + name);
    auto screens = xcb_setup_roots_iterator(xcb_get_setup(state->connection));
    for (; screens.rem > 1 && number > 0; --number)
        xcb_screen_next(&screens);
    if (screens.rem == 0)
        return Error(ErrorCode::NoScreen);
    state->root = screens.data->root;
    state->titleAtom = state->atom("_NET_WM_NAME");
    state->pidAtom = state->atom("_NET_WM_PID");
    return XDisplay(std::move(state));
}

const std::string& XDisplay::name() const
{
    return m_state->name;
}

std::optional<XDisplay::Area> XDisplay::whole()
{
    const auto got
        = m_state->reply<xcb_get_geometry_reply_t>(xcb_get_geometry(m_state->connection, m_state->root));
    if (!got)
        return std::nullopt;
    return Area{0, 0, {got->width, got->height}};
}

std::vector<XDisplay::Monitor> XDisplay::monitors()
{
    State& s = *m_state;
    const auto* extension = xcb_get_extension_data(s.connection, &xcb_randr_id);
    if (!extension || extension->present == 0)
        return {};
    const auto got = s.reply<xcb_randr_get_monitors_reply_t>(xcb_randr_get_monitors(s.connection, s.root, 1));
    if (!got)
        return {};
    std::vector<Monitor> found;
    for (auto i = xcb_randr_get_monitors_monitors_iterator(got.get()); i.rem > 0;
        xcb_randr_monitor_info_next(&i)) {
        const auto name = s.reply<xcb_get_atom_name_reply_t>(xcb_get_atom_name(s.connection, i.data->name));
        if (!name)
            continue;
        found.push_back({{xcb_get_atom_name_name(name.get()),
                             static_cast<std::size_t>(xcb_get_atom_name_name_length(name.get()))},
            {i.data->x, i.data->y, {i.data->width, i.data->height}}, i.data->primary != 0});
    }
    return found;
}

std::vector<std::uint32_t> XDisplay::State::listedWindows()
{
    const auto list = property(root, atom("_NET_CLIENT_LIST"), kMostWindows);
    if (!list || list->format != 32)
        return {};
    const auto* first = static_cast<const std::uint32_t*>(xcb_get_property_value(list.get()));
    return {first, first + xcb_get_property_value_length(list.get()) / 4};
}

std::vector<std::uint32_t> XDisplay::State::topWindows()
{
    const auto tree = reply<xcb_query_tree_reply_t>(xcb_query_tree(connection, root));
    if (!tree)
        return {};
    const std::uint32_t* first = xcb_query_tree_children(tree.get());
    return {first, first + xcb_query_tree_children_length(tree.get())};
}

XDisplay::Window XDisplay::State::describe(std::uint32_t id)
{
    Window window{id, {}, {}, false};
    if (const auto title = property(id, titleAtom))
        window.title = textOf(*title);
    else if (const auto old = property(id, XCB_ATOM_WM_NAME))
        window.title = fromLatin1(textOf(*old));
    if (const auto program = property(id, XCB_ATOM_WM_CLASS)) {
        const std::string both = textOf(*program);
        window.program = both.substr(0, both.find('\0'));
    }
    if (const auto pid = property(id, pidAtom); pid && xcb_get_property_value_length(pid.get()) >= 4) {
        std::uint32_t number = 0;
        std::memcpy(&number, xcb_get_property_value(pid.get()), sizeof(number));
        window.ours = number == static_cast<std::uint32_t>(::getpid());
    }
    return window;
}

std::vector<XDisplay::Window> XDisplay::windows()
{
    std::vector<std::uint32_t> ids = m_state->listedWindows();
    if (ids.empty())
        ids = m_state->topWindows();
    std::vector<Window> found;
    for (const std::uint32_t id : ids) {
        Window described = m_state->describe(id);
        if (!described.title.empty() && window(id))
            found.push_back(std::move(described));
    }
    return found;
}

std::optional<XDisplay::Area> XDisplay::window(std::uint32_t id)
{
    State& s = *m_state;
    const auto shape = s.reply<xcb_get_geometry_reply_t>(xcb_get_geometry(s.connection, id));
    const auto state
        = s.reply<xcb_get_window_attributes_reply_t>(xcb_get_window_attributes(s.connection, id));
    if (!shape || !state || state->map_state != XCB_MAP_STATE_VIEWABLE
        || state->_class != XCB_WINDOW_CLASS_INPUT_OUTPUT)
        return std::nullopt;
    const auto place = s.reply<xcb_translate_coordinates_reply_t>(
        xcb_translate_coordinates(s.connection, id, s.root, 0, 0));
    if (!place)
        return std::nullopt;
    return Area{place->dst_x, place->dst_y, {shape->width, shape->height}};
}

} // namespace sluice
