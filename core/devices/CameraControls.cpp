// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/devices/CameraControls.h"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <optional>
#include <system_error>

#include <fcntl.h>
#include <linux/videodev2.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace sluice {

namespace {

constexpr int kMostControls = 256; // more is a driver that counts for ever
constexpr std::int64_t kMostChoices = 64;

// A camera that was pulled and came back under the same number has a descriptor of its own again.
class Descriptor {
public:
    explicit Descriptor(int fd) : m_fd(fd) { }
    ~Descriptor() { close(m_fd); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int operator()(unsigned long request, void* argument) const { return ioctl(m_fd, request, argument); }

private:
    int m_fd;
};

// As v4l2-ctl writes them: small letters and digits, all else is one underscore.
std::string keyOf(std::string_view name)
{
    std::string key;
    for (const char c : name) {
        if (std::isalnum(static_cast<unsigned char>(c)) != 0)
            key += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        else if (!key.empty() && key.back() != '_')
            key += '_';
    }
    while (!key.empty() && key.back() == '_')
        key.pop_back();
    return key;
}

std::string text(const char* bytes, std::size_t most)
{
    return {bytes, std::find(bytes, bytes + most, '\0')};
}

std::optional<CameraControl::Kind> kindOf(std::uint32_t type)
{
    switch (type) {
    case V4L2_CTRL_TYPE_INTEGER:
    case V4L2_CTRL_TYPE_INTEGER64:
        return CameraControl::Kind::Number;
    case V4L2_CTRL_TYPE_BOOLEAN:
        return CameraControl::Kind::Switch;
    case V4L2_CTRL_TYPE_MENU:
    case V4L2_CTRL_TYPE_INTEGER_MENU:
        return CameraControl::Kind::Menu;
    case V4L2_CTRL_TYPE_BUTTON:
        return CameraControl::Kind::Button;
    default:
        return std::nullopt; // headings, texts, rectangles
    }
}

void addChoices(const CameraControls::Driver& driver, std::uint32_t type, CameraControl& control)
{
    for (std::int64_t i = control.least; i <= control.most && i - control.least < kMostChoices; ++i) {
        v4l2_querymenu item{};
        item.id = control.id;
        item.index = static_cast<std::uint32_t>(i);
        if (driver(VIDIOC_QUERYMENU, &item) != 0)
            continue; // numbers in between need not exist
        const auto* name = reinterpret_cast<const char*>(item.name);
        control.choices.emplace_back(i,
            type == V4L2_CTRL_TYPE_INTEGER_MENU ? std::to_string(item.value) : text(name, sizeof(item.name)));
    }
}

// A value of 64 bits has a place of its own.
v4l2_ext_control request(const CameraControl& control, std::int64_t value)
{
    v4l2_ext_control one{};
    one.id = control.id;
    if (control.wide)
        one.value64 = value;
    else
        one.value = static_cast<std::int32_t>(value);
    return one;
}

bool exchange(const CameraControls::Driver& driver, unsigned long how, v4l2_ext_control& one)
{
    v4l2_ext_controls all{};
    all.which = V4L2_CTRL_WHICH_CUR_VAL;
    all.count = 1;
    all.controls = &one;
    return driver(how, &all) == 0;
}

bool isAutomatic(const std::string& key)
{
    return key.find("auto") != std::string::npos;
}

} // namespace

Result<CameraControls> CameraControls::open(const std::string& path)
{
    const int fd = ::open(path.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) {
        const int code = errno;
        if (code == ENOENT || code == ENXIO || code == ENODEV)
            return Error(ErrorCode::CameraNotFound, {path});
        return code == EBUSY ? Error(ErrorCode::CameraBusy, {path})
                             : Error(ErrorCode::CameraFailed, {path, std::generic_category().message(code)});
    }
    auto descriptor = std::make_shared<Descriptor>(fd);
    v4l2_capability about{};
    if ((*descriptor)(VIDIOC_QUERYCAP, &about) != 0)
        return Error(ErrorCode::NotACamera, {path});
    return CameraControls(
        [descriptor](unsigned long how, void* argument) { return (*descriptor)(how, argument); });
}

std::vector<CameraControl> CameraControls::list() const
{
    constexpr std::uint32_t kNext = V4L2_CTRL_FLAG_NEXT_CTRL;
    std::vector<CameraControl> found;
    v4l2_query_ext_ctrl query{};
    query.id = kNext;
    for (int i = 0; i < kMostControls && m_driver(VIDIOC_QUERY_EXT_CTRL, &query) == 0; ++i) {
        CameraControl control;
        control.id = query.id;
        control.name = text(query.name, sizeof(query.name));
        control.key = keyOf(control.name);
        const auto kind = kindOf(query.type);
        constexpr std::uint32_t kOff = V4L2_CTRL_FLAG_DISABLED;
        const bool readable = (query.flags & (V4L2_CTRL_FLAG_WRITE_ONLY | kOff)) == 0;
        const bool wanted
            = kind && !control.key.empty() && (query.flags & (kOff | V4L2_CTRL_FLAG_READ_ONLY)) == 0;
        const std::uint32_t type = query.type, flags = query.flags;
        control.least = query.minimum;
        control.most = query.maximum;
        control.step = std::max<std::int64_t>(1, static_cast<std::int64_t>(query.step));
        control.standard = query.default_value;
        query = {};
        query.id = control.id | kNext;
        if (!wanted)
            continue;
        control.kind = *kind;
        control.wide = type == V4L2_CTRL_TYPE_INTEGER64;
        control.inactive = (flags & (V4L2_CTRL_FLAG_INACTIVE | V4L2_CTRL_FLAG_GRABBED)) != 0;
        control.value = control.standard;
        if (readable && control.kind != CameraControl::Kind::Button) {
            v4l2_ext_control one = request(control, 0);
            if (exchange(m_driver, VIDIOC_G_EXT_CTRLS, one))
                control.value = control.wide ? one.value64 : one.value;
        }
        if (control.kind == CameraControl::Kind::Menu)
            addChoices(m_driver, type, control);
        found.push_back(std::move(control));
    }
    return found;
}

bool CameraControls::set(const CameraControl& control, std::int64_t value) const
{
    if (control.most < control.least)
        return false; // no value is right for such a driver
    v4l2_ext_control one = request(control, std::clamp(value, control.least, control.most));
    return exchange(m_driver, VIDIOC_S_EXT_CTRLS, one);
}

int CameraControls::apply(const CameraControlValues& values) const
{
    if (values.empty())
        return 0;
    int refused = 0;
    const std::vector<CameraControl> controls = list();
    for (const bool automatic : {true, false})
        for (const CameraControl& control : controls) {
            const auto value = values.find(control.key);
            if (value == values.end() || isAutomatic(control.key) != automatic
                || control.kind == CameraControl::Kind::Button)
                continue;
            refused += set(control, value->second) ? 0 : 1;
        }
    return refused;
}

} // namespace sluice
