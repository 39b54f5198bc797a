// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/broadcast/StreamKey.h"

#include <QUrl>

namespace sluice {

namespace {

QString withoutEndSlashes(QString text)
{
    while (text.endsWith(QLatin1Char('/')))
        text.chop(1);
    return text;
}

} // namespace

QString PublishAddress::url() const
{
    const QString base = withoutEndSlashes(server.trimmed());
    return key.isEmpty() ? base : base + QLatin1Char('/') + key;
}

QString PublishAddress::shown() const
{
    return withoutEndSlashes(server.trimmed()) + QStringLiteral("/…");
}

PublishAddress splitAddress(const QString& pasted)
{
    const QString text = pasted.trimmed();
    const qsizetype scheme = text.indexOf(QStringLiteral("://"));
    if (scheme < 0)
        return {text, {}};
    const qsizetype path = text.indexOf(QLatin1Char('/'), scheme + 3);
    if (path < 0)
        return {text, {}};
    const qsizetype question = text.indexOf(QLatin1Char('?'), path);
    const QString upToQuery = question < 0 ? text : text.left(question);
    const qsizetype last = upToQuery.lastIndexOf(QLatin1Char('/'));
    if (last <= path || last + 1 >= upToQuery.size())
        return {text, {}};
    return {text.left(last), text.mid(last + 1)};
}

bool isPublishAddress(const QString& server)
{
    const QUrl url(server.trimmed(), QUrl::TolerantMode);
    const QString scheme = url.scheme().toLower();
    return url.isValid() && (scheme == QLatin1String("rtmp") || scheme == QLatin1String("rtmps"))
        && !url.host().isEmpty() && url.path().size() > 1;
}

} // namespace sluice
