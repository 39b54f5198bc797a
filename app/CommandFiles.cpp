// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <climits>
#include <utility>
#include <vector>

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include "app/CommandLine.h"
#include "core/media/RecordingFormat.h"
#include "core/settings/TextCheck.h"

namespace sluice {

namespace {

struct NamedFiles {
    std::vector<std::string> inputs;
    std::vector<std::string> outputs;
    std::vector<std::string> recordings; // among the outputs
};

void addFile(std::vector<std::string>& files, const std::string& path)
{
    if (!path.empty())
        files.push_back(path);
}

void addFile(std::vector<std::string>& files, const std::optional<DeviceSpec>& spec)
{
    if (spec && spec->kind == DeviceSpec::Kind::File)
        files.push_back(spec->value);
}

void collect(const WatchCommand& watch, NamedFiles& out)
{
    if (watch.link.kind == LinkOption::Kind::Trace)
        addFile(out.inputs, watch.link.value);
    addFile(out.outputs, watch.audioOut);
    addFile(out.outputs, watch.videoOut.path);
    addFile(out.outputs, watch.recordPath);
    addFile(out.recordings, watch.recordPath);
}

void collect(const LiveCommand& live, NamedFiles& out)
{
    addFile(out.inputs, live.camera);
    addFile(out.inputs, live.microphone);
    addFile(out.inputs, live.desktopAudio);
    addFile(out.inputs, live.screen);
    if (live.keyFile != "-")
        addFile(out.inputs, live.keyFile);
    addFile(out.outputs, live.recordPath);
    addFile(out.recordings, live.recordPath);
}

// Those that --set names for a broadcast.
void collect(const Settings& overrides, NamedFiles& out)
{
    addFile(out.inputs, overrides.text("broadcast.slate"));
    addFile(out.inputs, overrides.text("broadcast.logo"));
    constexpr std::string_view kFile = "file:";
    for (const char* key :
        {"broadcast.camera", "broadcast.microphone", "broadcast.desktop_audio", "broadcast.screen"})
        if (const std::string source = overrides.text(key); source.starts_with(kFile))
            addFile(out.inputs, source.substr(kFile.size()));
}

void collect(const SimulateCommand& simulate, NamedFiles& out)
{
    addFile(out.inputs, simulate.arrivalsFile);
}

void collect(const RunFileCommand& run, NamedFiles& out)
{
    addFile(out.inputs, run.file);
    addFile(out.outputs, run.junitPath);
}

void collect(const DemoCommand& demo, NamedFiles& out)
{
    addFile(out.inputs, demo.camera);
}

template <typename Command>
void collect(const Command&, NamedFiles&)
{ }

NamedFiles filesOf(const CommandLine& line)
{
    NamedFiles out;
    addFile(out.inputs, line.common.profileFile);
    addFile(out.outputs, line.common.reportPath);
    addFile(out.outputs, line.common.htmlPath);
    addFile(out.outputs, line.common.timelinePath);
    addFile(out.outputs, line.common.arrivalsPath);
    if (std::holds_alternative<LiveCommand>(line.command))
        collect(line.common.overrides, out);
    std::visit([&](const auto& command) { collect(command, out); }, line.command);
    return out;
}

QFileInfo infoOf(const std::string& path)
{
    return QFileInfo(QFile::decodeName(QByteArray::fromStdString(path)));
}

Result<void> checkInput(const std::string& path)
{
    const QFileInfo info = infoOf(path);
    if (!info.exists())
        return Error(ErrorCode::FileNotFound, {quotable(path)});
    if (info.isDir())
        return Error(ErrorCode::FileUnreadable, {quotable(path), "it is a folder"});
    if (!info.isReadable())
        return Error(ErrorCode::FileUnreadable, {quotable(path), "permission denied"});
    return {};
}

Result<void> checkOutput(const std::string& path)
{
    const auto refuse
        = [&](const char* why) { return Error(ErrorCode::FileUnwritable, {quotable(path), why}); };
    const QFileInfo info = infoOf(path);
    if (info.isDir() || path.ends_with('/'))
        return refuse("it is a folder");
    if (info.exists())
        return info.isWritable() ? Result<void>() : refuse("permission denied");
    if (QFile::encodeName(info.fileName()).size() > NAME_MAX)
        return refuse("its name is too long");
    const QFileInfo folder(info.absolutePath());
    if (!folder.isDir())
        return refuse("its folder does not exist");
    if (!folder.isWritable())
        return refuse("its folder is protected");
    return {};
}

// One name for one file, however it was written. Empty for what may well be shared: /dev/null, a pipe.
QString identityOf(const std::string& path)
{
    const QFileInfo info = infoOf(path);
    if (info.exists())
        return info.isFile() ? info.canonicalFilePath() : QString();
    return QDir(QFileInfo(info.absolutePath()).canonicalFilePath()).filePath(info.fileName());
}

Result<void> checkDistinct(const NamedFiles& files)
{
    std::vector<QString> seen;
    seen.reserve(files.inputs.size() + files.outputs.size());
    for (const std::string& path : files.inputs)
        seen.push_back(identityOf(path));
    const std::size_t inputs = seen.size();
    for (const std::string& path : files.outputs) {
        const QString identity = identityOf(path);
        const auto found = std::ranges::find(seen, identity);
        if (!identity.isEmpty() && found != seen.end()) {
            const bool overwrites = std::cmp_less(found - seen.begin(), inputs);
            return Error(ErrorCode::FileUnwritable,
                {quotable(path),
                    overwrites ? "it is also read from" : "it is written to by another option too"});
        }
        seen.push_back(identity);
    }
    return {};
}

} // namespace

Result<void> checkFiles(const CommandLine& line)
{
    const NamedFiles files = filesOf(line);
    for (const std::string& path : files.inputs)
        if (auto fine = checkInput(path); !fine)
            return fine;
    for (const std::string& path : files.outputs)
        if (auto fine = checkOutput(path); !fine)
            return fine;
    for (const std::string& path : files.recordings)
        if (recordingFormat(path) == nullptr)
            return Error(ErrorCode::RecordingName, {quotable(path)});
    return checkDistinct(files);
}

} // namespace sluice
