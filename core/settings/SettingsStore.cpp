// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/SettingsStore.h"

#include <utility>

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <QStandardPaths>

namespace sluice {

namespace {

// One byte more than any settings file may have, so that a too large one is noticed without being read whole.
constexpr qint64 kReadAtMost = (1 << 20) + 1;

Result<std::string> readWhole(const std::string& path)
{
    const QString name = QString::fromStdString(path);
    if (!QFileInfo::exists(name))
        return Error(ErrorCode::FileNotFound, {path});
    // Opening a pipe or a device could block for ever.
    if (!QFileInfo(name).isFile())
        return Error(
            ErrorCode::FileUnreadable, {path, QT_TRANSLATE_NOOP("core", "it is not an ordinary file")});
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly))
        return Error(ErrorCode::FileUnreadable, {path, file.errorString().toStdString()});
    const QByteArray bytes = file.read(kReadAtMost);
    if (file.error() != QFileDevice::NoError)
        return Error(ErrorCode::FileUnreadable, {path, file.errorString().toStdString()});
    return bytes.toStdString();
}

// Renames `path` to PATH.broken, replacing an older one. The new name, empty when that failed.
std::string putAside(const std::string& path)
{
    const QString from = QString::fromStdString(path);
    const QString to = from + QStringLiteral(".broken");
    QFile::remove(to);
    return QFile::rename(from, to) ? to.toStdString() : std::string();
}

} // namespace

SettingsStore::SettingsStore(std::string path, SettingsSchema schema)
    : m_path(std::move(path))
    , m_schema(schema)
{ }

std::string SettingsStore::defaultPath()
{
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation);
    return (folder + QStringLiteral("/sluice/settings.json")).toStdString();
}

SettingsStore::Loaded SettingsStore::load() const
{
    Loaded loaded{Settings(m_schema)};
    const auto text = readWhole(m_path);
    if (!text) {
        if (text.error().code() != ErrorCode::FileNotFound)
            loaded.notes.push_back(text.error());
        return loaded;
    }
    auto import = Settings::fromJsonText(*text, m_schema);
    if (!import) {
        const std::string& why = import.error().sentence().args().front();
        const std::string aside = putAside(m_path);
        if (aside.empty())
            loaded.notes.emplace_back(ErrorCode::FileUnreadable, std::vector{m_path, why});
        else
            loaded.notes.emplace_back(ErrorCode::SettingsUnreadable, std::vector{m_path, why, aside});
        return loaded;
    }
    loaded.settings = std::move(import->settings);
    loaded.notes = std::move(import->rejected);
    loaded.unknownKeys = std::move(import->unknownKeys);
    return loaded;
}

Result<void> SettingsStore::save(const Settings& settings) const
{
    const QString name = QString::fromStdString(m_path);
    const auto refuse
        = [&](const QString& why) { return Error(ErrorCode::FileUnwritable, {m_path, why.toStdString()}); };
    const QString folder = QFileInfo(name).absolutePath();
    if (!QDir().mkpath(folder))
        return refuse(QStringLiteral("the folder %1 could not be made").arg(folder));
    QSaveFile file(name);
    if (!file.open(QIODevice::WriteOnly))
        return refuse(file.errorString());
    file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    const std::string text = settings.toJsonText();
    file.write(text.data(), static_cast<qint64>(text.size()));
    if (!file.commit())
        return refuse(file.errorString());
    return {};
}

Result<Settings> SettingsStore::readProfile(const std::string& path, SettingsSchema schema)
{
    const auto text = readWhole(path);
    if (!text)
        return text.error();
    auto import = Settings::fromJsonText(*text, schema);
    if (!import)
        return Error(ErrorCode::NotSettings, {path, import.error().sentence().args().front()});
    if (!import->rejected.empty())
        return import->rejected.front();
    if (!import->unknownKeys.empty())
        return schema.unknown(import->unknownKeys.front());
    return std::move(import->settings);
}

} // namespace sluice
