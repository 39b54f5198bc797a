// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>

#include "core/settings/SettingsSchema.h"

namespace sluice {

namespace {

using enum SettingType;

constexpr auto kThemes = std::to_array<SettingChoice>({
    {"system", QT_TRANSLATE_NOOP("settings", "As the system")},
    {"dark", QT_TRANSLATE_NOOP("settings", "Dark")},
    {"light", QT_TRANSLATE_NOOP("settings", "Light")},
});
// A language is called by its own name, whatever language the window speaks.
constexpr auto kLanguages = std::to_array<SettingChoice>({
    {"system", QT_TRANSLATE_NOOP("settings", "As the system")},
    {"en", "English"},
    {"es", "Español"},
});
constexpr auto kSizes = std::to_array<SettingChoice>({
    {"640x360", "640 × 360"},
    {"854x480", "854 × 480"},
    {"1280x720", "1280 × 720"},
    {"1920x1080", "1920 × 1080"},
});
constexpr auto kLayouts = std::to_array<SettingChoice>({
    {"camera", QT_TRANSLATE_NOOP("settings", "Camera")},
    {"screen", QT_TRANSLATE_NOOP("settings", "Screen")},
    {"both", QT_TRANSLATE_NOOP("settings", "Both")},
    {"slate", QT_TRANSLATE_NOOP("settings", "Slate")},
});
constexpr auto kCorners = std::to_array<SettingChoice>({
    {"top-left", QT_TRANSLATE_NOOP("settings", "Top left")},
    {"top-right", QT_TRANSLATE_NOOP("settings", "Top right")},
    {"bottom-left", QT_TRANSLATE_NOOP("settings", "Bottom left")},
    {"bottom-right", QT_TRANSLATE_NOOP("settings", "Bottom right")},
});
constexpr auto kEncoders = std::to_array<SettingChoice>({
    {"x264", QT_TRANSLATE_NOOP("settings", "x264 (H.264, on the processor)")},
    {"nvenc", QT_TRANSLATE_NOOP("settings", "NVENC (H.264, NVIDIA)")},
    {"qsv", QT_TRANSLATE_NOOP("settings", "Quick Sync (H.264, Intel)")},
    {"vaapi", QT_TRANSLATE_NOOP("settings", "VA-API (H.264, AMD, Intel)")},
    {"x265", QT_TRANSLATE_NOOP("settings", "x265 (HEVC, on the processor)")},
    {"nvenc-hevc", QT_TRANSLATE_NOOP("settings", "NVENC (HEVC, NVIDIA)")},
    {"qsv-hevc", QT_TRANSLATE_NOOP("settings", "Quick Sync (HEVC, Intel)")},
    {"vaapi-hevc", QT_TRANSLATE_NOOP("settings", "VA-API (HEVC, AMD, Intel)")},
    {"svt-av1", QT_TRANSLATE_NOOP("settings", "SVT-AV1 (AV1, on the processor)")},
});
// x264's own names, fastest first; slower ones than medium do not keep up live on ordinary computers.
constexpr auto kPresets = std::to_array<SettingChoice>({
    {"ultrafast", "ultrafast"},
    {"superfast", "superfast"},
    {"veryfast", "veryfast"},
    {"faster", "faster"},
    {"fast", "fast"},
    {"medium", "medium"},
});
constexpr auto kLowDelay = std::to_array<SettingChoice>({
    {"auto", QT_TRANSLATE_NOOP("settings", "Automatic")},
    {"on", QT_TRANSLATE_NOOP("settings", "On")},
    {"off", QT_TRANSLATE_NOOP("settings", "Off")},
});
constexpr auto kProfiles = std::to_array<SettingChoice>({
    {"low-latency", QT_TRANSLATE_NOOP("settings", "Low latency")},
    {"balanced", QT_TRANSLATE_NOOP("settings", "Balanced")},
    {"smooth", QT_TRANSLATE_NOOP("settings", "Smooth")},
    {"custom", QT_TRANSLATE_NOOP("settings", "Custom")},
});
constexpr auto kRecordings = std::to_array<SettingChoice>({
    {"mkv", QT_TRANSLATE_NOOP("settings", "Matroska (.mkv)")},
    {"mp4", QT_TRANSLATE_NOOP("settings", "MP4 in fragments (.mp4)")},
});
constexpr auto kAfterPause = std::to_array<SettingChoice>({
    {"continue", QT_TRANSLATE_NOOP("settings", "Continue")},
    {"live", QT_TRANSLATE_NOOP("settings", "Go to live")},
});

// Rows of one page stand together, in the order of the dialog. Sources of the defaults: OBS Studio and the pages of
// YouTube and Twitch for picture and bitrate (1280×720, 30 fps, 2500 kb/s; AAC 128 kb/s), x264 veryfast as OBS does,
// IANA for port 1935; the rest is this program's choice.
// clang-format off
constexpr auto kRows = std::to_array<SettingRow>({
    { .key = "ui.theme", .page = SettingsPage::General, .type = Choice, .choices = kThemes, .defaultText = "system",
      .label = QT_TRANSLATE_NOOP("settings", "Theme"),
      .why = QT_TRANSLATE_NOOP("settings", "Follows the system unless you choose one.") },
    { .key = "ui.language", .page = SettingsPage::General, .type = Choice, .choices = kLanguages, .defaultText = "system",
      .label = QT_TRANSLATE_NOOP("settings", "Language"),
      .why = QT_TRANSLATE_NOOP("settings", "Takes effect when Sluice starts again."), .flags = kRestartsProgram },

    { .key = "broadcast.camera", .page = SettingsPage::Video, .type = Text, .defaultText = "",
      .label = QT_TRANSLATE_NOOP("settings", "Camera"),
      .why = QT_TRANSLATE_NOOP("settings", "A camera, “test” for the test picture, or “file:” and a path. Empty: the first camera."), .form = TextForm::Camera },
    { .key = "broadcast.camera_controls", .page = SettingsPage::Video, .type = Text, .defaultText = "",
      .label = QT_TRANSLATE_NOOP("settings", "Camera controls"),
      .why = QT_TRANSLATE_NOOP("settings", "Brightness, focus and the like, by camera, as “Adjust…” beside the camera sets them. Empty: as the camera has them."), .form = TextForm::CameraControls },
    { .key = "video.size", .page = SettingsPage::Video, .type = Size, .choices = kSizes, .defaultText = "1280x720",
      .label = QT_TRANSLATE_NOOP("settings", "Picture size"),
      .why = QT_TRANSLATE_NOOP("settings", "Larger is sharper and needs more bitrate and processor."), .flags = kRestartsStream },
    { .key = "video.fps", .page = SettingsPage::Video, .type = Int, .unit = "fps", .min = 1, .max = 60, .step = 5, .defaultText = "30",
      .label = QT_TRANSLATE_NOOP("settings", "Frame rate"),
      .why = QT_TRANSLATE_NOOP("settings", "60 suits games and sports; talks are fine with 30."), .flags = kRestartsStream },
    { .key = "broadcast.layout", .page = SettingsPage::Video, .type = Choice, .choices = kLayouts, .defaultText = "camera",
      .label = QT_TRANSLATE_NOOP("settings", "Layout"),
      .why = QT_TRANSLATE_NOOP("settings", "What viewers see. It can be changed at any moment while you are live.") },
    { .key = "broadcast.screen", .page = SettingsPage::Video, .type = Text, .defaultText = "",
      .label = QT_TRANSLATE_NOOP("settings", "Screen"),
      .why = QT_TRANSLATE_NOOP("settings", "What “sluice devices” lists, “window:” and a title, “region:1280x720+0+0”, or “file:” and a path. Empty: the whole screen."), .form = TextForm::Screen },
    { .key = "broadcast.slate", .page = SettingsPage::Video, .type = Text, .defaultText = "",
      .label = QT_TRANSLATE_NOOP("settings", "Slate"),
      .why = QT_TRANSLATE_NOOP("settings", "A picture (PNG, JPEG, WebP) or a video, which is repeated without its sound, for the layout “Slate”, for a pause and for a source that is lost. Empty: a crossed-out camera."), .form = TextForm::File },
    { .key = "broadcast.caption_name", .page = SettingsPage::Video, .type = Text, .defaultText = "",
      .label = QT_TRANSLATE_NOOP("settings", "Name on the picture"),
      .why = QT_TRANSLATE_NOOP("settings", "Below left, over every layout but the slate. Empty: none.") },
    { .key = "broadcast.caption_title", .page = SettingsPage::Video, .type = Text, .defaultText = "",
      .label = QT_TRANSLATE_NOOP("settings", "Title on the picture"),
      .why = QT_TRANSLATE_NOOP("settings", "Stands below the name.") },
    { .key = "broadcast.logo", .page = SettingsPage::Video, .type = Text, .defaultText = "",
      .label = QT_TRANSLATE_NOOP("settings", "Logo"),
      .why = QT_TRANSLATE_NOOP("settings", "The path of a picture, best a PNG with transparency, over every layout but the slate. Empty: none."), .form = TextForm::File },
    { .key = "broadcast.logo_corner", .page = SettingsPage::Video, .type = Choice, .choices = kCorners, .defaultText = "top-right",
      .label = QT_TRANSLATE_NOOP("settings", "Logo, corner"),
      .why = QT_TRANSLATE_NOOP("settings", "It makes room for the camera of the layout “Both”, and stands above a name in the same corner.") },
    { .key = "broadcast.logo_percent", .page = SettingsPage::Video, .type = Int, .unit = "%", .min = 2, .max = 40, .step = 1, .defaultText = "12",
      .label = QT_TRANSLATE_NOOP("settings", "Logo, size"),
      .why = QT_TRANSLATE_NOOP("settings", "Of the picture’s width.") },
    { .key = "broadcast.inset_corner", .page = SettingsPage::Video, .type = Choice, .choices = kCorners, .defaultText = "bottom-right",
      .label = QT_TRANSLATE_NOOP("settings", "Camera on the screen, corner"),
      .why = QT_TRANSLATE_NOOP("settings", "Where the camera stands in the layout “Both”. It can be dragged in the preview, too.") },
    { .key = "broadcast.inset_percent", .page = SettingsPage::Video, .type = Int, .unit = "%", .min = 10, .max = 50, .step = 5, .defaultText = "25",
      .label = QT_TRANSLATE_NOOP("settings", "Camera on the screen, size"),
      .why = QT_TRANSLATE_NOOP("settings", "Of the picture’s width.") },
    { .key = "broadcast.inset_border", .page = SettingsPage::Video, .type = Int, .min = 0, .max = 16, .step = 2, .defaultText = "4",
      .label = QT_TRANSLATE_NOOP("settings", "Camera on the screen, border"),
      .why = QT_TRANSLATE_NOOP("settings", "In pixels of a picture of 720 lines; 0: none.") },

    { .key = "broadcast.monitor", .page = SettingsPage::Video, .type = Bool, .defaultText = "false",
      .label = QT_TRANSLATE_NOOP("settings", "Confidence monitor"),
      .why = QT_TRANSLATE_NOOP("settings", "While you are live on the built-in server, a corner of the preview plays the stream back and says how old it is.") },

    { .key = "broadcast.microphone", .page = SettingsPage::Audio, .type = Text, .defaultText = "",
      .label = QT_TRANSLATE_NOOP("settings", "Microphone"),
      .why = QT_TRANSLATE_NOOP("settings", "A microphone, “tone”, “none” (silence is sent), or “file:” and a path. Empty: the first microphone."), .form = TextForm::Microphone },
    { .key = "audio.microphone_gain_db", .page = SettingsPage::Audio, .type = Int, .unit = "dB", .min = -40, .max = 20, .step = 1, .defaultText = "0",
      .label = QT_TRANSLATE_NOOP("settings", "Microphone gain"),
      .why = QT_TRANSLATE_NOOP("settings", "So that speech reaches the yellow and never the red.") },
    { .key = "audio.push_to_talk", .page = SettingsPage::Audio, .type = Bool, .defaultText = "false",
      .label = QT_TRANSLATE_NOOP("settings", "Push to talk"),
      .why = QT_TRANSLATE_NOOP("settings", "In the window the microphone is muted unless F8, or the button beside it, is held.") },
    { .key = "broadcast.desktop_audio", .page = SettingsPage::Audio, .type = Text, .defaultText = "none",
      .label = QT_TRANSLATE_NOOP("settings", "Desktop sound"),
      .why = QT_TRANSLATE_NOOP("settings", "What this computer plays, mixed in: “default” for the standard speaker, “none”, or the name of a source of the sound server."), .form = TextForm::DesktopSound },
    { .key = "audio.desktop_gain_db", .page = SettingsPage::Audio, .type = Int, .unit = "dB", .min = -40, .max = 20, .step = 1, .defaultText = "0",
      .label = QT_TRANSLATE_NOOP("settings", "Desktop sound gain"),
      .why = QT_TRANSLATE_NOOP("settings", "Below the voice: −12 suits music under speech.") },
    { .key = "audio.desktop_muted", .page = SettingsPage::Audio, .type = Bool, .defaultText = "false",
      .label = QT_TRANSLATE_NOOP("settings", "Mute the desktop sound"),
      .why = QT_TRANSLATE_NOOP("settings", "The same as the button in the mixer; stays when Sluice starts again.") },
    { .key = "audio.noise_suppression", .page = SettingsPage::Audio, .type = Bool, .defaultText = "false",
      .label = QT_TRANSLATE_NOOP("settings", "Noise suppression"),
      .why = QT_TRANSLATE_NOOP("settings", "Takes fans and hiss out of the microphone’s sound.") },
    { .key = "audio.limiter", .page = SettingsPage::Audio, .type = Bool, .defaultText = "true",
      .label = QT_TRANSLATE_NOOP("settings", "Limiter"),
      .why = QT_TRANSLATE_NOOP("settings", "Holds loud moments just below full scale, so that nothing clips.") },
    { .key = "audio.bitrate_kbps", .page = SettingsPage::Audio, .type = Int, .unit = "kb/s", .min = 32, .max = 320, .step = 32, .defaultText = "128",
      .label = QT_TRANSLATE_NOOP("settings", "Sound bitrate"),
      .why = QT_TRANSLATE_NOOP("settings", "128 is good stereo; most services accept up to 160."), .flags = kRestartsStream },
    { .key = "audio.offset_ms", .page = SettingsPage::Audio, .type = Int, .unit = "ms", .min = -500, .max = 500, .step = 5, .defaultText = "0",
      .label = QT_TRANSLATE_NOOP("settings", "Sound offset"),
      .why = QT_TRANSLATE_NOOP("settings", "Above 0 the sound comes later: for a camera that is slower than the microphone.") },
    { .key = "watch.audio_out", .page = SettingsPage::Audio, .type = Text, .defaultText = "",
      .label = QT_TRANSLATE_NOOP("settings", "Speaker"),
      .why = QT_TRANSLATE_NOOP("settings", "A speaker, “null” for none, or “file:” and a path that ends in .wav. Empty: the system’s speaker."), .form = TextForm::AudioOut, .flags = kRestartsStream },
    { .key = "watch.volume", .page = SettingsPage::Audio, .type = Int, .unit = "%", .min = 0, .max = 100, .step = 5, .defaultText = "80",
      .label = QT_TRANSLATE_NOOP("settings", "Volume"),
      .why = QT_TRANSLATE_NOOP("settings", "Of what you watch; what you broadcast is not changed.") },

    { .key = "video.bitrate_kbps", .page = SettingsPage::Encoding, .type = Int, .unit = "kb/s", .min = 100, .max = 20000, .step = 100, .defaultText = "2500",
      .label = QT_TRANSLATE_NOOP("settings", "Video bitrate"),
      .why = QT_TRANSLATE_NOOP("settings", "2500 for 720p, 6000 for 1080p. Your uplink must carry a third more."), .flags = kRestartsStream },
    { .key = "video.adaptive", .page = SettingsPage::Encoding, .type = Bool, .defaultText = "true",
      .label = QT_TRANSLATE_NOOP("settings", "Adapt the bitrate to the network"),
      .why = QT_TRANSLATE_NOOP("settings", "Lowers the video bitrate while the uplink is too slow, before pictures have to be left out."), .flags = kRestartsStream },
    { .key = "video.gop_s", .page = SettingsPage::Encoding, .type = Real, .unit = "s", .min = 0, .max = 10, .step = 0.5, .defaultText = "0",
      .label = QT_TRANSLATE_NOOP("settings", "Keyframe every"),
      .why = QT_TRANSLATE_NOOP("settings", "0 is automatic: 1 s for the built-in server, 2 s as soon as a service is used."), .flags = kRestartsStream },
    { .key = "video.encoder", .page = SettingsPage::Encoding, .type = Choice, .choices = kEncoders, .defaultText = "x264",
      .label = QT_TRANSLATE_NOOP("settings", "Encoder"),
      .why = QT_TRANSLATE_NOOP("settings", "Every service and every viewer understands H.264. One that does not work here is replaced by x264."), .flags = kRestartsStream },
    { .key = "video.preset", .page = SettingsPage::Encoding, .type = Choice, .choices = kPresets, .defaultText = "veryfast",
      .label = QT_TRANSLATE_NOOP("settings", "Encoder effort"),
      .why = QT_TRANSLATE_NOOP("settings", "Slower looks better at the same bitrate and needs more processor."), .flags = kRestartsStream },
    { .key = "video.low_delay", .page = SettingsPage::Encoding, .type = Choice, .choices = kLowDelay, .defaultText = "auto",
      .label = QT_TRANSLATE_NOOP("settings", "Low delay"),
      .why = QT_TRANSLATE_NOOP("settings", "Saves half a second and costs some quality. Automatic: on when only the built-in server is used."), .flags = kRestartsStream },

    { .key = "stamp.enabled", .page = SettingsPage::Destinations, .type = Bool, .defaultText = "true",
      .label = QT_TRANSLATE_NOOP("settings", "Sender stamp in the picture’s SEI"),
      .why = QT_TRANSLATE_NOOP("settings", "Lets viewers measure the latency. It tells them this computer’s time."), .flags = kRestartsStream },

    { .key = "buffer.profile", .page = SettingsPage::Buffer, .type = Choice, .choices = kProfiles, .defaultText = "balanced",
      .label = QT_TRANSLATE_NOOP("settings", "Profile"),
      .why = QT_TRANSLATE_NOOP("settings", "Low latency stalls first, Smooth last. Custom starts from Balanced.") },
    { .key = "buffer.start_ms", .page = SettingsPage::Buffer, .type = Int, .unit = "ms", .min = 20, .max = 60000, .step = 100,
      .label = QT_TRANSLATE_NOOP("settings", "Start playing at"),
      .why = QT_TRANSLATE_NOOP("settings", "Shorter starts sooner and stalls more."), .flags = kFromProfile },
    { .key = "buffer.resume_ms", .page = SettingsPage::Buffer, .type = Int, .unit = "ms", .min = 20, .max = 120000, .step = 100,
      .label = QT_TRANSLATE_NOOP("settings", "Resume after an underrun at"),
      .why = QT_TRANSLATE_NOOP("settings", "From the start level to 80 % of the target."), .flags = kFromProfile },
    { .key = "buffer.low_ms", .page = SettingsPage::Buffer, .type = Int, .unit = "ms", .min = 1, .max = 60000, .step = 50,
      .label = QT_TRANSLATE_NOOP("settings", "Warn when below"),
      .why = QT_TRANSLATE_NOOP("settings", "Shown on the graph; changes nothing else."), .flags = kFromProfile },
    { .key = "buffer.target_ms", .page = SettingsPage::Buffer, .type = Int, .unit = "ms", .min = 50, .max = 600000, .step = 100,
      .label = QT_TRANSLATE_NOOP("settings", "Live target"),
      .why = QT_TRANSLATE_NOOP("settings", "Held by playing up to 3 % faster or slower."), .flags = kFromProfile },
    { .key = "live.trim_ms", .page = SettingsPage::Buffer, .type = Int, .unit = "ms", .min = 0, .max = 600000, .step = 1000,
      .label = QT_TRANSLATE_NOOP("settings", "Skip to live when behind by"),
      .why = QT_TRANSLATE_NOOP("settings", "0 never skips."), .flags = kFromProfile },
    { .key = "live.after_pause", .page = SettingsPage::Buffer, .type = Choice, .choices = kAfterPause, .defaultText = "continue",
      .label = QT_TRANSLATE_NOOP("settings", "Live, after a pause"),
      .why = QT_TRANSLATE_NOOP("settings", "Continue misses nothing; go to live skips what was sent meanwhile.") },
    { .key = "buffer.cap_mib", .page = SettingsPage::Buffer, .type = Int, .unit = "MiB", .min = 1, .max = 2048, .step = 8,
      .label = QT_TRANSLATE_NOOP("settings", "Memory cap"),
      .why = QT_TRANSLATE_NOOP("settings", "A safety limit. Where it holds less than the target, it decides."), .flags = kFromProfile },

    { .key = "server.stream_name", .page = SettingsPage::Server, .type = Text, .defaultText = "talk",
      .label = QT_TRANSLATE_NOOP("settings", "Stream name"),
      .why = QT_TRANSLATE_NOOP("settings", "The last part of the link that viewers open."), .form = TextForm::StreamName, .flags = kRestartsStream },
    { .key = "server.share", .page = SettingsPage::Server, .type = Bool, .defaultText = "false",
      .label = QT_TRANSLATE_NOOP("settings", "Share on this network"),
      .why = QT_TRANSLATE_NOOP("settings", "Off: only this computer can watch."), .flags = kRestartsStream },
    { .key = "server.rtmp_port", .page = SettingsPage::Server, .type = Int, .min = 0, .max = 65535, .step = 1, .defaultText = "1935",
      .label = QT_TRANSLATE_NOOP("settings", "RTMP port"),
      .why = QT_TRANSLATE_NOOP("settings", "When it is taken, the next free one is used. 0: any free one."), .flags = kRestartsStream },
    { .key = "server.http_port", .page = SettingsPage::Server, .type = Int, .min = 0, .max = 65535, .step = 1, .defaultText = "8080",
      .label = QT_TRANSLATE_NOOP("settings", "HTTP port"),
      .why = QT_TRANSLATE_NOOP("settings", "For the viewers’ page. When it is taken, the next free one is used. 0: any free one."), .flags = kRestartsStream },

    { .key = "record.auto", .page = SettingsPage::Recording, .type = Bool, .defaultText = "false",
      .label = QT_TRANSLATE_NOOP("settings", "Record every broadcast"),
      .why = QT_TRANSLATE_NOOP("settings", "Beside the stream, from the same encoding. “Record” in the window does it for one.") },
    { .key = "record.folder", .page = SettingsPage::Recording, .type = Text, .defaultText = "",
      .label = QT_TRANSLATE_NOOP("settings", "Folder"),
      .why = QT_TRANSLATE_NOOP("settings", "Where recordings and replays go. Empty: Sluice in your folder for videos."), .form = TextForm::Folder },
    { .key = "record.name", .page = SettingsPage::Recording, .type = Text, .defaultText = "sluice-{date}-{time}",
      .label = QT_TRANSLATE_NOOP("settings", "File name"),
      .why = QT_TRANSLATE_NOOP("settings", "{date} and {time} stand for those of the beginning. A number is added rather than another file overwritten.") },
    { .key = "record.format", .page = SettingsPage::Recording, .type = Choice, .choices = kRecordings, .defaultText = "mkv",
      .label = QT_TRANSLATE_NOOP("settings", "Format"),
      .why = QT_TRANSLATE_NOOP("settings", "In both a power cut costs less than two seconds. After the stream either can be made an ordinary MP4.") },
    { .key = "record.reserve_mib", .page = SettingsPage::Recording, .type = Int, .unit = "MiB", .min = 0, .max = 1000000, .step = 100, .defaultText = "500",
      .label = QT_TRANSLATE_NOOP("settings", "Leave free on the disk"),
      .why = QT_TRANSLATE_NOOP("settings", "A recording ends, whole, before it takes this; the stream goes on.") },
    { .key = "record.replay_s", .page = SettingsPage::Recording, .type = Int, .unit = "s", .min = 0, .max = 300, .step = 10, .defaultText = "30",
      .label = QT_TRANSLATE_NOOP("settings", "Replay"),
      .why = QT_TRANSLATE_NOOP("settings", "How much of what was just sent can be saved afterwards (Ctrl+Shift+S). Kept in memory; 0: nothing.") },

    { .key = "live.rate_min", .page = SettingsPage::Advanced, .type = Real, .min = 0.8, .max = 1, .step = 0.01, .defaultText = "0.97",
      .label = QT_TRANSLATE_NOOP("settings", "Slowest live speed"),
      .why = QT_TRANSLATE_NOOP("settings", "How slowly a live stream may play to fill the buffer again; 1 never slows.") },
    { .key = "live.rate_max", .page = SettingsPage::Advanced, .type = Real, .min = 1, .max = 1.25, .step = 0.01, .defaultText = "1.03",
      .label = QT_TRANSLATE_NOOP("settings", "Fastest live speed"),
      .why = QT_TRANSLATE_NOOP("settings", "How fast a live stream may play to catch up; 1 never hurries.") },
});
// clang-format on

} // namespace

SettingsSchema SettingsSchema::standard()
{
    return SettingsSchema(kRows);
}

} // namespace sluice
