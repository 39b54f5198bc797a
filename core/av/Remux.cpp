// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/av/Remux.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>
#include <vector>

#include "core/av/Demuxer.h"
#include "core/av/Muxer.h"
#include "core/base/OutputFile.h"
#include "core/base/TextFile.h"

namespace sluice {

namespace {

namespace fs = std::filesystem;

constexpr Duration kFinishDeadline = seconds(600); // the whole file is moved once, to make room for the index

// A name that is ours while this lives, and what was begun under it, which is taken away unless it is kept. A file that
// was there before, empty, stays.
class Begun {
public:
    explicit Begun(std::unique_ptr<OutputFile> file) : m_file(std::move(file)) { }
    ~Begun()
    {
        std::error_code ignored;
        if (!m_kept && m_file->made())
            fs::remove(m_file->path(), ignored);
    }
    Begun(const Begun&) = delete;
    Begun& operator=(const Begun&) = delete;
    const std::string& path() const { return m_file->path(); }
    int sync(const StopToken& stop)
    {
        return m_file->sync([&stop] { return stop.stop_requested(); });
    }
    void keep() { m_kept = true; }

private:
    const std::unique_ptr<OutputFile> m_file;
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

// To the disk first: a name that outlives a power cut must not lead to a file that did not.
Result<void> move(Begun& half, const std::string& to, const StopToken& stop)
{
    if (const int why = half.sync(stop); why != 0)
        return stop.stop_requested() ? Error(ErrorCode::Cancelled)
                                     : Error(ErrorCode::FileUnwritable, {to, errnoText(why)});
    std::error_code failed;
    fs::rename(half.path(), to, failed);
    if (failed)
        return Error(ErrorCode::FileUnwritable, {to, failed.message()});
    return {};
}

fs::path halfOf(const std::string& to)
{
    return fs::path(to).replace_extension(".part.mp4");
}

// What an earlier attempt left that a crash or a power cut ended, once the file is whole. One that a program is at is
// left alone.
void forgetHalf(const std::string& to)
{
    std::error_code ignored;
    const fs::path half = halfOf(to);
    if (fs::is_regular_file(half, ignored) && !OutputFile::inUse(half.string()))
        fs::remove(half, ignored);
}

// "talk" of "talk.part.mp4" and "talk.part-2.mp4"; empty: it is no name of a half.
std::string nameOfHalf(const fs::path& file)
{
    constexpr std::string_view kMark = ".part";
    std::string stem = file.stem().string();
    if (file.extension() != ".mp4")
        return {};
    if (const auto number = stem.rfind('-'); number != std::string::npos && number + 1 < stem.size()
        && stem.find_first_not_of("0123456789", number + 1) == std::string::npos
        && std::string_view(stem).substr(0, number).ends_with(kMark))
        stem.resize(number);
    return stem.ends_with(kMark) ? stem.substr(0, stem.size() - kMark.size()) : std::string();
}

// A recording of that name, or of the one that a copy took a number to stand beside: "talk.mkv" of "talk-2.mp4".
bool hasOriginal(const fs::path& beside, std::string name)
{
    std::error_code ignored;
    const auto there = [&] { return fs::is_regular_file(beside / (name + ".mkv"), ignored); };
    if (there())
        return true;
    const auto number = name.rfind('-');
    if (number == std::string::npos)
        return false;
    name.resize(number);
    return there();
}

bool untouchedFor(const fs::path& file, Duration age)
{
    std::error_code failed;
    const auto at = fs::last_write_time(file, failed);
    return !failed && fs::file_time_type::clock::now() - at >= age && !OutputFile::inUse(file.string());
}

bool beginsAsMp4(const fs::path& file)
{
    std::array<char, 8> begin{};
    std::ifstream in(file, std::ios::binary);
    in.read(begin.data(), begin.size());
    return in.gcount() == 0 || std::string_view(begin.data(), begin.size()).ends_with("ftyp");
}

bool isLeftHalf(const fs::path& half, const fs::path& whole, const std::string& name, Duration age)
{
    std::error_code failed;
    return fs::is_regular_file(fs::symlink_status(half, failed))
        && fs::is_regular_file(fs::symlink_status(whole, failed)) && fs::file_size(whole, failed) == 0
        && hasOriginal(half.parent_path(), name) && untouchedFor(half, age) && untouchedFor(whole, age)
        && beginsAsMp4(half);
}

} // namespace

std::size_t forgetHalves(const std::string& folder, Duration age)
{
    std::error_code failed;
    std::vector<std::pair<fs::path, fs::path>> left; // the half, and what kept its place
    for (fs::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
        const std::string name = nameOfHalf(at->path());
        const fs::path whole = at->path().parent_path() / (name + ".mp4");
        if (!name.empty() && isLeftHalf(at->path(), whole, name, age))
            left.emplace_back(at->path(), whole);
    }
    for (const auto& [half, whole] : left) {
        fs::remove(half, failed);
        fs::remove(whole, failed);
    }
    return left.size();
}

Result<std::string> remuxToMp4(
    const RemuxRequest& request, Resolver& resolver, Clock& clock, const Log& log, const StopToken& stop)
{
    if (auto room = checkRoom(request.from, request.to); !room)
        return room.error();
    auto taken = OutputFile::create(request.to);
    if (!taken)
        return taken.error();
    // An empty file of that name is what an attempt leaves that did not come to its end.
    const bool resumed = !(*taken)->made() && (*taken)->path() == request.to;
    Begun name(std::move(*taken));
    const std::string to = name.path();
    auto beside = OutputFile::create(halfOf(to).string());
    if (!beside)
        return beside.error();
    Begun half(std::move(*beside));
    if (auto copied = copy(request, half.path(), resolver, clock, log, stop); !copied)
        return copied.error();
    if (stop.stop_requested())
        return Error(ErrorCode::Cancelled);
    if (auto moved = move(half, to, stop); !moved)
        return moved.error();
    name.keep();
    half.keep();
    if (resumed)
        forgetHalf(request.to);
    std::error_code failed;
    if (request.removeOriginal && OutputFile::syncName(to)) // otherwise a power cut could take both
        fs::remove(request.from, failed); // a copy too many is no failure
    return to;
}

} // namespace sluice
