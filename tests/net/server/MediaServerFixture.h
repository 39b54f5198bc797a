// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include <QByteArray>
#include <QList>
#include <QObject>
#include <QString>
#include <QTemporaryDir>

#include "core/base/Clock.h"
#include "core/base/Log.h"
#include "core/server/MediaServer.h"
#include "tests/support/Program.h"

namespace sluice::test {

constexpr int kPatienceMs = 15000; // for what takes far less on a calm machine

QString text(const std::string& s);

struct Answer {
    int status = 0;
    QByteArray body;
    QByteArray policy;
    QByteArray caching;
};
Answer get(const QString& url, const QByteArray& host = {});

bool isRunning(int pid);

// A media server with the real nginx, in a folder of its own: what the tests share that talk to it.
class MediaServerFixture : public QObject {
protected:
    void requireServer(); // skips where nginx or ffmpeg is missing
    void setUp();
    void tearDown(); // nothing is left of it, and no log has the key

    ServerConfig config() const;
    ServerInfo startReady();
    ServerInfo startReady(const ServerConfig& with);
    QString runDirectory() const;
    int masterPid() const;
    // Workers and helpers of that master.
    QList<int> childrenOf(int pid) const;
    QString base() const;
    QString pageState() const;
    bool publishing(Program& publisher);

    SystemClock m_clock;
    // What the server calls back counts here: it outlives the test function, until cleanup().
    std::atomic<int> m_changes = 0;
    std::atomic<int> m_published = 0;
    std::atomic<int> m_unpublished = 0;
    std::atomic<int> m_played = 0;
    QByteArray m_logged;
    std::unique_ptr<Log> m_log;
    std::unique_ptr<QTemporaryDir> m_parent;
    std::unique_ptr<MediaServer> m_server;
    QString m_ffmpeg;
};

} // namespace sluice::test
