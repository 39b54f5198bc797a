// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <QObject>

#include "core/session/BroadcastSession.h"
#include "core/session/PreflightVerdicts.h"
#include "core/session/ServerSession.h"

namespace sluice {

// What is checked before going live.
struct PreflightRequest {
    struct Destination {
        std::string url; // secret; empty: the built-in server
        std::string shownUrl; // for people
        // May a test be sent there: the address has a form that nobody watches, or the person agreed. Otherwise it is
        // only seen whether the server answers.
        bool mayTest = false;
        std::string testUrl; // secret; sent to instead of url; empty: url
        std::string service; // its name; empty: another server
        std::vector<Sentence> broken; // limits of the service that the settings break
    };
    std::vector<Destination> destinations;
    BroadcastEncoding encoding;
    std::string folder; // where recordings go
    bool records = false; // each broadcast is recorded
    std::int64_t reserveBytes = 0; // of its disk, which they leave free
    Duration uplinkLength = seconds(4);
};

// One line of the result.
struct Check {
    enum class Kind { Picture, Sound, Encoder, Disk, Destination };
    Kind kind = Kind::Picture;
    std::string subject; // of a destination: redacted
    CheckVerdict verdict;
};

// "Check setup": looks at everything that can be known before the first packet. Lives in the thread that made it; no
// call blocks. Uses the preview of `broadcast` and starts the built-in server where it is a destination.
class PreflightSession : public QObject {
    Q_OBJECT
public:
    PreflightSession(SessionServices services, BroadcastSession& broadcast, ServerSession& server,
        QObject* parent = nullptr);
    ~PreflightSession() override; // stops and joins, bounded by the network's cancellation (100 ms)

    // What works is dropped for it. Not while live.
    void start(const PreflightRequest& request);
    void cancel(); // what has not been found by then was skipped
    bool running() const;
    const std::vector<Check>& checks() const; // of the running or last one, in their order
    // The worst of them; Running while some are missing, Waiting before the first.
    CheckState overall() const;

signals:
    void changed();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace sluice
