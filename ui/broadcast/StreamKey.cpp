// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/broadcast/StreamKey.h"

#include <QUrl>

#include "core/base/Url.h"
#include "ui/theme/Tr.h"

namespace sluice {

QString PublishAddress::url() const
{
    if (key.isEmpty())
        return qstr(withoutEndSlashes(server.trimmed().toStdString()));
    return qstr(withStreamKey(server.trimmed().toStdString(), key.toStdString()));
}

QString PublishAddress::shown() const
{
    return qstr(withoutEndSlashes(server.trimmed().toStdString())) + QStringLiteral("/…");
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
    return {qstr(withoutEndSlashes(text.left(last).toStdString())), text.mid(last + 1)};
}

bool isPublishAddress(const QString& server)
{
    const QUrl url(server.trimmed(), QUrl::TolerantMode);
    const auto parsed = Url::parse(server.trimmed().toStdString());
    return url.isValid() && !url.host().isEmpty() && parsed && isRtmpServer(*parsed);
}

} // namespace sluice
