// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "core/base/Result.h"
#include "core/base/Sentence.h"
#include "core/media/VideoFrame.h"

namespace sluice {

// The pages of the settings dialog, in their order. A page without a row is not shown.
enum class SettingsPage {
    General,
    Video,
    Audio,
    Encoding,
    Destinations,
    Buffer,
    Network,
    Server,
    Recording,
    Advanced
};

enum class SettingType {
    Bool, // bool
    Int, // std::int64_t
    Real, // double
    Choice, // std::string: the token
    Text, // std::string
    Size // VideoSize
};
using SettingValue = std::variant<bool, std::int64_t, double, std::string, VideoSize>;

// What a Text may say beyond "valid UTF-8 without control characters, at most 1024 bytes".
enum class TextForm {
    Any,
    StreamName, // 1 to 64 letters, digits, - and _
    Camera, // see DeviceSpec.h
    Microphone,
    DesktopSound,
    AudioOut,
    Screen,
    File, // a path; the window offers to choose it
    Folder,
    CameraControls // see CameraControlText.h
};

enum SettingFlag : unsigned {
    kNoFlag = 0,
    kSecret = 1U << 0, // never written to a file, a report or a sentence
    kRestartsStream = 1U << 1, // a running broadcast or player takes it over only when started again
    kRestartsProgram = 1U << 3, // acts when the program starts again
    kFromProfile = 1U << 2, // unset: the buffer profile decides, there is no default value of its own
};

struct SettingChoice {
    std::string_view token; // what files and the command line say
    std::string_view label; // translatable in the context "settings"
};

// One setting: everything the dialog, the command line, the store and the help need to know of it. All texts are
// literals; label, why and choice labels are English sources marked for translation in the context "settings".
struct SettingRow {
    std::string_view key; // "buffer.start_ms"
    SettingsPage page = SettingsPage::General;
    SettingType type = SettingType::Bool;
    std::string_view unit; // "ms", "MiB", "kb/s", "s", "fps", "%"; empty where there is none
    double min = 0; // Int, Real
    double max = 0;
    double step = 1; // of the dialog's spin box
    std::span<const SettingChoice> choices; // Choice: all there are; Size: the usual ones, others are allowed
    std::string_view defaultText; // as on the command line
    std::string_view label;
    std::string_view why;
    std::span<const std::string_view> aliases; // names of earlier versions, still read, never written
    TextForm form = TextForm::Any;
    unsigned flags = kNoFlag;

    bool has(SettingFlag flag) const { return (flags & flag) != 0; }
    // The default value; nothing where the profile decides.
    std::optional<SettingValue> defaultValue() const;
    // What is allowed, in English words: "a whole number from 40 to 60000 ms", "system, dark or light".
    std::string rule() const { return ruleSentence().english(); }
    Sentence ruleSentence() const; // the same, to be translated
    // Reads what a person or a script wrote. BadSetting with the key, the value and the rule.
    Result<SettingValue> parse(std::string_view text) const;
    // The BadSetting for a value that was written as `text`; quotes neither secrets nor control characters.
    Error refusal(std::string_view text) const;
    // Nothing when `value` has the row's type and is allowed, otherwise BadSetting.
    Result<void> check(const SettingValue& value) const;
    // Round trip with parse().
    static std::string toText(const SettingValue& value);
};

// The table. `SettingsSchema::standard()` is the program's own; tests bring theirs. A view: copying costs nothing.
class SettingsSchema {
public:
    // `rows` must outlive the schema.
    explicit constexpr SettingsSchema(std::span<const SettingRow> rows) : m_rows(rows) { }
    static SettingsSchema standard();

    std::span<const SettingRow> rows() const { return m_rows; }
    // The row of a key or of one of its aliases; nullptr when there is none.
    const SettingRow* find(std::string_view keyOrAlias) const;
    // The key that was probably meant by a mistyped one; empty when none is near.
    std::string_view nearest(std::string_view key) const;
    // UnknownSetting or UnknownSettingNear.
    Error unknown(std::string_view key) const;

private:
    std::span<const SettingRow> m_rows;
};

// "Built-in server"; translatable in the context "settings".
std::string_view pageTitle(SettingsPage page);

} // namespace sluice
