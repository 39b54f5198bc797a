// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/av/Remux.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <system_error>

#include "core/av/Demuxer.h"
#include "core/av/Muxer.h"
#include "core/base/OutputFile.h"

namespace sluice {

namespace {

namespace fs = std::filesystem;

constexpr Duration kFinishDeadline = seconds(600); // the whole file is moved once, to make room for the index

// Takes away what was begun, unless it is kept.
class Begun {
public:
    explicit Begun(std::string path) : m_path(std::move(path)) { }
    ~Begun()
    {
        std::error_code ignored;
        if (!m_kept)
            fs::remove(m_path, ignored);
    }
    Begun(const Begun&) = delete;
    Begun& operator=(const Begun&) = delete;
    void keep() { m_kept = true; }

private:
    const std::string m_path;
    bool m_kept = false;
};

Result<void> checkRoom(const std::string& from, const std::string& to)
{
    std::error_code unknown;
    const auto size = fs::file_size(from, unknown);
    const fs::path folder = fs::absolute(to).parent_path();
    const auto space = fs::space(folder, unknown);
    if (!unknown && space.available < size)
        return Error(ErrorCode::FileUnwritable,
            {to, QT_TRANSLATE_NOOP("core", "the disk has too little room for it")});
    return {};
}

Result<void> copy(const RemuxRequest& request, const std::string& to, Resolver& resolver, Clock& clock,
    const Log& log, const StopToken& stop)
{
    Demuxer::Options source;
    source.url = "file:" + request.from;
    auto demuxer = Demuxer::open(source, resolver, clock, log, stop);
    if (!demuxer)
        return demuxer.error();
    Muxer::Options target;
    target.url = "file:" + to;
    target.video = (*demuxer)->info().video;
    target.audio = (*demuxer)->info().audio;
    target.indexFirst = true;
    auto muxer = Muxer::open(target, resolver, clock, log, stop);
    if (!muxer)
        return muxer.error();
    std::error_code unknown;
    const auto size = static_cast<double>(std::max<std::uintmax_t>(1, fs::file_size(request.from, unknown)));
    for (;;) {
        auto packet = (*demuxer)->read(stop);
        if (!packet)
            return packet.error();
        if (!*packet)
            break;
        if (auto written = (*muxer)->write(**packet, stop); !written)
            return written;
        if (request.progress)
            request.progress(std::min(1.0, static_cast<double>((*demuxer)->bytesReceived()) / size));
    }
    return (*muxer)->finish(kFinishDeadline, stop);
}

} // namespace

Result<std::string> remuxToMp4(
    const RemuxRequest& request, Resolver& resolver, Clock& clock, const Log& log, const StopToken& stop)
{
    if (auto room = checkRoom(request.from, request.to); !room)
        return room.error();
    std::string to;
    {
        auto taken = OutputFile::create(request.to); // its name is ours from now on
        if (!taken)
            return taken.error();
        to = (*taken)->path();
    }
    Begun name(to);
    const std::string part = fs::path(to).replace_extension(".part.mp4").string();
    Begun half(part);
    if (auto copied = copy(request, part, resolver, clock, log, stop); !copied)
        return copied.error();
    if (stop.stop_requested())
        return Error(ErrorCode::Cancelled);
    std::error_code failed;
    fs::rename(part, to, failed);
    if (failed)
        return Error(ErrorCode::FileUnwritable, {to, failed.message()});
    name.keep();
    half.keep();
    if (request.removeOriginal)
        fs::remove(request.from, failed); // a copy too many is no failure
    return to;
}

} // namespace sluice
