// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/Settings.h"

#include <cmath>
#include <exception>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/settings/TextCheck.h"

namespace sluice {

namespace {

using Json = nlohmann::json;

constexpr std::string_view kMarkKey = "schema";
constexpr std::string_view kMark = "sluice.settings/1";
// Ours are flat and a few kilobytes; anything larger is not a settings file.
constexpr int kDeepest = 32;
constexpr std::size_t kLargestFile = 1 << 20;
// Whole numbers that a JSON real can hold exactly.
constexpr double kLargestExact = 9007199254740992.0;

const SettingRow& rowOf(const SettingsSchema& schema, std::string_view key)
{
    const SettingRow* row = schema.find(key);
    if (row == nullptr)
        std::terminate(); // a key that is misspelt in our own code
    return *row;
}

template <typename T>
T typed(const std::optional<SettingValue>& value)
{
    const T* found = value ? std::get_if<T>(&*value) : nullptr;
    if (found == nullptr)
        std::terminate(); // a key of another type, or one that only the profile decides
    return *found;
}

NamedValues::mapped_type plain(const SettingValue& value)
{
    if (const auto* flag = std::get_if<bool>(&value))
        return *flag;
    if (const auto* integer = std::get_if<std::int64_t>(&value))
        return *integer;
    if (const auto* real = std::get_if<double>(&value))
        return *real;
    return SettingRow::toText(value);
}

// A JSON value as its row would like it; a text is read as on the command line.
Result<SettingValue> fromJsonValue(const SettingRow& row, const Json& json)
{
    const auto checked = [&](SettingValue value) -> Result<SettingValue> {
        if (auto result = row.check(value); !result)
            return result.error();
        return value;
    };
    if (json.is_string())
        return row.parse(json.get_ref<const std::string&>());
    if (json.is_boolean() && row.type == SettingType::Bool)
        return checked(json.get<bool>());
    if (json.is_number() && row.type == SettingType::Real)
        return checked(json.get<double>());
    if (json.is_number() && row.type == SettingType::Int) {
        const double number = json.get<double>();
        if (number == std::floor(number) && std::fabs(number) < kLargestExact)
            return checked(static_cast<std::int64_t>(number));
    }
    return row.refusal(json.dump());
}

// Nothing when it is not JSON or nested too deep.
std::optional<Json> parseJson(std::string_view text)
{
    bool tooDeep = false;
    const Json::parser_callback_t watchDepth = [&](int depth, Json::parse_event_t, Json&) {
        tooDeep = tooDeep || depth > kDeepest;
        return !tooDeep;
    };
    Json json = Json::parse(text, watchDepth, false);
    if (json.is_discarded() || tooDeep)
        return std::nullopt;
    return json;
}

} // namespace

Settings::Settings() : Settings(SettingsSchema::standard()) { }

Settings::Settings(SettingsSchema schema) : m_schema(schema) { }

std::optional<SettingValue> Settings::value(std::string_view key) const
{
    const SettingRow& row = rowOf(m_schema, key);
    const auto found = m_values.find(row.key);
    return found != m_values.end() ? std::optional(found->second) : row.defaultValue();
}

bool Settings::flag(std::string_view key) const
{
    return typed<bool>(value(key));
}

std::int64_t Settings::integer(std::string_view key) const
{
    return typed<std::int64_t>(value(key));
}

double Settings::real(std::string_view key) const
{
    return typed<double>(value(key));
}

std::string Settings::text(std::string_view key) const
{
    return typed<std::string>(value(key));
}

VideoSize Settings::size(std::string_view key) const
{
    return typed<VideoSize>(value(key));
}

std::optional<std::int64_t> Settings::integerIfSet(std::string_view key) const
{
    return isSet(key) ? std::optional(integer(key)) : std::nullopt;
}

std::optional<double> Settings::realIfSet(std::string_view key) const
{
    return isSet(key) ? std::optional(real(key)) : std::nullopt;
}

bool Settings::isSet(std::string_view key) const
{
    return m_values.contains(rowOf(m_schema, key).key);
}

Result<void> Settings::set(std::string_view key, std::string_view text)
{
    const SettingRow* row = m_schema.find(key);
    if (row == nullptr)
        return m_schema.unknown(key);
    auto value = row->parse(text);
    if (!value)
        return value.error();
    m_values.insert_or_assign(std::string(row->key), *std::move(value));
    return {};
}

Result<void> Settings::setValue(std::string_view key, SettingValue value)
{
    const SettingRow* row = m_schema.find(key);
    if (row == nullptr)
        return m_schema.unknown(key);
    if (auto allowed = row->check(value); !allowed)
        return allowed;
    m_values.insert_or_assign(std::string(row->key), std::move(value));
    return {};
}

void Settings::reset(std::string_view key)
{
    m_values.erase(std::string(rowOf(m_schema, key).key));
}

void Settings::resetAll()
{
    m_values.clear();
}

void Settings::overlay(const Settings& other)
{
    for (const std::string& key : other.m_null)
        m_values.erase(key);
    for (const auto& [key, value] : other.m_values)
        m_values.insert_or_assign(key, value);
    for (const auto& [key, json] : other.m_unknown)
        m_unknown.insert_or_assign(key, json);
}

NamedValues Settings::toReport() const
{
    NamedValues report;
    for (const auto& [key, value] : m_values)
        if (!rowOf(m_schema, key).has(kSecret))
            report.insert_or_assign(key, plain(value));
    return report;
}

std::string Settings::toJsonText() const
{
    Json json = Json::object();
    for (const auto& [key, value] : toReport())
        // NOLINTNEXTLINE(clang-analyzer-core.CallAndMessage): std::visit's table loses the value, for the analyzer
        std::visit([&](const auto& plainValue) { json[key] = plainValue; }, value);
    for (const auto& [key, text] : m_unknown)
        json[key] = Json::parse(text);
    json[std::string(kMarkKey)] = kMark;
    return json.dump(2) + "\n";
}

std::string Settings::toExportText() const
{
    Json json = Json::object();
    for (const SettingRow& row : m_schema.rows()) {
        if (row.has(kSecret))
            continue;
        Json& out = json[std::string(row.key)];
        if (const auto set = value(row.key))
            std::visit([&out](const auto& plainValue) { out = plainValue; }, plain(*set));
    }
    json[std::string(kMarkKey)] = kMark;
    return json.dump(2) + "\n";
}

Result<Settings::Import> Settings::fromJsonText(std::string_view text, SettingsSchema schema)
{
    if (text.size() > kLargestFile)
        return Error(ErrorCode::BadData, {QT_TRANSLATE_NOOP("core", "it is too large for a settings file")});
    const auto json = parseJson(text);
    if (!json || !json->is_object())
        return Error(ErrorCode::BadData, {QT_TRANSLATE_NOOP("core", "it is not a JSON object")});

    Import result{Settings(schema)};
    std::set<std::string_view> byNewName;
    for (const auto& [key, value] : json->items()) {
        const SettingRow* row = schema.find(key);
        if (key == kMarkKey)
            continue;
        if (row == nullptr) {
            result.unknownKeys.push_back(quotable(key));
            result.settings.m_unknown.insert_or_assign(key, value.dump());
            continue;
        }
        if (row->key == key)
            byNewName.insert(row->key);
        else
            result.renamed.push_back(key);
        if (row->key != key && byNewName.contains(row->key))
            continue;
        if (value.is_null()) {
            result.settings.m_null.insert(std::string(row->key));
            continue;
        }
        const auto parsed = fromJsonValue(*row, value);
        if (parsed)
            result.settings.m_values.insert_or_assign(std::string(row->key), *parsed);
        else
            result.rejected.push_back(parsed.error());
    }
    return result;
}

bool Settings::operator==(const Settings& other) const
{
    return m_values == other.m_values && m_unknown == other.m_unknown;
}

} // namespace sluice
