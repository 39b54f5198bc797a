// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/SettingsSession.h"

#include <algorithm>

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>

#include "core/base/Redact.h"
#include "core/base/Url.h"
#include "core/settings/BufferProfile.h"

namespace sluice {

namespace {

constexpr int kMaxHistory = 20;

// Some write the key behind the application, some as a query, some give a user and a password.
bool holdsNoKey(const QString& server)
{
    const auto url = Url::parse(server.toStdString());
    if (!url || (url->scheme != "rtmp" && url->scheme != "rtmps"))
        return false;
    const auto behindApp
        = url->path.find_first_not_of('/', std::min(url->path.find('/', 1), url->path.size()));
    return url->user.empty() && url->password.empty() && url->query.empty() && url->path.size() > 1
        && behindApp == std::string::npos && !server.contains(QLatin1Char('#'))
        && !server.contains(QLatin1Char('?'));
}

} // namespace

class SettingsSession::Private {
public:
    explicit Private(const QString& path) : store(path.toStdString()), stored(!path.isEmpty())
    {
        if (!stored)
            return;
        SettingsStore::Loaded loaded = store.load();
        settings = std::move(loaded.settings);
        onFile = settings;
        notes = std::move(loaded.notes);
        memoryPath = QFileInfo(path).path() + QStringLiteral("/window.json");
        QFile file(memoryPath);
        if (file.open(QIODevice::ReadOnly))
            memory = QJsonDocument::fromJson(file.readAll()).object();
    }

    void saveMemory() const
    {
        if (!stored)
            return;
        QDir().mkpath(QFileInfo(memoryPath).path()); // nothing was saved yet
        QSaveFile file(memoryPath);
        if (!file.open(QIODevice::WriteOnly))
            return; // a window that forgets its size is no reason to bother anyone
        file.write(QJsonDocument(memory).toJson());
        file.commit();
    }

    SettingsStore store;
    bool stored;
    Settings settings; // in force
    Settings onFile; // without what only this run was told
    std::vector<Error> notes;
    QString memoryPath;
    QJsonObject memory;
};

SettingsSession::SettingsSession(const QString& path, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(path))
{ }

SettingsSession::~SettingsSession() = default;

const Settings& SettingsSession::current() const
{
    return d->settings;
}

Result<void> SettingsSession::apply(const Settings& changedSettings)
{
    if (auto legal = BufferChoice::from(changedSettings).overrides.check(); !legal)
        return legal;
    if (changedSettings == d->settings)
        return {};
    // Only what was changed now goes into the file, not what this run was told besides.
    for (const auto& row : d->settings.schema().rows()) {
        const bool same = changedSettings.isSet(row.key) == d->settings.isSet(row.key)
            && changedSettings.value(row.key) == d->settings.value(row.key);
        if (same)
            continue;
        if (const auto value = changedSettings.value(row.key); value && changedSettings.isSet(row.key))
            (void)d->onFile.setValue(row.key, *value);
        else
            d->onFile.reset(row.key);
    }
    d->settings = changedSettings;
    Result<void> saved = d->stored ? d->store.save(d->onFile) : Result<void>();
    emit changed();
    return saved;
}

void SettingsSession::overlayForThisRun(const Settings& overrides)
{
    d->settings.overlay(overrides);
}

const std::vector<Error>& SettingsSession::loadNotes() const
{
    return d->notes;
}

QStringList SettingsSession::history() const
{
    QStringList list;
    for (const auto& value : d->memory.value(QLatin1String("history")).toArray())
        list << value.toString();
    return list;
}

void SettingsSession::remember(const QString& url)
{
    QStringList list = history();
    const QString shown = QString::fromStdString(redactUrl(url.toStdString()));
    if (shown.contains(QLatin1String("***"))) // without its secret it could not be opened again
        return;
    list.removeAll(shown);
    list.prepend(shown);
    while (list.size() > kMaxHistory)
        list.removeLast();
    d->memory.insert(QLatin1String("history"), QJsonArray::fromStringList(list));
    d->saveMemory();
}

QString SettingsSession::publishServer() const
{
    return d->memory.value(QLatin1String("publishServer")).toString();
}

void SettingsSession::rememberPublishServer(const QString& server)
{
    if (!holdsNoKey(server) || server == publishServer())
        return;
    d->memory.insert(QLatin1String("publishServer"), server);
    d->saveMemory();
}

QStringList SettingsSession::destinations() const
{
    QStringList ids;
    for (const auto& value : d->memory.value(QLatin1String("destinations")).toArray())
        ids << value.toString();
    return ids;
}

void SettingsSession::rememberDestinations(const QStringList& ids)
{
    if (ids == destinations())
        return;
    d->memory.insert(QLatin1String("destinations"), QJsonArray::fromStringList(ids));
    d->saveMemory();
}

QByteArray SettingsSession::geometry() const
{
    return QByteArray::fromBase64(d->memory.value(QLatin1String("geometry")).toString().toLatin1());
}

void SettingsSession::setGeometry(const QByteArray& geometry)
{
    d->memory.insert(QLatin1String("geometry"), QString::fromLatin1(geometry.toBase64()));
    d->saveMemory();
}

} // namespace sluice
