// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace sluice {

// A server's address and the stream key, which are two things: the address may be seen, the key never.
struct PublishAddress {
    QString server; // "rtmp://host/app", "rtmp://host/app/instance": its whole path is the application
    QString key;

    // What is opened: "rtmp://host/app/key"; see withStreamKey().
    QString url() const;
    // What may be shown: "rtmp://host/app/…".
    QString shown() const;
};

// Takes apart what was pasted. With more than one part after the host, the last one (and what follows a "?") is the
// key: "rtmp://host/app/key" → {"rtmp://host/app", "key"}. Everything else stays as it is, without a key.
PublishAddress splitAddress(const QString& pasted);

// Whether it can be a server that something is published to: rtmp or rtmps, with a host and a path, without arguments.
bool isPublishAddress(const QString& server);

} // namespace sluice
