// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/DestinationBook.h"

#include <algorithm>
#include <map>
#include <utility>

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>
#include <QStandardPaths>
#include <QUuid>

#include "core/base/Aside.h"
#include "core/base/Redact.h"
#include "core/base/Url.h"
#include "core/settings/TextCheck.h"

namespace sluice {

namespace {

constexpr qint64 kReadAtMost = 1 << 20;
constexpr int kMaxDestinations = 100;
constexpr auto kSchema = "sluice.destinations/1";

QString asSaved(const QString& server)
{
    const std::string text = server.trimmed().toStdString();
    return QString::fromStdString(std::string(withoutEndSlashes(text)));
}

// An address whose parts are a server's only: no user and no query. Its path may have several parts: see save().
bool isServer(const QString& server)
{
    const auto url = Url::parse(server.toStdString());
    return url && isRtmpServer(*url) && url->user.empty() && url->password.empty()
        && !server.contains(QLatin1Char('?')) && !server.contains(QLatin1Char('#'));
}

// Of an address with several parts that comes without a key, the last could be one.
bool mayHoldKey(const QString& server, const QString& key)
{
    const auto url = Url::parse(server.toStdString());
    return key.isEmpty() && url && RtmpTarget::of(*url);
}

SavedDestination fromJson(const QJsonObject& object)
{
    return {object.value(QLatin1String("id")).toString(), object.value(QLatin1String("name")).toString(),
        object.value(QLatin1String("server")).toString()};
}

bool isSound(const SavedDestination& one)
{
    return !one.id.isEmpty() && one.id.size() <= 64 && !one.name.isEmpty() && one.name.size() <= 200
        && isPlainText(one.name.toStdString()) && isServer(one.server);
}

} // namespace

class DestinationBook::Private {
public:
    Private(QString file, std::unique_ptr<SecretStore> store) : path(std::move(file)), keys(std::move(store))
    {
        load();
    }

    // What cannot be understood is left out; a file that cannot be read as ours at all is kept beside, so that the
    // next save does not take what is in it. One that cannot even be opened stays where it is.
    void load()
    {
        QFile file(path);
        if (path.isEmpty() || !QFileInfo::exists(path))
            return;
        unread = !QFileInfo(path).isFile() || !file.open(QIODevice::ReadOnly);
        if (unread)
            return;
        const QJsonObject root = QJsonDocument::fromJson(file.read(kReadAtMost)).object();
        if (root.value(QLatin1String("schema")).toString() != QLatin1String(kSchema)) {
            const QString aside = path + QStringLiteral(".broken");
            QFile::remove(aside);
            unread = !QFile::rename(path, aside);
            return;
        }
        for (const auto& value : root.value(QLatin1String("destinations")).toArray())
            if (const SavedDestination one = fromJson(value.toObject());
                isSound(one) && std::ssize(list) < kMaxDestinations)
                list.push_back(one);
    }

    Result<void> store()
    {
        if (path.isEmpty())
            return {};
        if (unread)
            return Error(ErrorCode::FileUnwritable,
                {path.toStdString(),
                    QT_TRANSLATE_NOOP("core", "what is in it could not be read and would be lost")});
        QJsonArray rows;
        for (const SavedDestination& one : list)
            rows.append(QJsonObject{{QStringLiteral("id"), one.id}, {QStringLiteral("name"), one.name},
                {QStringLiteral("server"), one.server}});
        const QJsonObject root{
            {QStringLiteral("schema"), QLatin1String(kSchema)}, {QStringLiteral("destinations"), rows}};
        const auto written
            = disk.ask([to = path, text = QJsonDocument(root).toJson()] { return write(to, text); },
                kDiskPatience, StopToken());
        return written ? *written
                       : Error(ErrorCode::FileUnwritable, {path.toStdString(), std::string(kDiskSilent)});
    }

    static Result<void> write(const QString& path, const QByteArray& text)
    {
        QDir().mkpath(QFileInfo(path).path());
        QSaveFile file(path);
        const bool opened = file.open(QIODevice::WriteOnly);
        if (opened) {
            file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
            file.write(text);
        }
        if (!opened || !file.commit())
            return Error(ErrorCode::FileUnwritable, {path.toStdString(), file.errorString().toStdString()});
        return {};
    }

    Aside disk;
    const QString path;
    bool unread = false; // something is there that is not in the list
    std::unique_ptr<SecretStore> keys;
    std::vector<SavedDestination> list;
    std::map<QString, QString> session; // keys for which there is no keychain
    KeyPlace place = KeyPlace::Unknown;
};

DestinationBook::DestinationBook(const QString& path, std::unique_ptr<SecretStore> keys, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(path, std::move(keys)))
{ }

DestinationBook::~DestinationBook() = default;

QString DestinationBook::defaultPath()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation)
        + QStringLiteral("/sluice/destinations.json");
}

const std::vector<SavedDestination>& DestinationBook::all() const
{
    return d->list;
}

const SavedDestination* DestinationBook::find(const QString& id) const
{
    const auto found = std::ranges::find(d->list, id, &SavedDestination::id);
    return found == d->list.end() ? nullptr : &*found;
}

const SavedDestination* DestinationBook::ofServer(const QString& server) const
{
    const auto found = std::ranges::find(d->list, asSaved(server), &SavedDestination::server);
    return countAt(server) == 1 ? &*found : nullptr;
}

std::size_t DestinationBook::countAt(const QString& server) const
{
    return static_cast<std::size_t>(std::ranges::count(d->list, asSaved(server), &SavedDestination::server));
}

DestinationBook::KeyPlace DestinationBook::keyPlace() const
{
    return d->place;
}

Result<QString> DestinationBook::save(const QString& name, const QString& server, const QString& key)
{
    const QString address = asSaved(server);
    const auto same = std::ranges::find_if(d->list, [&](const SavedDestination& saved) {
        return saved.server == address && saved.name == name.trimmed();
    });
    const SavedDestination* known = same == d->list.end() ? nullptr : &*same;
    SavedDestination one{
        known ? known->id : QUuid::createUuid().toString(QUuid::WithoutBraces), name.trimmed(), address};
    if (mayHoldKey(address, key))
        return Error(ErrorCode::NoStreamKey, {redactUrl(address.toStdString(), true)});
    if (!isSound(one) || (!known && std::ssize(d->list) >= kMaxDestinations))
        return Error(ErrorCode::NotAServer, {redactUrl(server.toStdString(), true)});
    if (known)
        *same = one;
    else
        d->list.push_back(one);
    d->session[one.id] = key; // until the keychain has it
    d->place = KeyPlace::Unknown;
    d->keys->write(one.id, key, [this, id = one.id, key](const SecretStore::Answer& answer) {
        d->place = answer.there ? KeyPlace::Keychain : KeyPlace::SessionOnly;
        const auto kept = d->session.find(id);
        if (answer.there && kept != d->session.end() && kept->second == key)
            d->session.erase(kept);
        emit changed();
    });
    auto stored = d->store();
    emit changed();
    if (!stored)
        return stored.error();
    return one.id;
}

Result<void> DestinationBook::remove(const QString& id)
{
    std::erase_if(d->list, [&](const SavedDestination& one) { return one.id == id; });
    d->session.erase(id);
    d->keys->remove(id, [](const SecretStore::Answer&) { });
    auto stored = d->store();
    emit changed();
    return stored;
}

void DestinationBook::key(const QString& id, std::function<void(const QString&)> done)
{
    if (const auto kept = d->session.find(id); kept != d->session.end()) {
        QMetaObject::invokeMethod(
            this, [key = kept->second, done = std::move(done)] { done(key); }, Qt::QueuedConnection);
        return;
    }
    d->keys->read(id, [done = std::move(done)](const SecretStore::Answer& answer) {
        done(answer.secret.value_or(QString()));
    });
}

} // namespace sluice
