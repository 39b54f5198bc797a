// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/layers/IncludeRules.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <vector>

namespace sluice::layers {

namespace {

// Owned: the array behind an initializer_list would be gone once the tables below stand.
using Words = std::vector<std::string_view>;

// One row a folder. "ours" names the folders that may be included beside the folder itself; "qt" the Qt modules;
// "outside" the groups of other headers (see kOutside) that are not free for all.
struct Row {
    std::string_view folder;
    Words ours;
    Words qt;
    Words outside;
};

// clang-format off
const std::array kRows {
    Row { "core/base",     {},                                                        {}, {} },
    Row { "core/media",    { "core/base" },                                           {}, {} },
    Row { "core/av",       { "core/base", "core/media" },                             {}, { "libav" } },
    Row { "core/devices",  { "core/base", "core/media", "core/av" },                  { "QtCore" },
                           { "portaudio", "posix", "linux" } },
    Row { "core/capture",  { "core/base", "core/media", "core/av", "core/devices" },  {},
                           { "portaudio", "posix", "linux" } },
    Row { "core/output",   { "core/base", "core/media", "core/av", "core/devices" },  {}, { "portaudio" } },
    Row { "core/link",     { "core/base", "core/media" },                             {}, {} },
    Row { "core/metrics",  { "core/base", "core/media" },                             {}, {} },
    Row { "core/server",   { "core/base", "core/media", "core/metrics" },
                           { "QtCore", "QtNetwork", "QtWebSockets" },
                           { "posix", "linux", "qrencode", "sodium", "mosquitto" } },
    Row { "core/settings", { "core/base", "core/media" },                             { "QtCore" }, { "keychain" } },
    Row { "core/hls",      { "core/base", "core/media", "core/link", "core/metrics" }, { "QtCore", "QtNetwork" }, {} },
    Row { "core/playback", { "core/base", "core/media", "core/av", "core/link", "core/metrics", "core/output" },
                           {}, {} },
    Row { "core/publish",  { "core/base", "core/media", "core/av", "core/capture", "core/devices", "core/metrics" },
                           {}, {} },
    // QtNetwork: nobody else's TLS says what is wrong with a certificate.
    Row { "core/session",  { "core" },                      { "QtCore", "QtDBus", "QtNetwork" }, { "qrencode" } },
    Row { "ui",            { "core/session", "core/settings", "core/media", "core/base", "core/metrics" },
                           { "QtCore", "QtGui", "QtWidgets", "QtOpenGL", "QtOpenGLWidgets", "QtSvg", "QtSvgWidgets" },
                           { "qrencode" } },
    Row { "app",           { "core", "ui" },
                           { "QtCore", "QtGui", "QtWidgets", "QtNetwork" }, { "posix" } },
};

// Single files that may do what their folder may not.
struct Exception {
    std::string_view file; // without its ending: the header and the source
    std::string_view outside;
};
const std::array kExceptions {
    Exception { "core/base/Runner", "posix" }, // the name of a thread, behind #ifdef
    Exception { "core/base/Resolver", "posix" }, // getaddrinfo, the one look-up that everybody goes through
    // What the kernel holds unsent of FFmpeg's sockets, behind #ifdef: elsewhere there is no answer.
    Exception { "core/base/SendBuffer", "posix" },
    Exception { "core/base/SendBuffer", "linux" },
    // Standard C++ knows neither "only if there is none yet" nor a write that can be given up.
    Exception { "core/base/OutputFile", "posix" },
};

struct Outside {
    std::string_view group;
    std::string_view advice;
    Words beginnings; // of the header's name
};
const std::array kOutside {
    Outside { "libav", "FFmpeg's headers stay in core/av, behind handles of our own",
        { "libavcodec/", "libavdevice/", "libavfilter/", "libavformat/", "libavutil/", "libpostproc/", "libswresample/",
          "libswscale/" } },
    Outside { "portaudio", "PortAudio stays in core/devices, core/capture and core/output",
        { "portaudio", "pa_" } },
    Outside { "qrencode", "", { "qrencode.h" } },
    Outside { "sodium", "", { "sodium" } },
    Outside { "mosquitto", "", { "mosquitto" } },
    Outside { "keychain", "", { "qt6keychain/", "keychain" } },
    Outside { "linux", "Linux's own headers stay in core/capture, core/devices and core/server",
        { "linux/", "asm/", "alsa/", "pipewire/", "spa/", "pulse/", "X11/", "xcb/", "wayland", "libudev.h", "libv4l2.h",
          "sys/epoll.h", "sys/eventfd.h", "sys/inotify.h", "sys/pidfd.h", "sys/prctl.h", "sys/sendfile.h",
          "sys/signalfd.h", "sys/syscall.h", "sys/sysinfo.h", "sys/timerfd.h" } },
};

// Free for every folder: JSON and text.
const Words kFree { "fmt/", "nlohmann/" };
// clang-format on

bool startsWithAny(std::string_view text, const Words& beginnings)
{
    return std::ranges::any_of(beginnings, [&](std::string_view b) { return text.starts_with(b); });
}

bool contains(const Words& words, std::string_view word)
{
    return std::ranges::find(words, word) != words.end();
}

// "core/av/Demuxer.h" lies in "core/av" and in "core", not in "core/a".
bool liesIn(std::string_view path, std::string_view folder)
{
    return path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/';
}

const Row* rowOf(std::string_view file)
{
    const auto* row = std::ranges::find_if(kRows, [&](const Row& r) { return liesIn(file, r.folder); });
    return row == kRows.end() ? nullptr : row;
}

bool isException(std::string_view file, std::string_view group)
{
    return std::ranges::any_of(kExceptions,
        [&](const Exception& e) { return e.outside == group && file.substr(0, file.rfind('.')) == e.file; });
}

std::string sentence(std::initializer_list<std::string_view> parts)
{
    std::string text;
    for (std::string_view part : parts)
        text += part;
    return text;
}

std::optional<std::string> wrongWithOurs(const Row& row, std::string_view header)
{
    if (liesIn(header, row.folder))
        return std::nullopt;
    if (std::ranges::any_of(row.ours, [&](std::string_view folder) { return liesIn(header, folder); }))
        return std::nullopt;
    std::string allowed = row.ours.empty() ? "nothing of ours" : "";
    for (std::string_view folder : row.ours)
        allowed += (allowed.empty() ? "" : ", ") + std::string(folder);
    return sentence({row.folder, " may not include ", header, "; beside itself it may include ", allowed});
}

std::optional<std::string> wrongWithQt(const Row& row, std::string_view header, const QtModuleOf& qtModuleOf)
{
    const std::size_t slash = header.find('/');
    const std::string module
        = slash == std::string_view::npos ? qtModuleOf(header) : std::string(header.substr(0, slash));
    if (module.empty())
        return sentence({"no Qt module here has <", header, ">; write it as <QtModule/", header, ">"});
    if (contains(row.qt, module))
        return std::nullopt;
    return sentence({row.folder, " may not use ", module, " (<", header, ">)"});
}

// Standard C++ headers have no ending; the C ones are written <cerrno>, not <errno.h>. What ends in .h and is in no
// group belongs to the operating system.
std::optional<std::string> wrongWithOutside(const Row& row, std::string_view file, std::string_view header)
{
    // Seconds of compiling for everybody who includes that header.
    if (header == "nlohmann/json.hpp" && file.ends_with(".h"))
        return sentence({file, " is a header: it includes <nlohmann/json_fwd.hpp> at the most"});
    if (startsWithAny(header, kFree))
        return std::nullopt;
    std::string_view group;
    std::string_view advice;
    const auto* known = std::ranges::find_if(
        kOutside, [&](const Outside& o) { return startsWithAny(header, o.beginnings); });
    if (known != kOutside.end()) {
        group = known->group;
        advice = known->advice;
    } else if (header.find('.') != std::string_view::npos) {
        group = "posix";
        advice = "the system's headers stay behind core/capture, core/devices, core/server and base/Resolver";
    }
    if (group.empty() || contains(row.outside, group) || isException(file, group))
        return std::nullopt;
    return sentence({row.folder, " may not include <", header, ">", advice.empty() ? "" : ": ", advice});
}

bool isQt(std::string_view header)
{
    return header.size() > 1 && header[0] == 'Q'
        && (header.starts_with("Qt") || (header[1] >= 'A' && header[1] <= 'Z'));
}

} // namespace

std::optional<std::string> whatIsWrong(
    std::string_view file, std::string_view include, const QtModuleOf& qtModuleOf)
{
    if (include.size() < 3)
        return "the include is empty";
    const bool quoted = include.front() == '"';
    const std::string_view header = include.substr(1, include.size() - 2);
    const bool ours = liesIn(header, "app") || liesIn(header, "core") || liesIn(header, "ui")
        || liesIn(header, "tests") || liesIn(header, "resources");

    if (quoted && !ours && !header.ends_with(".moc"))
        return sentence(
            {"\"", header, "\" is not written from the root of the code (as in \"core/base/Result.h\")"});
    if (!quoted && ours)
        return sentence({"<", header, "> is ours: write it in quotes"});

    if (liesIn(file, "tests"))
        return std::nullopt;
    const Row* row = rowOf(file);
    if (row == nullptr)
        return sentence({file, " lies in no folder that the table of layers knows"});
    if (header.ends_with(".moc"))
        return std::nullopt;
    if (ours)
        return wrongWithOurs(*row, header);
    if (isQt(header))
        return wrongWithQt(*row, header, qtModuleOf);
    return wrongWithOutside(*row, file, header);
}

} // namespace sluice::layers
