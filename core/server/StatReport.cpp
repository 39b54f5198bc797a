// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/server/StatReport.h"

#include <algorithm>

#include <QByteArray>
#include <QStringList>
#include <QXmlStreamReader>

namespace sluice {

namespace {

struct StreamEntry {
    QString name;
    int clients = 0;
    bool publishing = false;
};

// The reader stands on <stream>.
StreamEntry readStream(QXmlStreamReader& xml)
{
    StreamEntry entry;
    while (xml.readNextStartElement()) {
        if (xml.name() == u"name") {
            entry.name = xml.readElementText();
        } else if (xml.name() == u"nclients") {
            entry.clients = xml.readElementText().toInt();
        } else if (xml.name() == u"publishing") {
            entry.publishing = true;
            xml.skipCurrentElement();
        } else {
            xml.skipCurrentElement();
        }
    }
    return entry;
}

} // namespace

std::optional<StatReport> parseStatReport(std::string_view text, std::string_view streamName)
{
    QXmlStreamReader xml(QByteArray(text.data(), static_cast<qsizetype>(text.size())));
    const QString wanted = QString::fromUtf8(streamName.data(), static_cast<qsizetype>(streamName.size()));
    StatReport report;
    QStringList open;
    QString application;
    while (!xml.atEnd()) {
        xml.readNext();
        if (xml.isEndElement() && !open.isEmpty())
            open.removeLast();
        if (!xml.isStartElement())
            continue;
        const QString path = open.join(u'/');
        if (path == u"rtmp" && xml.name() == u"pid") {
            report.workerPid = xml.readElementText().toInt();
        } else if (path == u"rtmp/server/application" && xml.name() == u"name") {
            application = xml.readElementText();
        } else if (path == u"rtmp/server/application/live" && xml.name() == u"stream") {
            const StreamEntry entry = readStream(xml);
            if (application == u"live" && entry.name == wanted) {
                report.publishing = entry.publishing;
                report.viewers = std::max(0, entry.clients - (entry.publishing ? 1 : 0));
            }
        } else {
            open.append(xml.name().toString());
        }
    }
    if (xml.hasError() || report.workerPid <= 0)
        return std::nullopt;
    return report;
}

} // namespace sluice
