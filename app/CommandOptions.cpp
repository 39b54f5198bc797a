// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/CommandOptions.h"

#include <algorithm>
#include <array>

namespace sluice {

namespace {

constexpr unsigned kEvery = kWindowBit | kWatchBit | kLiveBit | kServeBit | kDevicesBit | kProbeBit
    | kSimulateBit | kRunFileBit | kDemoBit;
constexpr unsigned kRunning = kWatchBit | kLiveBit | kServeBit | kDemoBit;
constexpr unsigned kSettled = kRunning | kSimulateBit | kRunFileBit | kProbeBit; // runs under settings
constexpr unsigned kPlaying = kWatchBit | kDemoBit;

constexpr auto kCommands = std::to_array<CommandRow>({
    {.bit = kWindowBit, .summary = "Open the window."},
    {.bit = kWatchBit,
        .name = "watch",
        .url = UrlUse::Required,
        .summary = "Play a stream or a file.",
        .notes
        = "URL is rtmp, rtmps, rtsp, http, https (progressive, HLS, radio), mms, or the path of a file. The variable\n"
          "SSL_CERT_FILE names the certificates (PEM) that are trusted instead of the system’s."},
    {.bit = kLiveBit,
        .name = "live",
        .url = UrlUse::Optional,
        .summary = "Broadcast to URL, or with the built-in server when it is left out.",
        .notes
        = "Once ready, the lines “publish URL” and “watch URL” are printed. A stream key comes from --key-file,\n"
          "from the environment variable SLUICE_STREAM_KEY, stands in the URL, or is in the system’s keychain because\n"
          "the address was saved in the window; it is never printed. One that comes apart from the URL leaves all of\n"
          "the URL’s path to the server’s application, as in rtmp://HOST/app/instance; “//” in front of a key inside\n"
          "the URL says the same.\n"
          "Several addresses are sent to at once, with “built-in” for the built-in server; keys then stand one in a\n"
          "line, in the order of the addresses, with an empty line where the address holds its key. One that is slow\n"
          "or fails touches no other. The variable SSL_CERT_FILE names the certificates (PEM) that rtmps trusts\n"
          "instead of the system’s."},
    {.bit = kServeBit,
        .name = "serve",
        .summary = "Run the built-in server alone.",
        .notes = "Once ready, the lines “publish URL” and “watch URL” are printed."},
    {.bit = kDevicesBit,
        .name = "devices",
        .summary = "List cameras, microphones, speakers, screens, windows and encoders.",
        .notes
        = "With --report the file is what --json prints. With --for it fails when the list takes longer."},
    {.bit = kProbeBit,
        .name = "probe",
        .url = UrlUse::Required,
        .summary = "Say what a stream or a file consists of.",
        .notes = "It fails when nothing is known of it after 9 s, or after --for where that is less."},
    {.bit = kSimulateBit,
        .name = "simulate",
        .url = UrlUse::File,
        .operand = "ARRIVALS",
        .summary = "Say what other buffer settings would have given a recorded session.",
        .notes
        = "ARRIVALS is a file written by “sluice watch --arrivals FILE”. It is replayed under the settings given\n"
          "with --profile and --set, and under other start levels; the last line is the advice. Of pulled media\n"
          "(HLS, files) the result is an estimate. With --for it is as if the session had ended after so long."},
    {.bit = kRunFileBit,
        .name = "run",
        .url = UrlUse::File,
        .operand = "FILE",
        .summary = "Watch a list of streams, one after the other, and compare them.",
        .notes
        = "FILE is JSON: {\"schema\": \"sluice.run/1\", \"defaults\": {\"for\": 20}, \"runs\": [{\"name\": \"3G\",\n"
          "\"url\": \"rtmp://…\", \"link_preset\": \"3g\", \"set\": {\"buffer.start_ms\": 1500}, \"expect\":\n"
          "{\"max_stalls\": 0}}]}. The keys of a run are url, for, profile, set, link, link_preset, link_trace,\n"
          "audio_out, report, timeline, arrivals and expect; they mean what the options of “sluice watch” mean. A run\n"
          "fails when its session does or when a bound under expect does not hold. --profile and --set lie beneath\n"
          "what a run sets itself, key by key. After --for what runs is ended with its report, and what was not\n"
          "begun is named as not run."},
    {.bit = kDemoBit,
        .name = "demo",
        .summary = "Show the whole product in 20 s, without camera, sound or network.",
        .notes
        = "Starts the built-in server, goes live with the test picture and tone, watches itself, cuts the link\n"
          "long enough for one rebuffer and prints a summary."},
});

constexpr auto kOptions = std::to_array<OptionRow>({
    {OptionId::Fullscreen, "--fullscreen", {}, kWatchBit, "Fill the screen."},
    {OptionId::Wait, "--wait", {}, kWatchBit, "Where nobody is streaming yet, try again every 4 s."},
    {OptionId::Link, "--link", "SPEC", kWatchBit,
        "Emulate a link: bandwidth=900kbps,latency=80ms,jitter=20ms,stall=3s@10s,seed=1."},
    {OptionId::LinkPreset, "--link-preset", "NAME", kWatchBit,
        "Emulate a link by name, such as 3g, 4g or cable."},
    {OptionId::LinkTrace, "--link-trace", "FILE", kWatchBit,
        "Emulate a link from a recorded bandwidth trace."},
    {OptionId::AudioOut, "--audio-out", "OUT", kWatchBit, "The name of a speaker, null, or file:PATH.wav."},
    {OptionId::VideoOut, "--video-out", "OUT", kWatchBit,
        "null, or log:FILE.csv: a row for each picture shown (shown_epoch_us,pts_us,hash)."},
    {OptionId::Camera, "--camera", "SOURCE", kLiveBit | kDemoBit,
        "The name of a camera, test, or file:PATH."},
    {OptionId::Microphone, "--microphone", "SOURCE", kLiveBit,
        "The name of a microphone, tone, none (silence is sent), or file:PATH."},
    {OptionId::DesktopAudio, "--desktop-audio", "SOURCE", kLiveBit,
        "Mix in what the computer plays: default, the name of a source, none, or file:PATH."},
    {OptionId::Layout, "--layout", "LAYOUT", kLiveBit,
        "camera, screen, both (the camera in a corner of the screen) or slate."},
    {OptionId::Screen, "--screen", "SOURCE", kLiveBit,
        "screen, monitor:NAME, window:0xID, window:TITLE, region:WxH+X+Y, test, or file:PATH."},
    {OptionId::KeyFile, "--key-file", "FILE", kLiveBit,
        "Read the stream key from a file, or from standard input: -."},
    {OptionId::Record, "--record", "FILE", kWatchBit | kLiveBit,
        "Record as well: .mkv, .mp4, .mov, .flv or .ts; where it exists, a number is added."},
    {OptionId::Junit, "--junit", "FILE.xml", kRunFileBit, "Write the results for a build server."},
    {OptionId::Json, "--json", {}, kDevicesBit, "Print JSON."},
    {OptionId::Headless, "--headless", {}, kEvery & ~kWindowBit, "Open no window; needs no display."},
    {OptionId::For, "--for", "SECONDS", kEvery, "End by itself after so long."},
    {OptionId::Report, "--report", "FILE.json", kEvery & ~kWindowBit, "Write a report at the end."},
    {OptionId::Html, "--html", "FILE.html", kWatchBit,
        "Write the session as a page for a bug ticket: graph, figures, stalls, events."},
    {OptionId::Timeline, "--timeline", "FILE.csv", kPlaying | kLiveBit | kSimulateBit,
        "Write ten rows a second: the buffer’s state or, of “live”, the broadcast’s."},
    {OptionId::Arrivals, "--arrivals", "FILE", kPlaying, "Write when which data arrived."},
    {OptionId::Profile, "--profile", "PROFILE", kSettled | kWindowBit,
        "low-latency, balanced, smooth, or a JSON file with settings."},
    {OptionId::Set, "--set", "KEY=VALUE", kSettled | kWindowBit,
        "Change a setting for this run; may be given several times. See --help-settings.", true},
    {OptionId::LogLevel, "--log-level", "LEVEL", kEvery,
        "off (the default), error, warning, info or debug, to stderr."},
});

} // namespace

std::span<const CommandRow> commandRows()
{
    return kCommands;
}

std::span<const OptionRow> optionRows()
{
    return kOptions;
}

const CommandRow* findCommand(std::string_view name)
{
    const auto found = std::ranges::find(kCommands, name, &CommandRow::name);
    return found == kCommands.end() ? nullptr : &*found;
}

const OptionRow* findOption(std::string_view name)
{
    const auto found = std::ranges::find(kOptions, name, &OptionRow::name);
    return found == kOptions.end() ? nullptr : &*found;
}

} // namespace sluice
