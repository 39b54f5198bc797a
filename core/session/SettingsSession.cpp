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

#include "core/base/Aside.h"
#include "core/base/Redact.h"
#include "core/base/Url.h"
#include "core/session/Background.h"
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
    Private(SettingsSession* session, const QString& path)
        : q(session)
        , store(path.toStdString())
        , stored(!path.isEmpty())
        , writer(session, [this](const Result<void>& saved) { onSaved(saved); })
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

    // Of writes that follow each other faster than the disk is, the last one counts.
    void save()
    {
        if (!stored)
            return;
        unsaved = true;
        writer.start([this, write = writing()](const StopToken& stop) {
            static constexpr Duration kPatience = seconds(10); // and then it is said
            const auto saved = disk.ask(write, kPatience, stop);
            return saved.value_or(Error(ErrorCode::FileUnwritable, {store.path(), std::string(kDiskSilent)}));
        });
    }

    std::function<Result<void>()> writing() const
    {
        return [to = store, what = onFile] { return to.save(what); };
    }

    void onSaved(const Result<void>& saved)
    {
        if (saved)
            unsaved = false;
        else
            emit q->notSaved(saved.error());
    }

    // Each after the one before; a window that forgets its size is no reason to bother anyone.
    void saveMemory()
    {
        if (!stored)
            return;
        remembered = true;
        disk.post([path = memoryPath, text = QJsonDocument(memory).toJson()] {
            QDir().mkpath(QFileInfo(path).path()); // nothing was saved yet
            QSaveFile file(path);
            if (!file.open(QIODevice::WriteOnly))
                return;
            file.write(text);
            file.commit();
        });
    }

    SettingsSession* const q;
    SettingsStore store;
    bool stored;
    Settings settings; // in force
    Settings onFile; // without what only this run was told
    std::vector<Error> notes;
    QString memoryPath;
    QJsonObject memory;
    bool remembered = false; // something is on its way to that file, or was
    bool unsaved = false; // what is in force is not known to be on the disk
    Aside disk;
    Background<Result<void>> writer; // last: its thread ends before what it uses
};

SettingsSession::SettingsSession(const QString& path, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, path))
{ }

SettingsSession::~SettingsSession()
{
    d->writer.cancel();
    // Behind all that is under way.
    if (d->unsaved)
        (void)d->disk.ask(d->writing(), kLastPatience, StopToken());
    else if (d->remembered)
        (void)d->disk.ask([] { return true; }, kLastPatience, StopToken());
}

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
    d->save();
    emit changed();
    return {};
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
