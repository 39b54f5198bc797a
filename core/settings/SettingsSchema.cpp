// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/SettingsSchema.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

#include <fmt/format.h>

#include "core/base/Redact.h"
#include "core/settings/CameraControlText.h"
#include "core/settings/DeviceSpec.h"
#include "core/settings/TextCheck.h"
#include "core/settings/WordMatch.h"

namespace sluice {

namespace {

constexpr std::size_t kLongestText = 1024;
constexpr std::size_t kLongestStreamName = 64;
// Encoders take nothing smaller usefully, and 2160p is the largest that live services take.
constexpr VideoSize kSmallest{32, 32};
constexpr VideoSize kLargest{3840, 2160};

// The whole of `text` as a number, independent of the locale.
template <typename Number>
std::optional<Number> numberOf(std::string_view text)
{
    Number number{};
    const char* begin = text.data();
    const char* end = begin + text.size();
    const auto [stop, error] = std::from_chars(begin, end, number);
    if (error != std::errc() || stop != end || text.empty())
        return std::nullopt;
    return number;
}

std::optional<bool> boolOf(std::string_view text)
{
    constexpr auto kYes = std::to_array<std::string_view>({"true", "on", "yes", "1"});
    constexpr auto kNo = std::to_array<std::string_view>({"false", "off", "no", "0"});
    if (std::find(kYes.begin(), kYes.end(), text) != kYes.end())
        return true;
    if (std::find(kNo.begin(), kNo.end(), text) != kNo.end())
        return false;
    return std::nullopt;
}

std::optional<VideoSize> sizeOf(std::string_view text)
{
    const auto cross = text.find('x');
    if (cross == std::string_view::npos)
        return std::nullopt;
    const auto width = numberOf<int>(text.substr(0, cross));
    const auto height = numberOf<int>(text.substr(cross + 1));
    if (!width || !height)
        return std::nullopt;
    return VideoSize{*width, *height};
}

bool isStreamName(std::string_view text)
{
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'
            || c == '_';
    };
    return !text.empty() && text.size() <= kLongestStreamName
        && std::all_of(text.begin(), text.end(), allowed);
}

bool isAllowedText(const std::string& text, TextForm form)
{
    if (text.size() > kLongestText || !isPlainText(text))
        return false;
    switch (form) {
    case TextForm::StreamName:
        return isStreamName(text);
    case TextForm::Camera:
        return DeviceSpec::camera(text).ok();
    case TextForm::Microphone:
        return DeviceSpec::microphone(text).ok();
    case TextForm::DesktopSound:
        return DeviceSpec::desktopSound(text).ok();
    case TextForm::AudioOut:
        return DeviceSpec::audioOut(text).ok();
    case TextForm::Screen:
        return DeviceSpec::screen(text).ok();
    case TextForm::CameraControls:
        return readCameraControls(text).has_value();
    case TextForm::Any:
    case TextForm::File:
    case TextForm::Folder:
        break;
    }
    return true;
}

bool isAllowedSize(VideoSize size)
{
    const auto within
        = [](int value, int low, int high) { return value >= low && value <= high && value % 2 == 0; };
    return within(size.width, kSmallest.width, kLargest.width)
        && within(size.height, kSmallest.height, kLargest.height);
}

Sentence textRule(TextForm form)
{
    switch (form) {
    case TextForm::StreamName:
        return Sentence(
            QT_TRANSLATE_NOOP("core", "1 to %1 letters from a to z or A to Z, digits, “-” and “_”"),
            {std::to_string(kLongestStreamName)});
    case TextForm::Camera:
        return Sentence(QT_TRANSLATE_NOOP("core", "the name of a camera, “test”, or “file:” and a path"));
    case TextForm::Microphone:
        return Sentence(
            QT_TRANSLATE_NOOP("core", "the name of a microphone, “tone”, “none”, or “file:” and a path"));
    case TextForm::DesktopSound:
        return Sentence(QT_TRANSLATE_NOOP("core",
            "“default”, the name of a source of the sound server, “none”, “tone”, or “file:” and a path"));
    case TextForm::AudioOut:
        return Sentence(QT_TRANSLATE_NOOP(
            "core", "the name of a speaker, “null”, or “file:” and a path that ends in .wav"));
    case TextForm::Screen:
        return Sentence(QT_TRANSLATE_NOOP("core",
            "“screen”, “monitor:” and a name, “window:” and a number or title, “region:1280x720+0+0”, “test”, or "
            "“file:” and a path"));
    case TextForm::CameraControls:
        return Sentence("{\"CAMERA\":{\"brightness\":12}}");
    case TextForm::Any:
    case TextForm::File:
    case TextForm::Folder:
        break;
    }
    return Sentence(QT_TRANSLATE_NOOP("core", "text without control characters, at most %1 bytes"),
        {std::to_string(kLongestText)});
}

Sentence choiceRule(std::span<const SettingChoice> choices)
{
    std::string all;
    for (std::size_t i = 0; i + 1 < choices.size(); ++i)
        all += fmt::format("{}{}", i > 0 ? ", " : "", choices[i].token);
    if (choices.empty())
        return {};
    if (choices.size() == 1)
        return Sentence("%1", {std::string(choices.back().token)});
    return Sentence(
        QT_TRANSLATE_NOOP("core", "%1 or %2"), {std::move(all), std::string(choices.back().token)});
}

std::optional<SettingValue> typedValue(SettingType type, std::string_view text)
{
    const auto wrap = [](const auto& value) -> std::optional<SettingValue> {
        return value ? std::optional<SettingValue>(*value) : std::nullopt;
    };
    switch (type) {
    case SettingType::Bool:
        return wrap(boolOf(text));
    case SettingType::Int:
        return wrap(numberOf<std::int64_t>(text));
    case SettingType::Real:
        return wrap(numberOf<double>(text));
    case SettingType::Size:
        return wrap(sizeOf(text));
    case SettingType::Choice:
    case SettingType::Text:
        break;
    }
    return std::string(text);
}

bool isAllowed(const SettingRow& row, const SettingValue& value)
{
    switch (row.type) {
    case SettingType::Bool:
        return std::holds_alternative<bool>(value);
    case SettingType::Int:
        if (const auto* number = std::get_if<std::int64_t>(&value))
            return *number >= static_cast<std::int64_t>(row.min)
                && *number <= static_cast<std::int64_t>(row.max);
        break;
    case SettingType::Real:
        if (const auto* number = std::get_if<double>(&value))
            return *number >= row.min && *number <= row.max; // not-a-number is neither
        break;
    case SettingType::Choice:
        if (const auto* token = std::get_if<std::string>(&value))
            return std::any_of(row.choices.begin(), row.choices.end(),
                [&](const SettingChoice& choice) { return choice.token == *token; });
        break;
    case SettingType::Text:
        if (const auto* text = std::get_if<std::string>(&value))
            return isAllowedText(*text, row.form);
        break;
    case SettingType::Size:
        if (const auto* size = std::get_if<VideoSize>(&value))
            return isAllowedSize(*size);
        break;
    }
    return false;
}

} // namespace

std::optional<SettingValue> SettingRow::defaultValue() const
{
    if (has(kFromProfile))
        return std::nullopt;
    return typedValue(type, defaultText);
}

Sentence SettingRow::ruleSentence() const
{
    const std::string suffix = unit.empty() ? std::string() : fmt::format(" {}", unit);
    switch (type) {
    case SettingType::Bool:
        return Sentence(QT_TRANSLATE_NOOP("core", "true or false"));
    case SettingType::Int:
        return Sentence(QT_TRANSLATE_NOOP("core", "a whole number from %1 to %2%3"),
            {fmt::format("{}", min), fmt::format("{}", max), suffix});
    case SettingType::Real:
        return Sentence(QT_TRANSLATE_NOOP("core", "a number from %1 to %2%3"),
            {fmt::format("{}", min), fmt::format("{}", max), suffix});
    case SettingType::Choice:
        return choiceRule(choices);
    case SettingType::Text:
        return textRule(form);
    case SettingType::Size:
        break;
    }
    return Sentence(QT_TRANSLATE_NOOP("core", "WIDTHxHEIGHT, even numbers from %1x%2 to %3x%4"),
        {std::to_string(kSmallest.width), std::to_string(kSmallest.height), std::to_string(kLargest.width),
            std::to_string(kLargest.height)});
}

Error SettingRow::refusal(std::string_view text) const
{
    const std::string shown = has(kSecret) ? std::string(kRedacted) : quotable(text);
    const Sentence must(QT_TRANSLATE_NOOP("core", "it must be %1"), {rule()});
    return Error(ErrorCode::BadSetting, {std::string(key), shown, must.english()});
}

Result<SettingValue> SettingRow::parse(std::string_view text) const
{
    const auto value = typedValue(type, text);
    if (!value || !isAllowed(*this, *value))
        return refusal(text);
    return *value;
}

Result<void> SettingRow::check(const SettingValue& value) const
{
    if (!isAllowed(*this, value))
        return refusal(toText(value));
    return {};
}

std::string SettingRow::toText(const SettingValue& value)
{
    struct {
        std::string operator()(bool v) const { return v ? "true" : "false"; }
        std::string operator()(std::int64_t v) const { return std::to_string(v); }
        std::string operator()(double v) const { return fmt::format("{}", v); }
        std::string operator()(const std::string& v) const { return v; }
        std::string operator()(VideoSize v) const { return fmt::format("{}x{}", v.width, v.height); }
    } const print;
    return std::visit(print, value);
}

const SettingRow* SettingsSchema::find(std::string_view keyOrAlias) const
{
    for (const SettingRow& row : m_rows)
        if (row.key == keyOrAlias)
            return &row;
    for (const SettingRow& row : m_rows)
        if (std::find(row.aliases.begin(), row.aliases.end(), keyOrAlias) != row.aliases.end())
            return &row;
    return nullptr;
}

std::string_view SettingsSchema::nearest(std::string_view key) const
{
    std::vector<std::string_view> keys;
    keys.reserve(m_rows.size());
    for (const SettingRow& row : m_rows)
        keys.push_back(row.key);
    return nearestWord(key, keys);
}

Error SettingsSchema::unknown(std::string_view key) const
{
    const std::string_view meant = nearest(key);
    if (meant.empty())
        return Error(ErrorCode::UnknownSetting, {quotable(key)});
    return Error(ErrorCode::UnknownSettingNear, {quotable(key), std::string(meant)});
}

std::string_view pageTitle(SettingsPage page)
{
    switch (page) {
    case SettingsPage::General:
        return QT_TRANSLATE_NOOP("settings", "General");
    case SettingsPage::Video:
        return QT_TRANSLATE_NOOP("settings", "Video");
    case SettingsPage::Audio:
        return QT_TRANSLATE_NOOP("settings", "Audio");
    case SettingsPage::Encoding:
        return QT_TRANSLATE_NOOP("settings", "Encoding");
    case SettingsPage::Destinations:
        return QT_TRANSLATE_NOOP("settings", "Destinations");
    case SettingsPage::Buffer:
        return QT_TRANSLATE_NOOP("settings", "Buffer");
    case SettingsPage::Network:
        return QT_TRANSLATE_NOOP("settings", "Network");
    case SettingsPage::Server:
        return QT_TRANSLATE_NOOP("settings", "Built-in server");
    case SettingsPage::Recording:
        return QT_TRANSLATE_NOOP("settings", "Recording");
    case SettingsPage::Advanced:
        break;
    }
    return QT_TRANSLATE_NOOP("settings", "Advanced");
}

} // namespace sluice
